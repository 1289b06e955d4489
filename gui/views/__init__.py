"""Live views, one file each; found by scanning this package."""
