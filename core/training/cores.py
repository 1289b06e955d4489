"""How many cores a training takes."""

import os


def usual_cores() -> int:
    """All but one: products on two threads wait for each other wherever something else is running."""
    return max(1, (os.cpu_count() or 1) - 1)
