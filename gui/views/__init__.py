"""Live views, one file each; found by scanning this package."""

import importlib
import pkgutil

from gui.views.base import View


def discover_views() -> tuple[type[View], ...]:
    """All views, in menu order. A function: a window that shows none need not import them."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    found = [view for view in View.__subclasses__() if view.__module__.startswith(f"{__name__}.")]
    return tuple(sorted(found, key=lambda view: (view.order, view.title)))
