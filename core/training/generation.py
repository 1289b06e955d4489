"""Texts that a network writes, token by token: each is drawn from what the network says will come next."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from core.data.base import DataInfo
from core.data.tokens import END, OTHER, PADDING, START, encoded
from core.engine.build import Array, Mode
from core.engine.network import Network
from core.engine.stepping import Stepper
from core.errors import DataError, DocumentError

ALIKE = 1e-4  # how far two equal answers may be from each other, for their rounding

Tokens = NDArray[np.intp]
Next = Callable[[Tokens], Array]
"""What comes next, (texts, tokens) of probabilities, after the tokens (texts, so far)."""


def writes(info: DataInfo) -> bool:
    """Whether the data have the next token as the answer at each step."""
    return (
        bool(info.vocabulary) and info.class_names == info.vocabulary and (info.steps,) == info.sample_shape
    )


def generate(
    network: Network,
    info: DataInfo,
    length: int,
    temperature: float,
    random: np.random.Generator,
    prompt: str = "",
    count: int = 1,
) -> list[list[int]]:
    """Continue a text, or ``count`` of them beside each other; the tokens behind the prompt, without the end.

    A network that goes step by step remembers what it has read; any other is shown as much of the end of the text as
    it takes. One number is drawn for each token of each text, so that equal generators write alike as a network learns.

    Args:
        length: tokens at most. Where texts have a start of their own, no more than the network takes are written.
        temperature: 1 draws as the network says; less, the likelier ones more often; 0 always takes the likeliest.

    Raises:
        DocumentError: the network looks at what comes next, so that it cannot tell it.
        DataError: there is no token for something in the prompt, or the data have no next token.
    """
    if not writes(info) or network.inference.facts[network.output].inputs[0][-1] != len(info.vocabulary):
        raise DataError("These data have no next token to tell, so there is nothing to write.")
    start = START in info.vocabulary
    begun = [*([info.vocabulary.index(START)] if start else []), *tokens_of(prompt, info.vocabulary)]
    if start:
        length = min(length, info.steps - len(begun) + 1)
    if not begun:
        begun = [int(random.integers(len(info.vocabulary)))]
    following = reader(network, count)
    texts = np.repeat(np.array([begun], np.intp), count, axis=0)
    never = [k for k, token in enumerate(info.vocabulary) if token in (PADDING, START, OTHER)]
    end = info.vocabulary.index(END) if END in info.vocabulary else -1
    for _ in range(length):
        drawn = draw(following(texts), temperature, random.random(count), never)
        texts = np.concatenate([texts, drawn[:, None]], axis=1)
        if end >= 0 and (texts[:, len(begun) :] == end).any(axis=1).all():
            break
    return [_until(row, end) for row in texts[:, len(begun) :].tolist()]


def tokens_of(text: str, vocabulary: tuple[str, ...]) -> list[int]:
    """The numbers of a text's tokens: of its letters, or of its words where tokens are words.

    Raises:
        DataError: there is no token for something in it.
    """
    if max(len(token) for token in vocabulary if token not in (PADDING, START, END, OTHER)) == 1:
        return list(map(int, encoded(text, vocabulary)))
    numbers = {token: number for number, token in enumerate(vocabulary)}
    words = text.split()
    unknown = next((word for word in words if word not in numbers), None)
    if unknown is not None:
        raise DataError(f"The data set has no token for “{unknown}”.")
    return [numbers[word] for word in words]


def reader(network: Network, count: int) -> Next:
    """What says the next tokens of so many texts: a network that remembers, or one that reads them anew each time.

    Raises:
        DocumentError: the network looks at what comes next.
    """
    try:
        stepper = Stepper(network, count)
    except DocumentError:
        if looks_ahead(network):
            raise DocumentError(
                "This network looks at what comes next before it tells it, so it cannot write. Let it read in one "
                "direction only, step by step."
            ) from None
        return lambda texts: _of_window(network, texts)
    done = 0

    def go_on(texts: Tokens) -> Array:
        nonlocal done
        while done < texts.shape[1]:
            answer = stepper.step(texts[:, done])
            done += 1
        return answer.reshape(len(texts), -1)

    return go_on


def looks_ahead(network: Network) -> bool:
    """Whether the answer at a step changes with what comes behind it, found by trying."""
    steps = network.sample_shape()[0]
    workspace, half = network.workspace(2, Mode.INFERENCE), (steps + 1) // 2
    tokens = np.arange(steps) % network.inference.facts[network.output].inputs[0][-1]
    workspace.samples[:, 0] = tokens
    workspace.samples[:, 1] = np.where(np.arange(steps) < half, tokens, tokens[::-1])
    if "lengths" in workspace.feeds:
        workspace.feeds["lengths"].fill(steps)
    workspace.forward()
    first, second = workspace.answer()[:, :half]
    return bool(
        np.abs(first - second).max(initial=0.0) > ALIKE * max(1.0, float(np.abs(first).max(initial=0.0)))
    )


def _of_window(network: Network, texts: Tokens) -> Array:
    """The answer behind the last tokens of texts, as many as the network takes."""
    steps = network.sample_shape()[0]
    seen = texts[:, -steps:]
    workspace = network.workspace(len(texts), Mode.INFERENCE)
    workspace.samples.fill(0)
    workspace.samples[: seen.shape[1]] = seen.T
    if "lengths" in workspace.feeds:
        workspace.feeds["lengths"].fill(steps)
    workspace.forward()
    return workspace.answer()[:, seen.shape[1] - 1].copy()


def draw(answers: Array, temperature: float, chances: Array, never: Sequence[int] = ()) -> Tokens:
    """A token for each row of answers (texts, tokens), at its ``chances`` (texts,) from 0 to 1.

    Answers that are no probabilities count as their logarithms. ``never``: tokens that are not drawn.
    """
    answers = answers.astype(np.float64)
    proper = bool((answers >= 0).all() and np.allclose(answers.sum(axis=1), 1, atol=1e-3))
    scores = np.log(np.maximum(answers, 1e-30)) if proper else answers
    scores[:, list(never)] = -np.inf
    if temperature <= 0:
        return np.asarray(scores.argmax(axis=1))
    scores = (scores - scores.max(axis=1, keepdims=True)) / temperature
    heights = np.exp(scores).cumsum(axis=1)
    places = (heights <= chances[:, None] * heights[:, -1:]).sum(axis=1)
    return np.asarray(np.minimum(places, answers.shape[1] - 1))


def _until(tokens: list[int], end: int) -> list[int]:
    return tokens[: tokens.index(end)] if end in tokens else tokens
