"""The words by which settings explain the consistency strategies: one line a kind of action, one a strategy."""

from app.consistency.strategies import Kind
from app.consistency.visible import Strategy

KIND_WORDS: dict[Kind, tuple[str, str]] = {
    "posts": ("Posts", "A post of your own"),
    "comments": ("Comments", "What you reply"),
    "edits": ("Edits and deletions", "Words you change or take back"),
    "likes": ("Likes", "Your own likes, and the count beside them"),
    "reposts": ("Reposts", "Your own reposts"),
    "bookmarks": ("Bookmarks", "What you keep for later"),
    "follows": ("Follows", "Whom you follow"),
    "mutes": ("Mutes", "Whom you do not want to read"),
    "profile": ("Profile", "Your name, words and picture"),
    "address": ("Address", "Where you live"),
    "counts": ("Counts by others", "Likes and comments of other people"),
}
"""Each kind of action: its name, and what it is."""

STRATEGY_WORDS: dict[Strategy, tuple[str, str]] = {
    "optimistic": ("Optimistic", "Shown at once and marked; taken back visibly, with the reason, if it is refused."),
    "wait": ("Read your own writes: wait", "Waits for the read store, at most 2 s, then says that the view is behind."),
    "fresh": ("Read your own writes: fetch", "Read from the write side for a few seconds; the view says so."),
    "none": ("None", "Shows what the read store holds: the old state, until it has caught up."),
    "acceptance": ("Acceptance", "Shows what there is, says how old it is, and never waits."),
}
"""Each strategy: its name, and in one line what the view does after a command."""


def offered(kind: Kind) -> tuple[Strategy, ...]:
    """The strategies that make sense for a kind: what others do cannot be predicted or awaited."""
    return ("acceptance", "none") if kind == "counts" else ("optimistic", "wait", "fresh", "acceptance", "none")
