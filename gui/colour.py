"""Sums with colours given as ``#rrggbb``."""

from collections.abc import Iterable

READABLE = 4.5  # the contrast of text that WCAG 2.2 asks for (success criterion 1.4.3)


def mix(first: str, second: str, share: float) -> str:
    """``first`` with a share, 0 to 1, of ``second``."""
    pairs = zip(_channels(first), _channels(second), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def contrast(first: str, second: str) -> float:
    """How far two colours stand apart, 1 to 21 (WCAG 2.2, contrast ratio)."""
    dim, bright = sorted((_luminance(first), _luminance(second)))
    return (bright + 0.05) / (dim + 0.05)


def legible(colour: str, grounds: Iterable[str], towards: str) -> str:
    """The colour, moved towards another one just so far that text in it is readable on all grounds."""
    grounds = tuple(grounds)
    steps = (mix(colour, towards, step / 20) for step in range(20))
    return next((c for c in steps if all(contrast(c, ground) >= READABLE for ground in grounds)), towards)


def tinted(ground: str, colour: str, share: float, texts: Iterable[str]) -> str:
    """A ground with a share of a colour, or less where texts would no longer be readable on it."""
    texts = tuple(texts)
    steps = (mix(ground, colour, share * (1 - step / 20)) for step in range(20))
    return next((g for g in steps if all(contrast(text, g) >= READABLE for text in texts)), ground)


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
