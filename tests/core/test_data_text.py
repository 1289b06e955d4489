"""Texts, names and sentences as tokens."""

import math
from pathlib import Path

import numpy as np
import pytest

from core.data.grammar import accepts
from core.data.prepare import prepare
from core.data.recipe import DataRecipe
from core.data.sources.grammatical import Grammatical
from core.data.sources.names import Names
from core.data.sources.sentences import Sentences
from core.data.sources.text_file import TextFile
from core.data.tokens import END, OTHER, PADDING, START, decoded, encoded, vocabulary_of
from core.errors import DataError


def written(path: Path, content: str | bytes) -> str:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


def test_names_are_spelled_out_and_answered_letter_by_letter() -> None:
    source = Names(kind="girls")
    data, vocabulary = source.load(1), source.info().vocabulary
    assert data.labels is not None
    assert data.lengths is not None
    row = source.names().index("elizabeth")
    assert data.lengths[row] == len("elizabeth") + 1
    assert [vocabulary[token] for token in data.samples[row]] == [START, *"elizabeth", PADDING, PADDING]
    answers = [vocabulary[label] for label in data.labels[row] if label >= 0]
    assert answers == [*"elizabeth", END]
    assert (data.labels[row, 10:] == -1).all()


@pytest.mark.parametrize(
    ("kind", "count", "some"),
    [
        ("girls", 4_275, {"mary", "allyn"}),
        ("boys", 1_219, {"james", "alonso"}),
        ("girls and boys", 5_163, {"mary", "james", "jamie"}),
        ("families", 5_000, {"smith", "garcia"}),
    ],
)
def test_lists_of_names(kind: str, count: int, some: set[str]) -> None:
    names = Names(kind=kind).names()  # type: ignore[arg-type]
    assert len(names) == len(set(names)) == count
    assert some <= set(names)


def test_names_are_dealt_out_by_chance() -> None:
    data = prepare(DataRecipe(source=Names(), train_share=0.9), 1)
    assert data.validation.count == 516
    assert not np.array_equal(np.sort(data.train.indices), np.arange(data.train.count))


def test_every_window_of_a_text_goes_on_in_the_next(tmp_path: Path) -> None:
    text = "To be, or not to be: that is the question.\r\n" * 20
    source = TextFile(path=written(tmp_path / "a.txt", text), steps=16)
    info, data = source.info(), source.load(1)
    assert data.labels is not None
    whole = text.replace("\r\n", "\n")
    assert info.count == (len(whole) - 1) // 16
    assert decoded(data.samples.reshape(-1), info.vocabulary) == whole[: 16 * info.count]
    assert decoded(data.labels.reshape(-1), info.vocabulary) == whole[1 : 16 * info.count + 1]
    assert info.ordered


def test_small_letters(tmp_path: Path) -> None:
    path = written(tmp_path / "a.txt", "Abc aBC " * 20)
    assert TextFile(path=path).info().vocabulary == tuple(" ABCabc")
    assert TextFile(path=path, small_letters=True).info().vocabulary == tuple(" abc")


def test_rare_characters_become_one() -> None:
    text = "".join(chr(0x4E00 + number) for number in range(300)) * 2 + "ab" * 10
    vocabulary = vocabulary_of(text)
    assert len(vocabulary) == 256
    assert vocabulary[0] == OTHER
    numbers = encoded(text, vocabulary)
    assert decoded(numbers[-3:], vocabulary) == "bab"
    assert (numbers == 0).sum() == 2 * (302 - 255)
    assert set(decoded(numbers, vocabulary)) == {"\ufffd", *vocabulary[1:]}


def test_what_has_no_token_is_told() -> None:
    with pytest.raises(DataError, match="has no token for “é”"):
        encoded("café", tuple("acf"))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", r"a\.txt has 0 characters; two windows of 40 need 81\. Make the window shorter"),
        ("x" * 80, r"a\.txt has 80 characters"),
        (b"\xff\xfe" * 100, r"a\.txt is not UTF-8 text\. Save it as text in UTF-8 and choose it again"),
        (b"\x00" * (9 << 20), r"a\.txt has 9 MB; files of up to 8 MB can be read"),
    ],
)
def test_texts_that_are_refused(tmp_path: Path, content: str | bytes, message: str) -> None:
    with pytest.raises(DataError, match=message):
        TextFile(path=written(tmp_path / "a.txt", content)).info()


def test_hostile_text_is_only_text(tmp_path: Path) -> None:
    text = "\x00\x1b[31m\u202eabc\U0001f600\n" * 30
    source = TextFile(path=written(tmp_path / "a.txt", text), steps=5)
    data = source.load(1)
    assert decoded(data.samples.reshape(-1), data.info.vocabulary) == text[: data.samples.size]


def test_a_text_that_changed_is_read_anew(tmp_path: Path) -> None:
    source = TextFile(path=written(tmp_path / "a.txt", "ab" * 100), steps=10)
    assert source.info().vocabulary == ("a", "b")
    written(tmp_path / "a.txt", "abc" * 100)
    assert source.info().vocabulary == ("a", "b", "c")


def test_sentences_of_the_text_are_grammatical() -> None:
    source = Sentences(characters=20_000)
    data = source.load(2)
    text = decoded(data.samples.reshape(-1), data.info.vocabulary)
    sentences = text.split(". ")
    assert len(sentences) > 300
    assert all(accepts(sentence.split()) for sentence in sentences[:-1])
    assert len(set(sentences)) > 0.7 * len(sentences)


def test_half_of_the_sentences_are_broken() -> None:
    data = Grammatical(sentences=400).load(2)
    assert data.labels is not None
    assert data.lengths is not None
    assert data.labels.mean() == 0.5
    for row, label, length in zip(data.samples, data.labels, data.lengths, strict=True):
        words = decoded(row, data.info.vocabulary, " ").split()
        assert len(words) == length
        assert accepts(words) == label
    lengths = [data.lengths[data.labels == label].mean() for label in (0, 1)]
    assert math.isclose(*lengths, rel_tol=0.2)  # the length does not give it away
