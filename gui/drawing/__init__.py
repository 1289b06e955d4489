"""Drawings that leave the window: the canvas as it is drawn, or a figure as papers have it, as SVG, PDF or PNG."""
