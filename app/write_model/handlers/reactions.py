"""Likes, reposts and bookmarks: a person has one on a post or has not; asking for what is changes nothing."""

from collections.abc import Callable

from sqlalchemy import Table, bindparam, delete, insert, select

from app.commands import SetBookmark, SetLike, SetRepost
from app.events import (
    PostBookmarked,
    PostLiked,
    PostReposted,
    PostUnbookmarked,
    PostUnliked,
    PostUnreposted,
)
from app.write_model import rules
from app.write_model.handlers.loading import NO_POST, require_person
from app.write_model.rules import RuleBroken
from app.write_model.statements import Statement
from app.write_model.tables import bookmarks, likes, people, posts, reposts
from app.write_model.unit_of_work import UnitOfWork

_Made = PostLiked | PostReposted | PostBookmarked
_Undone = PostUnliked | PostUnreposted | PostUnbookmarked


class _Reaction:
    """One kind of reaction: its table and its two events."""

    def __init__(self, rows: Table, made: Callable[..., _Made], undone: Callable[..., _Undone]) -> None:
        self.made = made
        self.undone = undone
        # The post, the row and the person in one look.
        self.state = Statement(
            select(posts.c.author_id, rows.c.id, people.c.id)
            .select_from(
                posts.outerjoin(
                    rows, (rows.c.post_id == posts.c.id) & (rows.c.person_id == bindparam("person"))
                ).outerjoin(people, people.c.id == bindparam("person"))
            )
            .where(posts.c.id == bindparam("post"))
        )
        self.insert = Statement(insert(rows))
        self.delete = Statement(
            delete(rows).where(rows.c.post_id == bindparam("post"), rows.c.person_id == bindparam("person"))
        )


_LIKE = _Reaction(likes, PostLiked, PostUnliked)
_REPOST = _Reaction(reposts, PostReposted, PostUnreposted)
_BOOKMARK = _Reaction(bookmarks, PostBookmarked, PostUnbookmarked)


def set_like(command: SetLike, unit: UnitOfWork) -> int:
    """Like a post, or no longer."""
    return _set(unit, _LIKE, command.actor_id, command.post_id, wanted=command.liked)


def set_repost(command: SetRepost, unit: UnitOfWork) -> int:
    """Repost a post, or no longer."""
    chosen = None if command.reaction_id is None else rules.identifier(command.reaction_id, "reaction_id")
    return _set(unit, _REPOST, command.actor_id, command.post_id, wanted=command.reposted, chosen=chosen)


def set_bookmark(command: SetBookmark, unit: UnitOfWork) -> int:
    """Bookmark a post, or no longer."""
    return _set(unit, _BOOKMARK, command.actor_id, command.post_id, wanted=command.bookmarked)


def _set(
    unit: UnitOfWork, reaction: _Reaction, person_id: int, post_id: int, *, wanted: bool, chosen: int | None = None
) -> int:
    rules.identifier(post_id, "post_id")
    rules.identifier(person_id, "actor_id")
    state = unit.one(reaction.state, post=post_id, person=person_id)
    if state is None:
        require_person(unit, person_id, "actor_id")
        raise RuleBroken("post_id", NO_POST)
    author_id, reaction_id, known_person = state
    if known_person is None:
        require_person(unit, person_id, "actor_id")
    if (reaction_id is not None) == wanted:
        return post_id
    if wanted:
        reaction_id = chosen if chosen is not None and unit.is_free(chosen) else unit.free_id()
        unit.run(reaction.insert, post_id=post_id, person_id=person_id, id=reaction_id, created_ms=unit.at_ms)
    else:
        unit.run(reaction.delete, post=post_id, person=person_id)
    happened = reaction.made if wanted else reaction.undone
    unit.record(
        happened(at_ms=unit.at_ms, reaction_id=reaction_id, post_id=post_id, author_id=author_id, person_id=person_id)
    )
    return post_id
