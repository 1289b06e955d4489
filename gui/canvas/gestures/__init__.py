"""What a hand can do on the canvas: one small class a gesture."""
