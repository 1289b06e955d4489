"""Parts of a batch that threads share: the same results for any number of them, and no thread is left behind."""

import gc
import threading
import tracemalloc
from collections.abc import Iterator

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from core.activations.gelu import GELU
from core.activations.tanh import Tanh
from core.data.recipe import DataRecipe
from core.document.document import Document
from core.engine.build import Mode
from core.engine.network import Network
from core.engine.parts import part_count, parts_of
from core.engine.workers import Workers
from core.engine.workspace import Workspace
from core.layers.average_pooling2d import AveragePooling2D
from core.layers.base import Layer
from core.layers.conv1d import Conv1D
from core.layers.conv2d import Conv2D
from core.layers.conv2d_transpose import Conv2DTranspose
from core.layers.dense import Dense
from core.layers.flatten import Flatten
from core.layers.input import Input
from core.layers.max_pooling2d import MaxPooling2D
from core.layers.output import Output
from core.training.cores import give_cores
from tests.core.examples import in_a_row
from tests.core.small_networks import OUTPUTS, Made, compiled

BATCH = 37
NETWORKS: dict[str, tuple[tuple[int, ...], tuple[Layer, ...]]] = {
    "max pooling": ((22, 20, 1), (Conv2D(filters=9), MaxPooling2D(), Conv2D(filters=6, padding="valid"))),
    "mean, tanh, GELU": (
        (24, 22, 2),
        (Conv2D(filters=8, activation=GELU()), AveragePooling2D(), Conv2D(filters=5, activation=Tanh())),
    ),
    "up": ((9, 9, 3), (Conv2DTranspose(filters=12), Conv2DTranspose(filters=3, kernel=(3, 3), bias=False))),
    "frames": (
        (3, 14, 12, 2),
        (Conv2D(filters=8), MaxPooling2D(kernel=(3, 3), stride=(2, 2)), Conv2D(filters=4)),
    ),
    "groups": ((16, 16, 4), (Conv2D(filters=16, groups=2), Conv2D(filters=16, groups=16), Conv2D(filters=4))),
    "sequence": ((120, 4), (Conv1D(filters=40, kernel=5), Conv1D(filters=8, stride=2))),
    "many chunks": ((30, 20, 16), (Conv2D(filters=24), Conv2D(filters=4))),
    "many weights": ((6, 6, 128), (Conv2D(filters=256), Conv2D(filters=4))),
}


@pytest.fixture(autouse=True)
def one_thread_a_product() -> Iterator[None]:
    """As it is wherever work is shared."""
    with threadpool_limits(1, user_api="blas"):
        yield


def document(name: str) -> Document:
    shape, layers = NETWORKS[name]
    end = (Flatten(), Dense(units=OUTPUTS), Output())
    return in_a_row(Input(), *layers, *end, data=DataRecipe(source=Made(sample_shape=shape)))


def step(network: Network, samples: np.ndarray, targets: np.ndarray) -> Workspace:
    workspace = network.workspace(len(samples), Mode.TRAINING)
    workspace.samples[...], workspace.targets[...] = samples, targets.T
    workspace.forward()
    workspace.backward()
    return workspace


def batch(network: Network) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(3)
    return random.normal(size=(BATCH, *network.sample_shape())), random.normal(size=(BATCH, OUTPUTS))


@pytest.mark.parametrize("name", NETWORKS)
def test_results_are_the_same_to_the_bit_for_any_number_of_workers(name: str) -> None:
    seen = []
    for workers in (1, 2, 3):
        network = compiled(document(name), np.float32)
        network.parameters *= 0.2
        assert part_count(BATCH, network.largest) > 3
        network.use_workers(workers)
        samples, targets = batch(network)
        for _ in range(3):
            workspace = step(network, samples, targets)
            seen.append((workspace.answer().copy(), network.gradients.copy()))
        network.workers.close()
    for answer, gradient in seen[1:]:
        np.testing.assert_array_equal(answer, seen[0][0])
        np.testing.assert_array_equal(gradient, seen[0][1])
    assert np.all(np.isfinite(seen[0][1]))
    assert np.any(seen[0][1])


@pytest.mark.parametrize("name", NETWORKS)
def test_a_batch_by_parts_is_the_mean_of_its_samples(name: str) -> None:
    """A batch of one sample has one part."""
    network = compiled(document(name))
    network.parameters *= 0.2
    network.use_workers(2)
    samples, targets = batch(network)
    answers, gradients = [], []
    for i in range(BATCH):
        answers.append(step(network, samples[i : i + 1], targets[i : i + 1]).answer().copy())
        gradients.append(network.gradients.copy())
    wanted = np.mean(gradients, axis=0)
    np.testing.assert_allclose(
        step(network, samples, targets).answer(), np.concatenate(answers), rtol=1e-9, atol=1e-9
    )
    np.testing.assert_allclose(network.gradients, wanted, rtol=1e-9, atol=1e-9 * np.abs(wanted).max())


def test_workers_may_become_more_and_fewer() -> None:
    network = compiled(document("max pooling"))
    samples, targets = batch(network)
    gradients = []
    for workers in (1, 3, 2, 3, 1):
        give_cores(network, workers)
        step(network, samples, targets)
        gradients.append(network.gradients.copy())
    assert all(np.array_equal(g, gradients[0]) for g in gradients)


def test_a_larger_batch_allocates_no_more() -> None:
    network = compiled(document("max pooling"), np.float32)
    network.use_workers(2)
    peaks = []
    for count in (BATCH, 8 * BATCH):
        workspace = network.workspace(count, Mode.TRAINING)
        workspace.samples[...] = workspace.targets[...] = 0.5
        workspace.forward()
        workspace.backward()
        tracemalloc.start()
        for _ in range(3):
            workspace.forward()
            workspace.backward()
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    pixels = BATCH * 22 * 20 * 4
    assert peaks[1] - peaks[0] < 2 * pixels  # NumPy's own buffers, of a fixed size, come and go


def test_a_network_without_convolutions_has_no_parts() -> None:
    network = compiled(in_a_row(Input(), Dense(units=OUTPUTS), Output(), data=DataRecipe(source=Made())))
    give_cores(network, 2)
    assert (network.parted, network.workers.count) == (False, 1)


def test_threads_end_when_the_network_is_dropped() -> None:
    before = set(threading.enumerate())
    network = compiled(document("max pooling"))
    network.use_workers(3)
    workspace = step(network, *batch(network))
    started = set(threading.enumerate()) - before
    assert len(started) == 2
    del network, workspace
    gc.collect()
    assert not any(thread.is_alive() for thread in started)


def test_closed_workers_start_anew() -> None:
    workers, before = Workers(2), set(threading.enumerate())
    done: list[int] = []
    table = [[[(done.append, (part,))] for part in range(5)]] * 2
    for _ in range(2):
        workers.share(table)
        workers.close()
        assert sorted(done) == [0, 1, 2, 3, 4]
        done.clear()
        assert set(threading.enumerate()) == before


def test_an_error_of_any_worker_reaches_who_shared_the_work() -> None:
    workers, here, both = Workers(2), threading.current_thread(), threading.Barrier(2)

    def fail(there: bool) -> None:
        both.wait(timeout=20)
        if there == (threading.current_thread() is not here):
            raise ArithmeticError

    done: list[int] = []
    for there in (False, True):
        with pytest.raises(ArithmeticError):
            workers.share([[[(fail, (there,))]] * 2] * 2)
        workers.share([[[(done.append, (1,))]] * 4] * 2)
    assert len(done) == 8
    workers.close()


def test_parts_are_a_batch_the_largest_first() -> None:
    for size, count in ((37, 8), (8, 8), (1, 1), (64, 16)):
        parts = parts_of(size, count)
        assert [i for part in parts for i in range(part.start, part.stop)] == list(range(size))
        sizes = [part.stop - part.start for part in parts]
        assert sizes == sorted(sizes, reverse=True)
        assert sizes[0] - sizes[-1] <= 1
