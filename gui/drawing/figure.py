"""A figure as papers have it: where its pieces stand and how its arrows run. No Qt here."""

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import NamedTuple

from core.document.document import Document
from core.document.shapes import Inference
from gui.drawing.columns import LEVEL, Box, Columns, arrange
from gui.drawing.curves import Area, Bow, Way, along, around, bent, between_rims, line, loop
from gui.drawing.pieces import LINE, LOOP, Link, Measure, Piece, assemble

ARROW = 40.0  # the least length of an arrow
WORDS_PADDING = 10.0  # left and right of the words on an arrow
WORDS_LIFT = 6.0  # from an arrow to the words above it
BEND = 44.0  # width of the zone in which arrows go up and down
FAN, FAN_SLOPE = (
    96.0,
    0.1,
)  # such a zone between single values, and what is added for each unit that a wire falls
CAPTION_DROP = 8.0  # from a picture to the words below
CAPTION_GAP = 16.0  # between the words below neighbours
UNDERPASS, SIDE_STEP, DOWN_STEP = (
    24.0,
    6.0,
    18.0,
)  # how far below all else arrows lead back; from one to the next
SELF_LOOP = 30.0  # height of the arrow from a value to itself
NUMBER_HEIGHT, NUMBER_PADDING = 15.0, 6.0  # of the plate that a weight stands on
MOST_NUMBERS = 60  # weights; of more, the plates would hide each other
PLACES = (
    0.66,
    0.5,
    0.76,
    0.42,
    0.84,
    0.58,
    0.34,
    0.26,
    0.16,
)  # on a wire where its weight may stand, best first


class Placed(NamedTuple):
    """A piece with its middle, and where the words on the arrow into it stand, if there are any."""

    piece: Piece
    x: float
    y: float
    words: Area | None
    caption: Area | None

    @property
    def picture(self) -> Area:
        """What the picture itself takes up."""
        across, down = self.piece.width / 2, self.piece.height / 2
        loop = LOOP if self.piece.kind == "cell" else 0.0
        return Area(self.x - across, self.y - down - loop, self.x + across, self.y + down)

    @property
    def areas(self) -> list[Area]:
        """All that it takes up."""
        return [area for area in (self.picture, self.words, self.caption) if area is not None]


class Arrow(NamedTuple):
    """How a link runs. ``back``: from right to left, below everything. ``number``: where its weight is written."""

    link: Link
    way: Way
    back: bool = False
    number: Area | None = None


class Figure(NamedTuple):
    """Everything in its place; ``area``: what it takes up."""

    pieces: dict[str, Placed]
    arrows: list[Arrow]
    area: Area


def figure(
    document: Document, inference: Inference, measure: Measure, weights: Mapping[str, float] | None = None
) -> Figure:
    """Lay out a document, left to right in the order of computing, branches above each other.

    ``measure`` tells how wide words are. Where shapes are not known yet, a dashed box stands for what will come.
    """
    pieces, links = assemble(document, inference, measure, weights)
    return _Composition(pieces, links, measure).figure()


class _Composition:
    def __init__(self, pieces: Mapping[str, Piece], links: list[Link], measure: Measure) -> None:
        self.pieces, self.links, self.measure = pieces, links, measure
        self.looping = {k.source for k in links if k.source == k.target}
        edges = [(k.source, k.target) for k in links if not k.delayed and k.source != k.target]
        self.plan: Columns = arrange({name: self._box(p) for name, p in pieces.items()}, edges)
        self.before: dict[str, list[str]] = {}
        for (source, target), lanes in self.plan.lanes.items():
            for one, other in pairwise([source, *lanes, target]):
                self.before.setdefault(other, []).append(one)
        self.column = {name: i for i, names in enumerate(self.plan.columns) for name in names}
        self.steep = [self.plan.fall(i, self.before) > LEVEL for i in range(len(self.plan.columns))]
        self.middles = self._middles()

    def _box(self, piece: Piece) -> Box:
        half, loops = piece.height / 2, 0.0
        if piece.kind == "cell":
            loops = LOOP
        elif piece.id in self.looping:
            loops = SELF_LOOP + NUMBER_HEIGHT + 2
        words = len(piece.operation) * LINE + WORDS_LIFT if piece.operation else 0.0
        caption = len(piece.caption) * LINE + CAPTION_DROP if piece.caption else 0.0
        return Box(max(half + loops, words), half + caption, piece.place[1])

    # -- across --------------------------------------------------------------------------------------------------------
    def _in(self, column: int) -> list[Piece]:
        return [self.pieces[n] for n in self.plan.columns[column] if n in self.pieces]

    def _words(self, column: int) -> float:
        """Width of the zone before a column in which the words on its arrows stand."""
        return max((self._words_of(piece) for piece in self._in(column)), default=0.0)

    def _words_of(self, piece: Piece) -> float:
        widths = [self.measure(line, place == 0) for place, line in enumerate(piece.operation)]
        return max(widths) + 2 * WORDS_PADDING if widths else 0.0

    def _reach(self, column: int) -> float:
        """Half the width of a column's pictures."""
        return max((piece.width / 2 for piece in self._in(column)), default=0.0)

    def _caption_width(self, piece: Piece) -> float:
        named = bool(piece.name)
        lines = [self.measure(line, named and place == 0) for place, line in enumerate(piece.caption)]
        return max(lines, default=0.0)

    def _full_reach(self, column: int) -> float:
        """Half the width of a column with the words below its pictures."""
        captions = (self._caption_width(piece) / 2 for piece in self._in(column))
        return max(self._reach(column), *captions, 0.0)

    def _middles(self) -> list[float]:
        middles = [0.0] if self.plan.columns else []
        for column in range(1, len(self.plan.columns)):
            middles.append(middles[-1] + self._distance(column))
        return middles

    def _distance(self, column: int) -> float:
        """From the middle of the column before to that of a column."""
        words, reach = self._words(column), self._reach(column)
        captions = self._full_reach(column - 1) + CAPTION_GAP + self._full_reach(column)
        if not self.steep[column]:
            return max(self._reach(column - 1) + max(words, ARROW) + reach, captions)
        single = all(piece.kind == "disc" for piece in self._in(column))
        bend = FAN + self.plan.fall(column, self.before) * FAN_SLOPE if single else BEND
        return max(self._full_reach(column - 1) + bend + self._approach(column), captions)

    def _approach(self, column: int) -> float:
        """From where arrows that went up or down arrive level to the middle of a column."""
        return max(self._words(column) + self._reach(column), self._full_reach(column))

    # -- all in its place ----------------------------------------------------------------------------------------------
    def figure(self) -> Figure:
        placed = {name: self._placed(name, piece) for name, piece in self.pieces.items()}
        arrows = [self._arrow(link, placed) for link in self.links if not self._leads_back(link)]
        area = _around(placed, arrows)
        back = [link for link in self.links if self._leads_back(link)]
        arrows += [self._arrow_back(link, placed, area.bottom, number) for number, link in enumerate(back)]
        arrows = _numbered(arrows, placed, self.measure)
        return Figure(placed, arrows, _around(placed, arrows))

    def _leads_back(self, link: Link) -> bool:
        return link.delayed or link.source == link.target or (link.source, link.target) in self.plan.backward

    def _placed(self, name: str, piece: Piece) -> Placed:
        x, y = self.middles[self.column[name]], self.plan.heights[name]
        words = caption = None
        if piece.operation and self.column[name] > 0:
            words = self._words_area(name, piece, x, y)
        if piece.caption:
            half, top = self._caption_width(piece) / 2, y + piece.height / 2 + CAPTION_DROP
            caption = Area(x - half, top, x + half, top + len(piece.caption) * LINE)
        return Placed(piece, x, y, words, caption)

    def _words_area(self, name: str, piece: Piece, x: float, y: float) -> Area:
        """In the middle of a level arrow, before the end of any other."""
        width = self._words_of(piece) - 2 * WORDS_PADDING
        end = x - piece.left
        sources = self.before.get(name, [])
        level = [s for s in sources if abs(self.plan.heights[s] - y) <= LEVEL]
        if level and not self.steep[self.column[name]]:
            start = self.middles[self.column[name] - 1]
            start += self.pieces[level[0]].right if level[0] in self.pieces else 0.0
            middle = (start + end) / 2
        else:
            middle = end - WORDS_PADDING - width / 2
        height = len(piece.operation) * LINE
        return Area(middle - width / 2, y - WORDS_LIFT - height, middle + width / 2, y - WORDS_LIFT)

    # -- arrows --------------------------------------------------------------------------------------------------------
    def _arrow(self, link: Link, placed: Mapping[str, Placed]) -> Arrow:
        source, target = placed[link.source], placed[link.target]
        lanes = self.plan.lanes.get((link.source, link.target), [])
        if link.weighed and not lanes:
            return Arrow(link, (_between(source, target),))
        way: list[Bow] = []
        here = (source.x + source.piece.right, source.y)
        for name in (*lanes, link.target):
            column = self.column[name]
            height = self.plan.heights[name]
            if abs(height - here[1]) > LEVEL:
                exit = (self.middles[column - 1] + self._full_reach(column - 1), here[1])
                entry = (self.middles[column] - self._approach(column), height)
                way += [line(here, exit), bent(exit, entry)]
                here = entry
            reach = self._full_reach(column)
            there = (
                (target.x - target.piece.left, target.y)
                if name == link.target
                else (self.middles[column] + reach, height)
            )
            way.append(line(here, there))
            here = there
        return Arrow(link, tuple(bow for bow in way if bow[0] != bow[3]))

    def _arrow_back(self, link: Link, placed: Mapping[str, Placed], bottom: float, number: int) -> Arrow:
        """Out to the right, below everything, in from the left: so it crosses arrows, but nothing else."""
        source, target = placed[link.source], placed[link.target]
        if link.source == link.target:
            return Arrow(link, loop(source.x, source.y - source.piece.height / 2, SELF_LOOP), back=True)
        side, down = SIDE_STEP * (number % 4 + 1), UNDERPASS + DOWN_STEP * number
        right = self.middles[self.column[link.source]] + self._full_reach(self.column[link.source]) + side
        left = self.middles[self.column[link.target]] - self._approach(self.column[link.target]) - side
        start, end = (source.x + source.piece.right, source.y), (target.x - target.piece.left, target.y)
        return Arrow(link, around(start, end, right, left, bottom + down), back=True)


def _around(placed: Mapping[str, Placed], arrows: Iterable[Arrow]) -> Area:
    areas = [area for one in placed.values() for area in one.areas]
    areas += [arrow.number for arrow in arrows if arrow.number is not None]
    points = [point for arrow in arrows for bow in arrow.way for point in bow]
    points += [corner for area in areas for corner in (area[:2], area[2:])]
    across, down = zip(*points, strict=True) if points else ((0.0,), (0.0,))
    return Area(min(across), min(down), max(across), max(down))


def _between(source: Placed, target: Placed) -> Bow:
    """The straight line to the rim of a single value, from that of another or from the side of anything else."""
    goal = (target.x, target.y)
    if source.piece.kind == "disc":
        return between_rims((source.x, source.y), goal, source.piece.width / 2, target.piece.width / 2)
    return between_rims((source.x + source.piece.right, source.y), goal, 0.0, target.piece.width / 2)


def _numbered(arrows: list[Arrow], placed: Mapping[str, Placed], measure: Measure) -> list[Arrow]:
    """Find a place for each weight, near the target, where it hides no other."""
    weighed = {a.link.wire: a for a in arrows if a.link.weight is not None and a.way}
    if len(weighed) > MOST_NUMBERS:
        return arrows
    taken = [one.picture for one in placed.values()]
    numbers: dict[str, Area] = {}
    for wire, arrow in weighed.items():
        width = measure(weight_text(arrow.link.weight or 0.0), False) + NUMBER_PADDING
        tries = [_plate(arrow, share, width) for share in ((0.5,) if arrow.back else PLACES)]
        free = (plate for plate in tries if not any(plate.meets(other) for other in taken))
        numbers[wire] = next(free, tries[0])
        taken.append(numbers[wire])
    return [arrow._replace(number=numbers.get(arrow.link.wire)) for arrow in arrows]


def _plate(arrow: Arrow, share: float, width: float) -> Area:
    """On a wire, at a share of its length; over a loop, which is too small to stand on."""
    x, y = along(arrow.way, share)
    if arrow.link.source == arrow.link.target:
        y -= NUMBER_HEIGHT / 2 + 1
    return Area(x - width / 2, y - NUMBER_HEIGHT / 2, x + width / 2, y + NUMBER_HEIGHT / 2)


def weight_text(weight: float) -> str:
    """A weight as it is written on its wire."""
    return f"{weight:.2f}".replace("-", "−")
