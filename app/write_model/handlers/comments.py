"""Comments: nested as deep as people talk, and emptied rather than removed while they have replies."""

from collections.abc import Sequence

from sqlalchemy import bindparam, delete, insert, literal_column, null, select, update

from app.commands import AddComment, DeleteComment, EditComment
from app.events import CommentAdded, CommentDeleted, CommentEdited
from app.text import find_spans
from app.write_model import rules
from app.write_model.handlers.loading import NO_POST, people_mentioned, require_person
from app.write_model.rules import RuleBroken
from app.write_model.statements import Row, Statement
from app.write_model.tables import comment_mentions, comments, posts
from app.write_model.unit_of_work import UnitOfWork

_POST = Statement(select(posts.c.id).where(posts.c.id == bindparam("post")))
_INSERT = Statement(
    insert(comments).values(
        {
            column: bindparam(column.name)
            for column in comments.c
            if column not in {comments.c.edited_ms, comments.c.deleted_ms}
        }
    )
)
_INSERT_MENTION = Statement(insert(comment_mentions))
_DELETE_MENTIONS = Statement(delete(comment_mentions).where(comment_mentions.c.comment_id == bindparam("comment")))
_COMMENT = Statement(
    select(comments.c.post_id, comments.c.author_id, comments.c.text, comments.c.deleted_ms).where(
        comments.c.id == bindparam("comment")
    )
)
_place = (comments.c.id, comments.c.post_id, comments.c.author_id, comments.c.deleted_ms, comments.c.parent_id)
_above = (
    select(*_place, literal_column("0").label("height"))
    .where(comments.c.id == bindparam("comment"))
    .cte(recursive=True)
)
_above = _above.union_all(select(*_place, _above.c.height + 1).where(comments.c.id == _above.c.parent_id))
_WITH_ALL_ABOVE = Statement(
    select(_above.c.id, _above.c.post_id, _above.c.author_id, _above.c.deleted_ms).order_by(_above.c.height.desc())
)
_REPLY = Statement(
    select(comments.c.id)
    .where(comments.c.post_id == bindparam("post"), comments.c.parent_id == bindparam("comment"))
    .limit(literal_column("1"))
)
_UPDATE = Statement(
    update(comments)
    .where(comments.c.id == bindparam("comment"))
    .values(text=bindparam("text"), edited_ms=bindparam("at_ms"))
)
_EMPTY = Statement(
    update(comments)
    .where(comments.c.id == bindparam("comment"))
    .values(text=literal_column("''"), edited_ms=null(), deleted_ms=bindparam("at_ms"))
)
_DELETE = Statement(delete(comments).where(comments.c.id == bindparam("comment")))

_NO_COMMENT = "This comment no longer exists."


def add_comment(command: AddComment, unit: UnitOfWork) -> int:
    """A comment on a post, or a reply to a comment of it."""
    comment_id = rules.identifier(command.comment_id, "comment_id")
    post_id = rules.identifier(command.post_id, "post_id")
    text = rules.words(command.text)
    author_id = command.actor_id
    require_person(unit, author_id, "actor_id")
    if unit.one(_POST, post=post_id) is None:
        raise RuleBroken("post_id", NO_POST)
    above = _place_of_reply(unit, post_id, command.parent_id)
    if not unit.is_free(comment_id):
        raise RuleBroken("comment_id", "Something with this id exists already; nothing was added.")
    spans = find_spans(text)
    mentioned = people_mentioned(unit, spans, author_id)
    unit.run(
        _INSERT,
        id=comment_id,
        post_id=post_id,
        author_id=author_id,
        parent_id=command.parent_id,
        text=text,
        created_ms=unit.at_ms,
    )
    _mention(unit, comment_id, mentioned)
    unit.record(
        CommentAdded(
            at_ms=unit.at_ms,
            comment_id=comment_id,
            post_id=post_id,
            author_id=author_id,
            text=text,
            spans=spans,
            mentioned=mentioned,
            ancestors=tuple(row[0] for row in above),
            parent_author_id=above[-1][2] if above else None,
        )
    )
    return comment_id


def edit_comment(command: EditComment, unit: UnitOfWork) -> int:
    """New words for an own comment."""
    text = rules.words(command.text)
    comment_id, author_id = command.comment_id, command.actor_id
    post_id, text_before = _own_comment(unit, comment_id, author_id)
    if text == text_before:
        return comment_id
    spans = find_spans(text)
    mentioned = people_mentioned(unit, spans, author_id)
    unit.run(_UPDATE, comment=comment_id, text=text, at_ms=unit.at_ms)
    unit.run(_DELETE_MENTIONS, comment=comment_id)
    _mention(unit, comment_id, mentioned)
    above = unit.all(_WITH_ALL_ABOVE, comment=comment_id)[:-1]
    unit.record(
        CommentEdited(
            at_ms=unit.at_ms,
            comment_id=comment_id,
            post_id=post_id,
            author_id=author_id,
            text=text,
            spans=spans,
            mentioned=mentioned,
            ancestors=tuple(row[0] for row in above),
        )
    )
    return comment_id


def delete_comment(command: DeleteComment, unit: UnitOfWork) -> int:
    """An own comment: gone, or emptied while it has replies. Emptied places above that lose their last reply go too."""
    comment_id, author_id = command.comment_id, command.actor_id
    post_id, _ = _own_comment(unit, comment_id, author_id)
    above = unit.all(_WITH_ALL_ABOVE, comment=comment_id)[:-1]
    emptied = unit.one(_REPLY, post=post_id, comment=comment_id) is not None
    pruned: tuple[int, ...] = ()
    if emptied:
        unit.run(_EMPTY, comment=comment_id, at_ms=unit.at_ms)
        unit.run(_DELETE_MENTIONS, comment=comment_id)
    else:
        unit.run(_DELETE, comment=comment_id)
        pruned = _prune(unit, post_id, above)
    unit.record(
        CommentDeleted(
            at_ms=unit.at_ms,
            comment_id=comment_id,
            post_id=post_id,
            author_id=author_id,
            ancestors=tuple(row[0] for row in above),
            emptied=emptied,
            pruned=pruned,
        )
    )
    return comment_id


def _place_of_reply(unit: UnitOfWork, post_id: int, parent_id: int | None) -> list[Row]:
    """The comments above a reply, topmost first; none for a comment on the post itself."""
    if parent_id is None:
        return []
    above = unit.all(_WITH_ALL_ABOVE, comment=rules.identifier(parent_id, "parent_id"))
    if not above or above[-1][1] != post_id:
        raise RuleBroken("parent_id", _NO_COMMENT)
    if above[-1][3] is not None:
        raise RuleBroken("parent_id", "This comment was deleted, so it can no longer be replied to.")
    if len(above) >= rules.MAX_DEPTH:
        raise RuleBroken("parent_id", "This conversation is nested too deeply; reply to an earlier comment.")
    return above


def _own_comment(unit: UnitOfWork, comment_id: int, actor_id: int) -> Row:
    """The post and the words of the comment."""
    require_person(unit, actor_id, "actor_id")
    comment = unit.one(_COMMENT, comment=rules.identifier(comment_id, "comment_id"))
    if comment is None or comment[3] is not None:
        raise RuleBroken("comment_id", _NO_COMMENT)
    if comment[1] != actor_id:
        raise RuleBroken("actor_id", "Only its author can change or delete a comment.")
    return comment[0], comment[2]


def _prune(unit: UnitOfWork, post_id: int, above: Sequence[Row]) -> tuple[int, ...]:
    """Remove the emptied places directly above, nearest first, that have no reply left."""
    pruned = []
    for place, _, _, deleted_ms in reversed(above):
        if deleted_ms is None or unit.one(_REPLY, post=post_id, comment=place) is not None:
            break
        unit.run(_DELETE, comment=place)
        pruned.append(place)
    return tuple(pruned)


def _mention(unit: UnitOfWork, comment_id: int, mentioned: tuple[int, ...]) -> None:
    for person_id in mentioned:
        unit.run(_INSERT_MENTION, comment_id=comment_id, person_id=person_id)
