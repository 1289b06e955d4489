"""What a panel that shows the inside of a layer says: its caption, and what is under the pointer."""

from typing import NamedTuple

from PySide6.QtCore import QPointF

from core.probes.inside import Interior
from gui.canvas.inside_plan import Plan, place_in
from gui.ticks import figure

NOT_READY = "Nothing is computed yet: mend the problem first."
NOT_WIRED = "Nothing is computed here yet: wire it in first."
COMING = "Being computed…"


class Caption(NamedTuple):
    """Two lines over what is shown."""

    title: str
    line: str


class Pointed(NamedTuple):
    """What of the inside the pointer is on, and what is said of it; -1 is none."""

    words: str
    unit: int = -1
    source: int = -1
    loop: bool = False


def caption(title: str, inside: Interior | None) -> Caption:
    """What is shown of a layer with this title."""
    if inside is None:
        return Caption(title, "")
    return Caption(f"{title}: {_counted(inside)}", _line(inside))


def _counted(inside: Interior) -> str:
    count, several = f"{inside.count:,}", "" if inside.count == 1 else "s"
    if inside.values.ndim == 3:
        alone = inside.kernels is None and inside.count == 1
        return f"{count} image" if alone else f"{count} map{several}"
    if inside.wires is not None and inside.loops is None:
        return f"{count} neuron{several}"
    return f"{count} unit{several}"


def _line(inside: Interior) -> str:
    if inside.wires is not None:
        loops = inside.loops is not None
        whose, all_of_them = (
            "its" if inside.count == 1 else "their",
            len(inside.wires.weights) == inside.wires.total,
        )
        wires = f"all {whose} wires" if all_of_them else f"{whose} strongest wires"
        return f"{wires}{' and loops' if loops else ''}"
    if inside.kernels is not None:
        return "each beside the kernel that makes it"
    if inside.values.ndim == 2:
        return "each a line, step by step"
    return f"as {'it is' if inside.count == 1 else 'they are'} for this sample"


def looked_at(inside: Interior) -> str:
    """Which sample the values belong to."""
    of = f"{'Noise' if inside.made else 'Sample'} {inside.sample + 1:,} of {inside.samples:,}"
    return of if inside.step is None else f"{of} · step {inside.step + 1}"


def unit_name(inside: Interior, number: int) -> str:
    """What a unit is called: by its class, or by its number."""
    if inside.names:
        return f"“{inside.names[number]}”"
    return f"{'map' if inside.values.ndim == 3 else 'unit'} {number + 1}"


def value_at(inside: Interior, plan: Plan, number: int, point: QPointF) -> Pointed:
    """What a unit says, or what its picture says at a point."""
    value, name, box = (
        inside.values[inside.units.tolist().index(number)],
        unit_name(inside, number),
        plan.units[number],
    )
    if value.ndim == 0:
        return Pointed(f"{name}: {figure(float(value))}", number)
    if value.ndim == 1:
        _, step = place_in(box, point, 1, len(value))
        return Pointed(f"{name}, step {inside.steps[step] + 1}: {figure(float(value[step]))}", number)
    row, column = place_in(box, point, *value.shape)
    pixel = f"pixel {column * inside.spacing + 1}, {row * inside.spacing + 1}"
    return Pointed(f"{name}, {pixel}: {figure(float(value[row, column]))}", number)


def kernel_at(inside: Interior, plan: Plan, number: int, point: QPointF) -> Pointed:
    """A number of a kernel."""
    assert inside.kernels is not None
    kernel = inside.kernels[inside.units.tolist().index(number)]
    row, column = place_in(plan.kernels[number], point, *kernel.shape)
    place = f"{column + 1}" if len(kernel) == 1 else f"{column + 1}, {row + 1}"
    return Pointed(
        f"kernel of {unit_name(inside, number)}, place {place}: {figure(float(kernel[row, column]))}", number
    )


def input_name(plan: Plan, number: int) -> str:
    """What an input is called: by its pixel, or by its number."""
    if not plan.pixels:
        return f"input {number + 1}"
    _, columns, channels = plan.pixels
    row, column = divmod(number // channels, columns)
    channel = f" of channel {number % channels + 1}" if channels > 1 else ""
    return f"pixel {column + 1}, {row + 1}{channel}"


def input_at(inside: Interior, plan: Plan, number: int) -> Pointed:
    """What comes in."""
    assert inside.fed is not None
    values = inside.fed.values
    value = "" if values is None else f": {figure(float(values[inside.fed.numbers.tolist().index(number)]))}"
    return Pointed(f"{input_name(plan, number)}{value}", source=number)


def pixel_at(inside: Interior, plan: Plan, place: tuple[int, int]) -> Pointed:
    """What comes in at a pixel; all its channels together."""
    assert inside.fed is not None
    assert inside.fed.picture is not None
    row, column = place
    words = f"pixel {column + 1}, {row + 1}: {figure(float(inside.fed.picture[row, column]))}"
    _, columns, channels = plan.pixels
    return Pointed(words, source=row * columns + column if channels == 1 else -1)


def wire_of(inside: Interior, plan: Plan, ends: tuple[int, int], weight: float, *, loop: bool) -> Pointed:
    """What a wire weighs."""
    source, unit = ends
    begin = unit_name(inside, source) if loop else input_name(plan, source)
    return Pointed(f"{begin} → {unit_name(inside, unit)}: {figure(weight)}", unit, source, loop)
