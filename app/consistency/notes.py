"""What a view says about where its own changes are, for the strategies that do not show them ahead."""

from collections.abc import Iterable, Mapping

import msgspec

from app.commands import SetFollow, SetMute
from app.consistency.folding import Folding
from app.consistency.reached import is_reached
from app.consistency.visible import Operation, Source
from app.consistency.waits import WaitOutcome
from app.read_model.documents import Snapshot

SAVED_BEHIND = "Saved; this view is behind"
FROM_WRITE_MODEL = "From the write model"
FILLS_IN = "Their posts come in when the feeds have reached your change"
TOLD_FROM_MS = 1_000
"""Below this age a page is not called old."""


class Note(msgspec.Struct, frozen=True):
    """A sentence, where the values come from, and whether a new value is still being waited for."""

    source: Source = "read store"
    text: str = ""
    waiting: bool = False


NOTHING = Note()


def note_for(
    operations: Iterable[Operation],
    snapshot: Snapshot,
    outcomes: Mapping[int, WaitOutcome],
    *,
    fresh: bool = False,
    age_ms: float = 0.0,
) -> Note:
    """The note of a view of `snapshot`, from the own operations that concern it, newest last.

    `outcomes` are those of finished waits by op_id; `fresh` says that the view shows a reading of the write
    model; `age_ms` is the age of the oldest event that waits.
    """
    late = [
        one
        for one in operations
        if one.stage != "rejected" and (one.position is None or not is_reached(one.position, snapshot))
    ]
    for operation in reversed(late):
        note = _note_of(operation, outcomes.get(operation.op_id), fresh=fresh, age_ms=age_ms)
        if note is not NOTHING:
            return note
    return NOTHING


def filling_note(folding: Folding) -> Note:
    """For home, while a follow or the end of a mute is on its way: what it brings is not predicted, so it is said."""
    for predictions in folding.people.values():
        last = predictions[-1].operation.command
        if (isinstance(last, SetFollow) and last.following) or (isinstance(last, SetMute) and not last.muted):
            return Note(text=FILLS_IN)
    return NOTHING


def age_note(age_ms: float) -> Note:
    """For counts that others change: how old what is shown may be."""
    return Note("stale", f"{age_text(age_ms)} old") if age_ms >= TOLD_FROM_MS else NOTHING


def age_text(age_ms: float) -> str:
    """A duration as people say it: 0.4 s, 3 s, 2 min, 5 h."""
    seconds = age_ms / 1_000
    if seconds < 1:
        return f"{seconds:.1f} s"
    if seconds < 60:
        return f"{int(seconds)} s"
    return f"{int(seconds / 60)} min" if seconds < 3_600 else f"{int(seconds / 3_600)} h"


def _note_of(operation: Operation, outcome: WaitOutcome | None, *, fresh: bool, age_ms: float) -> Note:
    if operation.strategy == "acceptance":
        return age_note(age_ms)
    if operation.strategy not in ("wait", "fresh"):
        return NOTHING
    if operation.stage == "held":
        return Note("stale", f"Saved, but held back: {operation.reason}")
    if operation.position is None:
        return Note("stale", "Saving…", waiting=True)
    if operation.strategy == "fresh":
        return Note("write model", FROM_WRITE_MODEL) if fresh else Note("stale", SAVED_BEHIND)
    if outcome is None:
        return Note("stale", f"Waiting for position {operation.position:,}", waiting=True)
    return _note_of_outcome(outcome)


def _note_of_outcome(outcome: WaitOutcome) -> Note:
    match outcome.kind:
        case "rebuilding":
            return Note("stale", f"{SAVED_BEHIND} while the read store is rebuilt")
        case "stopped":
            return Note("stale", f"{SAVED_BEHIND}, because the read side has stopped")
        case _:
            return Note("stale", SAVED_BEHIND)
