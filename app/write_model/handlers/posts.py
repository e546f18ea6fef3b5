"""Posts: written, edited and deleted by their authors."""

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from app.commands import CreatePost, DeletePost, EditPost
from app.events import PostCreated, PostDeleted, PostEdited
from app.ids import key_of_name
from app.text import Span, find_spans, tags_of
from app.write_model import rules
from app.write_model.handlers.loading import NO_POST, people_mentioned, require_person, require_picture
from app.write_model.rules import RuleBroken
from app.write_model.statements import Row, Statement
from app.write_model.tables import hashtags, mentions, post_hashtags, post_media, post_revisions, posts
from app.write_model.unit_of_work import UnitOfWork

_INSERT = Statement(
    insert(posts).values({column: bindparam(column.name) for column in posts.c if column is not posts.c.edited_ms})
)
_POST = Statement(
    select(posts.c.author_id, posts.c.text, func.coalesce(posts.c.edited_ms, posts.c.created_ms)).where(
        posts.c.id == bindparam("post")
    )
)
_UPDATE = Statement(
    update(posts).where(posts.c.id == bindparam("post")).values(text=bindparam("text"), edited_ms=bindparam("at_ms"))
)
_DELETE = Statement(delete(posts).where(posts.c.id == bindparam("post")))
_INSERT_REVISION = Statement(
    insert(post_revisions).from_select(
        ["post_id", "number", "text", "written_ms"],
        select(
            bindparam("post"),
            func.coalesce(func.max(post_revisions.c.number), 0) + 1,
            bindparam("text"),
            bindparam("written_ms"),
        ).where(post_revisions.c.post_id == bindparam("post")),
    )
)
_INSERT_MEDIA = Statement(insert(post_media))
_INSERT_TAG = Statement(upsert(hashtags).on_conflict_do_nothing())
_INSERT_POST_TAG = Statement(insert(post_hashtags))
_TAGS = Statement(
    select(hashtags.c.tag)
    .join(post_hashtags)
    .where(post_hashtags.c.post_id == bindparam("post"))
    .order_by(hashtags.c.tag)
)
_DELETE_TAGS = Statement(delete(post_hashtags).where(post_hashtags.c.post_id == bindparam("post")))
_INSERT_MENTION = Statement(insert(mentions))
_DELETE_MENTIONS = Statement(delete(mentions).where(mentions.c.post_id == bindparam("post")))


def create_post(command: CreatePost, unit: UnitOfWork) -> int:
    """A post under the id that the client made, with its pictures, tags and mentions."""
    post_id = rules.identifier(command.post_id, "post_id")
    text = rules.words(command.text)
    media = rules.pictures(command.media)
    author_id = command.actor_id
    require_person(unit, author_id, "actor_id")
    if not unit.is_free(post_id):
        raise RuleBroken("post_id", "Something with this id exists already; nothing was posted.")
    for item in media:
        require_picture(unit, item)
    spans = find_spans(text)
    mentioned = people_mentioned(unit, spans, author_id)
    unit.run(_INSERT, id=post_id, author_id=author_id, text=text, created_ms=unit.at_ms)
    for position, item in enumerate(media):
        unit.run(_INSERT_MEDIA, post_id=post_id, position=position, sha256=item.sha256, alt=item.alt)
    _link(unit, post_id, spans, mentioned)
    unit.record(
        PostCreated(
            at_ms=unit.at_ms,
            post_id=post_id,
            author_id=author_id,
            text=text,
            spans=spans,
            media=media,
            mentioned=mentioned,
        )
    )
    return post_id


def edit_post(command: EditPost, unit: UnitOfWork) -> int:
    """New words for an own post; the old ones stay as a revision."""
    text = rules.words(command.text)
    post_id, author_id = command.post_id, command.actor_id
    _, text_before, written_ms = _own_post(unit, post_id, author_id)
    if text == text_before:
        return post_id
    spans = find_spans(text)
    mentioned = people_mentioned(unit, spans, author_id)
    tags_before = tuple(tag for (tag,) in unit.all(_TAGS, post=post_id))
    unit.run(_INSERT_REVISION, post=post_id, text=text_before, written_ms=written_ms)
    unit.run(_UPDATE, post=post_id, text=text, at_ms=unit.at_ms)
    unit.run(_DELETE_TAGS, post=post_id)
    unit.run(_DELETE_MENTIONS, post=post_id)
    _link(unit, post_id, spans, mentioned)
    unit.record(
        PostEdited(
            at_ms=unit.at_ms,
            post_id=post_id,
            author_id=author_id,
            text=text,
            spans=spans,
            mentioned=mentioned,
            tags_before=tags_before,
        )
    )
    return post_id


def delete_post(command: DeletePost, unit: UnitOfWork) -> int:
    """An own post, gone with all that hangs on it (the schema cascades)."""
    post_id, author_id = command.post_id, command.actor_id
    _own_post(unit, post_id, author_id)
    unit.run(_DELETE, post=post_id)
    unit.record(PostDeleted(at_ms=unit.at_ms, post_id=post_id, author_id=author_id))
    return post_id


def _own_post(unit: UnitOfWork, post_id: int, actor_id: int) -> Row:
    require_person(unit, actor_id, "actor_id")
    post = unit.one(_POST, post=rules.identifier(post_id, "post_id"))
    if post is None:
        raise RuleBroken("post_id", NO_POST)
    if post[0] != actor_id:
        raise RuleBroken("actor_id", "Only its author can change or delete a post.")
    return post


def _link(unit: UnitOfWork, post_id: int, spans: tuple[Span, ...], mentioned: tuple[int, ...]) -> None:
    for tag in tags_of(spans):
        hashtag_id = key_of_name(tag)
        unit.run(_INSERT_TAG, id=hashtag_id, tag=tag)
        unit.run(_INSERT_POST_TAG, post_id=post_id, hashtag_id=hashtag_id)
    for person_id in mentioned:
        unit.run(_INSERT_MENTION, post_id=post_id, person_id=person_id)
