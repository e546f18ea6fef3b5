"""Where a guided tour stands: between the sentences time glides, at each one it stops to be read. Knows no pixels."""

from bisect import bisect_right
from typing import Final

from app.lab.readings.scenarios import Beat, Frame, Outcome

SLOWEST_MS: Final = 4_000.0
QUICKEST_MS: Final = 700.0
"""How long gliding from one sentence to the next takes at most and at least, whatever the scenario's clock says."""


class Tour:
    """A walk along an outcome. While `playing`, `pass_time` goes on. `index` is the sentence shown, -1 before any."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        self.playing = False
        self.index = -1
        self.at_ms = 0.0
        self._moments = [frame.at_ms for frame in outcome.frames]
        self._read_ms = 0.0

    @property
    def beat(self) -> Beat | None:
        """The sentence that is shown."""
        return self.outcome.narration[self.index] if self.index >= 0 else None

    @property
    def count(self) -> int:
        """How many sentences there are."""
        return len(self.outcome.narration)

    @property
    def ended(self) -> bool:
        """Whether the last sentence has been read, and all that comes after it seen."""
        return self.at_ms >= self.outcome.duration_ms and self.index == self.count - 1

    @property
    def frame(self) -> Frame:
        """Both sides at the moment that is shown."""
        beat = self.beat
        if beat is not None and beat.at_ms == self.at_ms:
            return beat.frame
        place = bisect_right(self._moments, self.at_ms) - 1
        return self.outcome.frames[max(0, place)]

    def pass_time(self, milliseconds: float, *, glides: bool = True) -> None:
        """Go on for so long, if it plays; `glides` False jumps from sentence to sentence."""
        left = milliseconds
        while self.playing and left > 0:
            beat = self.beat
            if beat is not None and self._read_ms < beat.pause_ms and self.at_ms <= beat.at_ms:
                read = min(left, beat.pause_ms - self._read_ms)
                self._read_ms += read
                left -= read
                continue
            left = self._glide(left if glides else SLOWEST_MS)
            left = left if glides else 0.0
        if self.ended:
            self.playing = False

    def stand_at(self, index: int) -> None:
        """Show this sentence, or the beginning for -1, and stop there."""
        self.index = max(-1, min(index, self.count - 1))
        beat = self.beat
        self.at_ms = 0.0 if beat is None else beat.at_ms
        self._read_ms = 0.0

    def next(self) -> None:
        """The next sentence; from the last one, the end."""
        if self.index + 1 < self.count:
            self.stand_at(self.index + 1)
        else:
            self.at_ms = self.outcome.duration_ms
            self.playing = False

    def back(self) -> None:
        """The sentence before."""
        self.stand_at(self.index - 1)

    def play(self) -> None:
        """Go on, from the beginning if it had ended."""
        if self.ended:
            self.stand_at(-1)
        self.playing = True

    def _glide(self, milliseconds: float) -> float:
        """Move towards the next sentence, or the end; what is left of the time."""
        more = self.index + 1 < self.count
        target = self.outcome.narration[self.index + 1].at_ms if more else self.outcome.duration_ms
        start = 0.0 if self.beat is None else self.beat.at_ms
        whole = target - start
        if whole > 0:
            took = min(SLOWEST_MS, max(QUICKEST_MS, whole))
            moved = min(target - self.at_ms, milliseconds * whole / took)
            self.at_ms += moved
            milliseconds -= moved * took / whole
        if self.at_ms >= target - 1e-6:
            if not more:
                self.at_ms = self.outcome.duration_ms
                self.playing = False
                return 0.0
            self.stand_at(self.index + 1)
        return milliseconds
