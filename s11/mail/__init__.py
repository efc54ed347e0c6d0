"""Sending messages: one port (`message.Sender`) and its adapters, chosen by the settings."""
