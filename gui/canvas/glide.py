"""Cards that glide to their new places, so that the eye can follow."""

from PySide6.QtCore import QEasingCurve, QObject, QPointF, QVariantAnimation

from gui.canvas.scene import Scene

MILLISECONDS = 160
MOST, MOST_ENDS = 600, 4_000  # nodes, and ends of wires at them; more would only stutter


class Glider(QObject):
    """Moves what stands in a scene from where they are to where the document says. ``enabled``: else they jump."""

    def __init__(self, scene: Scene) -> None:
        super().__init__()
        self._scene, self.enabled = scene, True
        self._from: dict[str, QPointF] = {}
        self._to: dict[str, QPointF] = {}
        self._animation = QVariantAnimation(self)
        self._animation.setDuration(MILLISECONDS)
        self._animation.setStartValue(0.0)
        self._animation.setEndValue(1.0)
        self._animation.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._animation.valueChanged.connect(self._step)
        self._animation.finished.connect(self._arrive)
        scene.glide, scene.arrive = self.glide, self._hurry

    def glide(self, targets: dict[str, QPointF]) -> None:
        """Bring things to their places; a glide that is under way ends at once."""
        self.finish()
        if not self.enabled or self._too_many(targets):
            self._place(targets)
            return
        self._to = dict(targets)
        self._from = {name: self._scene.movable[name].pos() for name in targets}
        self._animation.start()

    def _too_many(self, targets: dict[str, QPointF]) -> bool:
        return len(targets) > MOST or sum(len(self._scene.wires_of[n]) for n in targets) > MOST_ENDS

    def finish(self) -> None:
        """Be there now."""
        self._animation.stop()
        self._arrive()

    def _hurry(self) -> None:
        """Be there now, if anything is on its way."""
        if self._to:
            self.finish()

    def _step(self, share: float) -> None:
        there = {n: p for n, p in self._to.items() if n in self._scene.movable}
        self._place({n: self._from[n] + (p - self._from[n]) * share for n, p in there.items()})

    def _arrive(self) -> None:
        targets, self._to = self._to, {}
        self._place({n: p for n, p in targets.items() if n in self._scene.movable})

    def _place(self, places: dict[str, QPointF]) -> None:
        self._scene.place(places)
        for view in self._scene.views():
            view.viewport().update()  # from far away it paints no items, and does not hear of theirs
