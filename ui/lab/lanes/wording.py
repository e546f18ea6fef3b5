"""What the lanes say: the headline of an instant, each lane's name and mark, and the rows of all numbers."""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from app.lab.readings.lanes import LaneCounts, LaneLook, LaneName, LanesSetup, OwnAct

TITLES: Final[dict[LaneName, tuple[str, str]]] = {
    "none": ("None", "The read store, old or not"),
    "optimistic": ("Optimistic UI", "Your change at once, marked"),
    "own": ("Read-your-own-writes", "Waits for the read store"),
    "acceptance": ("Acceptance", "The read store and its age"),
}
FETCHES: Final = "Reads yours where it was saved"
SUBLINE: Final = "Same people, same clicks, same instant. Only the way of reading differs."
SHORT_SUBLINE: Final = "Who sees it? Only the way of reading differs."
BAR_WORDS: Final = {
    "none": "old",
    "optimistic": "new, marked",
    "own": "waiting",
    "acceptance": "old, says so",
}


class Figure(NamedTuple):
    """A row of all numbers: what it counts, the exact words, the value of a lane, how it is written; less is better."""

    words: str
    exact: str
    value: Callable[[LaneCounts], float]
    written: Callable[[float], str]


def count(value: float) -> str:
    """A number of things."""
    return f"{value:,.0f}"


def duration(value: float) -> str:
    """Milliseconds as the scoreboard writes them: 0 s, 0.4 s, 26.1 s."""
    return f"{value / 1_000:.1f} s" if value else "0 s"


def clock_words(at_ms: float) -> str:
    """A time of the run: 0:42.6."""
    tenths = int(at_ms // 100)
    return f"{tenths // 600}:{tenths // 10 % 60:02d}.{tenths % 10}"


BIG: Final = (
    Figure("Stale reads", "Reads that lacked something committed before they began", lambda one: one.stale, count),
    Figure(
        "Own writes missed",
        "Read-your-writes: own writes, acknowledged, that a later read lacked",
        lambda one: one.missed,
        count,
    ),
    Figure("Waiting", "How long the reader stood before an empty place", lambda one: one.waiting_ms, duration),
)
MORE: Final = (
    Figure("Reads without an own write", "Stale reads that lacked one of one's own", lambda one: one.stale_own, count),
    Figure("Went back in time", "Monotonic reads: lacked what was seen before", lambda one: one.back, count),
    Figure("Reads that waited", "Reads whose answer came later than they asked", lambda one: one.waits, count),
    Figure("Their wait, median", "Half of them waited no longer", lambda one: one.wait_median_ms, duration),
    Figure("Their wait, p99", "99 of 100 waited no longer", lambda one: one.wait_p99_ms, duration),
    Figure("Waits given up", "The deadline came first", lambda one: one.timed_out, count),
    Figure("Taken back", "Rollbacks: shown ahead, then refused by a rule", lambda one: one.rollbacks, count),
    Figure("Flickers", "Values that changed and changed back", lambda one: one.flickers, count),
    Figure("Reads of the write model", "What reading where it was saved costs", lambda one: one.fetched, count),
)


def title_of(lane: LaneName, setup: LanesSetup) -> tuple[str, str]:
    """A lane's name and what it does."""
    name, does = TITLES[lane]
    return name, FETCHES if lane == "own" and setup.own_by == "fresh" else does


def bar_words(lane: LaneName, setup: LanesSetup) -> str:
    """What the lane shows from the save until the copy has it."""
    return "new, fetched" if lane == "own" and setup.own_by == "fresh" else BAR_WORDS[lane]


def headline(act: OwnAct | None, at_ms: float, *, short: bool = False) -> tuple[str, str]:
    """What the reader did last, how long ago, and the question; in a narrow window the question stands below."""
    if act is None:
        return "You are about to save a new address", SUBLINE
    ago = f"{max(0.0, at_ms - act.pressed_ms) / 1_000:.1f} s ago"
    if act.refused or not act.words:
        return f"You liked a post that was just deleted, {ago}", "The rules refuse it. Who had shown it ahead?"
    verb = {"address": "saved", "post": "posted", "like": "liked", "edit": "wrote anew"}[act.kind]
    words = act.words if len(act.words) <= 24 else f"{act.words[:22].rstrip()}…"
    said = f"You {verb} “{words}” {ago}"
    return (said, SHORT_SUBLINE) if short else (f"{said}. Who sees it?", SUBLINE)


def mark_of(look: LaneLook, act: OwnAct | None, at_ms: float) -> str:
    """The words of the mark in a lane's view: the view's own where it says something."""
    match look.seen:
        case "marked":
            saved = act is not None and act.committed_ms is not None and act.committed_ms <= at_ms
            return "Saved, not in feeds yet" if saved else "Saving…"
        case "refused":
            return "Not saved: the post is gone"
        case "old":
            return "nothing says it is old"
        case _:
            return look.note


def told_words(counts: LaneCounts) -> str:
    """How many of the stale reads said so, or that none of them was about one's own."""
    if not counts.stale:
        return "nothing was old"
    if not counts.stale_own:
        return "others' changes only"
    if counts.stale_told in (0, counts.stale):
        return f"{'all' if counts.stale_told else 'none'} of them said so"
    return f"{counts.stale_told:,} of them said so"


def best_of(figure: Figure, looks: Sequence[LaneLook]) -> float | None:
    """The least of the four, None where they are all the same."""
    values = {figure.value(look.counts) for look in looks}
    return min(values) if len(values) > 1 else None


def spoken(look: LaneLook, act: OwnAct | None, at_ms: float) -> str:
    """What a lane shows, in one line for those who do not see it."""
    counts = look.counts
    shown = "" if look.hidden else look.address.replace("\n", ", ")
    parts = [shown, mark_of(look, act, at_ms), f"stale reads {counts.stale}, {told_words(counts)}"]
    parts += [f"own writes missed {counts.missed}", f"waiting {duration(counts.waiting_ms)}"]
    return "; ".join(part for part in parts if part)


def story_times(acts: Sequence[OwnAct]) -> list[float]:
    """When the new address was saved, each time it was."""
    return [act.pressed_ms for act in acts if act.kind == "address" and act.words.startswith("48")]
