"""Comments: their places in reading order, the card's count of them, and whom they concern.

A deleted comment with replies stays as an emptied place, without words, and is not counted. The count changes only when
a comment with words appears or vanishes.
"""

from msgspec.structs import replace

from app.events import CommentAdded, CommentDeleted, CommentEdited
from app.projections import notifications
from app.projections.changes import Changes, Missing
from app.read_model import keys
from app.read_model.documents import Comment, PostCard, Profile
from app.read_model.indexes import CommentPlace
from app.read_model.keys import key, pair


def comment_added(event: CommentAdded, changes: Changes) -> None:
    """A comment in its thread, or the emptied place of one that was deleted."""
    card = changes.card(event.post_id)
    author = changes.person(event.author_id)
    place = keys.comment(event.post_id, event.ancestors, event.comment_id)
    before = changes.comments.fetch(place)
    comment = Comment(
        id=event.comment_id,
        post_id=event.post_id,
        author_id=event.author_id,
        handle=author.handle,
        name=author.name,
        text=event.text,
        created_ms=event.at_ms,
        depth=len(event.ancestors),
        parent_id=event.ancestors[-1] if event.ancestors else 0,
        avatar=author.avatar,
        spans=event.spans,
        edited_ms=event.edited_ms,
        simulated=author.simulated,
    )
    if event.deleted:
        comment = emptied(comment)
    parent_author_id = event.parent_author_id or 0
    changes.comments.put(place, comment)
    changes.comment_places.put(
        pair(author.id, comment.id), CommentPlace(event.post_id, event.ancestors, parent_author_id)
    )
    _count(changes, card, before, comment)
    if not comment.deleted:
        for person_id in event.mentioned:
            changes.person(person_id)
        reasons = notifications.reasons_for_comment(
            comment.author_id, card.author_id, parent_author_id, event.mentioned
        )
        notifications.notify_of_comment(changes, comment, reasons)


def comment_edited(event: CommentEdited, changes: Changes) -> None:
    """The words as they are now, and whom they concern by now."""
    place = keys.comment(event.post_id, event.ancestors, event.comment_id)
    before = changes.comments.fetch(place)
    if before is None:
        raise Missing(f"comment:{event.comment_id}")
    if before.deleted:
        return
    comment = replace(before, text=event.text, spans=event.spans, edited_ms=event.at_ms)
    changes.comments.put(place, comment)
    for person_id in event.mentioned:
        changes.person(person_id)
    notifications.discard(changes, people_concerned(changes, before), comment.id)
    post_author_id = changes.card(event.post_id).author_id
    reasons = notifications.reasons_for_comment(
        comment.author_id, post_author_id, _parent_author(changes, comment), event.mentioned
    )
    notifications.notify_of_comment(changes, comment, reasons)


def comment_deleted(event: CommentDeleted, changes: Changes) -> None:
    """The words are gone; the place stays while it has replies, and emptied places above go with the last reply."""
    place = keys.comment(event.post_id, event.ancestors, event.comment_id)
    before = changes.comments.fetch(place)
    if before is not None:
        if not before.deleted:
            notifications.discard(changes, people_concerned(changes, before), before.id)
        if event.emptied:
            changes.comments.put(place, emptied(before))
        else:
            discard(changes, place, before)
        _count(changes, changes.cards.fetch(key(event.post_id)), before, None)
    for pruned_id in event.pruned:
        above = event.ancestors[: event.ancestors.index(pruned_id)]
        pruned_place = keys.comment(event.post_id, above, pruned_id)
        pruned = changes.comments.fetch(pruned_place)
        if pruned is not None:
            discard(changes, pruned_place, pruned)


def emptied(comment: Comment) -> Comment:
    """The place of a deleted comment that has replies: whose it was, and no words."""
    return replace(comment, text="", spans=(), edited_ms=0, deleted=True)


def discard(changes: Changes, place: bytes, comment: Comment) -> None:
    """Remove a comment's document and what leads to it."""
    changes.comments.discard(place)
    changes.comment_places.discard(pair(comment.author_id, comment.id))


def people_concerned(changes: Changes, comment: Comment) -> set[int]:
    """All whom the comment as it stands may have notified."""
    people = notifications.people_mentioned(changes, comment.spans)
    card = changes.cards.fetch(key(comment.post_id))
    if card is not None:
        people.add(card.author_id)
    if parent_author_id := _parent_author(changes, comment):
        people.add(parent_author_id)
    return people


def rename(changes: Changes, comment_id: int, place: CommentPlace, author: Profile) -> None:
    """Give the comment, and whom it concerns, its author's present name and picture."""
    row = keys.comment(place.post_id, place.ancestors, comment_id)
    comment = changes.comments.fetch(row)
    if comment is None:
        return
    changes.comments.put(row, replace(comment, name=author.name, avatar=author.avatar))
    if not comment.deleted:
        notifications.rename(changes, people_concerned(changes, comment), comment_id, author)


def _count(changes: Changes, card: PostCard | None, before: Comment | None, after: Comment | None) -> None:
    change = (after is not None and not after.deleted) - (before is not None and not before.deleted)
    if change and card is not None:
        changes.cards.put(key(card.id), replace(card, comments=card.comments + change))


def _parent_author(changes: Changes, comment: Comment) -> int:
    if not comment.parent_id:
        return 0
    place = changes.comment_places.fetch(pair(comment.author_id, comment.id))
    return 0 if place is None else place.parent_author_id
