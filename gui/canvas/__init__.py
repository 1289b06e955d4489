"""The canvas: the scene shows the document; every gesture is a small class of its own."""
