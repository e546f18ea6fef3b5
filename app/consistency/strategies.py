"""Which strategy each kind of action follows after a command: plain data that settings store."""

from collections.abc import Mapping
from typing import Literal, get_args

import msgspec

from app.commands import (
    AddComment,
    AnyCommand,
    CreatePost,
    DeleteComment,
    DeletePost,
    EditComment,
    EditPost,
    RegisterPerson,
    SetBookmark,
    SetFollow,
    SetLike,
    SetMute,
    SetRepost,
    UpdateAddress,
    UpdateProfile,
)
from app.consistency.visible import Strategy
from app.errors import InvalidInput
from app.settings import Settings

Kind = Literal[
    "posts", "comments", "edits", "likes", "reposts", "bookmarks", "follows", "mutes", "profile", "address", "counts"
]

KINDS: tuple[Kind, ...] = get_args(Kind)


class Strategies(msgspec.Struct, frozen=True):
    """One strategy a kind of action. `edits` are edits and deletions; `counts` those that others change.

    `deadline_ms` is how long 'wait' waits, `fresh_ms` how long 'fresh' reads from the write model.
    """

    posts: Strategy = "optimistic"
    comments: Strategy = "optimistic"
    edits: Strategy = "optimistic"
    likes: Strategy = "optimistic"
    reposts: Strategy = "optimistic"
    bookmarks: Strategy = "optimistic"
    follows: Strategy = "optimistic"
    mutes: Strategy = "optimistic"
    profile: Strategy = "wait"
    address: Strategy = "wait"
    counts: Strategy = "acceptance"
    deadline_ms: int = 2_000
    fresh_ms: int = 5_000

    def of(self, command: AnyCommand) -> Strategy:
        """The strategy for this command."""
        chosen: Strategy = getattr(self, kind_of(command))
        return chosen


_KIND_OF: dict[type, Kind] = {
    RegisterPerson: "profile",
    UpdateProfile: "profile",
    UpdateAddress: "address",
    CreatePost: "posts",
    EditPost: "edits",
    DeletePost: "edits",
    AddComment: "comments",
    EditComment: "edits",
    DeleteComment: "edits",
    SetLike: "likes",
    SetRepost: "reposts",
    SetBookmark: "bookmarks",
    SetFollow: "follows",
    SetMute: "mutes",
}


def kind_of(command: AnyCommand) -> Kind:
    """The kind of action that a command is."""
    return _KIND_OF[type(command)]


def strategies_from(chosen: Mapping[str, str], *, deadline_ms: int = 2_000, fresh_ms: int = 5_000) -> Strategies:
    """The defaults with what a person has chosen, as settings keep it: kind → strategy.

    Raises `InvalidInput` for an unknown kind or strategy; `field` names it.
    """
    for kind, strategy in chosen.items():
        if kind not in KINDS:
            raise InvalidInput(kind, f"There is no kind of action named '{kind}'; the defaults apply.")
        if strategy not in get_args(Strategy):
            raise InvalidInput(kind, f"There is no strategy named '{strategy}'; the default applies to {kind}.")
    return msgspec.convert({**chosen, "deadline_ms": deadline_ms, "fresh_ms": fresh_ms}, Strategies)


def strategies_in(settings: Settings) -> Strategies:
    """What a person has chosen; the defaults where a newer version knows a strategy that this one does not."""
    deadline, fresh = settings.read_deadline_ms, settings.fresh_seconds * 1_000
    try:
        return strategies_from(settings.strategies, deadline_ms=deadline, fresh_ms=fresh)
    except InvalidInput:
        return Strategies(deadline_ms=deadline, fresh_ms=fresh)


def choices_in(strategies: Strategies) -> dict[str, str]:
    """What differs from the defaults, as settings keep it: kind → strategy."""
    defaults = Strategies()
    return {kind: getattr(strategies, kind) for kind in KINDS if getattr(strategies, kind) != getattr(defaults, kind)}
