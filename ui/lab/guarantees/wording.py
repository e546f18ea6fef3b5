"""What the tab 'Guarantees' says, in plain words; the exact terms stand in tooltips."""

from typing import Final

from app.consistency.history import Lane
from app.consistency.verdicts import TERMS, Guarantee, Verdict, Violation, thing
from app.lab.readings.guarantees import GuaranteesReading

PROMISES: Final[dict[Guarantee, tuple[str, str]]] = {
    "ryw": ("You see what you saved", "a read holds every write of its own session"),
    "mr": ("Nothing goes back in time", "a read holds what earlier reads of its session held"),
    "mw": ("Your changes come in order", "a write comes after the earlier writes of its session"),
    "wfr": ("Answers come after their cause", "a write comes after what its session had read before it"),
}
LANE_WORDS: Final[dict[Lane, str]] = {"store": "The store", "seen": "What you saw"}
LANE_TIPS: Final[dict[Lane, str]] = {
    "store": "What the read store, the search index and the write model returned",
    "seen": "What the store returned, with your own changes laid over it",
}
BROKEN: Final[dict[Guarantee, str]] = {
    "ryw": "Own write missed",
    "mr": "Went back in time",
    "mw": "Writes out of order",
    "wfr": "Answer before its cause",
}
_SEEN: Final[dict[Guarantee, str]] = {
    "ryw": "You missed your own write",
    "mr": "You saw something go back in time",
    "mw": "You saw changes out of order",
    "wfr": "You saw an answer before its cause",
}
CHECKING: Final = "Nothing of yours is changed. Stop ends it at once."


def headline(reading: GuaranteesReading) -> tuple[str, str]:
    """What holds now, and why."""
    verdict = reading.verdict
    checked = f"{_count(verdict.reads, 'read')} and {_count(verdict.writes, 'write')} checked"
    if verdict.forgotten:
        checked += f", {_count(verdict.forgotten, 'write')} forgotten that waited too long"
    if reading.source:
        holds = "all four promises hold" if not verdict.broken else f"promises were broken {times(verdict.broken)}"
        return f"{reading.source}: {holds}", f"{checked}."
    if reading.breaking and not _seen(verdict):
        return (
            "Now like or post something, and look",
            "The read side is slowed by 3 s, and nothing is shown ahead of it.",
        )
    if not verdict.broken:
        if not verdict.reads:
            # Four promises with no data each hold nothing, whatever was written.
            return "Nothing was read yet", "Each read and each change is checked from now on."
        told = "In the store and in what you saw, since you came here."
        told = f"{checked}." if verdict.forgotten else told
        return f"All four promises hold: {_count(verdict.reads, 'read')} checked", told
    seen = _seen(verdict)
    if seen:
        return f"{_SEEN[seen[0]]} {times(seen[1])}", f"{checked}. {_rollbacks(verdict)}".rstrip()
    stale = sum(one.broken for one in verdict.counts)
    return (
        f"The store broke a promise {times(stale)}, and you saw none of it",
        "Your own changes were laid over what it returned.",
    )


def checking_words(name: str, read: int = 0, total: int = 0) -> str:
    """How far the check of a file is: 'Checking big.json: 12% of 1,000 MB'."""
    if not total:
        return f"Checking {name}…"
    return f"Checking {name}: {read / total:.0%} of {total / 1e6:,.0f} MB"


def times(count: int) -> str:
    """Once, 2 times."""
    return "once" if count == 1 else f"{count:,} times"


def row_words(guarantee: Guarantee, verdict: Verdict, lane: Lane) -> str:
    """'holds, 1,204 checked' or 'broken 2 times, of 1,204'."""
    count = verdict.count(guarantee, lane)
    if not count.checked:
        return "nothing to check yet"
    if count.broken:
        return f"broken {times(count.broken)}, of {count.checked:,}"
    return f"holds, {count.checked:,} checked"


def row_line(violation: Violation) -> str:
    """What was missing, as short as a row of the list wants it; the sentence below the list says all."""
    about = thing(violation.key)
    about = f"{about[:1].upper()}{about[1:]}"
    if violation.without:
        return f"{about}: position {violation.without:,} came before {violation.missing:,}"
    return f"{about}: position {violation.missing:,} was missing, the read was at {violation.cursor:,}"


def promise_tip(guarantee: Guarantee) -> str:
    """The exact term and its definition."""
    term = TERMS[guarantee]
    return f"{term[:1].upper()}{term[1:]}: {PROMISES[guarantee][1]}"


def elapsed(milliseconds: float) -> str:
    """A time on a timeline, from its first moment: 0, +7 ms, +3.0 s."""
    if milliseconds < 0.5:
        return "0"
    return f"+{milliseconds:.0f} ms" if milliseconds < 1_000 else f"+{milliseconds / 1_000:.1f} s"


def _seen(verdict: Verdict) -> tuple[Guarantee, int] | None:
    broken = [(one.guarantee, one.broken) for one in verdict.counts if one.lane == "seen" and one.broken]
    return broken[0] if broken else None


def _rollbacks(verdict: Verdict) -> str:
    if not verdict.rollbacks:
        return ""
    return f"{_count(verdict.rollbacks, 'change')} shown ahead, then refused."


def _count(count: int, what: str) -> str:
    return f"1 {what}" if count == 1 else f"{count:,} {what}s"
