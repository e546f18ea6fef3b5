"""The textbook's story, told on the real pipeline: save an address, look at once, see the old one.

For its run the address is answered by no strategy and the read side is slowed by 3 s; both are put back at its end,
and so is the person's own address.
"""

from collections.abc import Callable
from typing import Final, Literal

from msgspec.structs import replace
from PySide6.QtCore import QObject, QTimer

from app.commands import UpdateAddress
from app.consistency.strategies import Strategies
from app.consistency.visible import VisibleProfile
from app.lab.model import Slowing, slowed_by
from app.read_model.documents import Profile
from ui.app_bridge import AppBridge, Lane
from ui.ports import Program

DELAY_MS: Final = 3_000
LOOK_MS: Final = 100
SHOWN_MS: Final = 2_500
"""How long the new address is shown before everything is put back."""
GIVE_UP_MS: Final = 15_000
NEW: Final = ("48 Rua das Flores", "Porto", "4050-262", "Portugal")
OTHER: Final = ("12 Harbour Street", "Porto", "4050-100", "Portugal")

Phase = Literal["idle", "saving", "old", "new", "back"]


class AddressStory(QObject):
    """Tells it once when `begin` is called. `changed` is called after each step; `phase` says where it is."""

    def __init__(self, program: Program, bridge: AppBridge, changed: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._program = program
        self._changed = changed
        self._lane = Lane(bridge)
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._reading = False
        self._before: tuple[Strategies, Slowing, bool] | None = None
        self._own: tuple[str, str, str, str] = ("", "", "", "")
        self._began_ms = 0.0
        self._seen_ms = 0.0
        self._person = 0
        self.phase: Phase = "idle"
        self.position = 0
        self.shown = ""
        self.expected = ""

    @property
    def running(self) -> bool:
        """Whether it is being told."""
        return self.phase not in ("idle", "back")

    @property
    def left_ms(self) -> float:
        """How long the old address will be shown yet, at least 0."""
        return max(0.0, self._began_ms + DELAY_MS - self._program.clock.monotonic_ms())

    def begin(self) -> None:
        """Save an address that is another than the one shown; nothing while it is being told, or nobody acts."""
        if self.running or not self._program.session.viewer:
            return
        self._person = self._program.session.viewer
        self._lane.run(lambda: self._program.session.profile(self._person), self._save)

    def end(self) -> None:
        """Put everything back at once: the window is going, or the person has seen enough."""
        if self.running:
            self._put_back()

    def _save(self, visible: VisibleProfile) -> None:
        profile = visible.profile
        if profile is None or self.running:
            return
        program = self._program
        state = program.read_side.state()
        self._before = (program.session.strategies, state.slowing, state.paused)
        self._own = _parts_of(profile)
        self.shown = _in_a_line(profile)
        parts = OTHER if profile.address.street == NEW[0] else NEW
        self.expected = parts[0]
        program.session.strategies = replace(program.session.strategies, address="none")
        if state.paused:
            program.read_side.resume()
        program.read_side.set_slowing(slowed_by(DELAY_MS))
        self._began_ms = program.clock.monotonic_ms()
        self.phase = "saving"
        self._send(parts)
        self._timer.start()
        self._changed()

    def _send(self, parts: tuple[str, str, str, str]) -> None:
        street, city, postal_code, country = parts
        self._program.session.perform(
            UpdateAddress(
                command_id=self._program.ids.next_id(),
                actor_id=self._person,
                street=street,
                city=city,
                postal_code=postal_code,
                country=country,
            )
        )

    def _look(self) -> None:
        """View the profile, as anybody would."""
        if not self._reading:
            self._reading = True
            self._lane.run(lambda: self._program.session.profile(self._person), self._seen, self._not_seen)

    def _seen(self, visible: VisibleProfile) -> None:
        self._reading = False
        if visible.profile is None or not self.running:
            return
        now = self._program.clock.monotonic_ms()
        self.shown = _in_a_line(visible.profile)
        has_it = visible.profile.address.street == self.expected
        if has_it and self.phase != "new":
            self.phase, self._seen_ms = "new", now
        elif not has_it and self.phase == "saving":
            self.phase = "old"
        if (self.phase == "new" and now - self._seen_ms >= SHOWN_MS) or now - self._began_ms > GIVE_UP_MS:
            self._put_back()
        self._changed()

    def _not_seen(self, _error: Exception) -> None:
        self._reading = False

    def _put_back(self) -> None:
        self._timer.stop()
        self._lane.drop()
        self._reading = False
        if self._before is not None:
            strategies, slowing, paused = self._before
            self._program.session.strategies = strategies
            self._program.read_side.set_slowing(slowing)
            if paused:
                self._program.read_side.pause()
            self._send(self._own)
        self._before = None
        self.phase = "back"
        self._changed()


def _in_a_line(profile: Profile) -> str:
    return profile.display_address.replace("\n", ", ") or "no address yet"


def _parts_of(profile: Profile) -> tuple[str, str, str, str]:
    address = profile.address
    return address.street, address.city, address.postal_code, address.country
