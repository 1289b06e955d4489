"""Finding by a few letters: "td" finds "Theme: dark"."""

WORD_START, IN_PIECE, ELSEWHERE = 1.0, 1.0, 0.2  # what a letter is worth, by where it is found
AT_THE_START = 0.05  # what a word is worth more at the very beginning: "po" is rather Positional than MaxPool
LEAST = 0.7  # a letter, on average; below it a find is a coincidence


def match(query: str, text: str) -> float | None:
    """How well a text fits a query, larger is better; None when it does not.

    Every word of the query has to be found: its letters in their order, best where words begin or in one piece.
    """
    total, starts = 0.0, {i for i in range(len(text)) if _begins_word(text, i)}
    for word in query.lower().split():
        found = _word(word, text.lower(), starts)
        if found is None:
            return None
        total += found
    return total - len(text) / 1000


def _word(word: str, text: str, starts: set[int]) -> float | None:
    places = [i for i in range(len(text)) if text.startswith(word, i)]
    if not places:
        return _scattered(word, text, starts)
    worth = len(word) * (3.0 if starts.intersection(places) else 2.0)
    return worth + (AT_THE_START if places[0] == 0 else 0.0)


def _scattered(word: str, text: str, starts: set[int]) -> float | None:
    """The best way to find the letters one after the other."""
    scores = {-1: 0.0}  # by the place of the letter before
    for letter in word:
        scores = {
            place: max(score + _worth(place, last, starts) for last, score in scores.items() if last < place)
            for place, found in enumerate(text)
            if found == letter and place > min(scores)
        }
        if not scores:
            return None
    best = max(scores.values())
    return best if best >= LEAST * len(word) else None


def _worth(place: int, last: int, starts: set[int]) -> float:
    if place in starts:
        return WORD_START
    return IN_PIECE if place == last + 1 else ELSEWHERE


def _begins_word(text: str, place: int) -> bool:
    """Behind a gap; or a capital behind a small letter, or a figure behind none, as in BatchNorm and Conv2D."""
    if place == 0 or not text[place - 1].isalnum():
        return True
    before, here = text[place - 1], text[place]
    return (before.islower() and here.isupper()) or (here.isdigit() and not before.isdigit())
