"""A person at the window for the measurements: scrolls, writes, goes elsewhere and waits, all on the GUI thread."""

import time
from collections.abc import Callable

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.errors import EnvironmentFault
from ui.feed.view import FeedView
from ui.main_window import MainWindow
from ui.places import Place
from ui.ports import Program

FRAME_MS = 1_000 / 60
STEP_PX = 100
LOOK_MS = 5
PATIENCE_MS = 60_000
OPENING_MS = 1_500
"""In which the write side opens and start-up's rest is done."""
SIZE = (1200, 800)


class Hands:
    """Works `window`, which shows `program`. `painted` counts the cards painted, `missing` the frames with gaps."""

    def __init__(self, window: MainWindow, program: Program) -> None:
        self.window = window
        self.program = program
        self.painted = 0
        self.missing = 0

    @property
    def feed(self) -> FeedView:
        """The feed in the window's centre."""
        return self.window.views.column.feed

    def settle(self) -> None:
        """Wait until the home is there and nothing is on its way, at the size that is measured."""
        self.window.resize(*SIZE)
        self.wait_until(lambda: self.feed.source.state == "ready" and not self.feed.source.busy)
        self.wait(OPENING_MS)
        self.wait_until(lambda: not self.program.lag.reading().waiting)

    def wait(self, milliseconds: float) -> None:
        """Let the window live for so long."""
        loop = QEventLoop()
        QTimer.singleShot(max(0, round(milliseconds)), loop.quit)
        loop.exec()

    def wait_until(self, there: Callable[[], bool]) -> None:
        """Let the window live until `there()`. Raises `EnvironmentFault` if that takes a minute."""
        begun = time.monotonic()
        while not there():
            self.wait(LOOK_MS)
            if (time.monotonic() - begun) * 1_000 > PATIENCE_MS:
                raise EnvironmentFault("The window did not come to where it can be measured.")

    def go(self, kind: str, argument: str = "") -> None:
        """Go to a place of the window."""
        self.window.go(Place(kind, argument))

    def scroll(self, steps: int, pixels: int = STEP_PX) -> list[float]:
        """Scroll step by step, sixty a second; the milliseconds of each step's layout and paint.

        Raises `EnvironmentFault` if a step painted no card: then nothing was measured.
        """
        self.feed.on_painted = self._count
        taken: list[float] = []
        due = time.perf_counter()
        for _ in range(steps):
            before = self.painted
            begun = time.perf_counter()
            self.feed.scroll_pixels(pixels)
            QApplication.processEvents()
            taken.append((time.perf_counter() - begun) * 1_000)
            if self.painted == before:
                raise EnvironmentFault("A step of the scrolling painted nothing, so it cannot be measured.")
            self.missing += bool(self.feed.view.gaps)
            due = max(due + FRAME_MS / 1_000, time.perf_counter())
            self.wait((due - time.perf_counter()) * 1_000)
        self.feed.on_painted = None
        return taken

    def write_post(self, words: str) -> None:
        """Write a post in the composer, key by key, and send it."""
        self.window.layers.compose()
        self.wait(200)
        field = QApplication.focusWidget()
        if field is None or not self.window.layers.composer.isAncestorOf(field):
            raise EnvironmentFault("The composer did not take the keyboard, so nothing can be written.")
        for word in words.split():
            QTest.keyClicks(field, f"{word} ")
            self.wait(40)
        QTest.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        self.wait(300)

    def _count(self, *_: object) -> None:
        self.painted += 1
