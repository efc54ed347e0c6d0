"""The only SQL: models, and a file of named queries per aggregate."""
