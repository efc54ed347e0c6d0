"""The pages: a blueprint per audience. A view loads, guards, fills a form, calls a service."""
