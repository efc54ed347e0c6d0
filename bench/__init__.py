"""What is measured and how: each figure a ratio to something that ran beside it."""
