"""What was done in the running program becomes a scenario: handles and keys in place of ids, times from the start.

It is read back from the outbox, so that recording costs nothing while it runs.
"""

from collections.abc import Callable, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any

import msgspec

from app.consistency.strategies import Strategies, choices_in
from app.errors import InvalidInput
from app.events import (
    AddressUpdated,
    AnyEvent,
    CommentAdded,
    CommentDeleted,
    CommentEdited,
    PersonFollowed,
    PersonMuted,
    PersonUnfollowed,
    PersonUnmuted,
    PostBookmarked,
    PostCreated,
    PostDeleted,
    PostEdited,
    PostLiked,
    PostReposted,
    PostUnbookmarked,
    PostUnliked,
    PostUnreposted,
    ProfileUpdated,
    StoredEvent,
    decode,
)
from app.lab.model import Slowing
from app.lab.scenarios.file import parse
from app.lab.toml_text import toml_of
from app.read_model.documents import PostCard, Profile
from app.write_model.outbox import Outbox

if TYPE_CHECKING:
    from app.lab.laboratory import LabParts

MOST_STEPS = 5_000
LOOK_AFTER_MS = 100
"""Whoever recorded looks so soon after each own change, as one does."""
END_AFTER_MS = 1_000
BEFORE = "(as it was before)"
"""Stands for words that were changed since, and that nobody keeps."""

_TOGGLES: dict[type, str] = {
    PostLiked: "like",
    PostUnliked: "unlike",
    PostReposted: "repost",
    PostUnreposted: "unrepost",
    PostBookmarked: "bookmark",
    PostUnbookmarked: "unbookmark",
}
_RELATIONS: dict[type, str] = {
    PersonFollowed: "follow",
    PersonUnfollowed: "unfollow",
    PersonMuted: "mute",
    PersonUnmuted: "unmute",
}


class Began(msgspec.Struct, frozen=True):
    """How things stood when the recording began: both clocks' time, the position, who acts, and what was set."""

    position: int
    wall_ms: int
    viewer: int
    strategies: Strategies
    slowing: Slowing


class Recorded(msgspec.Struct, frozen=True):
    """What became of it: the file's text, how many steps, and how many changes a scenario cannot tell."""

    text: str
    steps: int
    left_out: int


def began(parts: "LabParts") -> Began:
    """A recording that begins now. Raises `StoreUnusable`."""
    with closing(Outbox(parts.database)) as outbox:
        position = outbox.last_position()
    session, slowing = parts.session, parts.read_side.state().slowing
    return Began(position, parts.clock.now_ms(), session.viewer, session.strategies, slowing)


def recorded_in(parts: "LabParts", began: Began) -> Recorded:
    """What was done in a running program since. Raises `InvalidInput` or `StoreUnusable`."""
    with closing(Outbox(parts.database)) as outbox:
        events = outbox.read(began.position, MOST_STEPS + 1)
    queries = parts.queries
    return recorded(began, events, lambda person: queries.profile(person).profile, queries.card)


def recorded(
    began: Began,
    events: Sequence[StoredEvent],
    profile_of: Callable[[int], Profile | None],
    card_of: Callable[[int], PostCard | None],
) -> Recorded:
    """The scenario of what was committed since. Raises `InvalidInput` if nothing was, or far too much."""
    if len(events) > MOST_STEPS:
        raise InvalidInput("recording", f"More than {MOST_STEPS:,} changes were recorded, too many for a scenario.")
    script = _Script(began, profile_of, card_of)
    for stored in events:
        script.take(stored)
    if not script.steps:
        raise InvalidInput("recording", "Nothing was done while it was recorded, so there is nothing to save.")
    text = toml_of(script.scenario())
    parse(text, "recording")
    return Recorded(text, len(script.steps), script.left_out)


class _Script:
    """Gathers people, posts, steps and looks."""

    def __init__(
        self, began: Began, profile_of: Callable[[int], Profile | None], card_of: Callable[[int], PostCard | None]
    ) -> None:
        self._began = began
        self._profile_of = profile_of
        self._card_of = card_of
        self._people: dict[int, dict[str, Any]] = {}
        self._keys: dict[int, str] = {}
        self._comment_keys: dict[int, str] = {}
        self._posts: list[dict[str, Any]] = []
        self._comments: list[dict[str, Any]] = []
        self._looks: list[dict[str, Any]] = []
        self.steps: list[dict[str, Any]] = []
        self.left_out = 0

    def take(self, stored: StoredEvent) -> None:
        """Make a step of an event; what a scenario cannot tell is counted."""
        event = decode(stored)
        told = self._told(event)
        if told is None:
            self.left_out += 1
            return
        actor, place, step = told
        at_ms = max(0, stored.committed_ms - self._began.wall_ms)
        self.steps.append({"at_ms": at_ms, "who": self._handle(actor), **step})
        if actor == self._began.viewer:
            self._looks.append({"who": self._handle(actor), "at": place, "from_ms": at_ms + LOOK_AFTER_MS})

    def scenario(self) -> dict[str, Any]:
        """The whole file."""
        end = max(step["at_ms"] for step in self.steps) + END_AFTER_MS
        slowing = self._began.slowing
        order = {"at_ms": 0, "does": "slow", **msgspec.to_builtins(slowing)}
        count = len(self.steps)
        return {
            "title": "What was just done",
            "shows": "A recording of the running program, to play again.",
            "people": list(self._people.values()),
            "posts": self._posts,
            "comments": self._comments,
            "read_side": [order] if slowing.words else [],
            "steps": self.steps,
            "looks": self._looks,
            "narration": [
                {"at_ms": self.steps[0]["at_ms"], "text": "The recording begins: position {write}."},
                {"at_ms": end, "text": "{writes} writes. Of {reads} looks, {own_missed} missed an own write."},
            ],
            "expect": [
                {"figure": "writes", "at_most": count},
                {"figure": "differences", "equals": 0, "says": "Both sides agree at the end."},
            ],
        }

    def _told(self, event: AnyEvent) -> tuple[int, str, dict[str, Any]] | None:
        """Who did it, where it shows, and the step but for its time."""
        match event:
            case PostCreated(post_id=post, author_id=author):
                self._keys[post] = f"post_{len(self._keys) + 1}"
                return author, "feed", {"does": "post", "key": self._keys[post], "text": event.text or "(a picture)"}
            case PostEdited(post_id=post, author_id=author):
                key = self._key(post, event.text)
                return author, f"post:{key}", {"does": "edit", "on": key, "text": event.text or "(a picture)"}
            case PostDeleted(post_id=post, author_id=author):
                return author, "feed", {"does": "delete", "on": self._key(post)}
            case CommentAdded() | CommentEdited() | CommentDeleted():
                return self._commented(event)
            case ProfileUpdated(person_id=person):
                step = {"does": "profile", "name": event.name, "bio": event.bio}
                return person, f"profile:{self._handle(person)}", step
            case AddressUpdated(person_id=person):
                parts = {name: getattr(event, name) for name in ("street", "city", "postal_code", "country")}
                return person, f"profile:{self._handle(person)}", {"does": "address", **parts}
            case _:
                return self._toggled(event)

    def _commented(self, event: CommentAdded | CommentEdited | CommentDeleted) -> tuple[int, str, dict[str, Any]]:
        post = self._key(event.post_id)
        step: dict[str, Any]
        if isinstance(event, CommentAdded):
            above = self._comment_keys.get(event.ancestors[-1]) if event.ancestors else None
            key = self._comment_keys[event.comment_id] = f"comment_{len(self._comment_keys) + 1}"
            step = {"does": "comment", "key": key, "on": above or post, "text": event.text}
        else:
            key = self._comment_key(event.comment_id, event.author_id, post)
            step = {"does": "delete_comment", "on": key}
            if isinstance(event, CommentEdited):
                step = {"does": "edit_comment", "on": key, "text": event.text}
        return event.author_id, f"post:{post}", step

    def _comment_key(self, comment: int, author: int, post: str) -> str:
        """The key of a comment; one from before the recording is there at the beginning, in other words."""
        if comment not in self._comment_keys:
            key = self._comment_keys[comment] = f"comment_{len(self._comment_keys) + 1}"
            self._comments.append({"by": self._handle(author), "on": post, "text": BEFORE, "key": key})
        return self._comment_keys[comment]

    def _toggled(self, event: AnyEvent) -> tuple[int, str, dict[str, Any]] | None:
        match event:
            case (
                PostLiked(post_id=post, person_id=person)
                | PostUnliked(post_id=post, person_id=person)
                | PostReposted(post_id=post, person_id=person)
                | PostUnreposted(post_id=post, person_id=person)
                | PostBookmarked(post_id=post, person_id=person)
                | PostUnbookmarked(post_id=post, person_id=person)
            ):
                key = self._key(post)
                return person, f"post:{key}", {"does": _TOGGLES[type(event)], "on": key}
            case (
                PersonFollowed(follower_id=who, followee_id=whom)
                | PersonUnfollowed(follower_id=who, followee_id=whom)
                | PersonMuted(person_id=who, muted_id=whom)
                | PersonUnmuted(person_id=who, muted_id=whom)
            ):
                handle = self._handle(whom)
                return who, f"profile:{handle}", {"does": _RELATIONS[type(event)], "on": handle}
            case _:
                return None

    def _handle(self, person: int) -> str:
        found = self._people.get(person)
        if found is None:
            profile = self._profile_of(person)
            found = {"handle": profile.handle if profile else f"person_{len(self._people) + 1}"}
            if profile is not None:
                found["name"] = profile.name
            if person == self._began.viewer:
                found["strategies"] = choices_in(self._began.strategies)
                found["deadline_ms"] = self._began.strategies.deadline_ms
            self._people[person] = found
        handle: str = found["handle"]
        return handle

    def _key(self, post: int, edited: str = "") -> str:
        """The key of a post; one from before the recording is there at the beginning, before it was `edited`."""
        if post not in self._keys:
            self._keys[post] = f"post_{len(self._keys) + 1}"
            card = self._card_of(post)
            author = self._handle(card.author_id if card else self._began.viewer)
            text = (card.text if card else "") or "(a picture)"
            text = BEFORE if text == edited else text
            self._posts.append({"by": author, "text": text, "key": self._keys[post]})
        return self._keys[post]
