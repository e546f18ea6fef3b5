"""The plain data of the lab and of the read side's controls, which the window may import."""

from typing import Literal

import msgspec

DelayShape = Literal["none", "fixed", "uniform", "exponential", "pareto", "ssd", "disk"]

CompanyLevel = Literal["off", "quiet", "lively"]


class Slowing(msgspec.Struct, frozen=True):
    """How the read side is slowed by hand.

    `ms` is the delay, or the mean of one that is drawn anew for each event; the fits 'ssd' and 'disk' have their own.
    `jitter_ms` is added to it, anything up to that. With `overtake`, an event whose time has come passes one whose has
    not, unless both are of the same aggregate. `per_s` is how many events may pass in a second, 0 for any number.
    """

    shape: DelayShape = "none"
    ms: float = 0.0
    jitter_ms: float = 0.0
    overtake: bool = False
    per_s: float = 0.0

    @property
    def delays(self) -> bool:
        """Whether an event is given later than it was committed."""
        return self.shape in ("ssd", "disk") or (self.shape != "none" and self.ms > 0)

    @property
    def words(self) -> str:
        """What is set, as the strip says it; '' for nothing."""
        parts = []
        if self.shape in ("ssd", "disk"):
            parts.append(f"slowed like a copy on {self.shape.upper()}")
        elif self.delays:
            exactly = self.shape == "fixed" and not self.jitter_ms
            parts.append(f"slowed by {'' if exactly else 'about '}{seconds(round(self.ms + self.jitter_ms / 2))}")
        if self.per_s:
            parts.append(f"limited to {self.per_s:g} {'event' if self.per_s == 1 else 'events'}/s")
        return " and ".join(parts)


def slowed_by(milliseconds: float) -> Slowing:
    """The same delay for every event; none for 0."""
    return Slowing("fixed", float(milliseconds)) if milliseconds > 0 else Slowing()


class ReadSideState(msgspec.Struct, frozen=True):
    """How the read side runs, and what somebody has set it to.

    `slowing` and `paused` are what is set, `steps` the events that may still pass during the pause. `stopped` is a
    sentence when the projector is down, '' while it runs, and `search_stopped` the same of the indexer; `rebuilding` is
    (done, total) while a rebuild runs; `no_store` while there is no read store that this process can show;
    `write_problem` a sentence when the write store cannot be used; `elsewhere` is True when another process projects
    for this folder.
    """

    paused: bool = False
    stopped: str = ""
    search_stopped: str = ""
    rebuilding: tuple[int, int] | None = None
    no_store: bool = False
    write_problem: str = ""
    elsewhere: bool = False
    steps: int = 0
    slowing: Slowing = Slowing()

    @property
    def delay_ms(self) -> int:
        """The usual delay of `slowing`."""
        return round(self.slowing.ms) if self.slowing.delays else 0

    @property
    def is_at_full_speed(self) -> bool:
        """Whether neither a delay nor a pause is set."""
        return not self.paused and not self.slowing.words

    @property
    def by_hand(self) -> "ReadSideState":
        """Only what somebody has set, without what happens to the read side: equal while the conditions are."""
        return msgspec.structs.replace(
            self,
            stopped="",
            search_stopped="",
            rebuilding=None,
            no_store=False,
            write_problem="",
            elsewhere=False,
            steps=0,
        )

    @property
    def strip(self) -> str:
        """What the strip says about what is set; '' at full speed."""
        if self.paused:
            return "Read side paused"
        return f"Read side {self.slowing.words}" if self.slowing.words else ""


def seconds(milliseconds: int) -> str:
    """A delay as people say it: 50 ms, 3 s, 1.5 s."""
    if milliseconds < 1_000:
        return f"{milliseconds} ms"
    whole, rest = divmod(milliseconds, 1_000)
    return f"{milliseconds / 1_000:.1f} s" if rest else f"{whole} s"
