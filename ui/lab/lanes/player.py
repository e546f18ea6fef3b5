"""The run that the lanes show: made elsewhere, kept frame by frame, and the place in it that is shown."""

import threading
from collections.abc import Callable

from app.errors import TidelineError
from app.lab.readings.lanes import LanesFrame, LanesResult, LanesSetup, OwnAct, act_at, frame_at
from ui.app_bridge import Lane
from ui.lab.lanes.wording import story_times
from ui.lab.ports import Lanes

STORY_AFTER_MS = 1_200.0
"""A still picture shows the story this long after the save."""


class Player:
    """Lives on the GUI thread. `changed` is called when a run has ended or failed."""

    def __init__(self, lanes: Lanes, lane: Lane, changed: Callable[[], None]) -> None:
        self._lanes = lanes
        self._lane = lane
        self._changed = changed
        self._lock = threading.Lock()
        self._frames: list[LanesFrame] = []
        self._acts: tuple[OwnAct, ...] = ()
        self._run = 0
        self.setup = LanesSetup()
        self.at_ms = 0.0
        self.playing = False
        self.made = False
        self.problem = ""

    @property
    def frame(self) -> LanesFrame | None:
        """What is shown now."""
        with self._lock:
            return frame_at(self._frames, self.setup, self.at_ms)

    @property
    def act(self) -> OwnAct | None:
        """What the reader did last, at the time that is shown."""
        return act_at(self.acts, self.at_ms)

    @property
    def acts(self) -> tuple[OwnAct, ...]:
        """What the reader has done, as far as the run is made."""
        with self._lock:
            return self._acts

    @property
    def made_ms(self) -> float:
        """How far the run is made."""
        with self._lock:
            return float(len(self._frames) * self.setup.every_ms)

    def start(self, setup: LanesSetup) -> None:
        """Make a run, from its beginning; the one under way stops."""
        with self._lock:
            self._run += 1
            run = self._run
            self._frames, self._acts = [], ()
        self.setup, self.at_ms, self.made, self.problem = setup, 0.0, False, ""

        def heard(frame: LanesFrame, acts: tuple[OwnAct, ...]) -> bool:
            with self._lock:
                if run != self._run:
                    return False
                self._frames.append(frame)
                self._acts = acts
            return True

        self._lane.run(lambda: self._lanes.play(setup, heard), lambda result: self._finished(run, result), self._failed)

    def stop(self) -> None:
        """Make no more of it, and forget what was made."""
        with self._lock:
            self._run += 1
            self._frames, self._acts = [], ()
        self._lane.drop()

    def pass_time(self, milliseconds: float) -> None:
        """Go on by so much, if it plays; it rests where no frame is made yet, and at the end."""
        if self.playing:
            self.at_ms = min(self.at_ms + milliseconds, self.made_ms)
            if self.made and self.at_ms >= self.setup.length_ms:
                self.playing = False

    def go_to(self, at_ms: float) -> None:
        """Show another time."""
        self.at_ms = min(max(0.0, at_ms), self.made_ms)

    def to_last_story(self) -> None:
        """Show the last time that the new address was just saved."""
        times = story_times(self.acts)
        if times:
            self.go_to(times[-1] + STORY_AFTER_MS)

    def _finished(self, run: int, result: LanesResult) -> None:
        if run != self._run:
            return
        with self._lock:
            self._frames, self._acts = list(result.frames), result.acts
        self.made = True
        self._changed()

    def _failed(self, error: Exception) -> None:
        self.problem = (
            str(error) if isinstance(error, TidelineError) else "The lanes could not be played; nothing changed."
        )
        self._changed()
