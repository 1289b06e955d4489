"""What is wired to neurons in unusual ways: the same value more than once, ends with different numbers of steps."""

from core.activations.tanh import Tanh
from core.document.document import Document
from core.document.graph import Wire
from core.layers.bias import Bias
from core.layers.dense import Dense
from core.layers.input_value import InputValue
from core.layers.max_pooling1d import MaxPooling1D
from core.layers.neuron import Neuron
from core.layers.stack import Stack
from core.layers.take import Take
from tests.core.hand_wired import HandWired
from tests.core.test_neurons import assert_as_the_text_book_says, batch_for, compiled, computed
from tests.core.torch_reference import assert_close


def test_a_value_that_two_wires_bring_counts_twice() -> None:
    net = HandWired(3)
    twice = [net.put(InputValue(column=2)) for _ in range(2)]
    ones = [net.put(Bias(value=0.5)) for _ in range(2)]
    first = net.put(Neuron(), *twice, *ones)
    dense = net.put(Dense(units=4, activation=Tanh()), net.put(Stack(), first, twice[0]))
    taken = [net.put(Take(index=3)) for _ in range(2)]
    for take in taken:
        net.wire(dense, take)
    network = assert_as_the_text_book_says(net.ends([net.put(Neuron(), *taken)]))
    assert len({s.start for s in network.slots}) == len(network.slots)


def test_output_values_of_different_numbers_of_steps_are_compared_each_with_its_last() -> None:
    net = HandWired(2, 2, steps=4)
    value = net.put(Neuron(), *net.inputs(2))
    document = net.ends([value, net.put(MaxPooling1D(kernel=2), value)])
    network = compiled(document)
    samples, targets = batch_for(network)
    workspace = computed(network, samples, targets)
    ends = [workspace.batch_first(w.source)[:, -1, 0] for w in _into_ends(document)]
    loss = sum(0.5 * ((end - targets[:, k]) ** 2).mean() for k, end in enumerate(ends))
    assert_close(workspace.total, loss, 1e-9)


def _into_ends(document: Document) -> list[Wire]:
    return [w for n in document.graph.nodes.values() if n.spec.ends for w in document.graph.into(n.id)]
