"""How what is shown differs from what the read store holds, field by field: the tide's waves are painted from it."""

from collections.abc import Iterable

from app.commands import (
    AddComment,
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
from app.consistency.patches import Prediction
from app.consistency.visible import Change
from app.consistency.words import changed_ranges
from app.read_model.documents import Comment, FeedItem, Profile, Relation

FIELDS_OF: dict[type, tuple[str, ...]] = {
    RegisterPerson: (),
    UpdateProfile: ("name", "avatar", "bio"),
    UpdateAddress: ("display_address",),
    CreatePost: ("posts",),
    EditPost: ("text",),
    DeletePost: ("posts",),
    AddComment: ("comments",),
    EditComment: ("text",),
    DeleteComment: ("comments",),
    SetLike: ("liked", "likes"),
    SetRepost: ("reposted", "reposts"),
    SetBookmark: ("bookmarked",),
    SetFollow: ("follows", "followers", "following"),
    SetMute: ("muted",),
}
"""The names of the changes that a command can make."""


def unsaved_fields(replayed: Iterable[Prediction]) -> frozenset[str]:
    """The fields that a command touches which is not acknowledged yet."""
    return frozenset(
        field
        for prediction in replayed
        if prediction.operation.stage == "saving"
        for field in FIELDS_OF[type(prediction.operation.command)]
    )


def item_changes(stored: FeedItem, shown: FeedItem, unsaved: frozenset[str]) -> tuple[Change, ...]:
    """How a row differs from the read store's."""
    was, now = stored.card, shown.card
    made = (
        _text("text", was.text, now.text, unsaved),
        _text("name", was.name, now.name, unsaved),
        _picture(was.avatar, now.avatar, unsaved),
        _count("likes", was.likes, now.likes, unsaved),
        _count("reposts", was.reposts, now.reposts, unsaved),
        _count("comments", was.comments, now.comments, unsaved),
        _flag("liked", stored.marks.liked, shown.marks.liked, unsaved),
        _flag("reposted", stored.marks.reposted, shown.marks.reposted, unsaved),
        _flag("bookmarked", stored.marks.bookmarked, shown.marks.bookmarked, unsaved),
    )
    return tuple(change for change in made if change is not None)


def comment_changes(stored: Comment, shown: Comment, unsaved: frozenset[str]) -> tuple[Change, ...]:
    """How a comment differs from the read store's."""
    made = (
        _text("text", stored.text, shown.text, unsaved),
        _text("name", stored.name, shown.name, unsaved),
        _picture(stored.avatar, shown.avatar, unsaved),
    )
    return tuple(change for change in made if change is not None)


def profile_changes(
    stored: tuple[Profile, Relation], shown: tuple[Profile, Relation], unsaved: frozenset[str]
) -> tuple[Change, ...]:
    """How a profile, and how the viewer stands to the person, differ from the read store's."""
    (was, stood), (now, stands) = stored, shown
    made = (
        _text("name", was.name, now.name, unsaved),
        _text("bio", was.bio, now.bio, unsaved),
        _picture(was.avatar, now.avatar, unsaved),
        _text("display_address", was.display_address, now.display_address, unsaved),
        _count("posts", was.posts, now.posts, unsaved),
        _count("followers", was.followers, now.followers, unsaved),
        _count("following", was.following, now.following, unsaved),
        _flag("follows", stood.following, stands.following, unsaved),
        _flag("muted", stood.muted, stands.muted, unsaved),
    )
    return tuple(change for change in made if change is not None)


def _text(field: str, stored: str, shown: str, unsaved: frozenset[str]) -> Change | None:
    if stored == shown:
        return None
    return Change(field, "saving" if field in unsaved else "committed", stored, changed_ranges(stored, shown))


def _count(field: str, stored: int, shown: int, unsaved: frozenset[str]) -> Change | None:
    if stored == shown:
        return None
    return Change(field, "saving" if field in unsaved else "committed", f"{stored:,}")


def _flag(field: str, stored: bool, shown: bool, unsaved: frozenset[str]) -> Change | None:
    if stored == shown:
        return None
    return Change(field, "saving" if field in unsaved else "committed", "yes" if stored else "no")


def _picture(stored: str, shown: str, unsaved: frozenset[str]) -> Change | None:
    if stored == shown:
        return None
    return Change("avatar", "saving" if "avatar" in unsaved else "committed", "another picture" if stored else "none")
