"""The mark beside a card: how far an own change has come, in words. Plain data; `ui.feed.card_painter` paints it."""

from dataclasses import dataclass
from typing import Final, Literal

from app.commands import CreatePost, EditComment, EditPost
from app.consistency.visible import Operation

Sign = Literal["ring", "half", "dot", "pause", "cross"]

SHOWN_MS: Final = 1_500
FADE_MS: Final = 300
"""How long 'In feeds after 7 ms' stands, and how long it then fades."""
NOTICED_MS: Final = 100
"""A stage that ends sooner is not shown; none is shown longer than it lasts."""


@dataclass(frozen=True)
class MarkAction:
    """A small button in a mark: `name` is what it asks for, `words` what it says."""

    name: str
    words: str


@dataclass(frozen=True)
class Mark:
    """What the mark says: `sign` and `token` (its colour) beside `words`; `term` is the exact one, for the tooltip.

    `alone`: the menu gives its place to the mark, as on posts that are new.
    """

    sign: Sign
    token: str
    words: str
    term: str
    actions: tuple[MarkAction, ...] = ()
    alpha: float = 1.0
    alone: bool = True


def mark_of(operation: Operation | None, now_ms: float, *, reduced_motion: bool = False) -> Mark | None:
    """The mark of an operation at `now_ms` (`Clock.monotonic_ms`), None while or when there is nothing to say."""
    if operation is None:
        return None
    age = now_ms - operation.stage_ms
    alone = isinstance(operation.command, CreatePost)
    match operation.stage:
        case "saving":
            term = "Saving: sent to the write model, which has not committed it yet."
            return Mark("ring", "badge", "Saving…", term, alone=alone) if age >= NOTICED_MS else None
        case "committed":
            return _committed(operation, alone) if age >= NOTICED_MS else None
        case "reached":
            alpha = _fading(age, reduced_motion)
            words = f"In feeds after {duration_label(operation.lag_ms)}"
            term = f"Projected: the read store held it {duration_label(operation.lag_ms)} after the commit."
            return Mark("dot", "repost", words, term, alpha=alpha, alone=alone) if alpha > 0 else None
        case "held":
            term = f"Parked: its event is saved, but could not be projected. {operation.reason}".rstrip()
            actions = (MarkAction("retry", "Retry"), MarkAction("discard", "Discard"))
            return Mark("pause", "badge", "Held back", term, actions)
        case "rejected":
            return _rejected(operation)


def next_change_ms(operation: Operation | None, now_ms: float) -> float | None:
    """When the mark will look different by time alone (`Clock.monotonic_ms`), None if it will not."""
    if operation is None:
        return None
    age = now_ms - operation.stage_ms
    if operation.stage in ("saving", "committed"):
        return operation.stage_ms + NOTICED_MS if age < NOTICED_MS else None
    if operation.stage == "reached" and age < SHOWN_MS + FADE_MS:
        return operation.stage_ms + SHOWN_MS if age < SHOWN_MS else now_ms + 33
    return None


def duration_label(duration_ms: float) -> str:
    """A lag as people read it: 7 ms, 2.4 s, 12 s."""
    if duration_ms < 1_000:
        return f"{duration_ms:.0f} ms"
    seconds = duration_ms / 1_000
    return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"


def can_edit(operation: Operation) -> bool:
    """Whether a refused operation has words that the person can change."""
    return isinstance(operation.command, CreatePost | EditPost | EditComment)


def _committed(operation: Operation, alone: bool) -> Mark:
    at = "" if operation.position is None else f" at position {operation.position:,}"
    term = f"Committed{at} of the write model; the read store has not projected it yet (consistency lag)."
    if operation.reason:
        return Mark("half", "accent", "Saved, not in feeds yet", f"{term} {operation.reason}", alone=alone)
    return Mark("half", "accent", "Saved, not in feeds yet", term, alone=alone)


def _rejected(operation: Operation) -> Mark:
    actions: list[MarkAction] = []
    if can_edit(operation):
        actions.append(MarkAction("edit", "Edit"))
    actions.append(MarkAction("again", "Try again") if operation.can_retry else MarkAction("dismiss", "Dismiss"))
    reason = operation.reason[:1].lower() + operation.reason[1:]
    term = f"Rejected: nothing was written. {operation.reason}".rstrip()
    return Mark("cross", "like", f"Not saved: {reason}" if reason else "Not saved", term, tuple(actions))


def _fading(age: float, reduced_motion: bool) -> float:
    if age < SHOWN_MS or reduced_motion:
        return 1.0 if age < SHOWN_MS else 0.0
    return max(0.0, 1 - (age - SHOWN_MS) / FADE_MS)
