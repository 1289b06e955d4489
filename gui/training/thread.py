"""The training thread: a QThread around the core's runner."""

from PySide6.QtCore import QThread

from core.training.runner import Runner


class TrainingThread(QThread):
    """Runs a runner; ends when its control is told to quit. Never terminated by force."""

    def __init__(self, runner: Runner) -> None:
        super().__init__()
        self.setObjectName("training")
        self.runner = runner

    def run(self) -> None:
        self.runner.run()
