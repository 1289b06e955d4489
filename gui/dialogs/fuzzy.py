"""Finding by a few letters: "td" finds "Theme: dark"."""

WORD_START, IN_PIECE, ELSEWHERE = 1.0, 1.0, 0.2  # what a letter is worth, by where it is found
LEAST = 0.7  # a letter, on average; below it a find is a coincidence


def match(query: str, text: str) -> float | None:
    """How well a text fits a query, larger is better; None when it does not.

    Every word of the query has to be found: its letters in their order, best where words begin or in one piece.
    """
    total = 0.0
    for word in query.lower().split():
        found = _word(word, text.lower())
        if found is None:
            return None
        total += found
    return total - len(text) / 1000


def _word(word: str, text: str) -> float | None:
    place = text.find(word)
    if place < 0:
        return _scattered(word, text)
    starts = any(text.startswith(word, i) for i in range(len(text)) if _begins_word(text, i))
    return len(word) * (3.0 if starts else 2.0)


def _scattered(word: str, text: str) -> float | None:
    """The best way to find the letters one after the other."""
    scores = {-1: 0.0}  # by the place of the letter before
    for letter in word:
        scores = {
            place: max(score + _worth(text, place, last) for last, score in scores.items() if last < place)
            for place, found in enumerate(text)
            if found == letter and place > min(scores)
        }
        if not scores:
            return None
    best = max(scores.values())
    return best if best >= LEAST * len(word) else None


def _worth(text: str, place: int, last: int) -> float:
    if _begins_word(text, place):
        return WORD_START
    return IN_PIECE if place == last + 1 else ELSEWHERE


def _begins_word(text: str, place: int) -> bool:
    return place == 0 or not text[place - 1].isalnum()
