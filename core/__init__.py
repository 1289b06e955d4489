"""The engine: NumPy only, no Qt; usable as a library."""
