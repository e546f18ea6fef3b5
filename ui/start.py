"""Starts the window: checks the display, makes the application, paints the first page, and only then the rest.

`run_window` is called by main.py, which hands in how the program is opened.
"""

import gc
import os
import signal
import socket
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEvent, QObject, QSocketNotifier, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from app.errors import EnvironmentFault
from ui import layers, views
from ui.app_bridge import AppBridge
from ui.icons import Icons
from ui.logo import window_icon
from ui.main_window import MainWindow
from ui.ports import Program
from ui.single_instance import SingleInstance
from ui.theme import Look

SWITCH_INTERVAL_S = 0.0005
"""How soon a thread gives way: a frame must not wait for the projector's 5 ms."""

FIRST_PAGE_MS = 1_500
"""The write side is started after this time even if no page has come."""

_LOOK_MS = 4
_COLLECT_MS = 1_000
_WHOLE_EVERY = 30


def display_problem() -> str:
    """Why no window can open here, in one sentence; '' if one can. Without this, Qt would abort the process."""
    given = os.environ.get("QT_QPA_PLATFORM", "")
    if not sys.platform.startswith("linux") or given.partition(":")[0] in ("offscreen", "minimal", "vnc", "linuxfb"):
        return ""
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        return ""
    return (
        "No display was found, so no window can open; "
        "`python main.py --screenshot FILE` renders it to a picture instead."
    )


def make_application() -> QApplication:
    """The one QApplication, dressed by nobody yet. Raises `EnvironmentFault` without a display."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    problem = display_problem()
    if problem:
        raise EnvironmentFault(problem)
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    application = QApplication(sys.argv[:1])
    QCoreApplication.setApplicationName("Tideline")
    QGuiApplication.setApplicationDisplayName("Tideline")
    QGuiApplication.setDesktopFileName("tideline")
    return application


def run_window(
    open_program: Callable[[], Program],
    folder: Path,
    opened: Callable[[MainWindow, Program], None] = lambda _window, _program: None,
) -> int:
    """Run the window on `folder` until it is closed; returns the exit status. `opened` is called once it is shown.

    A second start on the same folder brings the first window to the front and returns 0. Raises `TidelineError`
    if there is no display or the program cannot be opened.
    """
    gc.disable()  # a widget collected on another thread crashes; `Collector` collects on this one
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    application = make_application()
    instance = SingleInstance(folder)
    if not instance.claim():
        return 0
    program = open_program()
    settings = program.settings.value
    look = Look(settings.theme, reduced_motion=settings.reduced_motion)
    look.wear(application)
    bridge = AppBridge(program)
    window = MainWindow(program, bridge, look, Icons(look))
    window.restore_geometry()
    window.open_window()
    window.show()
    look.follow_presses(window.windowHandle())
    window.closed.connect(application.quit)
    instance.raise_asked.connect(window.come_to_front)
    beginning = Beginning(program, bridge, window)
    stop_asked = Interrupts(window)
    application.setWindowIcon(window_icon())
    opened(window, program)
    status = application.exec()
    beginning.stop()
    stop_asked.stop()
    window.close()
    instance.release()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete.value)
    return status


class Beginning(QObject):
    """Waits until the first page is painted, then starts the program's other half and the collecting of garbage."""

    def __init__(self, program: Program, bridge: AppBridge, window: MainWindow) -> None:
        super().__init__(window)
        self._program = program
        self._bridge = bridge
        self._window = window
        self._since = QElapsedTimer()
        self._since.start()
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()
        self._collector = Collector(self)

    def stop(self) -> None:
        """Wait no longer."""
        self._timer.stop()
        self._collector.stop()

    def _look(self) -> None:
        if self._bridge.busy and self._since.elapsed() < FIRST_PAGE_MS:
            return
        self._timer.stop()
        QTimer.singleShot(0, self, self._begin)  # after the paint that the first page has asked for

    def _begin(self) -> None:
        self._program.begin()
        self._bridge.run(_load_rest, self._loaded)

    def _loaded(self, _nothing: None) -> None:
        self._window.layers.composer.restore()
        self._collector.start()


class Collector(QObject):
    """Collects garbage on the GUI thread: the young often, all of it seldom. What start-up made is left out."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._rounds = 0
        self._timer = QTimer(self, interval=_COLLECT_MS)
        self._timer.timeout.connect(self._collect)

    def start(self) -> None:
        """Begin; everything alive now is never looked at again."""
        gc.freeze()
        self._timer.start()

    def stop(self) -> None:
        """Collect no more."""
        self._timer.stop()

    def _collect(self) -> None:
        self._rounds += 1
        gc.collect(2 if self._rounds % _WHOLE_EVERY == 0 else 1)


class Interrupts(QObject):
    """Closes the window properly when the process is asked to end (Ctrl+C, a session's end)."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._reading, self._writing = socket.socketpair()
        for end in (self._reading, self._writing):
            end.setblocking(False)
        self._before = {number: signal.signal(number, _ignore) for number in (signal.SIGINT, signal.SIGTERM)}
        self._wakeup = signal.set_wakeup_fd(self._writing.fileno(), warn_on_full_buffer=False)
        self._notifier = QSocketNotifier(self._reading.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(window.close)

    def stop(self) -> None:
        """Leave signals as they were."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._wakeup)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._reading.close()
        self._writing.close()


def _load_rest() -> None:
    """Load what the first page did without, beside the GUI thread: what is opened later then opens at once."""
    for name in (*layers.LOADED_LATER, *views.LOADED_LATER):
        import_module(name)


def _ignore(_number: int, _frame: object) -> None:
    """The wake-up through the socket does the work."""
