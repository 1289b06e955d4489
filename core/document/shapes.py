"""Shape inference and problems. It never raises for a half-built network: half-built is the normal state."""

from functools import lru_cache

import msgspec
from msgspec.structs import replace

from core.document import edits
from core.document.adversarial import adversarial_problems, feeding, real_problems
from core.document.answers import answer_problems, change, encode_as, load_from, resize
from core.document.document import Document
from core.document.facts import Facts as Facts
from core.document.graph import End, Graph, Node, Wire, sorted_nodes, upstream, weighed_wires
from core.document.limits import limit_problems
from core.document.patience import patience_problems
from core.document.players import players
from core.document.problems import Fix, Problem, Severity
from core.document.single_values import as_one_number, gate_instead, left_out
from core.document.stages import loop_problems
from core.errors import DataError, NeurowrightError, ShapeError
from core.layers.base import Layer, Shape, in_words, size_of
from core.layers.lstm import LSTM
from core.layers.real_or_fake import RealOrFake
from core.layers.verdict import Verdict

MAX_PARAMETERS = 500_000_000
MAX_VALUES = 10**12  # of one sample at one place; far more than fits into any machine


class Inference(msgspec.Struct, frozen=True, kw_only=True):
    """Facts by node id (only for nodes whose shapes are known), the order to compute in, and what is wrong.

    ``feeds``: the shapes of what the data recipe hands over, by name.
    """

    order: tuple[str, ...]
    facts: dict[str, Facts]
    problems: tuple[Problem, ...]
    feeds: dict[str, Shape] = {}

    @property
    def ready(self) -> bool:
        """Whether the document can be compiled."""
        return not any(p.severity == "error" for p in self.problems)

    @property
    def parameters(self) -> int:
        return sum(f.parameters for f in self.facts.values())

    def shape(self, end: End, graph: Graph) -> Shape | None:
        """The shape at an output port, None where it is not known."""
        facts = self.facts.get(end.node)
        if facts is None:
            return None
        ports = graph.nodes[end.node].spec.outputs
        return facts.outputs[ports.index(end.port)] if end.port in ports else None


def infer(document: Document) -> Inference:
    """Shapes, counts and problems of a document. Unchanged nodes cost a look-up only."""
    return _Inferrer(document).run()


def problems_at(document: Document, node: str, known: Inference) -> tuple[Problem, ...]:
    """What is wrong with the shapes at one node, at little cost: while a wire is drawn there, say.

    Args:
        known: of a document that differs from this one in what leads to the node alone.
    """
    graph = document.graph
    if "lengths" in known.feeds or players(graph) is not None:  # more than the neighbours matters there
        return tuple(p for p in infer(document).problems if p.node == node)
    wires = {w.id: w for w in graph.into(node)}
    ends = dict.fromkeys([*(w.source.node for w in wires.values()), node])
    part = Graph(nodes={name: graph.nodes[name] for name in ends}, wires=wires)
    inferrer = _Inferrer(replace(document, graph=part))
    inferrer.facts |= {name: known.facts[name] for name in ends if name in known.facts}
    inferrer.feeds, inferrer.needed = known.feeds, {node}
    inferrer._node(graph.nodes[node], known.feeds)
    return tuple(inferrer.problems)


class _Inferrer:
    def __init__(self, document: Document) -> None:
        self.document, self.graph = document, document.graph
        self.facts: dict[str, Facts] = {}
        self.problems: list[Problem] = []
        self.feeds: dict[str, Shape] = {}
        self.unequal: set[str] = set()  # nodes that put out sequences of unequal length
        self.wires: dict[tuple[str, str], Wire] = {
            (w.target.node, w.target.port): w for w in self.graph.wires.values()
        }
        self.weighed = weighed_wires(self.graph)
        ends = [n.id for n in self.graph.nodes.values() if n.spec.ends]
        self.needed = upstream(self.graph, ends)

    def run(self) -> Inference:
        self.feeds = feeds = self._feeds()
        order, cyclic = sorted_nodes(self.graph)
        self._whole_graph(order, cyclic)
        for name in order:
            node = self.graph.nodes[name]
            self._node(node, feeds)
            if "target" in feeds and node.spec.objective is not None:
                self.problems += answer_problems(
                    self.document, node, self.wires.get((name, node.spec.inputs[0]))
                )
        if "sample" in feeds:
            self.problems += real_problems(self.graph, self.facts, feeds["sample"])
        if (total := sum(f.parameters for f in self.facts.values())) > MAX_PARAMETERS:
            self._blame_largest(total)
        else:
            self.problems += limit_problems(self.document, self.facts)
            self._once_whole(total)
        return Inference(
            order=tuple(n for n in order if n in self.needed),
            facts=self.facts,
            problems=tuple(self.problems),
            feeds=feeds,
        )

    def _once_whole(self, parameters: int) -> None:
        """What is worth saying only of a network that can be trained."""
        if any(p.severity == "error" for p in self.problems):
            return
        if "target" in self.feeds:
            self.problems += left_out(self.document, self.feeds["target"])
        if parameters:
            self.problems += patience_problems(self.document)

    def _feeds(self) -> dict[str, Shape]:
        data, feeds = self.document.data, dict[str, Shape]()
        try:
            feeds["sample"] = data.source.info().sample_shape
            feeds |= data.feeds()
        except NeurowrightError as error:
            fixes = (encode_as("one-hot"),) if "sample" in feeds and data.encoding != "one-hot" else ()
            if isinstance(error, DataError) and error.instead is not None:
                fixes = (load_from(data.source, error.instead), *fixes)
            self.problems.append(Problem(message=str(error), fixes=fixes))
        return feeds

    def _whole_graph(self, order: list[str], cyclic: set[str]) -> None:
        nodes = self.graph.nodes.values()
        sides = [n for n in nodes if isinstance(n.spec, RealOrFake)]
        if sides:
            ended, end = any(isinstance(n.spec, Verdict) for n in nodes), Verdict.title
        else:
            ended, end = any(n.spec.ends for n in nodes), "Output"
        for missing, word in (
            (not any("sample" in n.spec.fed and not n.spec.ends for n in nodes), "Data"),
            (not ended, end),
        ):
            if missing:
                self.problems.append(
                    Problem(message=f"Add {word}: without it the network cannot be trained.")
                )
        self.problems += adversarial_problems(self.graph)
        self.problems += loop_problems(self.graph, order)
        for name in sorted(cyclic):
            self.problems.append(
                Problem(
                    node=name,
                    message="The wires here run in a circle, so there is no first layer to start from.",
                    fixes=tuple(_cut(self.graph, self._into(name), cyclic)),
                )
            )

    def _into(self, node: str) -> list[Wire]:
        if node in self.weighed:
            return [w for w in self.weighed[node] if not w.delayed]
        ports = self.graph.nodes[node].spec.inputs
        return [self.wires[node, port] for port in ports if (node, port) in self.wires]

    def _node(self, node: Node, feeds: dict[str, Shape]) -> None:
        if node.spec.weighs:
            shapes = self._weighed_shapes(node)
        else:
            shapes = [self._shape_at(node, port) for port in node.spec.inputs]
        fed = [feeds.get(f) for f in node.spec.fed]
        known = [s for s in (*shapes, *fed) if s is not None]
        if len(known) < len(shapes) + len(fed):
            if "sample" in feeds and None in fed:
                self._add(node, "", self._unfed(node))
            return
        result = facts_of(node.spec, tuple(known))
        if isinstance(result, Facts):
            if node.spec.weighs:
                result = _with_weights(result, len(known))
            self.facts[node.id] = result
            self._follow_lengths(node, result)
            if node.id not in self.needed:
                self._add(
                    node, "", "Nothing leads from here to an Output, so it takes no part in the training."
                )
            return
        wire = self._blamed(node, result)
        if wire is None and any(p.message == str(result) for p in self.problems):
            return  # of many input values one says what is wrong with the data
        port = wire.target.port if wire else next(iter(node.spec.inputs), "")
        fixes = (
            *(change(node, spec) for spec in result.instead),
            *(self._resizing(wire, result) if wire else ()),
            *self._other_data(node, wire),
            *(_insert(wire, spec) for spec in result.fixes if wire),
        )
        self._add(node, port, str(result), fixes)

    def _other_data(self, node: Node, wire: Wire | None) -> tuple[Fix, ...]:
        """Data, or another way to write its answers, that single values can do with."""
        if wire is None:
            return gate_instead(self.document, node)
        single = self.graph.nodes[wire.source.node].spec.single
        return as_one_number(self.document, node) if single and "target" in node.spec.fed else ()

    def _follow_lengths(self, node: Node, facts: Facts) -> None:
        """Where sequences of unequal length lose their lengths unheeded, their padding counts as data."""
        sources = [w.source.node for w in self._into(node.id)]
        if "lengths" not in self.feeds or not facts.outputs:
            return
        if "sample" in node.spec.fed:
            self.unequal.add(node.id)
        elif self.unequal.intersection(sources) and facts.inputs:
            rank = len(facts.inputs[0])
            if node.spec.counts_padding or (rank == 1 and not node.spec.takes_tokens):
                self._add(
                    node,
                    node.spec.inputs[0],
                    "The sequences are of unequal length; here their padding counts as data. A recurrent layer "
                    "reads each one just to its own end.",
                    (_insert(self.wires[node.id, node.spec.inputs[0]], LSTM()),) if rank > 1 else (),
                    severity="warning",
                )
            if len(facts.outputs[0]) > 1:
                self.unequal.add(node.id)

    def _unfed(self, node: Node) -> str:
        title = self.document.data.source.title
        if "values" in node.spec.fed:
            return f"{title} has no numbers beside its answers. Compare with the answer instead."
        return f"{title} has no answers to compare with; it is there to be imitated, by a generator or an autoencoder."

    def _blamed(self, node: Node, error: ShapeError) -> Wire | None:
        """The wire that brings what is refused."""
        if node.spec.weighs:
            return self.weighed[node.id][error.port]
        return self.wires.get((node.id, node.spec.inputs[error.port])) if node.spec.inputs else None

    def _resizing(self, wire: Wire, error: ShapeError) -> list[Fix]:
        """Where the layer in front can deliver what is wanted, changing it is the first thing to offer."""
        if error.wanted is None:
            return []
        source = self.graph.nodes[wire.source.node]
        spec = source.spec.giving(error.wanted)
        if spec is None or source.id not in self.facts:
            return []
        given = facts_of(spec, self.facts[source.id].inputs)
        fits = isinstance(given, Facts) and error.wanted in given.outputs
        return [resize(source, spec)] if fits else []

    def _shape_at(self, node: Node, port: str) -> Shape | None:
        wire = self.wires.get((node.id, port))
        if wire is None:
            where = "" if len(node.spec.inputs) == 1 else f" “{port}”"
            fixes = feeding(self.graph, node.id, port) if isinstance(node.spec, RealOrFake) else ()
            self._add(node, port, f"Nothing is wired to the input{where} of {node.name}.", fixes)
            return None
        return self._carried(wire)

    def _carried(self, wire: Wire) -> Shape | None:
        """The shape of what a wire carries."""
        source = self.facts.get(wire.source.node)
        if source is None:
            return None
        return source.outputs[self.graph.nodes[wire.source.node].spec.outputs.index(wire.source.port)]

    def _weighed_shapes(self, node: Node) -> list[Shape | None]:
        """What the wires into a neuron carry; none at all is a problem."""
        wires = self.weighed.get(node.id, [])
        if not wires:
            self._add(node, node.spec.inputs[0], f"Nothing is wired to {node.name}.")
            return [None]
        if not any(w.delayed for w in wires):
            return [self._carried(w) for w in wires]
        sample = self.feeds.get("sample")
        if sample is not None and len(sample) != 2:
            self._add(
                node,
                node.spec.inputs[0],
                f"A delayed wire carries the value of the step before, but the samples here have no steps: each is "
                f"{in_words(sample)}. Take data with sequences, or cut the wire.",
                tuple(_cut_delayed(w) for w in wires if w.delayed),
            )
            return [None]
        steps = None if sample is None else (sample[0], 1)
        return [steps if w.delayed else self._carried(w) for w in wires]

    def _add(
        self,
        node: Node,
        port: str,
        message: str,
        fixes: tuple[Fix, ...] = (),
        severity: Severity = "error",
    ) -> None:
        severity = severity if node.id in self.needed else "warning"
        self.problems.append(
            Problem(node=node.id, port=port, severity=severity, message=message, fixes=fixes)
        )

    def _blame_largest(self, total: int) -> None:
        largest = max(self.facts, key=lambda n: self.facts[n].parameters)
        self.problems.append(
            Problem(
                node=largest,
                message=f"The network has {total:,} weights, {self.facts[largest].parameters:,} of them here; "
                f"at most {MAX_PARAMETERS:,} can be trained. Make this layer smaller.",
            )
        )


@lru_cache(maxsize=1_024)
def _with_weights(facts: Facts, wires: int) -> Facts:
    """The facts of a neuron with the weights of its wires; the same object again, so that nobody takes it for news."""
    return replace(facts, parameters=facts.parameters + wires)


@lru_cache(maxsize=16_384)
def facts_of(spec: Layer, inputs: tuple[Shape, ...]) -> Facts | ShapeError:
    """What a layer makes of its inputs; remembered, so that an edit costs only what it changed."""
    try:
        outputs = spec.output_shapes(inputs)
    except ShapeError as error:
        return ShapeError(
            str(error), error.fixes, error.wanted, error.instead, error.port
        )  # without the traceback, which would keep frames alive
    if large := [shape for shape in outputs if size_of(shape) > MAX_VALUES]:
        return ShapeError(
            f"Too much would come out here: {in_words(large[0])}. Make less of it, here or before."
        )
    return Facts(
        inputs=inputs,
        outputs=outputs,
        parameters=sum(p.size for p in spec.parameters(inputs)),
        multiply_adds=spec.multiply_adds(inputs),
        memory=2 * 4 * sum(size_of(s) for s in outputs) + spec.memory(inputs),
    )


def _insert(wire: Wire, spec: Layer) -> Fix:
    return Fix(
        text=f"Put {spec.title} in between",
        edit=lambda document: edits.insert_into(document, wire.id, spec),
    )


def _remove(node: Node) -> Fix:
    return Fix(text=f"Remove {node.name}", edit=lambda document: edits.remove(document, {node.id}))


def _cut_delayed(wire: Wire) -> Fix:
    return Fix(text="Cut the delayed wire", edit=lambda document: edits.remove(document, {wire.id}))


def _cut(graph: Graph, wires: list[Wire], cyclic: set[str]) -> list[Fix]:
    return [
        Fix(
            text=f"Cut the wire from {graph.nodes[wire.source.node].name}",
            edit=lambda document, wire=wire: edits.remove(document, {wire.id}),  # type: ignore[misc]
        )
        for wire in wires
        if wire.source.node in cyclic
    ]
