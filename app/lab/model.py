"""The plain data of the lab and of the read side's controls, which the window may import."""

from typing import Literal

import msgspec

CompanyLevel = Literal["off", "quiet", "lively"]


class ReadSideState(msgspec.Struct, frozen=True):
    """How the read side runs, and what somebody has set it to.

    `delay_ms` and `paused` are what is set, `steps` the events that may still pass during the pause. `stopped` is a
    sentence when the projector is down, '' while it runs; `rebuilding` is (done, total) while a rebuild runs;
    `no_store` while there is no read store to show at all; `write_problem` a sentence when the write store cannot
    be used; `elsewhere` is True when another process projects for this folder.
    """

    delay_ms: int = 0
    paused: bool = False
    stopped: str = ""
    rebuilding: tuple[int, int] | None = None
    no_store: bool = False
    write_problem: str = ""
    elsewhere: bool = False
    steps: int = 0

    @property
    def is_at_full_speed(self) -> bool:
        """Whether neither a delay nor a pause is set."""
        return not self.paused and self.delay_ms == 0

    @property
    def by_hand(self) -> "ReadSideState":
        """Only what somebody has set, without what happens to the read side: equal while the conditions are."""
        return msgspec.structs.replace(
            self, stopped="", rebuilding=None, no_store=False, write_problem="", elsewhere=False, steps=0
        )

    @property
    def strip(self) -> str:
        """What the strip says about what is set; '' at full speed."""
        if self.paused:
            return "Read side paused"
        return f"Read side slowed by {seconds(self.delay_ms)}" if self.delay_ms else ""


def seconds(milliseconds: int) -> str:
    """A delay as people say it: 50 ms, 3 s, 1.5 s."""
    if milliseconds < 1_000:
        return f"{milliseconds} ms"
    whole, rest = divmod(milliseconds, 1_000)
    return f"{milliseconds / 1_000:.1f} s" if rest else f"{whole} s"
