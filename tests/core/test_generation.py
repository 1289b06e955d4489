"""Texts that a network writes: drawn as it says, by remembering or by reading anew, and judged by their source."""

import numpy as np
import pytest

from core.activations.relu import ReLU
from core.data.base import DataInfo
from core.data.sources.copy_memory import CopyMemory
from core.data.sources.names import Names
from core.data.sources.sentences import Sentences
from core.data.tokens import END, START, readable
from core.engine.build import Mode
from core.errors import DataError, DocumentError
from core.layers.dense import Dense
from core.layers.gru import GRU
from core.layers.self_attention import SelfAttention
from core.training.generation import draw, generate, looks_ahead, reader, tokens_of, writes
from core.training.trainer import Trainer
from tests.core.sequences import autoencoder, forgetful, names, sentences, texts, trained

SEED = 5


def random() -> np.random.Generator:
    return np.random.default_rng(SEED)


def test_only_data_that_go_on_can_be_written() -> None:
    assert writes(Names().info())
    assert writes(Sentences().info())
    assert not writes(CopyMemory().info())  # it answers with letters, but not with the next ones
    assert not writes(DataInfo(sample_shape=(4,), class_names=("a", "b"), vocabulary=("a", "b")))
    trainer = Trainer(autoencoder())
    with pytest.raises(DataError, match="no next token"):
        generate(trainer.network, trainer.data.info, 5, 1.0, random())


def test_the_likeliest_token_is_what_the_network_says() -> None:
    trainer = trained(sentences(), 20)
    network, info = trainer.network, trainer.data.info
    (tokens,) = generate(network, info, 8, 0.0, random(), "the cat ")
    sample = np.zeros((1, info.steps), np.uint8)
    text = tokens_of("the cat ", info.vocabulary)
    for token in tokens:
        sample[0, : len(text)] = text
        assert network.predict(sample)[0, len(text) - 1].argmax() == token
        text.append(token)


def test_remembering_and_reading_anew_say_the_same() -> None:
    trainer = trained(names(), 10)
    network, info = trainer.network, trainer.data.info
    tokens = np.array([[info.vocabulary.index(START), *tokens_of("ann", info.vocabulary)]] * 3)
    remembered = reader(network, 3)(tokens)
    sample = np.zeros((3, info.steps), np.uint8)
    sample[:, :4] = tokens
    assert remembered == pytest.approx(network.predict(sample)[:, 3], abs=1e-6)


@pytest.mark.parametrize("document", [texts(Names(), SelfAttention(heads=2, causal=True)), forgetful()])
def test_networks_without_a_memory_write_too(document: object) -> None:
    trainer = trained(document, 5)
    info = trainer.data.info
    assert not looks_ahead(trainer.network)
    (first,), (second,) = (generate(trainer.network, info, 60, 1.0, random(), "an") for _ in range(2))
    assert first == second
    if START not in info.vocabulary:
        assert len(first) == 60  # longer than what it is shown at once


@pytest.mark.parametrize(
    "document",
    [names(bidirectional=True), texts(Names(), SelfAttention(heads=2, causal=False))],
    ids=["both directions", "attention to all"],
)
def test_who_looks_ahead_is_refused(document: object) -> None:
    trainer = Trainer(document)
    assert looks_ahead(trainer.network)
    with pytest.raises(DocumentError, match="one direction"):
        generate(trainer.network, trainer.data.info, 5, 1.0, random())


def test_names_end_and_have_no_tokens_that_are_no_text() -> None:
    trainer = trained(names(), 60)
    info = trainer.data.info
    found = generate(trainer.network, info, 1_000, 1.0, random(), count=40)
    special = {info.vocabulary.index(token) for token in (START, END, "<padding>")}
    assert all(not special & set(tokens) for tokens in found)
    assert all(len(tokens) <= info.steps for tokens in found)
    assert len({len(tokens) for tokens in found}) > 2
    begun = generate(trainer.network, info, 1_000, 1.0, random(), "mar", count=40)
    assert all(len(tokens) <= info.steps - 3 for tokens in begun)


def test_writing_changes_nothing() -> None:
    trainer, alone = trained(names(), 3), trained(names(), 3)
    generate(trainer.network, trainer.data.info, 20, 1.0, random(), count=3)
    assert next(trainer.run()) == next(alone.run())


def test_unknown_letters_are_refused() -> None:
    vocabulary = Names().info().vocabulary
    with pytest.raises(DataError, match="“É”"):
        tokens_of("É", vocabulary)
    assert readable(tokens_of("ann", vocabulary), vocabulary) == "ann"
    words = ("<padding>", "cat", "dogs")
    assert tokens_of("dogs cat", words) == [2, 1]
    with pytest.raises(DataError, match="“fox”"):
        tokens_of("cat fox", words)


def test_tokens_are_drawn_as_often_as_they_are_likely() -> None:
    answers, count = np.array([[0.5, 0.1, 0.4]]).repeat(4_000, 0), 4_000
    chances = (np.arange(count) + 0.5) / count
    assert np.bincount(draw(answers, 1.0, chances), minlength=3) / count == pytest.approx(
        [0.5, 0.1, 0.4], abs=1e-3
    )
    cooled = answers[0] ** 2 / (answers[0] ** 2).sum()
    assert np.bincount(draw(answers, 0.5, chances), minlength=3) / count == pytest.approx(cooled, abs=1e-3)
    assert (draw(answers, 0.0, chances) == 0).all()
    assert np.bincount(draw(answers, 1.0, chances, (0,)), minlength=3) / count == pytest.approx(
        [0, 0.2, 0.8], abs=1e-3
    )


def test_sums_are_taken_as_logarithms() -> None:
    chances = (np.arange(1_000) + 0.5) / 1_000
    sums = np.log(np.array([[0.7, 0.3]])).repeat(1_000, 0) + 3
    assert (draw(sums, 1.0, chances) == 0).mean() == pytest.approx(0.7, abs=2e-3)


def test_sources_judge_what_was_written() -> None:
    assert Names().judge("mary") == [(0, 4, False)]
    assert Names().judge("marvelinda") == [(0, 10, True)]
    assert Names().judge("") == []
    text = "s sleep. the cat sleeps. cat the sleeps. the dogs si"
    pieces = Sentences().judge(text)
    assert [(text[start:stop], good) for start, stop, good in pieces] == [
        ("the cat sleeps.", True),
        ("cat the sleeps.", False),
    ]


def test_a_stack_of_memories_and_layers_for_each_step_goes_step_by_step() -> None:
    memory = GRU(units=6, gives="whole sequence")
    document = texts(Names(), memory, Dense(units=5, activation=ReLU()), memory)
    trainer = trained(document, 3)
    info = trainer.data.info
    tokens = np.array([[info.vocabulary.index(START), *tokens_of("bob", info.vocabulary)]])
    workspace = trainer.network.workspace(1, Mode.INFERENCE)
    workspace.samples.fill(0)
    workspace.samples[:4] = tokens.T
    workspace.forward()
    assert reader(trainer.network, 1)(tokens)[0] == pytest.approx(workspace.answer()[0, 3], abs=1e-6)
