"""The demo board: invented people, returns and words, told through the real services."""
