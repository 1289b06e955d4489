"""A small grammar of English: draws sentences, and says whether one is grammatical.

    sentence -> subject(n) predicate(n)
    subject(n), object(n) -> article(n) [adjective] noun(n) ["that" predicate(n)]
    predicate(n) -> verb(n) | transitive(n) object(any)

n is singular or plural, and must agree across all that stands in between: "the cats that chase the dog sleep".
"""

from collections.abc import Iterator, Sequence
from typing import Literal

import numpy as np

Number = Literal["singular", "plural"]
NUMBERS: tuple[Number, ...] = ("singular", "plural")
ADJECTIVES = ("big", "small", "old", "young", "happy", "quiet")
LINK = "that"
ARTICLES = {"singular": ("a", "the", "every"), "plural": ("the", "some", "two")}
NOUNS = {
    "singular": ("cat", "dog", "bird", "girl", "boy", "fox", "robot"),
    "plural": ("cats", "dogs", "birds", "girls", "boys", "foxes", "robots"),
}
VERBS = {
    "singular": ("sleeps", "sings", "laughs", "runs", "waits"),
    "plural": ("sleep", "sing", "laugh", "run", "wait"),
}
TRANSITIVES = {
    "singular": ("sees", "likes", "chases", "helps", "finds"),
    "plural": ("see", "like", "chase", "help", "find"),
}
WORDS = tuple(
    sorted(
        {LINK, *ADJECTIVES}
        | {
            word
            for kind in (ARTICLES, NOUNS, VERBS, TRANSITIVES)
            for words in kind.values()
            for word in words
        }
    )
)
MOST_WORDS = 16  # of a sentence that is drawn
LONGEST = 200  # words of a sentence that is looked at: what a network writes may have no end


def sentence(random: np.random.Generator) -> list[str]:
    """The words of a sentence, at most MOST_WORDS."""
    while True:
        number = NUMBERS[random.integers(2)]
        words = [*_noun_phrase(random, number, 0), *_predicate(random, number, 0)]
        if len(words) <= MOST_WORDS:
            return words


def broken(random: np.random.Generator) -> list[str]:
    """The words of something that is almost a sentence: a word left out, doubled or exchanged, or two swapped."""
    while True:
        words = sentence(random)
        place, other = random.integers(len(words), size=2)
        match random.integers(4):
            case 0:
                del words[place]
            case 1:
                words.insert(place, words[place])
            case 2:
                words[place] = WORDS[random.integers(len(WORDS))]
            case _:
                words[place], words[other] = words[other], words[place]
        if 1 <= len(words) <= MOST_WORDS and not accepts(words):
            return words


def is_grammatical(text: str) -> bool:
    """Whether a text is one sentence of the grammar; a full stop may end it."""
    return accepts(text.removesuffix(".").split())


def accepts(words: Sequence[str]) -> bool:
    """Whether words are one sentence of the grammar."""
    if not 0 < len(words) <= LONGEST:
        return False
    return any(
        len(words) in _predicate_ends(words, end, number)
        for number in NUMBERS
        for end in _noun_phrase_ends(words, 0, number)
    )


def _noun_phrase(random: np.random.Generator, number: Number, depth: int) -> Iterator[str]:
    yield _one(random, ARTICLES[number])
    if random.random() < 0.3:
        yield _one(random, ADJECTIVES)
    yield _one(random, NOUNS[number])
    if random.random() < 0.35 / (depth + 1):
        yield LINK
        yield from _predicate(random, number, depth + 1)


def _predicate(random: np.random.Generator, number: Number, depth: int) -> Iterator[str]:
    if random.random() < 0.5:
        yield _one(random, VERBS[number])
    else:
        yield _one(random, TRANSITIVES[number])
        yield from _noun_phrase(random, NUMBERS[random.integers(2)], depth + 1)


def _one(random: np.random.Generator, words: Sequence[str]) -> str:
    return words[int(random.integers(len(words)))]


def _noun_phrase_ends(words: Sequence[str], start: int, number: Number) -> set[int]:
    """Where noun phrases that begin at a place may end."""
    place = start
    if not _is(words, place, ARTICLES[number]):
        return set()
    place += 2 if _is(words, place + 1, ADJECTIVES) else 1
    if not _is(words, place, NOUNS[number]):
        return set()
    place += 1
    more = _predicate_ends(words, place + 1, number) if _is(words, place, (LINK,)) else set()
    return {place} | more


def _predicate_ends(words: Sequence[str], start: int, number: Number) -> set[int]:
    if _is(words, start, VERBS[number]):
        return {start + 1}
    if not _is(words, start, TRANSITIVES[number]):
        return set()
    return set().union(*(_noun_phrase_ends(words, start + 1, other) for other in NUMBERS))


def _is(words: Sequence[str], place: int, kind: Sequence[str]) -> bool:
    return place < len(words) and words[place] in kind
