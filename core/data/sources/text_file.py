"""A text of the user's, to be continued."""

from functools import lru_cache
from pathlib import Path
from typing import Annotated

from core.data.base import DataInfo, Dataset, Source
from core.data.tokens import Steps, vocabulary_of, window_info, windows
from core.data.user_files import Stamp, read_text, regular_file
from core.spec import meta

LARGEST_FILE = 8 << 20  # bytes


class TextFile(Source, frozen=True, kw_only=True, tag="text-file"):
    """Any text in UTF-8, in windows of characters; the answer at each step is the next character.

    The last windows of the text check what was learned. Of more than 256 different characters the rarest are one.
    The document keeps the path; the file stays where it is.
    """

    title = "Text file"
    help = "Your own text, character by character: the network learns to tell the next one, and so to write."
    order = 82
    external = True

    path: Annotated[str, meta("File", "A text file in UTF-8.", max_length=4_096, entry="file")] = ""
    steps: Steps = 40
    small_letters: Annotated[
        bool,
        meta("Small letters", "Turn capital letters into small ones: fewer characters are learned sooner."),
    ] = False

    @property
    def summary(self) -> str:
        return Path(self.path).name

    def info(self) -> DataInfo:
        text, vocabulary = self._text()
        return window_info(vocabulary, len(text), self.steps, Path(self.path).name)

    def load(self, seed: int) -> Dataset:
        return windows(self.info(), self._text()[0])

    def _text(self) -> tuple[str, tuple[str, ...]]:
        return _read(self.path, self.small_letters, regular_file(self.path, LARGEST_FILE))


@lru_cache(maxsize=2)
def _read(path: str, small: bool, stamp: Stamp) -> tuple[str, tuple[str, ...]]:
    """The file's text and its characters; read anew when the file's time or size is another one."""
    text = read_text(path).replace("\r\n", "\n")
    text = text.lower() if small else text
    return text, vocabulary_of(text)
