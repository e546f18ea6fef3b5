"""What the checker of session guarantees says: violations with their smallest witness, counts, and words for both."""

from typing import Literal

import msgspec

from app.consistency.history import Lane

Guarantee = Literal["ryw", "mr", "mw", "wfr"]
GUARANTEES: tuple[Guarantee, ...] = ("ryw", "mr", "mw", "wfr")

TERMS: dict[Guarantee, str] = {
    "ryw": "read-your-writes",
    "mr": "monotonic reads",
    "mw": "monotonic writes",
    "wfr": "writes-follow-reads",
}
"""The exact term of each promise."""

_THINGS = {
    "post": "a post",
    "comment": "a comment",
    "thread": "the comments of a post",
    "person": "a profile",
    "relation": "whom somebody follows",
    "feed": "a feed",
    "search": "the search",
    "notifications": "the notifications",
}


class Step(msgspec.Struct, frozen=True):
    """A moment of a witness: a write, its apply or a read, at `at_ms` (`Clock.monotonic_ms`) and at a position.

    `at_ms` is None for an apply that had not happened yet. `title` is what a person reads beside it.
    """

    kind: Literal["write", "apply", "read"]
    at_ms: float | None
    position: int
    title: str


class Violation(msgspec.Struct, frozen=True):
    """A promise was not kept, with the smallest witness: which write was missing, where, and at which positions.

    `missing` is the position of the write that was not there, `without` that of the later write which was there
    without it (0 for a promise about reads), `earlier_ms` the earlier read that had shown it (monotonic reads, None
    otherwise). `store` is where it was looked for, standing at `cursor`; `key` is what it was about. `number` counts
    from 1; `record` is the number, from 1, of the record at which it showed.
    """

    number: int
    guarantee: Guarantee
    lane: Lane
    session: str
    record: int
    at_ms: float
    store: str
    key: str
    cursor: int
    missing: int
    without: int = 0
    earlier_ms: float | None = None
    sentence: str = ""
    steps: tuple[Step, ...] = ()


class Count(msgspec.Struct, frozen=True):
    """How often a promise was checked in a lane, and how often it was broken."""

    guarantee: Guarantee
    lane: Lane
    checked: int
    broken: int


class Verdict(msgspec.Struct, frozen=True):
    """Where the checker stands: a count for each promise and lane, and the newest violations, oldest first.

    `reads` are the reads that were checked (each in one lane or in both), `writes` the writes known of, `rollbacks`
    the changes shown ahead and refused, `forgotten` the writes that waited so long that they had to be forgotten.
    """

    counts: tuple[Count, ...]
    violations: tuple[Violation, ...] = ()
    reads: int = 0
    writes: int = 0
    rollbacks: int = 0
    forgotten: int = 0

    @property
    def broken(self) -> int:
        """How often any promise was broken."""
        return sum(count.broken for count in self.counts)

    def count(self, guarantee: Guarantee, lane: Lane) -> Count:
        """The count of one promise in one lane."""
        return next(one for one in self.counts if one.guarantee == guarantee and one.lane == lane)


def thing(key: str) -> str:
    """What a key names, in plain words: 'post:12' is a post."""
    kind = key.partition(":")[0]
    return _THINGS.get(kind, key)


def sentence_for(violation: Violation) -> str:
    """One sentence for a person: what was missing, where, and how far that place was."""
    where = f"the {violation.store}" if violation.lane == "store" else "what was seen"
    missing, cursor, about = f"{violation.missing:,}", f"{violation.cursor:,}", thing(violation.key)
    match violation.guarantee:
        case "ryw":
            return f"A saved change to {about} (position {missing}) was not in {where}: the store stood at {cursor}."
        case "mr":
            return (
                f"{_upper(about)} went back in time: position {missing} had been read before, and then was not in "
                f"{where}: the store stood at {cursor}."
            )
        case "mw":
            return (
                f"A later change (position {violation.without:,}) was in {where} before an earlier one of the same "
                f"person (position {missing})."
            )
        case _:
            return (
                f"A change (position {violation.without:,}) was in {where} before what its author had read "
                f"when making it (position {missing})."
            )


def _upper(words: str) -> str:
    return words[:1].upper() + words[1:]
