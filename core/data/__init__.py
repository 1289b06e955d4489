"""Data: sources, preprocessing, splits, batches."""
