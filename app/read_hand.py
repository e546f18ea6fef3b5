"""A person's hand on the running read side: slow it, stop it, step it, hold events back and let them go."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from app.lab.delays import DelayedLog
from app.lab.model import Slowing
from app.lab.slowing import delay_of
from app.projections.projector import Projector

HELD_BY_HAND = "Held by hand in the lab."


class ReadHand:
    """What `ReadSide` inherits: it acts on the delayed log and on the projector, once there are any."""

    log: DelayedLog | None = None
    projector: Projector | None = None

    def set_delay(self, delay_ms: int) -> None:
        """Have events read no earlier than `delay_ms` after their commit."""
        if self.log is not None:
            self.log.set_delay(delay_ms)

    def set_slowing(self, slowing: Slowing) -> None:
        """Slow it as `slowing` says."""
        if self.log is not None:
            self.log.set_slowing(slowing)

    def delay_at(self, position: int) -> float:
        """The delay that somebody has set for the event at this position, in ms."""
        return delay_of(self.log.state.slowing, position) if self.log is not None else 0.0

    def pause(self) -> None:
        """Read no more events until `resume`."""
        if self.log is not None:
            self.log.pause()

    def resume(self) -> None:
        """Read on."""
        if self.log is not None:
            self.log.resume()

    def step(self, events: int = 1) -> None:
        """While paused: let so many events through."""
        if self.log is not None:
            self.log.allow(events)

    def drain(self) -> None:
        """Let everything through that waits by now, at once."""
        if self.log is not None:
            self.log.drain()

    def hold(self, seq: int) -> None:
        """Hold back the event at this position, and those of its aggregate behind it, until `release`."""
        if self.projector is not None:
            self.projector.hold(seq, HELD_BY_HAND)

    def release(self, seq: int) -> None:
        """Let go of an event that is held by hand, which is a retry."""
        if self.projector is not None:
            self.projector.release(seq)

    def retry(self, seq: int) -> bool:
        """Try a held event again; False if none is held there."""
        return self.projector is not None and self.projector.retry(seq)

    def discard(self, seq: int) -> bool:
        """Leave a held event out of the read store; False if none is held there."""
        return self.projector is not None and self.projector.discard(seq)

    @contextmanager
    def undelayed(self) -> Iterator[None]:
        """What is committed meanwhile passes a slowed read side: demo data and imports."""
        with self.log.bypass() if self.log is not None else nullcontext():
            yield
