"""The words of a trace: its spans' names and meanings, the headline, and what was seen meanwhile."""

from typing import Final, NamedTuple

from app.consistency.spans import spans_of, whole_ms
from app.consistency.trace import NOTHING_NEW, Stage, Trace

STAGE_WORDS: Final[dict[Stage, tuple[str, str]]] = {
    "pressed": ("Pressed", "You pressed the button or the key."),
    "overlay_painted": ("Overlay painted", "The window painted your change ahead of the stores (optimistic UI)."),
    "dispatched": ("Dispatched", "The command bus took the command."),
    "validated": ("Validated", "The rules passed it, and its rows were changed (inside the transaction)."),
    "committed": ("Committed", "The transaction is safe on the disk, with its event in the outbox (COMMIT, fsync)."),
    "doorbell": ("Doorbell", "The projector was rung: a signal without payload."),
    "picked_up": ("Picked up", "The projector read the event past its checkpoint."),
    "applied": ("Applied", "The projections changed the documents in memory."),
    "documents_committed": ("Documents committed", "Documents and checkpoint are safe, in one transaction."),
    "delivered": ("Delivered", "The window was told which documents changed."),
    "painted": ("Painted", "The window painted what the read store says."),
}

STRATEGY_WORDS: Final[dict[str, str]] = {
    "none": "None",
    "optimistic": "Optimistic UI",
    "wait": "Read-your-own-writes, by waiting",
    "fresh": "Read-your-own-writes, from the write model",
    "acceptance": "Acceptance",
}

_SHOWN_IN: Final = {"address": "the profile", "follow": "the profile"}


class Seen(NamedTuple):
    """What the person saw from one time to the next (ms since the trace began); `kind`: old, marked or new."""

    start_ms: float
    end_ms: float
    words: str
    kind: str


def milliseconds(value: float) -> str:
    """A duration as it is written in a column: 0.3, 12, 3,012."""
    return f"{value:.1f}" if value < 10 else f"{value:,.0f}"


def headline(trace: Trace, viewer: int) -> tuple[str, str]:
    """What a trace says in one sentence, and why."""
    own = trace.actor_id == viewer
    what = trace.words if trace.words[0].islower() else trace.words[0].lower() + trace.words[1:]
    if trace.rejected == NOTHING_NEW:
        return f"{'Your' if own else 'A'} {what} changed nothing", trace.rejected
    if trace.rejected:
        return f"{'Your' if own else 'A'} {what} was refused", trace.rejected
    whole = whole_ms(trace)
    spans = spans_of(trace)
    delayed = sum(span.delayed_ms for span in spans)
    if trace.at("painted") is None or whole is None:
        saved = trace.at("committed") is not None
        where = "saved, and on its way to the feeds" if saved else "being saved"
        return f"{'Your' if own else 'A'} {what} is {where}", _waiting(trace, delayed)
    place = _SHOWN_IN.get(trace.kind, "the feed")
    first = f"{milliseconds(whole)} ms from {'your click' if own else 'the command'} to {place}"
    if delayed:
        rest = milliseconds(max(0.0, whole - delayed))
        return first, f"{milliseconds(delayed)} ms of it waited on purpose. The work itself took {rest} ms."
    longest = max(spans, key=lambda span: span.took_ms)
    words = STAGE_WORDS[longest.stage][0].lower()
    return first, f"The longest part: {words}, {milliseconds(longest.took_ms)} ms."


def seen_of(trace: Trace) -> tuple[Seen, ...]:
    """What the person saw while it was on its way, by the strategy that answered for it; the last of it lasts."""
    begin = trace.began_ms
    if begin is None:
        return ()
    end = max(span.end_ms for span in spans_of(trace))
    overlay, painted = trace.at("overlay_painted"), trace.at("painted")
    new_at = painted - begin if painted is not None else end
    ahead_at = overlay - begin if overlay is not None and trace.strategy == "optimistic" else new_at
    found = [Seen(0.0, ahead_at, "old", "old")]
    if ahead_at < new_at or (painted is None and overlay is not None and trace.strategy == "optimistic"):
        found.append(Seen(ahead_at, new_at, "new, marked", "marked"))
    if painted is not None:
        found.append(Seen(new_at, new_at, "new", "new"))
    return tuple(found)


def _waiting(trace: Trace, delayed: float) -> str:
    if trace.at("committed") is None:
        return "The writer has it."
    if trace.held and trace.at("applied") is None:
        return "It is held back at the projector. The pipeline lets it go."
    held = trace.delay_ms or delayed
    return f"The read side is slowed by {milliseconds(held)} ms." if held else "The projector has not read it yet."
