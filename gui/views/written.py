"""Texts that the network writes, growing better as it learns."""

from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QLabel

from core.document.document import Document
from core.errors import NeurowrightError
from core.probes.base import Probe
from core.probes.written import Texts, Written
from core.spec import fields
from core.training.generation import writes
from core.training.snapshot import Snapshot
from gui.controls import Line, ScaleSlider
from gui.pages import PagesCanvas
from gui.scales import scale_of
from gui.session import Session
from gui.theme import MUTED_PX, Appearance, text_font
from gui.ticks import figure
from gui.tools import HEIGHT, ToolRow, small_button
from gui.views.base import View

SLIDER, PROMPT = (52, 96), (56, 120)  # points of width, at least and at most
WIDE = 400  # from which on there is room for words


class WrittenView(View):
    """What the network writes by itself at this moment: from the same random numbers each time."""

    title = "Generated text"
    help = (
        "What the network writes by itself, letter by letter or word by word, as it learns to tell the next."
    )
    particular = True
    order = 48

    def __init__(self, session: Session, appearance: Appearance) -> None:
        super().__init__(session, appearance)
        self.canvas, self.tools = PagesCanvas(appearance), ToolRow()
        self.wish = Written()
        field = next(f for f in fields(Written) if f.name == "temperature")
        scale = scale_of(field)
        assert scale is not None
        self.label, self.slider, self.prompt = QLabel(), ScaleSlider(scale, appearance), Line()
        self.again = small_button("Again", "Other texts: other random numbers")
        self.copy = small_button("Copy", "Copy what is written")
        self._build(field.help)
        session.opened.connect(self._forget)

    def _build(self, help: str) -> None:
        self.label.setProperty("role", "muted")
        self.label.setFont(text_font(MUTED_PX))
        self.label.setToolTip(help)
        self.slider.setToolTip(help)
        self.slider.setAccessibleName("Temperature")
        self.slider.setMinimumWidth(SLIDER[0])
        self.slider.setMaximumWidth(SLIDER[1])
        self.slider.show_value(self.wish.temperature)
        self.slider.chosen.connect(lambda value: self._wish(temperature=value))
        self.prompt.setPlaceholderText("Begin with")
        self.prompt.setToolTip("What the text is to begin with")
        self.prompt.setAccessibleName("Begins with")
        self.prompt.setFont(text_font(MUTED_PX))
        self.prompt.setFixedHeight(HEIGHT + 6)
        self.prompt.setMinimumWidth(PROMPT[0])
        self.prompt.setMaximumWidth(PROMPT[1])
        self.prompt.entered.connect(lambda text: self._begin_with(text))
        self.again.clicked.connect(lambda: self._wish(draw=self.wish.draw + 1))
        self.copy.clicked.connect(self._copy)
        for widget in (self.label, self.slider):
            self.tools.add(widget)
        for widget in (self.prompt, self.again, self.copy):
            self.tools.at_right(widget)
        self.body.addWidget(self.tools)
        self.body.addWidget(self.canvas, 1)
        self._tell_temperature()

    def probes(self) -> frozenset[Probe]:
        return frozenset((self.wish,))

    def missing(self, document: Document) -> str:
        try:
            info = document.data.source.info()
        except NeurowrightError as error:
            return str(error)
        if not writes(info):
            return "This view writes texts. Under Data, choose one with the next letter as its answer, such as names."
        nodes = document.graph.nodes.values()
        if any(node.spec.ends for node in nodes) and not any(
            node.spec.ends and "target" in node.spec.fed for node in nodes
        ):
            return "This network does not tell the next letter. Compare its Output with the answer."
        return ""

    def draw(self, snapshot: Snapshot) -> None:
        found: Texts | None = snapshot.results.get(self.wish)
        if found is None or found is self.canvas.found:
            return
        self.canvas.show_texts(found)
        self.copy.setEnabled(bool(found.texts))
        self.readout = _readout(found)

    def text(self) -> str:
        """All that is written, a text a line."""
        found = self.canvas.found
        return "" if found is None else "\n".join(found.prompt + text for text in found.texts)

    def _wish(self, **changes: float | str) -> None:
        self.wish = Written(
            **{name: changes.get(name, getattr(self.wish, name)) for name in Written.__struct_fields__}
        )
        self._tell_temperature()
        self.wishes_changed.emit()

    def _begin_with(self, text: str) -> None:
        self.prompt.show_text(text)
        self._wish(prompt=text)

    def _tell_temperature(self) -> None:
        word = "Temperature " if self.width() >= WIDE else ""
        self.label.setText(f"{word}{self.wish.temperature:.2f}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell_temperature()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text())
        self.session.notice.emit("Copied what is written.")

    def _forget(self) -> None:
        self.prompt.show_text("")
        self.wish = Written(temperature=self.wish.temperature)
        self.canvas.show_texts(None)
        self.readout = ""


def _readout(found: Texts) -> str:
    if found.refused:
        return ""
    if found.share is None:
        letters = sum(len(text) for text in found.texts)
        return f"{letters:,} letters"
    return f"{figure(found.share, True)} {found.merit}"
