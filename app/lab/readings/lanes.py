"""What 'Four lanes' shows: the same look at the same screen by four readers, each with a strategy, and what it cost."""

from collections.abc import Sequence
from typing import Literal

import msgspec

from app.consistency.visible import Change

LaneName = Literal["none", "optimistic", "own", "acceptance"]
LANES: tuple[LaneName, ...] = ("none", "optimistic", "own", "acceptance")
"""'own' is read-your-own-writes, by whichever of its two ways is set."""

Screen = Literal["profile", "feed"]

Seen = Literal["new", "marked", "fetched", "waiting", "told", "old", "refused"]
"""How a look shows the last own change: new: read from the copy; marked: shown ahead of it; fetched: read from the
write model; waiting: its place is kept; told: the old state, and the view says so; old: the old state, unsaid;
refused: a rule refused it and nothing of it is shown."""

ActKind = Literal["address", "post", "like", "edit"]

DEADLINE_BEYOND_MS = 1_000


class LanesSetup(msgspec.Struct, frozen=True):
    """One run: `reads` looks a lane, one each `every_ms`; every event reaches the copy `delay_ms` after its commit.

    `own_by` is how the third lane reads its own writes: waiting for the copy, or reading the write model.
    """

    seed: int = 7
    delay_ms: int = 3_000
    reads: int = 240
    every_ms: int = 250
    own_by: Literal["wait", "fresh"] = "wait"

    @property
    def length_ms(self) -> int:
        """How long it takes."""
        return self.reads * self.every_ms

    @property
    def deadline_ms(self) -> int:
        """The longest wait: longer than the delay, so that only a stopped read side ends one."""
        return self.delay_ms + DEADLINE_BEYOND_MS


class OwnAct(msgspec.Struct, frozen=True):
    """Something the reader did, the same in every lane. Times are milliseconds since the run began.

    `reached_ms` is when the copy has it; it and `committed_ms` are None for what was refused; `refused` says why.
    """

    kind: ActKind
    words: str
    pressed_ms: float
    committed_ms: float | None = None
    reached_ms: float | None = None
    refused: str = ""


class LaneCounts(msgspec.Struct, frozen=True):
    """What a lane's reads have come to so far. Versions are compared, never values.

    `stale`: reads that lacked a change which was committed when they began; `stale_told`: those that said so;
    `stale_own`: those that lacked an own one. `missed`: own writes that a read lacked after they were acknowledged.
    `waiting_ms`: how long the reader stood waiting; `waits` reads did, `wait_median_ms` and `wait_p99_ms` long;
    `timed_out` of them ended without the change. `back`: reads that lacked what the same reader had seen before.
    `rollbacks`: changes shown ahead and taken back. `fetched`: reads of the write model. `flickers`: values that
    changed and changed back.
    """

    reads: int = 0
    stale: int = 0
    stale_told: int = 0
    stale_own: int = 0
    missed: int = 0
    waiting_ms: float = 0.0
    waits: int = 0
    wait_median_ms: float = 0.0
    wait_p99_ms: float = 0.0
    timed_out: int = 0
    back: int = 0
    rollbacks: int = 0
    fetched: int = 0
    flickers: int = 0


class LaneRow(msgspec.Struct, frozen=True):
    """A row of a lane's small feed. `ahead`: the row stands there before the copy has it; `changes` as in a card."""

    post_id: int
    author_id: int
    name: str
    text: str
    likes: int
    liked: bool
    ahead: bool = False
    changes: tuple[Change, ...] = ()


class LaneLook(msgspec.Struct, frozen=True):
    """What one reader sees at one instant. `note` are the view's own words about itself, '' for none.

    `hidden`: the place of the new value is kept, and nothing shown in it.
    """

    lane: LaneName
    seen: Seen
    note: str
    hidden: bool
    counts: LaneCounts
    address: str = ""
    address_changes: tuple[Change, ...] = ()
    followers: int = 0
    rows: tuple[LaneRow, ...] = ()


class LanesFrame(msgspec.Struct, frozen=True):
    """One instant: the same screen in each lane, in the order of `LANES`. `own_acts` have happened by now."""

    at_ms: float
    screen: Screen
    own_acts: int
    changes: int
    looks: tuple[LaneLook, ...]


class LanesResult(msgspec.Struct, frozen=True):
    """A finished run. The last frame has the final counts, also of reads that ended after the last instant."""

    setup: LanesSetup
    acts: tuple[OwnAct, ...]
    frames: tuple[LanesFrame, ...]


def frame_at(frames: Sequence[LanesFrame], setup: LanesSetup, at_ms: float) -> LanesFrame | None:
    """The newest of `frames` at a time of the run; None if none is made yet."""
    return frames[min(len(frames) - 1, max(0, int(at_ms // setup.every_ms)))] if frames else None


def act_at(acts: Sequence[OwnAct], at_ms: float) -> OwnAct | None:
    """The last thing the reader did by then, None before the first."""
    return next((act for act in reversed(acts) if act.pressed_ms <= at_ms), None)
