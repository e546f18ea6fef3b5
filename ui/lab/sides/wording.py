"""The words of 'Both sides': its headline and line, what a difference says, and the names of fields."""

from typing import Final

from app.lab.model import ReadSideState
from app.lab.readings.sides import ChangedDocument, Field, Past, Sides

FIELD_WORDS: Final = {
    "display_address": "the address",
    "name": "the name",
    "bio": "the bio",
    "avatar": "the picture",
    "handle": "the handle",
    "posts": "the number of posts",
    "followers": "the followers",
    "following": "whom they follow",
    "text": "the text",
    "edited_ms": "when it was edited",
    "likes": "the likes",
    "reposts": "the reposts",
    "comments": "the comments",
    "media": "the pictures",
}

BOTH: Final = "Left, what was saved. Right, what people are shown."
NOT_SHOWN: Final = ("id", "author_id", "simulated")
TABLE_WORDS: Final = {"cards": "Post", "profiles": "Person", "comments": "Comment"}


def visible(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    """The fields worth a line: not ids, nor what is not there, unless they differ."""
    return tuple(one for one in fields if one.differs or (one.name not in NOT_SHOWN and one.value != "none"))


def headline(sides: Sides) -> str:
    """What differs, in one sentence."""
    noun = sides.subject
    if not sides.shown:
        return f"The {noun} is saved, and not shown yet"
    if not sides.saved:
        return f"The {noun} is deleted, and still shown"
    names = [FIELD_WORDS.get(field.name, field.name) for field in sides.differing]
    if not names:
        return "Both sides agree"
    if len(names) == 1:
        return f"One field differs: {names[0]}"
    told = f"{names[0]} and {names[1]}" if len(names) == 2 else f"{names[0]}, {names[1]} and more"
    return f"{len(names)} fields differ: {told}"


def subline(sides: Sides, state: ReadSideState, now_ms: int) -> str:
    """When they will agree."""
    if not sides.differing:
        return BOTH
    return f"{_when(sides, state, now_ms)} {BOTH}"


def _when(sides: Sides, state: ReadSideState, now_ms: int) -> str:
    bringers = [one for field in sides.differing if (one := sides.bringer(field)) is not None]
    if any(one.held for one in bringers):
        return "The event that would bring it is held back."
    if state.paused:
        return "They agree again when the read side goes on."
    if state.stopped or state.rebuilding is not None:
        return "They agree again when the read side runs."
    left = max((one.committed_ms for one in bringers), default=0) + state.delay_ms - now_ms
    return f"They agree again in {left / 1_000:.1f} s." if bringers and left >= 100 else "They agree again in a moment."


def past_head(past: Past, last: int) -> tuple[str, str]:
    """What is said while the slider stands in the past."""
    ago = last - past.shown
    events = "1 event" if ago == 1 else f"{ago:,} events"
    if not past.exists:
        return (
            f"At position {past.shown:,} it did not exist yet",
            f"{events} ago. Move right to see it come.",
        )
    return f"The read store as it was at position {past.shown:,}", f"{events} ago. The rows at the left are today's."


def difference(past: Past) -> str:
    """How the document differs between the two handles."""
    changed = [one for one in past.fields if one.differs]
    later = past.shown >= past.compared
    told = []
    for one in changed:
        before, after = (one.will_be, one.value) if later else (one.value, one.will_be)
        short = len(before) + len(after) <= 16 and not before.startswith('"')
        told.append(f"{one.name} {before} → {after}" if short else one.name.removesuffix("_ms").replace("_", " "))
    if not past.exists:
        return "not there"
    return ", ".join(told) if told else "nothing changed here"


def span(past: Past) -> str:
    """The two positions."""
    return f"{min(past.compared, past.shown):,} → {max(past.compared, past.shown):,}:"


def others(past: Past) -> str:
    """How many documents changed between the two, in all."""
    count = len(past.changed)
    if not count:
        return "No document changed" if not past.more else f"{past.more:,} events, not looked at"
    more = "more than " if past.more else ""
    return f"{more}{count} document{'' if count == 1 else 's'} changed".capitalize()


def told(changed: ChangedDocument) -> str:
    """One changed document in a line."""
    what = TABLE_WORDS.get(changed.table, changed.table)
    title = changed.title if len(changed.title) <= 32 else f"{changed.title[:31]}…"
    if changed.how != "changed":
        return f"{what} “{title}”: {changed.how}"
    parts = [
        f"{one.name} {one.value} → {one.will_be}" if len(one.value) + len(one.will_be) <= 16 else one.name
        for one in changed.fields
    ]
    return f"{what} “{title}”: {', '.join(parts)}"


def ago(committed_ms: int, now_ms: int) -> str:
    """How long ago, in words."""
    passed = max(0, now_ms - committed_ms)
    if passed < 100:
        return "just now"
    return f"{passed / 1_000:.1f} s ago" if passed < 60_000 else f"{passed // 60_000} min ago"
