"""What the canvas paints with: colours, pens and faces of one theme, made once."""

from functools import cached_property

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPen

from gui.canvas.strength import width_of
from gui.colour import legible, mix
from gui.theme import MUTED_PX, TEXT_PX, Theme, figures_font, text_font

BUBBLE_PX = 12
DASH, DASH_GAP = 7.0, 5.0  # of a wire that carries the value of the step before
SIDES = ("generator", "discriminator")


class Inks:
    """Colours, pens and faces of a theme, as the canvas needs them.

    ``weights``: wires tell their weight. ``printed``: for a drawing that leaves the window. There all is painted line
    by line, never copied from a picture, so that it can be enlarged and its text stays text; nothing casts a shadow.
    """

    def __init__(self, theme: Theme, *, weights: bool = True, printed: bool = False) -> None:
        self.theme, self.weights, self.printed = theme, weights, printed
        self.canvas, self.dot = QColor(theme.canvas), QColor(theme.dot)
        self.ground = QColor(theme.surface)  # of a block, between its members
        self.outline = QColor(mix(theme.border, theme.text, 0.1))
        self.raised, self.border = QColor(theme.raised), QColor(theme.border)
        self.text, self.muted = QColor(theme.text), QColor(theme.muted)
        self.accent, self.warn, self.on_warn = QColor(theme.accent), QColor(theme.warn), QColor(theme.on_warn)
        self.hovered = QColor(theme.hover)
        self.edge = QColor(theme.edge)
        self.chip = QColor(theme.canvas if not theme.dark else theme.surface)
        self.wire_colour = QColor(mix(theme.muted, theme.canvas, 0.15))
        self.no_brush = QBrush(Qt.BrushStyle.NoBrush)
        self.title_font = text_font(TEXT_PX, QFont.Weight.DemiBold)
        self.muted_font, self.chip_font = text_font(MUTED_PX), figures_font(MUTED_PX)
        self.bubble_font = text_font(BUBBLE_PX)
        self.button_font = text_font(BUBBLE_PX, QFont.Weight.DemiBold)

    def category(self, name: str) -> QColor:
        """The accent of a category of layers."""
        return QColor(self.theme.categories.get(name, self.theme.muted))

    def mark(self, colour: str) -> QColor:
        """A colour that the user gave to something; without one, a quiet grey."""
        return QColor(self.theme.marks.get(colour, self.theme.muted))

    def mark_text(self, colour: str) -> QColor:
        """What the title of a frame is written in."""
        return QColor(self.theme.mark_texts.get(colour, self.theme.muted))

    def paper(self, colour: str) -> QColor:
        """The ground of a comment."""
        return QColor(self.theme.papers[colour])

    def paper_edge(self, colour: str) -> QColor:
        """The border of a comment, and its turned-up corner."""
        return self._paper_edges[colour]

    @cached_property
    def _paper_edges(self) -> dict[str, QColor]:
        papers = self.theme.papers
        return {name: QColor(mix(paper, self.mark(name).name(), 0.35)) for name, paper in papers.items()}

    def plate(self, side: str, colour: str = "", *, hovered: bool = False) -> QColor:
        """The ground of a card: of a player of an adversarial network, of one with a mark, or of any other."""
        if side:
            return self._tints[side]
        if colour:
            return QColor(self.theme.marked_cards[colour])
        return self.hovered if hovered else self.raised

    def rim(self, side: str) -> QColor:
        """The border of a card."""
        return self._rims[side] if side else self.border

    def circle_rim(self, category: str, side: str) -> QColor:
        """The ring of a single value: of a player of an adversarial network in that player's colour."""
        return QColor(getattr(self.theme, side)) if side else self.category(category)

    def side_text(self, side: str) -> QColor:
        """What the name of a player is written in."""
        return QColor(getattr(self.theme, f"{side}_text"))

    @cached_property
    def _tints(self) -> dict[str, QColor]:
        return {side: QColor(getattr(self.theme, f"{side}_ground")) for side in SIDES}

    @cached_property
    def _rims(self) -> dict[str, QColor]:
        theme = self.theme
        return {side: QColor(mix(theme.border, getattr(theme, side), 0.45)) for side in SIDES}

    @cached_property
    def shadows(self) -> list[QColor]:
        """Of a card, from the outside in."""
        if self.printed:
            return []
        alphas = (10, 14, 20) if self.theme.dark else (5, 8, 12)
        return [self.faded(QColor(self.theme.shade), alpha) for alpha in alphas]

    @staticmethod
    def faded(colour: QColor, alpha: int) -> QColor:
        """The colour, seen through: 0 to 255."""
        return QColor(colour.red(), colour.green(), colour.blue(), alpha)

    @cached_property
    def plate_ground(self) -> QColor:
        """The ground of a number on a wire: the canvas, a little seen through."""
        return self.faded(self.canvas, 235)

    @cached_property
    def veil(self) -> QColor:
        """The ground of a name that stands on the canvas itself."""
        return self.faded(self.canvas, 215)

    @cached_property
    def port_fill(self) -> QBrush:
        return QBrush(self.canvas)

    @cached_property
    def port(self) -> QPen:
        return QPen(self.wire_colour, 1.5)

    @cached_property
    def wire(self) -> QPen:
        return self._line(self.wire_colour)

    @cached_property
    def wire_near(self) -> QPen:
        """Of a node that is pointed at or selected."""
        return self._line(QColor(mix(self.wire_colour.name(), self.theme.text, 0.5)))

    @cached_property
    def wire_hovered(self) -> QPen:
        return self._line(self.text)

    @cached_property
    def wire_selected(self) -> QPen:
        return self._line(self.accent, 2.5)

    @cached_property
    def wire_refused(self) -> QPen:
        return self.dashed(self._line(self.warn))

    @staticmethod
    def dashed(pen: QPen) -> QPen:
        """Such a pen, for what is not a wire yet, or carries the value of the step before."""
        pen = QPen(pen)
        pen.setDashPattern([4, 3])
        return pen

    def weighed(self, level: int, *, near: bool = False, marked: bool = False, delayed: bool = False) -> QPen:
        """The pen of a wire that has a weight, by its level.

        Args:
            near: a node that it belongs to is pointed at or selected.
            marked: it is itself.
        """
        key = (level, near, marked, delayed)
        if key not in self._weighed:
            self._weighed[key] = self._weighed_pen(*key)
        return self._weighed[key]

    def _weighed_pen(self, level: int, near: bool, marked: bool, delayed: bool) -> QPen:
        colour, theme = self.wire_colour.name(), self.theme
        if level:
            signed = theme.positive if level > 0 else theme.negative
            colour = mix(colour, signed, 0.6) if abs(level) == 1 else signed
        colour = mix(colour, theme.text, 0.45 if marked else 0.2 if near else 0.0)
        width = width_of(level) + (1.0 if marked else 0.0)
        pen = self._line(QColor(colour), width)
        if delayed:
            pen.setDashPattern([DASH / width, DASH_GAP / width])
        return pen

    @cached_property
    def _weighed(self) -> dict[tuple[int, bool, bool, bool], QPen]:
        return {}

    @staticmethod
    def _line(colour: QColor, width: float = 2.0) -> QPen:
        return QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.BevelJoin)

    @cached_property
    def ring(self) -> QPen:
        """Around what is selected."""
        return QPen(self.accent, 2.0)

    @cached_property
    def fault(self) -> QColor:
        """The border of a card that has a problem."""
        return QColor(mix(self.theme.border, self.theme.warn, 0.6))

    @cached_property
    def bubble(self) -> QColor:
        return QColor(mix(self.theme.surface, self.theme.warn, 0.16))

    @cached_property
    def bubble_border(self) -> QColor:
        return QColor(mix(self.theme.surface, self.theme.warn, 0.55))

    @cached_property
    def bubble_muted(self) -> QColor:
        """Text of a remark, on the ground of a remark."""
        return QColor(legible(self.theme.muted, [self.theme.surface], self.theme.text))

    @cached_property
    def remark(self) -> QColor:
        """The ground of a remark: what is not wrong, only of no use yet."""
        return QColor(self.theme.surface)

    @cached_property
    def button(self) -> QColor:
        """What mends a problem, to click."""
        return QColor(self.theme.warn if self.theme.dark else mix(self.theme.warn, self.theme.surface, 0.3))

    @cached_property
    def button_hovered(self) -> QColor:
        return QColor(mix(self.button.name(), self.theme.text if self.theme.dark else self.theme.warn, 0.3))
