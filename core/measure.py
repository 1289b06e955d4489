"""What a trained document is worth: the numbers that tell, and beside them what has to be beaten."""

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from msgspec.structs import replace

from core.activations.softmax import Softmax
from core.data.series import Series, naive_error
from core.data.tokens import readable
from core.data.trigram import trigram_bits
from core.document.document import Document
from core.document.recipe import TrainingRecipe
from core.engine.build import Array, Mode
from core.layers.conv2d import Conv2D
from core.layers.dense import Dense
from core.layers.flatten import Flatten
from core.layers.input import Input
from core.layers.max_pooling2d import MaxPooling2D
from core.layers.output import Output
from core.losses.categorical_cross_entropy import CategoricalCrossEntropy
from core.metrics.base import Judged
from core.optimizers.adam import Adam
from core.randomness import generator
from core.schedules.cosine import Cosine
from core.templates.base import in_a_row
from core.training.adversarial import Adversarial
from core.training.evaluate import evaluate
from core.training.generation import generate, writes
from core.training.trainer import Trainer

JUDGED = 1_000  # generated samples that a classifier looks at
WRITTEN, LONGEST = 500, 100  # texts, and how many tokens each has at most
TEMPERATURE = 0.8  # a little more careful than the network is
SHOWN = 10
LESSONS = 2_000  # steps of the classifier


class Finding(NamedTuple):
    """One number and what it is; ``text``: how it is printed."""

    name: str
    value: float
    text: str


def measure(trainer: Trainer) -> Iterator[Finding]:
    """All that can be measured of a document with its weights, one after the other."""
    if isinstance(trainer.method, Adversarial):
        yield from _of_generator(trainer, trainer.method)
    else:
        yield from _of_answers(trainer)


def _number(name: str, value: float) -> Finding:
    return Finding(name, value, f"{value:.4g}")


def _share(name: str, value: float) -> Finding:
    return Finding(name, value, f"{value:.2%}")


def _of_answers(trainer: Trainer) -> Iterator[Finding]:
    part, network = trainer.data.checking, trainer.network
    loss, judged = evaluate(network, part, trainer.data)
    held_out = part is trainer.data.validation
    yield Finding(
        "samples",
        part.count,
        f"{part.count:,} {'held out' if held_out else 'learned from: none is held out'}",
    )
    yield _number("loss", loss)
    for metric in trainer.recipe.metrics:
        if metric.scalar and metric.for_classes == (judged.labels is not None):
            number = float(metric.compute(judged))
            yield _share(metric.key, number) if metric.percent else _number(metric.key, number)
    source = trainer.document.data.source
    if "sample" in network.end.fed:
        yield _given_back(judged)
    if isinstance(source, Series):
        yield from _beside_naive(source, trainer, judged)
    if writes(trainer.data.info):
        yield from _of_writing(trainer, judged)


def _given_back(judged: Judged) -> Finding:
    """How much of the samples' variance is in what an autoencoder draws."""
    truth = judged.targets.astype(np.float64)
    lost = np.square(judged.outputs - truth).mean() / np.square(truth - truth.mean(axis=0)).mean()
    return Finding(
        "given_back", 1 - float(lost), f"{1 - lost:.2%} of what sets the samples apart from their mean"
    )


def _beside_naive(source: Series, trainer: Trainer, judged: Judged) -> Iterator[Finding]:
    part = trainer.data.checking
    error = float(np.mean(np.square(judged.outputs - judged.targets, dtype=np.float64)))
    naive = naive_error(part.raw(part.count), judged.targets)
    yield _number("squared_error", error)
    yield Finding("naive_squared_error", naive, f"{naive:.4g} (all stays as it was last)")
    yield _share("below_naive", 1 - error / naive)


def _of_writing(trainer: Trainer, judged: Judged) -> Iterator[Finding]:
    train, part, info = trainer.data.train, trainer.data.checking, trainer.data.info
    assert judged.labels is not None
    right = judged.outputs[np.arange(len(judged.labels)), judged.labels].astype(np.float64)
    yield _number("bits_per_token", float(-np.log2(np.maximum(right, 1e-30)).mean()))
    pairs = (_tokens(p.raw(p.count), p.labels) for p in (train, part))
    trigram = trigram_bits(next(pairs), next(pairs), len(info.vocabulary))
    yield Finding("trigram_bits_per_token", trigram, f"{trigram:.4g} (counting what follows two tokens)")
    random = generator(trainer.network.seed, "measure")
    written = generate(trainer.network, info, LONGEST, TEMPERATURE, random, count=WRITTEN)
    texts = [readable(text, info.vocabulary) for text in written]
    source = trainer.document.data.source
    verdicts = [good for text in texts for _, _, good in source.judge(text)]
    if verdicts:
        yield _share(source.merit, sum(verdicts) / len(verdicts))
    for number, text in enumerate(texts[:SHOWN], 1):
        yield Finding(f"text_{number}", math.nan, text)


def _tokens(samples: Array, labels: Array | None) -> tuple[Array, Array]:
    assert labels is not None
    return np.asarray(samples), np.asarray(labels)


def _of_generator(trainer: Trainer, method: Adversarial) -> Iterator[Finding]:
    for name, value in method.likeness(trainer).items():
        yield _number(name, value)
    info = trainer.data.info
    if not info.class_names or len(info.sample_shape) != 3:
        return
    classifier, accuracy = judge(trainer.document)
    yield Finding(
        "judge_accuracy", accuracy, f"{accuracy:.2%} of real samples, by the classifier that judges here"
    )
    answers = classifier.network.predict(method.generated(trainer, JUDGED))
    named = answers.argmax(axis=1)
    shares = np.bincount(named, minlength=len(info.class_names)) / len(named)
    yield _share("mean_confidence", float(answers.max(axis=1).mean()))
    yield _share("rarest_class", float(shares.min()))
    for name, share in zip(info.class_names, shares, strict=True):
        yield _share(f"class_{name}", float(share))
    told = "target" in trainer.network.workspace(1, Mode.INFERENCE).feeds
    if told and trainer.data.train.labels is not None:
        asked = trainer.data.train.labels[np.arange(JUDGED) % trainer.data.train.count]
        yield _share("as_asked", float(np.mean(named == asked)))


def judge(document: Document) -> tuple[Trainer, float]:
    """A small convolutional network that has learned the document's classes, and how many it names right."""
    data = replace(document.data, augmentation=(), encoding="one-hot")
    if not data.source.info().held_out:
        data = replace(data, train_share=0.8)
    count = data.source.info().count
    recipe = TrainingRecipe(
        optimizer=Adam(),
        learning_rate=0.002,
        schedule=Cosine(),
        batch_size=64,
        epochs=max(1, LESSONS * 64 // count),
        seed=document.training.seed,
    )
    classifier = Trainer(
        in_a_row(
            Document(data=data, training=recipe),
            (Input(), ""),
            (Conv2D(filters=12), ""),
            (MaxPooling2D(), ""),
            (Conv2D(filters=24), ""),
            (MaxPooling2D(), ""),
            (Flatten(), ""),
            (Dense(units=64), ""),
            (Dense(units=len(data.source.info().class_names), activation=Softmax()), ""),
            (Output(loss=CategoricalCrossEntropy()), ""),
        )
    )
    for _ in classifier.run():
        pass
    return classifier, float(classifier.history.last()["val_accuracy"])
