"""Training: the trainer, what steers it, and what leaves its thread."""
