"""The canvas shows exactly the document, whatever was done to it."""

import random
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPixmap
from pytestqt.qtbot import QtBot

from core.data.prepare import prepare
from core.data.recipe import DataRecipe
from core.data.sources import SOURCES
from core.data.sources.mnist import MNIST
from core.data.sources.typed_table import TypedTable
from core.document import edits
from core.document.document import Document
from core.document.fragment import copied, pasted
from core.document.graph import End, Graph, Node, Wire
from core.document.players import players
from core.document.tidy import tidied
from core.errors import DocumentError
from core.layers import LAYERS
from core.layers.dense import Dense
from core.layers.dropout import Dropout
from core.layers.flatten import Flatten
from core.layers.input import Input
from core.layers.output import Output
from gui.canvas.caption import anchors
from gui.canvas.card import STORE_BYTES, CardStore, Look
from gui.canvas.faces import THOUSANDS, Face, face, title_of
from gui.canvas.geometry import CARD_RECT
from gui.canvas.inks import Inks
from gui.canvas.problems import shown
from gui.canvas.view import CanvasView
from gui.session import Session
from gui.theme import DARK, LIGHT, Appearance
from tests.core.examples import digits, in_a_row

Edit = Callable[[Document, random.Random], Document]


@pytest.fixture
def view(qtbot: QtBot, session: Session, appearance: Appearance) -> CanvasView:
    view = CanvasView(session, appearance)
    view.glider.enabled = False
    qtbot.addWidget(view)
    view.resize(1000, 700)
    view.show()
    return view


def check(view: CanvasView) -> None:
    """Compare all that stands in the scene with the document and what was inferred of it."""
    scene, session = view.canvas, view.session
    graph, inference = session.document.graph, session.inference
    assert scene.nodes.keys() == graph.nodes.keys()
    assert scene.wires.keys() == graph.wires.keys()
    for name, node in graph.nodes.items():
        item = scene.nodes[name]
        assert item.pos() == QPointF(*node.position)
        assert item.look.face == face(node, inference.facts.get(name), session.document.data)
        assert (item.look.inputs, item.look.outputs) == (len(node.spec.inputs), len(node.spec.outputs))
        assert item.look.selected == (name in session.selection)
        assert scene.wires_of[name] == {
            w.id for w in graph.wires.values() if name in (w.source.node, w.target.node)
        }
    for name, wire in graph.wires.items():
        curve = scene.wires[name].curve
        assert curve.start == scene.port_position(wire.source, True)
        assert curve.end == scene.port_position(wire.target, False)
        assert scene.wires[name].selected == (name in session.selection)
    problems = shown(inference.problems, graph)
    assert scene.bubbles.keys() == problems.keys()
    for name, (problem, _) in problems.items():
        assert scene.bubbles[name].problem.message == problem.message
        assert scene.nodes[name].look.faulty == (problem.severity == "error")
    sides = players(graph)
    for name, node in graph.nodes.items():
        assert scene.nodes[name].look.side == ("" if sides is None or node.spec.fed else sides.of(name))
    assert {side: item.anchor for side, item in scene.captions.items()} == anchors(sides, graph)
    items = len(graph.nodes) + len(graph.wires) + len(problems) + len(scene.captions)
    assert len(scene.items()) == items


def _node(document: Document, chance: random.Random) -> str:
    return chance.choice(list(document.graph.nodes))


def _add(document: Document, chance: random.Random) -> Document:
    place = (float(chance.randrange(800)), float(chance.randrange(500)))
    return edits.add_node(document, chance.choice(LAYERS)(), place)[0]


def _connect(document: Document, chance: random.Random) -> Document:
    source, target = _node(document, chance), _node(document, chance)
    return edits.connect(document, End(source, "out"), End(target, "in"))


def _remove(document: Document, chance: random.Random) -> Document:
    ids = [*document.graph.nodes, *document.graph.wires]
    return edits.remove(document, chance.sample(ids, min(2, len(ids))), heal=chance.random() < 0.5)


def _paste(document: Document, chance: random.Random) -> Document:
    part = chance.sample(list(document.graph.nodes), min(3, len(document.graph.nodes)))
    return pasted(document, copied(document.graph, part), (20.0, 20.0))[0]


EDITS: tuple[Edit, ...] = (
    _add,
    _connect,
    _connect,
    _remove,
    _paste,
    lambda d, c: edits.append(d, c.choice(LAYERS)(), _node(d, c))[0],
    lambda d, c: edits.rename(d, _node(d, c), c.choice(["", "mine"])),
    lambda d, c: edits.move(d, {_node(d, c): (float(c.randrange(500)), 40.0)}),
    lambda d, c: edits.move(d, tidied(d.graph)),
    lambda d, c: edits.insert_on_wire(d, c.choice([*d.graph.wires]), _node(d, c)) if d.graph.wires else d,
    lambda d, c: edits.set_field(
        d, c.choice([n.id for n in d.graph.nodes.values() if isinstance(n.spec, Dense)]), "units", 7
    ),
)


@pytest.mark.parametrize("seed", range(6))
def test_any_edits_undone_and_done_again_are_shown(view: CanvasView, seed: int) -> None:
    session, chance = view.session, random.Random(seed)
    session.open(in_a_row(Input(), Flatten(), Dense(), Dense()))
    before = [session.document]
    while len(before) < 25:
        try:
            edited = chance.choice(EDITS)(session.document, chance)
        except (DocumentError, IndexError):  # refused, or nothing there to edit
            continue
        if edited != session.document:
            session.apply("edit", edited)
            before.append(edited)
            check(view)
        if not edited.graph.nodes:
            break
        session.select(chance.sample([*edited.graph.nodes, *edited.graph.wires], 1))
    check(view)
    for document in reversed(before[:-1]):
        session.undo_stack.undo()
        assert session.document == document
        check(view)
    for _ in before[1:]:
        session.undo_stack.redo()
        check(view)
    assert session.document == before[-1]


def test_another_document_is_shown_whole(view: CanvasView) -> None:
    view.session.open(digits())
    check(view)
    corners = [view.mapFromScene(item.sceneBoundingRect().center()) for item in view.canvas.nodes.values()]
    assert all(view.viewport().rect().contains(corner) for corner in corners)
    view.session.open(Document())
    check(view)


def test_a_card_says_what_the_document_says(view: CanvasView) -> None:
    view.session.open(digits())
    faces = {name: item.look.face for name, item in view.canvas.nodes.items()}
    assert faces["input1"] == Face("Digits, 8×8", "train 1,438 · val 359", "8×8×1", "source")
    assert faces["dense1"] == Face("Dense", "16 · ReLU", "16", "core")
    assert faces["output1"].chip == "10"
    view.session.apply("name", edits.rename(view.session.document, "input1", "My digits"))
    assert view.canvas.nodes["input1"].look.face.title == "My digits"


def test_an_unknown_shape_is_a_question_mark(view: CanvasView) -> None:
    view.session.open(in_a_row(Dense(), Dense()))
    assert [item.look.face.chip for item in view.canvas.nodes.values()] == ["?", "?"]


def test_another_data_set_is_told_by_its_card(view: CanvasView) -> None:
    view.session.open(in_a_row(Input(), Flatten()))
    view.session.apply("data", Document(graph=view.session.document.graph, data=DataRecipe(source=MNIST())))
    assert view.canvas.nodes["input1"].look.face == Face(
        "MNIST digits, 28×28", "train 48k · val 10k", "28×28×1", "source"
    )
    assert view.canvas.nodes["flatten1"].look.face.chip == "784"
    half = DataRecipe(source=MNIST(), train_share=0.5)
    view.session.apply("share", Document(graph=view.session.document.graph, data=half))
    assert view.canvas.nodes["input1"].look.face.summary == "train 30k · val 10k"


@pytest.mark.parametrize("share", [0.3, 0.8, 1.0])
def test_the_counts_on_a_card_are_those_of_the_training(share: float) -> None:
    node, told = Node(id="n", spec=Input()), 0
    for source in (cls() for cls in SOURCES if cls is not MNIST):
        recipe = DataRecipe(source=source, train_share=share)
        if face(node, None, recipe).summary == "cannot be read":  # a file that is still to be chosen
            continue
        prepared = prepare(recipe, seed=1)
        train, validation = (
            f"{part.count:,}" if part.count < THOUSANDS else f"{part.count / 1000:.3g}k"
            for part in (prepared.train, prepared.validation)
        )
        expected = f"train {train}" + (f" · val {validation}" if prepared.validation.count else "")
        assert face(node, None, recipe).summary == expected
        told += 1
    assert told > 5


def test_data_that_cannot_be_read_says_so() -> None:
    node = Node(id="n", spec=Input())
    assert face(node, None, DataRecipe(source=TypedTable(rows=""))).summary == "cannot be read"


def test_only_data_takes_its_name_from_the_data_set() -> None:
    recipe = DataRecipe()
    assert title_of(Node(id="n", spec=Output()), recipe) == "Output"
    assert title_of(Node(id="n", spec=Input()), recipe) == recipe.source.title


def test_a_row_that_leads_nowhere_says_so_once(view: CanvasView) -> None:
    view.session.open(in_a_row(Input(), Flatten(), Dense(), Dense()))
    assert list(view.canvas.bubbles) == ["dense2"]
    assert "Nothing leads from here" in view.canvas.bubbles["dense2"].problem.message


def test_an_error_comes_before_a_warning(view: CanvasView) -> None:
    document, _ = edits.add_node(in_a_row(Input(), Dense()), Output(), (440.0, 0.0))
    view.session.open(edits.connect(document, End("dense1", "out"), End("output1", "in")))
    bubble = view.canvas.bubbles["dense1"]
    assert "flat list" in bubble.problem.message
    assert [fix.text for _, fix in bubble.buttons] == ["Put Flatten in between"]
    assert view.canvas.nodes["dense1"].look.faulty


def test_a_long_wire_passes_above_the_cards_between(view: CanvasView) -> None:
    document = in_a_row(Input(), Flatten(), Dropout())
    document = edits.connect(document, End("input1", "out"), End("dropout1", "in"))
    view.session.open(document)
    (skipping,) = (w for w in view.canvas.wires.values() if w.wire.target.node == "dropout1")
    (short,) = (w for w in view.canvas.wires.values() if w.wire.target.node == "flatten1")
    card = view.canvas.nodes["flatten1"]
    assert not skipping.curve.crosses(card.rect().translated(card.pos()))
    assert short.curve.straight
    view.session.apply("aside", edits.move(view.session.document, {"flatten1": (220.0, 300.0)}))
    assert skipping.curve.straight  # nothing is in the way any more
    view.session.undo_stack.undo()
    assert not skipping.curve.straight


def test_the_theme_changes_what_is_painted(view: CanvasView, appearance: Appearance) -> None:
    view.session.open(in_a_row(Dense(), Flatten()))
    dark = view.grab().toImage()
    appearance.set_theme(LIGHT)
    light = view.grab().toImage()
    assert dark.pixelColor(3, 3).name() == DARK.canvas
    assert light.pixelColor(3, 3).name() == LIGHT.canvas
    on_card = view.mapFromScene(view.canvas.nodes["dense1"].pos() + QPointF(60, 56))
    assert dark.pixelColor(on_card).name() == DARK.raised
    assert light.pixelColor(on_card).name() == LIGHT.raised
    appearance.set_theme(DARK)
    assert view.grab().toImage() == dark


@pytest.mark.parametrize("scale", [0.1, 0.5, 1.0, 3.0])
def test_cards_bear_the_colour_of_their_category_at_every_scale(view: CanvasView, scale: float) -> None:
    view.session.open(in_a_row(Dense()))
    item = view.canvas.nodes["dense1"]
    view.camera.zoom_to(scale)
    view.camera.centre(item.pos() + QPointF(86, 32))
    area = view.mapFromScene(CARD_RECT.translated(item.pos())).boundingRect()
    picture = view.grab(area).toImage()
    colours = {
        picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())
    }
    assert DARK.categories["core"] in colours


def test_many_cards_from_afar_are_plates_with_their_selection(view: CanvasView) -> None:
    nodes = {
        f"n{i}": Node(id=f"n{i}", spec=Dense(), position=(220.0 * (i % 20), 100.0 * (i // 20)))
        for i in range(400)
    }
    wires = {
        f"w{i}": Wire(id=f"w{i}", source=End(f"n{i}", "out"), target=End(f"n{i + 1}", "in"))
        for i in range(19)
    }
    view.session.open(Document(graph=Graph(nodes=nodes, wires=wires)))
    view.camera.zoom_to(0.35)
    assert view.from_afar
    item = view.canvas.nodes["n210"]
    view.camera.centre(item.pos() + QPointF(86, 32))
    place = view.mapFromScene(item.pos() + QPointF(120, 32))
    rim = view.mapFromScene(item.pos() + QPointF(120, 0))
    plain = view.grab().toImage()
    view.session.select({"n210"})
    chosen = view.grab().toImage()
    assert plain.pixelColor(place).name() == chosen.pixelColor(place).name() == DARK.raised
    assert plain.pixelColor(rim).name() != DARK.accent
    assert chosen.pixelColor(rim).name() == DARK.accent


def test_pictures_of_cards_do_not_fill_the_memory() -> None:
    store, page = CardStore(Inks(DARK)), QPixmap(10, 10)
    painter = QPainter(page)
    painter.scale(6.0, 6.0)
    sizes = []
    for number in range(60):
        store.draw(painter, Look(Face(str(number), "", "", "core"), 1, 1))
        sizes.append(store.bytes)
    painter.end()
    assert sizes[1] == 2 * sizes[0]
    assert STORE_BYTES - sizes[0] < sizes[-1] <= STORE_BYTES
    assert 60 * sizes[0] > STORE_BYTES


def test_an_empty_canvas_says_what_to_do(view: CanvasView) -> None:
    empty = view.grab().toImage()
    middle = view.viewport().rect().center()
    muted = [
        empty.pixelColor(middle.x() + x, middle.y() + y).name() for x in range(-90, 90) for y in range(-8, 9)
    ]
    assert DARK.muted in muted
    view.session.open(in_a_row(Dense()))
    assert view.accessibleName() == "Canvas"
    assert view.accessibleDescription() == "1 layer, 0 wires."
    view.session.select({"dense1"})
    assert "Selected: Dense" in view.accessibleDescription()
