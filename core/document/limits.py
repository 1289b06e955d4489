"""What a network asks of the machine and of its batches, said before it is trained."""

from collections.abc import Iterator

from msgspec.structs import replace

from core.data.splits import counts
from core.document import edits
from core.document.document import Document
from core.document.facts import Facts
from core.document.graph import Node
from core.document.players import players
from core.document.problems import Fix, Problem
from core.errors import NeurowrightError
from core.phrases import amount

FLOAT = 4  # bytes
EVALUATED = 250  # samples that are looked at together when a part of the data is judged
KEPT = 0.8  # of the free memory that a training may take


def limit_problems(document: Document, facts: dict[str, Facts]) -> Iterator[Problem]:
    """A network too large for the free memory, and batches too small for a layer."""
    yield from _too_large(document, facts)
    batch, learned = document.training.batch_size, _learned(document)
    for name, fact in facts.items():
        node = document.graph.nodes[name]
        least = node.spec.smallest_batch(fact.inputs)
        if batch < least:
            yield Problem(
                node=name,
                message=f"{node.name} compares the samples of a batch; a batch of {batch} leaves nothing to compare.",
                fixes=(_batches_of(32), *_without(node)),
            )
        elif 0 < learned < least:
            yield Problem(
                node=name,
                message=f"{node.name} compares samples; the data has {learned} to learn from, which leaves nothing to "
                "compare.",
                fixes=_without(node),
            )


def _learned(document: Document) -> int:
    """How many samples are trained on; 0 where that is not known."""
    try:
        return counts(document.data.source.info(), document.data.train_share)[0]
    except NeurowrightError:  # told where problems are told
        return 0


def memory_needed(document: Document, facts: dict[str, Facts]) -> dict[str, int]:
    """Bytes that training takes, by node: parameters, gradients, optimizer, and what stands in a batch."""
    training, sides = document.training, players(document.graph)
    slots = max(len(training.optimizer.slots), len(training.adversarial.optimizer.slots) if sides else 0)
    needed = {}
    for name, fact in facts.items():
        # An adversarial batch is a double one for the discriminator, and each player's turn has buffers of its own.
        copies = 1 if sides is None else {"discriminator": 3, "generator": 2}.get(sides.of(name), 1)
        batches = copies * training.batch_size * fact.memory + EVALUATED * fact.memory // 2
        needed[name] = fact.parameters * FLOAT * (3 + slots) + batches
    return needed


def _too_large(document: Document, facts: dict[str, Facts]) -> Iterator[Problem]:
    needed = memory_needed(document, facts)
    total = sum(needed.values())
    if total < 100_000_000:  # it fits anywhere
        return
    free = free_memory()
    if total <= KEPT * free:
        return
    largest = max(needed, key=lambda n: needed[n])
    node, smaller = document.graph.nodes[largest], max(1, document.training.batch_size // 4)
    fixes = (_batches_of(smaller),) if smaller < document.training.batch_size else ()
    yield Problem(
        node=largest,
        message=f"Training needs about {amount(total)}B of memory, {amount(needed[largest])}B of it here; "
        f"{amount(free)}B are free. Make {node.name} or the batches smaller.",
        fixes=fixes,
    )


def free_memory() -> int:
    """Bytes that this program can still take."""
    import psutil  # type: ignore[import-untyped]

    return int(psutil.virtual_memory().available)


def _batches_of(count: int) -> Fix:
    return Fix(
        text=f"Take batches of {count}",
        edit=lambda document: replace(document, training=replace(document.training, batch_size=count)),
    )


def _without(node: Node) -> tuple[Fix, ...]:
    return (
        Fix(text=f"Remove {node.name}", edit=lambda document: edits.remove(document, {node.id}, heal=True)),
    )
