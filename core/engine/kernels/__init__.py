"""What layers with much to compute are made of, apart from the layers that use it."""
