"""Probes: one measurement a file; found by scanning this package."""
