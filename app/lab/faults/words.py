"""The sentences of a fault: what happened, what a person saw of it, and why the naive design lost what it lost."""

from typing import Final

from app.consistency.trace import Kind
from app.lab.readings.faults import FaultName

_HEADLINES: Final[dict[FaultName, str]] = {
    "lost_doorbell": "The doorbell was lost. Nothing else was.",
    "delivered_twice": "It was delivered twice. It counts once.",
    "out_of_order": "It came too late. It stands where it belongs.",
    "crash_before_commit": "The program died half way. No half of it was kept.",
    "crash_after_commit": "The program died after saving. What was saved is shown.",
    "poison": "An event could not be read. The others went on.",
    "projector_killed": "The projector was killed. What was saved waited.",
    "store_deleted": "The pages were deleted. They were made again.",
    "clock_jump": "The clock went back an hour. Nothing else did.",
}
_BESIDE: Final[dict[FaultName, str]] = {
    "crash_before_commit": "The program has to be opened again.",
    "crash_after_commit": "The program has to be opened again.",
    "poison": "The sync card lists it with its reason, to retry or discard.",
    "projector_killed": "The sync card says that the feeds have stopped.",
    "store_deleted": "The sync card says that the feeds are being rebuilt.",
}
_NAIVE: Final[dict[FaultName, str]] = {
    "lost_doorbell": "The signal carried the event, so the event was lost with it.",
    "delivered_twice": "It added one for each delivery.",
    "out_of_order": "It applied them as they came: the last to arrive won.",
    "crash_before_commit": "Pages saved, checkpoint not: after the restart it was applied again.",
    "crash_after_commit": "Saved, and never sent: nothing tells it that something is missing.",
    "poison": "It logged the error and went on, for good.",
    "projector_killed": "Nobody heard the signals, and nobody kept them.",
    "store_deleted": "Its checkpoint, kept elsewhere, said that all was done.",
    "clock_jump": "It sorts by date, and the date was wrong.",
}
_SPARED: Final[dict[FaultName, str]] = {
    "delivered_twice": ": the same address twice is one address",
    "crash_before_commit": ": the same address twice is one address",
    "poison": ": the next address was written over it",
}
_UNITS: Final[dict[Kind, str]] = {"like": "likes", "comment": "comments", "follow": "followers"}


def headline(fault: FaultName, *, clean: bool) -> str:
    """What happened, in one line."""
    return _HEADLINES[fault] if clean else "The fault did harm: the sides of Tideline differ."


def seen_words(fault: FaultName, kind: Kind, before: str, after: str, waited_ms: float) -> str:
    """What a person saw: `before` and `after` are what the page showed, `waited_ms` how long it showed the old."""
    late = waited_ms >= 1
    waited = f"{waited_ms / 1_000:.1f} s"
    if kind == "post":
        what = f"The post is saved, and missing from the feeds for {waited}." if late else "The post appears at once."
    elif kind == "address":
        what = (
            f"The address is saved; the profile shows the old one for {waited}."
            if late
            else "The profile shows the new address at once."
        )
    elif late:
        what = f"The {kind} is saved; the page says {_counted(before, kind)} for {waited}, then {after}."
    else:
        what = f"The page goes from {before} to {_counted(after, kind)} at once."
    if fault == "out_of_order" and kind in ("like", "follow"):
        what = f"The {kind} and its taking back are shown at once: {_counted(after, kind)}, as before."
    return f"{what} {_BESIDE[fault]}" if fault in _BESIDE else what


def naive_words(fault: FaultName, kind: Kind, lost: int) -> str:
    """Why the naive design lost what it lost."""
    if lost:
        return _NAIVE[fault]
    if fault == "clock_jump":
        return f"Nothing, this time: {'an' if kind == 'address' else 'a'} {kind} has no place in a list by date."
    return f"Nothing, this time{_SPARED.get(fault, '') if kind == 'address' else ''}."


def _counted(number: str, kind: Kind) -> str:
    units = _UNITS.get(kind, "")
    return f"{number} {units[:-1] if number == '1' else units}"
