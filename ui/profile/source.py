"""A profile as it is read: off the GUI thread, folded anew with each operation, read anew when it changed."""

from collections.abc import Callable
from typing import Final, Literal

from PySide6.QtCore import QObject, QTimer, Signal

from app.commands import AnyCommand, SetFollow, SetMute, UpdateAddress, UpdateProfile
from app.consistency.visible import VisibleProfile
from app.errors import TidelineError
from app.signals import Projected
from ui.app_bridge import AppBridge, Lane
from ui.ports import Program
from ui.resting import Rests

State = Literal["loading", "ready", "nobody", "failed"]

AGE_MS: Final = 1_000
"""How often a note that tells an age is brought up to date."""


class ProfileSource(Rests, QObject):
    """Lives on the GUI thread. `changed` when the profile is another one, `state_changed` for `state`."""

    changed = Signal()
    state_changed = Signal()

    def __init__(self, program: Program, bridge: AppBridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._program = program
        self._lane = Lane(bridge)
        self._read: Callable[[], VisibleProfile] | None = None
        self._reading = False
        self._stale = False
        self._viewer = 0
        self.visible: VisibleProfile | None = None
        self.state: State = "loading"
        self.problem = ""
        self._ages = QTimer(self, interval=AGE_MS)
        self._ages.timeout.connect(self._aged)
        bridge.operations.connect(self._operations_changed)
        bridge.committed.connect(self._committed)
        bridge.projected.connect(self._projected)
        bridge.read_side.connect(self._read_side_changed)

    @property
    def busy(self) -> bool:
        """Whether something that was asked for has not come yet."""
        return self._reading

    @property
    def person_id(self) -> int:
        """Whose profile is shown, 0 while nobody's is."""
        profile = self.visible.profile if self.visible is not None else None
        return profile.id if profile is not None else 0

    def show(self, who: str | int) -> None:
        """Read the profile with this handle or id."""
        session = self._program.session
        if isinstance(who, int):
            self._read = lambda: session.profile(who)
        else:
            handle = who.removeprefix("@")
            self._read = lambda: session.profile_by_handle(handle)
        self.visible = None
        self._reading = self._missed = False
        self._viewer = session.viewer
        self._ages.stop()
        self._set_state("loading")
        self.changed.emit()
        self._again()

    def retry(self) -> None:
        """Ask again for what failed."""
        if self.visible is None:
            self._set_state("loading")
        self._again()

    def catch_up(self) -> None:
        self._viewer = self._program.session.viewer
        self._again()

    def _again(self) -> None:
        """Read it again; what rings meanwhile is read after it."""
        if self._read is None:
            return
        if self._reading:
            self._stale = True
            return
        self._reading, self._stale = True, False
        self._lane.run(self._read, self._came, self._failed)

    def _came(self, visible: VisibleProfile) -> None:
        self._reading = False
        self._take(self._program.session.refold(visible))
        self._set_state("ready" if visible.profile is not None else "nobody")
        if self._stale:
            self._again()

    def _failed(self, error: Exception) -> None:
        self._reading = False
        self.problem = str(error) if isinstance(error, TidelineError) else "The read store did not answer."
        if self.visible is None:
            self._set_state("failed")

    def _operations_changed(self) -> None:
        session = self._program.session
        if self._read is None or self.misses():
            return
        if session.viewer != self._viewer:
            self._viewer = session.viewer
            self._again()
            return
        self._fold()
        if any(_concerns(one.command, self.person_id) for one in session.tide().operations):
            self._again()  # a strategy may read the write model for this

    def _projected(self, what: object) -> None:
        if not isinstance(what, Projected) or self._read is None or self.misses():
            return
        behind = self.visible is not None and (self.visible.waiting or bool(self.visible.note))
        if what.everything or self.state == "nobody" or behind or self.person_id in what.people:
            self._again()

    def _read_side_changed(self) -> None:
        if not self.misses():
            self._again()

    def _aged(self) -> None:
        if not self.misses():
            self._fold()

    def _fold(self) -> None:
        if self.visible is not None:
            self._take(self._program.session.refold(self.visible))

    def _committed(self) -> None:
        """From now on the view may be old: look again while anything is behind."""
        if self._read is not None and not self.misses() and not self._ages.isActive():
            self._ages.start()

    def _take(self, visible: VisibleProfile) -> None:
        told = visible.source == "stale" and visible.note.endswith(" old")
        if (told or self._program.session.tide().waiting) and not self._ages.isActive():
            self._ages.start()
        elif not told and not self._program.session.tide().waiting:
            self._ages.stop()
        if visible != self.visible:
            self.visible = visible
            self.changed.emit()

    def _set_state(self, state: State) -> None:
        if state != self.state:
            self.state = state
            self.state_changed.emit()


def _concerns(command: AnyCommand, person_id: int) -> bool:
    if isinstance(command, UpdateProfile | UpdateAddress):
        return command.actor_id == person_id
    return isinstance(command, SetFollow | SetMute) and command.person_id == person_id
