"""Figures as papers have them: what is drawn, and that everything has a place of its own. No window here."""

import math
import random
from itertools import combinations, pairwise

import pytest
from msgspec.structs import replace

from core.activations.linear import Linear
from core.data.recipe import DataRecipe
from core.data.sources.digits import Digits
from core.data.sources.sunspots import Sunspots
from core.document import edits
from core.document.document import Document
from core.document.shapes import infer
from core.layers.activation import Activation
from core.layers.add import Add
from core.layers.batch_norm import BatchNorm
from core.layers.conv2d import Conv2D
from core.layers.dense import Dense
from core.layers.dropout import Dropout
from core.layers.flatten import Flatten
from core.layers.input import Input
from core.layers.lstm import LSTM
from core.layers.max_pooling2d import MaxPooling2D
from core.layers.neuron import Neuron
from core.layers.output import Output
from core.spec import tag
from core.templates import TEMPLATES
from core.templates.base import Template
from gui.drawing.columns import GAP, Box, arrange, inversions, rising
from gui.drawing.curves import along, around, line
from gui.drawing.figure import Figure, Placed, figure
from gui.drawing.pieces import drawn
from tests.core.examples import in_a_row
from tests.gui.hand_wired import wired, xor


def measure(text: str, strong: bool) -> float:
    return len(text) * (7.0 if strong else 6.0)


def laid_out(document: Document) -> Figure:
    return figure(document, infer(document), measure)


def images(*layers) -> Document:
    return in_a_row(Input(), *layers, data=DataRecipe(source=Digits()))


def piece(document: Document, kind: str) -> Placed:
    """The only piece of a kind."""
    (found,) = [p for p in laid_out(document).pieces.values() if p.piece.kind == kind]
    return found


# -- pieces ------------------------------------------------------------------------------------------------------------
def test_feature_maps_are_stacked_planes() -> None:
    made = laid_out(images(Conv2D(filters=16, kernel=(3, 3)), MaxPooling2D()))
    convolved, pooled = made.pieces["conv2d1"].piece, made.pieces["maxpooling2d1"].piece
    assert convolved.kind == pooled.kind == "planes"
    assert convolved.shape == "8×8×16"
    assert convolved.operation == ("Conv2D", "3×3 · ReLU")
    assert convolved.count == pooled.count == drawn(16)
    assert convolved.plane[0] > pooled.plane[0] > convolved.plane[0] / 2
    assert convolved.window == (3 / 8, 3 / 8)


def test_more_channels_are_more_planes_but_not_as_many() -> None:
    counts = [drawn(n) for n in (1, 2, 3, 4, 6, 16, 64, 512, 100_000)]
    assert counts[:4] == [1, 2, 3, 4]
    assert counts == sorted(counts)
    assert counts[-1] <= 14


def test_lists_are_bars_and_more_values_are_taller() -> None:
    made = laid_out(images(Flatten(), Dense(units=16), Dense(units=4, activation=Linear())))
    bars = [made.pieces[n].piece for n in ("flatten1", "dense1", "dense2")]
    assert [bar.kind for bar in bars] == ["bar"] * 3
    assert [bar.shape for bar in bars] == ["64", "16", "4"]
    assert bars[0].height > bars[1].height > bars[2].height
    assert bars[1].operation == ("Dense", "ReLU")
    assert bars[2].operation == ("Dense",)  # a linear activation does nothing
    assert [bar.full for bar in bars] == [False, True, True]


def test_what_keeps_the_shape_is_told_on_the_arrow() -> None:
    made = laid_out(images(Conv2D(filters=4), BatchNorm(), Activation(), Dropout(rate=0.3), Flatten()))
    assert set(made.pieces) == {"input1", "conv2d1", "flatten1"}
    assert made.pieces["conv2d1"].piece.operation[-3:] == ("BatchNorm", "ReLU", "Dropout 30%")
    assert [(a.link.source, a.link.target) for a in made.arrows] == [
        ("input1", "conv2d1"),
        ("conv2d1", "flatten1"),
    ]


def test_what_several_read_is_drawn() -> None:
    """The value before the dropout is needed as well, so both have a block."""
    document = wired(
        {"i": Input(), "d": Dense(units=3), "drop": Dropout(), "add": Add()},
        [("i", "d"), ("d", "drop"), ("d", "add.in1"), ("drop", "add.in2")],
    )
    made = laid_out(document)
    assert set(made.pieces) == {"i", "d", "drop", "add"}
    assert made.pieces["add"].piece.kind == "joint"


def test_recurrent_layers_are_cells() -> None:
    document = in_a_row(Input(), LSTM(units=32), data=DataRecipe(source=Sunspots()))
    cell = piece(document, "cell").piece
    assert cell.inside == "LSTM"
    assert cell.shape == "32"


def test_single_values_are_circles_with_a_symbol() -> None:
    made = laid_out(xor())
    circles = {name: p.piece for name, p in made.pieces.items()}
    assert {p.kind for p in circles.values()} == {"disc"}
    assert [circles[n].inside for n in ("a", "b", "one", "h1", "y")] == ["x₁", "x₂", "1", "Σ", "y₁"]


def test_short_names_stand_in_the_circle_long_ones_below() -> None:
    document = edits.rename(edits.rename(xor(), "h1", "OR"), "h2", "a neuron with a name")
    made = laid_out(document)
    assert (made.pieces["h1"].piece.inside, made.pieces["h1"].caption) == ("OR", None)
    assert made.pieces["h2"].piece.inside == "Σ"
    assert made.pieces["h2"].piece.caption == ("a neuron with a name",)


def test_names_that_are_too_long_are_cut() -> None:
    document = edits.rename(images(Flatten()), "flatten1", "x" * 200)
    name = laid_out(document).pieces["flatten1"].piece.name
    assert name.endswith("…")
    assert measure(name, True) <= 150


# -- unfinished networks -----------------------------------------------------------------------------------------------
def test_unfinished_network_is_drawn() -> None:
    document = wired(
        {"i": Input(), "c": Conv2D(), "d": Dense(units=20), "add": Add(), "n": Neuron(), "o": Output()},
        [("c", "d"), ("d", "add.in1"), ("add", "o")],
    )
    made = laid_out(document)
    assert made.pieces["c"].piece.kind == made.pieces["d"].piece.kind == "unknown"
    assert made.pieces["c"].piece.name == "Conv2D"  # there is no arrow to write it on
    assert made.pieces["d"].piece.operation == ("Dense", "20 · ReLU")
    assert len(made.arrows) == 3


def test_circle_of_wires_is_drawn() -> None:
    document = wired({"a": Dense(), "b": Dense()}, [("a", "b"), ("b", "a")])
    made = laid_out(document)
    assert sorted(arrow.back for arrow in made.arrows) == [False, True]


def test_empty_document_has_an_empty_figure() -> None:
    made = laid_out(Document())
    assert (made.pieces, made.arrows) == ({}, [])


# -- places ------------------------------------------------------------------------------------------------------------
def overlaps(made: Figure) -> list[tuple[str, str]]:
    """Which pieces have a picture or words that lie over those of another."""
    return [
        (one.piece.id, other.piece.id)
        for one, other in combinations(made.pieces.values(), 2)
        if any(a.meets(b) for a in one.areas for b in other.areas)
    ]


@pytest.mark.parametrize("template", TEMPLATES, ids=tag)
def test_examples_overlap_nowhere_and_run_to_the_right(template: type[Template]) -> None:
    made = laid_out(template().document())
    assert overlaps(made) == []
    for arrow in made.arrows:
        source, target = made.pieces[arrow.link.source], made.pieces[arrow.link.target]
        if arrow.link.delayed:  # it runs back, below everything
            continue
        assert source.picture.right < target.picture.left
        start, end = arrow.way[0][0], arrow.way[-1][3]
        if "disc" in (source.piece.kind, target.piece.kind):  # straight, from rim to rim
            assert math.dist(start, (source.x, source.y)) == pytest.approx(source.piece.right)
            assert math.dist(end, (target.x, target.y)) == pytest.approx(target.piece.left)
        else:
            assert start[0] == pytest.approx(source.x + source.piece.right)
            assert end == pytest.approx((target.x - target.piece.left, target.y))
        hidden = [
            p.piece.id for p in made.pieces.values() if p not in (source, target) and _passes(arrow.way, p)
        ]
        assert hidden == []
    for placed in made.pieces.values():
        for area in placed.areas:
            assert made.area.left <= area.left + 1e-6
            assert area.bottom <= made.area.bottom + 1e-6


def _passes(way, placed: Placed) -> bool:
    points = [along(way, step / 60) for step in range(61)]
    boxes = [placed.picture, *([placed.caption] if placed.caption else [])]
    return any(b.left < x < b.right and b.top < y < b.bottom for x, y in points for b in boxes)


@pytest.mark.parametrize("seed", range(5))
def test_random_networks_overlap_nowhere(seed: int) -> None:
    chance = random.Random(seed)
    names = [f"n{i}" for i in range(25)]
    kinds = [Dense(), Conv2D(), Add(), Neuron(), Flatten(), LSTM()]
    layers = {name: chance.choice(kinds) for name in names}
    ends, taken = [], set()
    for _ in range(60):
        source, target = chance.sample(range(25), 2)
        spec = layers[names[target]]
        port = chance.choice(spec.inputs)
        if not spec.weighs and (target, port) in taken:
            continue
        taken.add((target, port))
        ends.append((names[source], f"{names[target]}.{port}"))
    made = laid_out(wired(layers, ends))
    assert overlaps(made) == []
    assert len(made.arrows) == len(ends)


def test_main_line_is_level_and_a_skip_goes_around() -> None:
    document = wired(
        {"i": Input(), "d1": Dense(units=2), "d2": Dense(units=2), "add": Add(), "o": Output()},
        [("i", "d1"), ("d1", "d2"), ("d2", "add.in1"), ("i", "add.in2"), ("add", "o")],
    )
    made = laid_out(document)
    heights = [placed.y for placed in made.pieces.values()]
    assert max(heights) - min(heights) < 1
    skip = next(a for a in made.arrows if (a.link.source, a.link.target) == ("i", "add"))
    assert max(abs(bow[3][1]) for bow in skip.way) > made.pieces["d2"].piece.height / 2


def test_branches_stand_above_each_other() -> None:
    vae = next(t for t in TEMPLATES if tag(t) == "vae")().document()
    made = laid_out(vae)
    middle, width = made.pieces["dense2"], made.pieces["dense3"]
    assert middle.x == width.x
    assert middle.y < width.y
    assert made.pieces["sampling1"].y == pytest.approx((middle.y + width.y) / 2)


def test_order_on_the_canvas_is_kept_where_no_crossing_speaks_against_it() -> None:
    made = laid_out(xor())
    assert made.pieces["a"].y < made.pieces["b"].y < made.pieces["one"].y


# -- wires with weights ------------------------------------------------------------------------------------------------
def test_delayed_wires_lead_back_below_everything() -> None:
    made = laid_out(xor())
    back = {a.link.wire: a for a in made.arrows if a.back}
    assert set(back) == {"w9", "w10"}
    lowest = max(area.bottom for p in made.pieces.values() for area in p.areas)
    assert max(bow[3][1] for bow in back["w9"].way) > lowest
    assert back["w10"].link.source == back["w10"].link.target == "o"


def test_weights_stand_where_they_hide_nothing() -> None:
    made = laid_out(xor())
    numbers = {a.link.wire: a.number for a in made.arrows if a.number is not None}
    assert set(numbers) == {"w0", "w1", "w2", "w3", "w5", "w6", "w9", "w10"}
    assert not any(one.meets(other) for one, other in combinations(numbers.values(), 2))
    assert not any(n.meets(p.picture) for n in numbers.values() for p in made.pieces.values())


def test_weights_of_now_go_before_those_of_the_start() -> None:
    document = xor()
    made = figure(document, infer(document), measure, {"w0": -7.0})
    weights = {a.link.wire: a.link.weight for a in made.arrows}
    assert weights["w0"] == -7.0
    assert weights["w1"] == -1.48
    assert weights["w4"] is None
    assert weights["w8"] is None  # an output value does not weigh


def test_many_weights_are_not_written() -> None:
    layers = {f"x{i}": Neuron() for i in range(9)} | {f"y{i}": Neuron() for i in range(9)}
    ends = [(f"x{i}", f"y{j}") for i in range(9) for j in range(9)]
    document = wired(layers, ends, **{f"w{n}": {"weight": 1.0} for n in range(81)})
    assert all(arrow.number is None for arrow in laid_out(document).arrows)


# -- columns and curves ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("seed", range(5))
def test_inversions_are_counted(seed: int) -> None:
    values = [random.Random(seed).randrange(9) for _ in range(30)]
    assert inversions(values) == sum(a > b for a, b in combinations(values, 2))


def test_rising_is_the_nearest_rising_sequence() -> None:
    assert rising([1.0, 3.0, 2.0, 5.0], [1, 1, 1, 1]) == [1.0, 2.5, 2.5, 5.0]
    assert rising([4.0, 0.0], [3, 1]) == [3.0, 3.0]


def test_crossings_are_undone() -> None:
    boxes = {name: Box(5, 5, place) for place, name in enumerate("abcdef")}
    plan = arrange(boxes, [("a", "f"), ("b", "e"), ("c", "d"), ("a", "e")])
    order = plan.columns[1]
    assert order.index("f") < order.index("e") < order.index("d")


def test_boxes_of_a_column_keep_their_distance() -> None:
    boxes = {"a": Box(5, 5), **{f"b{i}": Box(10 * i + 1, 3, i) for i in range(5)}}
    plan = arrange(boxes, [("a", f"b{i}") for i in range(5)])
    for above, below in pairwise(plan.columns[1]):
        room = plan.heights[below] - plan.heights[above]
        assert room >= boxes[above].below + GAP + boxes[below].above - 1e-6


def test_way_around_starts_and_ends_where_it_should() -> None:
    way = around((10, 0), (0, 5), 20, -10, 50)
    assert (way[0][0], way[-1][3]) == ((10, 0), (0, 5))
    assert all(one[3] == other[0] for one, other in pairwise(way))
    assert max(bow[3][1] for bow in way) == 50


def test_along_goes_by_length() -> None:
    way = (line((0, 0), (10, 0)), line((10, 0), (10, 30)))
    assert along(way, 0.0) == pytest.approx((0, 0))
    assert along(way, 0.5) == pytest.approx((10, 10))
    assert along(way, 1.0) == pytest.approx((10, 30))


def test_figure_is_the_same_each_time() -> None:
    document = replace(xor())
    assert laid_out(document) == laid_out(document)
