"""Data files that come with the app."""
