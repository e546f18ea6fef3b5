"""Renders the real window off screen to a picture. The same data gives the same bytes, on the same machine.

Nothing is animated, no caret blinks, no pointer hovers, time stands at an hour after the newest post, and all pages
and pictures are awaited. What the person has set up for the window (its place, its scroll positions) is left alone.
"""

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import msgspec
from PySide6.QtCore import QElapsedTimer, QEventLoop, QLocale, QTimer
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication

from app.clock import ManualClock
from app.errors import EnvironmentFault
from app.ids import time_of
from ui.app_bridge import AppBridge
from ui.icons import Icons
from ui.main_window import MainWindow
from ui.places import HOME, Place, parse_place
from ui.ports import Program, Stage
from ui.scene_play import Play, Scene, set_stage
from ui.scenes import scene_named
from ui.start import make_application
from ui.theme import Look

HOUR_MS = 3_600_000
PATIENCE_MS = 20_000

_LOOK_MS = 20
_QUIET_LOOKS = 12
"""So many looks in a row must find nothing under way: longer than any pause that a view takes."""

_ENVIRONMENT = {
    "QT_QPA_PLATFORM": "offscreen",
    "QT_ENABLE_HIGHDPI_SCALING": "0",
    "QT_SCALE_FACTOR": "1",
    "QT_FONT_DPI": "96",
    "TZ": "UTC",
    "LC_ALL": "C.UTF-8",
}


class Shot(msgspec.Struct, frozen=True):
    """What to render: a view (as `ui.places` writes it, or 'composer') or a scene, and how."""

    view: str = "home"
    scene: str = ""
    theme: Literal["light", "dark"] = "light"
    size: tuple[int, int] = (1200, 800)


def take_screenshot(
    file: Path,
    shot: Shot,
    open_program: Callable[[ManualClock], Program],
    open_stage: Callable[[], Stage],
) -> int:
    """Render `shot` and save it as `file` (its ending names the format); returns the exit status.

    Raises `InvalidInput` for a view or scene that there is not, `EnvironmentFault` if the file cannot be written.
    """
    place = parse_place(shot.view)
    scene = scene_named(shot.scene) if shot.scene else None
    application = _prepare()
    if scene is not None:
        _render_scene(application, file, shot, scene, open_stage())
        return 0
    clock = ManualClock()
    program = open_program(clock)
    _stand_an_hour_later(program, clock)
    window = _Rendered(application, program, shot)
    try:
        window.open(place)
        window.save(file)
    finally:
        window.close()
    return 0


def _render_scene(application: QApplication, file: Path, shot: Shot, scene: Scene, stage: Stage) -> None:
    try:
        play = set_stage(stage, bare=scene.bare)
        scene.before(play)
        size = scene.size if scene.size is not None and shot.size == Shot().size else shot.size
        window = _Rendered(application, stage.program, msgspec.structs.replace(shot, size=size))
        try:
            window.open(parse_place(shot.view) if shot.view != Shot().view else scene.place)
            for act in (scene.after, *scene.later):
                if act is not None:
                    window.play(act, play)
            window.save(file)
        finally:
            window.close(program=False)
    finally:
        stage.close()


class _Rendered:
    """A window that is shown off screen and awaited; its settings go to a scratch file."""

    def __init__(self, application: QApplication, program: Program, shot: Shot) -> None:
        self._program = program
        self._scratch = tempfile.TemporaryDirectory(prefix="tideline-picture-")
        settings = program.settings
        settings.path = Path(self._scratch.name) / "settings.json"
        settings.value = msgspec.structs.replace(
            settings.value, theme=shot.theme, reduced_motion=True, places={}, geometry=""
        )
        look = Look(shot.theme, reduced_motion=True)
        look.wear(application)
        self._bridge = AppBridge(program)
        self._window = MainWindow(program, self._bridge, look, Icons(look))
        self._window.resize(*shot.size)

    def open(self, place: Place) -> None:
        """Show the place and wait until it is all there."""
        composing = place.kind == "composer"
        self._window.open_window(HOME if composing else place)
        self._window.show()
        self._settle()
        if composing:
            self._window.layers.compose()
            self._settle()

    def play(self, after: Callable[[Play], None], play: Play) -> None:
        """Play on while the window looks on."""
        after(play)
        self._settle()

    def save(self, file: Path) -> None:
        """Save what is shown. Raises `EnvironmentFault`."""
        focused: object = self._window.focusWidget()
        if focused is not None:
            self._window.focusWidget().clearFocus()
        self._settle()
        if not self._window.grab().save(str(file)):
            raise EnvironmentFault(f"The picture could not be written to {file}; choose another place or ending.")

    def close(self, *, program: bool = True) -> None:
        """Close the window, and its program unless a stage does."""
        if program:
            self._window.close()
        else:
            self._window.let_go()
        self._scratch.cleanup()

    def _settle(self) -> None:
        loop = QEventLoop()
        waited = QElapsedTimer()
        waited.start()
        quiet = 0
        while quiet < _QUIET_LOOKS and waited.elapsed() < PATIENCE_MS:
            QTimer.singleShot(_LOOK_MS, loop.quit)
            loop.exec()
            quiet = 0 if self._bridge.busy or self._window.views.busy else quiet + 1


def _prepare() -> QApplication:
    """An application that looks the same everywhere. Must come before any other QApplication of the process."""
    os.environ.update(_ENVIRONMENT)
    if hasattr(time, "tzset"):
        time.tzset()
    QLocale.setDefault(QLocale.c())
    application = make_application()
    application.setCursorFlashTime(0)
    QCursor.setPos(-10_000, -10_000)
    return application


def _stand_an_hour_later(program: Program, clock: ManualClock) -> None:
    """Set the clock to an hour after the newest post that everyone sees, or the newest notification."""
    viewer = program.session.viewer
    posts = program.queries.feed("everyone", 0, viewer, limit=1).items
    told = program.queries.notifications(viewer, 1).items if viewer else ()
    newest = max([time_of(item.entry_id) for item in posts] + [item.at_ms for item in told], default=clock.now_ms())
    clock.jump_wall(newest + HOUR_MS - clock.now_ms())
