"""Someone who heard of filters: draws a small convolutional network with the fixes it is offered, and looks inside."""

import itertools

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from core.layers.conv2d import Conv2D
from core.layers.dense import Dense
from core.layers.flatten import Flatten
from core.layers.input import Input
from core.layers.max_pooling2d import MaxPooling2D
from core.layers.output import Output
from gui.views.feature_maps import FeatureMapsView
from tests.e2e.desk import Desk
from tests.e2e.hand import Hand

pytestmark = pytest.mark.e2e


def test_filters_are_drawn_trained_and_looked_at(desk: Desk, hand: Hand, qtbot: QtBot) -> None:
    session = desk.session
    layers = (Input, Conv2D, MaxPooling2D, Dense, Output)
    nodes = [
        desk.drag_layer(layer, 100 + 185 * (i % 4), 120 + 180 * (i // 4)) for i, layer in enumerate(layers)
    ]
    for source, target in itertools.pairwise(nodes):
        desk.wire(source, target)
    told = desk.press_fixes()
    assert "Dense wants a flat list" in told[0]
    assert "wants 10 values, as the data's target has" in told[1]
    assert not session.inference.problems
    assert sum(isinstance(node.spec, Flatten) for node in session.document.graph.nodes.values()) == 1

    qtbot.waitUntil(lambda: session.snapshot.state == "ready")
    hand.click(desk.bench.training.play)
    qtbot.waitUntil(lambda: session.snapshot.state == "finished", timeout=60_000)
    assert session.snapshot.history["val_accuracy"][-1] > 0.9

    desk.select(nodes[1])
    desk.command("what a layer sees")
    view = desk.dock(FeatureMapsView).view
    qtbot.waitUntil(lambda: view.canvas.seen is not None and view.isVisible())
    assert view.node == nodes[1]
    first = view.canvas.seen
    assert first.values.shape == (session.document.graph.nodes[nodes[1]].spec.filters, 8, 8)
    hand.click(view.after)
    qtbot.waitUntil(lambda: view.canvas.seen.index == first.index + 1)
    assert not np.array_equal(view.canvas.seen.values, first.values)
