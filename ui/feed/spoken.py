"""What a screen reader says about a card: author, text, time and state, in one sentence each."""

from app.consistency.visible import VisibleItem
from app.text import excerpt
from ui.feed.marks import Mark
from ui.feed.moment import exact_time, relative_time

_AHEAD = {"text": "edited words", "likes": "likes", "reposts": "reposts", "comments": "comments", "name": "name"}
_MOST = 280


def spoken_age(at_ms: int, now_ms: int) -> str:
    """An age in whole words: 'now', '18 minutes ago', the exact date after a week."""
    short = relative_time(at_ms, now_ms)
    number, _, unit = short.partition(" ")
    words = {"min": "minute", "h": "hour", "d": "day"}.get(unit)
    if words is None:
        return "now" if short == "now" else exact_time(at_ms)
    return f"{number} {words}{'' if number == '1' else 's'} ago"


def spoken_card(item: VisibleItem, now_ms: int, mark: Mark | None) -> str:
    """Author, age, text, pictures and state of a row."""
    card = item.item.card
    parts = [f"{card.name}, {spoken_age(card.created_ms, now_ms)}"]
    if item.item.via_name:
        parts.insert(0, f"Reposted by {item.item.via_name}")
    if card.text:
        parts.append(excerpt(card.text, _MOST))
    parts.extend(f"Picture: {one.alt}" if one.alt else "Picture without description" for one in card.media)
    parts.extend(_states(item, mark))
    return ". ".join(part.rstrip(".") for part in parts) + "."


def _states(item: VisibleItem, mark: Mark | None) -> list[str]:
    marks = item.item.marks
    flags = (("Liked", marks.liked), ("Reposted", marks.reposted), ("Bookmarked", marks.bookmarked))
    states = [name for name, on in flags if on]
    if item.item.card.edited_ms:
        states.append("Edited")
    if item.item.card.simulated:
        states.append("Simulated person")
    if mark is not None:
        states.append(mark.words)
    elif item.in_water:
        states.append("Not in feeds yet")
    ahead = [_AHEAD[change.field] for change in item.changes if change.field in _AHEAD]
    if ahead:
        states.append(f"Not in the read store yet: {', '.join(ahead)}")
    return states
