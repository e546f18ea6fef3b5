"""What a scenario file may say, as frozen structs; `app.lab.scenarios.file` reads and checks it.

All moments (`at_ms`, `from_ms`, `to_ms`) count from the scenario's beginning, on its own clock.
"""

from typing import Annotated, Literal

import msgspec

from app.consistency.strategies import Kind
from app.consistency.visible import Strategy
from app.lab.model import DelayShape, Slowing

Ms = Annotated[float, msgspec.Meta(ge=0, le=3_600_000)]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
Sentence = Annotated[str, msgspec.Meta(min_length=1, max_length=400)]
Rate = Annotated[float, msgspec.Meta(gt=0, le=5_000)]
Count = Annotated[int, msgspec.Meta(ge=0, le=2_000)]

TrafficKind = Literal["post", "like", "comment", "repost", "follow"]
Does = Literal[
    "post",
    "edit",
    "delete",
    "comment",
    "edit_comment",
    "delete_comment",
    "like",
    "unlike",
    "repost",
    "unrepost",
    "bookmark",
    "unbookmark",
    "follow",
    "unfollow",
    "mute",
    "unmute",
    "address",
    "profile",
    "spend",
]
FaultKind = Literal[
    "crash_before_commit", "crash_after_commit", "lost_doorbell", "duplicate", "out_of_order", "poison", "mend"
]


class Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table of the file: a key that it does not know is an error."""


class PartTable(Strict, frozen=True, kw_only=True):
    """A weighted part of a service time: its share `p`, and one law (figures in ms)."""

    p: float
    fixed: float | None = None
    uniform: dict[str, float] | None = None
    exponential: dict[str, float] | None = None
    pareto: dict[str, float] | None = None


Time = Ms | tuple[PartTable, ...]
"""A service time: so many ms, or a mixture whose shares sum to 1."""


class Service(Strict, frozen=True, kw_only=True):
    """How long the work takes on the scenario's clock: a commit, a batch of the projector, each event of it.

    `slice` is a stretch of a long rename's fan-out, `rows` the documents in it and also from how many on it is one.
    """

    commit: Time = 3.0
    batch: Time = 2.0
    event: Time = 0.5
    slice: Time = 4.0
    rows: Annotated[int, msgspec.Meta(ge=1, le=5_000)] = 250


class PersonTable(Strict, frozen=True, kw_only=True):
    """Somebody who acts or reads. `same_as`: a second window of a person named before."""

    handle: Name
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=400)] = "Somebody"
    bio: str = ""
    same_as: str = ""
    strategies: dict[Kind, Strategy] = {}
    deadline_ms: Annotated[int, msgspec.Meta(ge=1, le=600_000)] = 2_000


class PostTable(Strict, frozen=True, kw_only=True):
    """A post, or `count` of them, that is there at the beginning; `key` names the (last) one."""

    by: Name
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=5_000)]
    key: str = ""
    count: Annotated[int, msgspec.Meta(ge=1, le=2_000)] = 1


class CommentTable(Strict, frozen=True, kw_only=True):
    """A comment that is there at the beginning, on a post or as a reply to a comment; `key` names it."""

    by: Name
    on: Name
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=5_000)]
    key: Name


class StepTable(Strict, frozen=True, kw_only=True):
    """Somebody does something. `on` is a key or the handle of a person; `key` names the post or comment that is made.

    `strategy` answers this action alone. `waits_for_newest`: a payment first waits for all that is committed.
    """

    at_ms: Ms
    who: Name
    does: Does
    on: str = ""
    key: str = ""
    text: str = ""
    long: Annotated[int, msgspec.Meta(ge=0, le=10_000)] = 0
    name: str = ""
    bio: str = ""
    street: str = ""
    city: str = ""
    postal_code: str = ""
    country: str = ""
    amount: Annotated[int, msgspec.Meta(ge=0, le=1_000_000)] = 0
    strategy: Strategy | None = None
    waits_for_newest: bool = False


class LookTable(Strict, frozen=True, kw_only=True):
    """Somebody reads `at`: 'feed', 'profile:HANDLE' or 'post:KEY'; once, each `every_ms`, or at a seeded rate."""

    who: Name
    at: Name
    from_ms: Ms
    to_ms: Ms | None = None
    every_ms: Annotated[float, msgspec.Meta(ge=1, le=3_600_000)] | None = None
    per_s: Rate | None = None


class TrafficTable(Strict, frozen=True, kw_only=True):
    """The crowd acts at a seeded rate; `mix` are the shares of what it does. `on`: all upon this post."""

    from_ms: Ms
    to_ms: Ms
    per_s: Rate
    mix: dict[TrafficKind, float]
    on: str = ""


class OrderTable(Strict, frozen=True, kw_only=True):
    """What the read side is set to at a moment."""

    at_ms: Ms
    does: Literal["slow", "pause", "resume", "step", "drain"]
    shape: DelayShape = "fixed"
    ms: Ms = 0.0
    jitter_ms: Ms = 0.0
    overtake: bool = False
    per_s: Annotated[float, msgspec.Meta(ge=0, le=100_000)] = 0.0
    events: Count = 1

    @property
    def slowing(self) -> Slowing:
        """The delay that 'slow' sets."""
        return Slowing(self.shape, self.ms, self.jitter_ms, self.overtake, self.per_s)


class FaultTable(Strict, frozen=True, kw_only=True):
    """Something breaks: at the next batch or commit after `at_ms`. A crash is `down_ms` long.

    'poison' breaks the event of the step whose `key` is `on`; 'mend' repairs it and tries again.
    """

    at_ms: Ms
    kind: FaultKind
    on: str = ""
    down_ms: Ms = 400.0


class BeatTable(Strict, frozen=True, kw_only=True):
    """A sentence at a moment, with figures in braces, and how long a reader is given for it."""

    at_ms: Ms
    text: Sentence
    pause_ms: Ms = 3_000.0


class ExpectTable(Strict, frozen=True, kw_only=True):
    """What must hold at the end of one figure."""

    figure: Name
    equals: float | None = None
    at_least: float | None = None
    at_most: float | None = None
    says: str = ""


class Scenario(Strict, frozen=True, kw_only=True):
    """A whole file. `crowd` are people without names who make the traffic; stories are listed by their `chapter`."""

    title: Sentence
    shows: Sentence
    moral: str = ""
    seed: Annotated[int, msgspec.Meta(ge=0, le=2**53)] = 7
    chapter: Annotated[int, msgspec.Meta(ge=0, le=999)] = 999
    crowd: Count = 0
    service: Service = Service()
    people: tuple[PersonTable, ...] = ()
    posts: tuple[PostTable, ...] = ()
    comments: tuple[CommentTable, ...] = ()
    steps: tuple[StepTable, ...] = ()
    looks: tuple[LookTable, ...] = ()
    traffic: tuple[TrafficTable, ...] = ()
    read_side: tuple[OrderTable, ...] = ()
    faults: tuple[FaultTable, ...] = ()
    narration: tuple[BeatTable, ...] = ()
    expect: tuple[ExpectTable, ...] = ()
