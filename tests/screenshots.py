"""Draw the pictures of the README and the guide from the real window: ``make screenshots``.

Names of pictures, as in ``make screenshots ARGS=ring``, choose among those of a network at work.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication

from core.data.recipe import DataRecipe
from core.data.sources.circle import Circle
from core.document import blocks
from core.document.document import Document
from core.document.graph import End, Graph, Node, Wire
from core.layers.base import Layer
from core.layers.input_value import InputValue
from core.layers.neuron import Neuron
from core.layers.output_value import OutputValue
from core.templates import TEMPLATES
from core.templates.base import Template
from gui.canvas.view import CanvasView
from gui.main_window import MainWindow
from gui.session import Session
from gui.settings import Settings
from gui.style import Style
from gui.theme import Appearance

DOCS = Path(__file__).parents[1] / "docs"
SIZE = (1600, 1000)
PATIENCE = 300.0  # seconds
TALL = 470  # points, for what is to be looked at


class Picture(NamedTuple):
    """The window with an example that was trained for so many steps (0: to its end).

    ``selected``: the title of a card; ``closed`` and ``opened``: what of the views is not as the window chooses;
    ``height``: points that the views are given of it, 0 as the window chooses. ``then``: what is done on the canvas.
    """

    name: str
    template: str
    themes: tuple[str, ...]
    steps: int = 0
    selected: str = ""
    closed: tuple[str, ...] = ()
    opened: str = ""
    height: int = 0
    then: Callable[[CanvasView], None] = lambda canvas: None


def point_at_neuron(canvas: CanvasView) -> None:
    """Select the first neuron: its sum is told beside it."""
    nodes = canvas.session.document.graph.nodes.values()
    canvas.session.select({next(node.id for node in nodes if node.spec.weighs)})


def look_inside(canvas: CanvasView) -> None:
    run(canvas, "Look inside")


def group_filters(canvas: CanvasView) -> None:
    """What lies between the data and the flat list becomes one block, folded into a card."""
    session = canvas.session
    order = list(session.inference.order)
    flat = next(i for i, name in enumerate(order) if len(session.inference.facts[name].outputs[0]) == 1)
    session.select(order[1:flat])
    run(canvas, "Group")
    canvas.editor.accept()
    (block,) = session.document.graph.blocks
    session.apply("rename", blocks.rename(session.document, block, "What filters see"))
    session.select({block})
    run(canvas, "Collapse or expand")
    session.select(())
    canvas.tidy("right")
    canvas.glider.finish()
    session.select({block})
    canvas.fit()


def tidy_many(canvas: CanvasView) -> None:
    """Five hundred nodes, wired at random from column to column, in order."""
    canvas.session.open(many_nodes(500))
    canvas.tidy("right")
    canvas.glider.finish()
    canvas.fit()


def run(canvas: CanvasView, text: str) -> None:
    next(command for command in canvas.commands() if command.text == text).run()


def many_nodes(count: int) -> Document:
    """So many single neurons in columns, each reading two or three of the column before; scattered about."""
    random, rows = np.random.default_rng(3), 20
    nodes: dict[str, Node] = {}
    wires: dict[str, Wire] = {}

    def put(name: str, spec: Layer, *sources: str) -> None:
        x, y = random.uniform(0, 3_000, 2)
        nodes[name] = Node(id=name, spec=spec, position=(float(x), float(y)))
        for source in sources:
            wire = f"wire{len(wires)}"
            wires[wire] = Wire(id=wire, source=End(source, "out"), target=End(name, "in"))

    for k in range(count - 2):
        if k < rows:
            put(f"node{k}", InputValue(column=k % 2 + 1))
            continue
        before = (k // rows - 1) * rows
        row = k % rows
        near = {row, *(row + int(shift) for shift in random.choice([-2, -1, 1, 2], 2, replace=False))}
        put(f"node{k}", Neuron(), *(f"node{before + r}" for r in sorted(near) if 0 <= r < rows))
    put("answer", Neuron(), *(f"node{k}" for k in range(count - 2 - rows, count - 2)))
    put("end", OutputValue(), "answer")
    return Document(graph=Graph(nodes=nodes, wires=wires), data=DataRecipe(source=Circle(), encoding="-1/+1"))


PICTURES = (
    Picture(
        "neuron", "textbook-neuron", ("light", "dark"), 1, closed=("loss", "weights"), then=point_at_neuron
    ),
    Picture("xor-by-hand", "hand-wired-xor", ("dark", "light")),
    Picture("inside", "digits-mlp", ("dark",), selected="Hidden", closed=("weights",), then=look_inside),
    Picture("block", "lenet", ("light",), 1, closed=("weights", "predictions"), then=group_filters),
    Picture("tidied", "digits-mlp", ("dark",), 1, then=tidy_many),
    Picture("playground", "playground", ("light",), steps=2_000),
    Picture("window", "digits-mlp", ("dark", "light"), selected="Hidden"),
    Picture("ring", "gan-ring", ("dark",), 2_500, closed=("weights",), height=TALL),
    Picture("filters", "lenet", ("light",), 1_900, "Parts", ("weights", "predictions"), "feature_maps", TALL),
    Picture("names", "names-lstm", ("dark",), 2_500, closed=("weights",), height=TALL),
)


def main() -> int:
    app = QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory() as folder:
        settings, appearance = Settings(Path(folder) / "settings.ini"), Appearance()
        style = Style(app, appearance, settings)
        session = Session()
        window = MainWindow(session, appearance, settings)
        window.resize(*SIZE)
        window.show()
        window.load()
        wait(0.5)
        for theme in ("dark", "light"):
            settings.theme = theme
            wait(0.3)
            shoot(window, f"start-{theme}")
        wanted = sys.argv[1:] or [picture.name for picture in PICTURES]
        for picture in (p for p in PICTURES if p.name in wanted):
            train(window, picture)
            for theme in picture.themes:
                settings.theme = theme
                wait(1.0)
                shoot(window, f"{picture.name}-{theme}")
        session.undo_stack.setClean()
        session.close()
        window.hide()
        del style
    return 0


def train(window: MainWindow, picture: Picture) -> None:
    """Begin with the picture's template, and train for as long as it says."""
    session = window.session
    window.files.new_from(by_name(picture.template)())
    until(lambda: session.snapshot.state == "ready")
    window.workbench.panels.reset()
    wait(0.7)
    for view in filter(None, (*picture.closed, picture.opened)):
        window.workbench.panels.toggle(window.workbench.panels.docks[view])
    if picture.height:
        shown = [dock for dock in window.workbench.panels.docks.values() if not dock.isHidden()]
        window.workbench.area.resizeDocks(shown[:1], [picture.height], Qt.Orientation.Vertical)
    session.play()
    until(lambda: session.snapshot.state == "finished" or 0 < picture.steps <= session.snapshot.steps)
    session.pause()
    nodes = session.document.graph.nodes.items()
    session.select({name for name, node in nodes if picture.selected and node.title == picture.selected})
    wait(0.7)
    window.workbench.canvas.fit()
    wait(0.5)
    picture.then(window.workbench.canvas)
    wait(1.0)


def by_name(name: str) -> type[Template]:
    return next(t for t in TEMPLATES if t.__struct_config__.tag == name)


def until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not done():
        if time.monotonic() > end:
            raise TimeoutError("the window did not get there")
        wait(0.02)


def wait(seconds: float) -> None:
    """Let the window go on for so long."""
    loop = QEventLoop()
    QTimer.singleShot(round(1e3 * seconds), loop.quit)
    loop.exec()


def shoot(window: MainWindow, name: str) -> None:
    path = DOCS / f"{name}.png"
    if not window.grab().save(str(path)):
        raise OSError(f"{path} cannot be written")
    print(path.relative_to(DOCS.parent))


if __name__ == "__main__":
    sys.exit(main())
