"""Made-up names by attention."""

from core.activations.linear import Linear
from core.activations.relu import ReLU
from core.activations.softmax import Softmax
from core.data.recipe import DataRecipe
from core.data.sources.names import Names
from core.document import edits
from core.document.document import Document
from core.document.graph import End
from core.document.recipe import TrainingRecipe
from core.layers.add import Add
from core.layers.dense import Dense
from core.layers.dropout import Dropout
from core.layers.embedding import Embedding
from core.layers.input import Input
from core.layers.layer_norm import LayerNorm
from core.layers.output import Output
from core.layers.positional_encoding import PositionalEncoding
from core.layers.self_attention import SelfAttention
from core.losses.categorical_cross_entropy import CategoricalCrossEntropy
from core.optimizers.adamw import AdamW
from core.schedules.cosine import Cosine
from core.templates.base import ROW, Template, Titled, onward

WIDTH = 32  # numbers a letter


class NamesTransformer(Template, frozen=True, kw_only=True, tag="names-transformer"):
    """Two blocks of causal attention and a hidden layer, added to what came in (Vaswani et al. 2017, section 3.1)."""

    title = "Names with a transformer"
    help = "The network behind the chatbots, in small: each letter looks back at those before it."
    order = 150
    group = "Sequences"

    def document(self) -> Document:
        names = Names()
        tokens = len(names.info().vocabulary)
        document = Document(
            data=DataRecipe(source=names, train_share=0.9),
            training=TrainingRecipe(
                optimizer=AdamW(), learning_rate=0.003, schedule=Cosine(), batch_size=32, epochs=30
            ),
        )
        document, last = onward(
            document,
            None,
            (Input(), "Letters"),
            (Embedding(tokens=tokens, size=WIDTH), ""),
            (PositionalEncoding(kind="learned"), ""),
        )
        for _ in range(2):
            document, last = _around(document, last, (SelfAttention(heads=4, causal=True), "Look back"))
            document, last = _around(
                document,
                last,
                (Dense(units=4 * WIDTH, activation=ReLU()), "Think"),
                (Dense(units=WIDTH, activation=Linear()), ""),
            )
        return onward(
            document,
            last,
            (LayerNorm(), ""),
            (Dense(units=tokens, activation=Softmax()), "Next letter"),
            (Output(loss=CategoricalCrossEntropy()), ""),
        )[0]


def _around(document: Document, start: str, *layers: Titled) -> tuple[Document, str]:
    """Layers, in a row above, that add to what they are given, which is brought to one size for them before."""
    old = document.graph.nodes
    document, last = onward(document, start, (LayerNorm(), ""), *layers, (Dropout(rate=0.1), ""))
    document, total = onward(document, last, (Add(), ""))
    new = {n.id: (n.position[0], -ROW) for n in document.graph.nodes.values() if n.id not in {*old, total}}
    document = edits.move(document, new)
    return edits.connect(document, End(start, Add.outputs[0]), End(total, Add().inputs[1])), total
