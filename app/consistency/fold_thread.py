"""Threads as the person sees them: own comments stand at their place in reading order at once."""

from app.commands import AddComment, DeleteComment
from app.consistency.changes import comment_changes, unsaved_fields
from app.consistency.fold_feed import fold_item
from app.consistency.folding import Folding, later_than
from app.consistency.patches import Prediction, new_comment, on_comment
from app.consistency.visible import ThreadPlace, VisibleComment, VisibleThread
from app.read_model.documents import MAX_PATH, Comment, Profile, ThreadPage

LAST_LEVEL = MAX_PATH - 1


def fold_thread(page: ThreadPage, place: ThreadPlace, folding: Folding, author: Profile | None) -> VisibleThread:
    """The page of a thread with the operations folded in that it has not reached.

    `author` is the viewer's own profile as the viewer sees it; without one no new comment can be shown.
    """
    rows = [fold_comment(comment, folding) for comment in page.comments]
    standing: list[VisibleComment] = []
    if author is not None:
        present = {comment.id for comment in page.comments}
        for prediction in folding.added.get(place.post_id, ()):
            command = prediction.operation.command
            if isinstance(command, AddComment) and command.comment_id not in present:
                _add(prediction, command, folding, author, rows, standing if page.next is not None else rows)
    return VisibleThread(
        head=None if page.head is None else fold_item(page.head, folding),
        comments=tuple(rows),
        snapshot=page.snapshot,
        next=page.next,
        standing=tuple(standing) if place.first else (),
        page=page,
        place=place,
    )


def fold_comment(comment: Comment, folding: Folding, *, since: int = 0) -> VisibleComment:
    """One comment as the viewer sees it, with the operations of turns after `since`."""
    replayed = [one for one in folding.comments.get(comment.id, ()) if one.turn > since]
    names = folding.names if comment.author_id == folding.viewer else ()
    operation = folding.marked.get(("comment", comment.id))
    if not replayed and not names and comment.id not in folding.fresh_comments:
        return VisibleComment(comment, operation)
    shown, removed = comment, False
    predictions = [*replayed, *names]
    fresh = folding.fresh_comments.get(comment.id)
    if fresh is not None:
        shown, removed = fresh.comment or comment, fresh.comment is None
        predictions = later_than(fresh.position, predictions)
    for prediction in predictions:
        shown = folding.replay(on_comment, prediction, shown)
        removed = removed or isinstance(prediction.operation.command, DeleteComment)
    changes = () if shown is comment else comment_changes(comment, shown, unsaved_fields(predictions))
    return VisibleComment(shown, operation, changes, removed=removed)


def _add(
    prediction: Prediction,
    command: AddComment,
    folding: Folding,
    author: Profile,
    rows: list[VisibleComment],
    otherwise: list[VisibleComment],
) -> None:
    """Put an own new comment among `rows` where it will stand, or at the end of `otherwise`."""
    parent = next((row.comment for row in rows if row.comment.id == command.parent_id), None)
    depth = 0 if command.parent_id is None else 1 if parent is None else parent.depth + 1
    row = _new_row(prediction, command, folding, author, depth)
    if row is None:
        return
    at = None if command.parent_id is not None and parent is None else _place(rows, parent, row.comment)
    if at is None:
        otherwise.append(row)
    else:
        rows.insert(at, row)


def _place(rows: list[VisibleComment], parent: Comment | None, comment: Comment) -> int | None:
    """Before which row the comment stands, behind its older siblings with their replies; None: behind this page."""
    level = min(comment.depth, LAST_LEVEL)
    start = 0 if parent is None else 1 + next(at for at, row in enumerate(rows) if row.comment.id == parent.id)
    for at in range(start, len(rows)):
        other = rows[at].comment
        its_level = min(other.depth, LAST_LEVEL)
        if its_level < level or (its_level == level and other.id > comment.id):
            return at
    return None


def _new_row(
    prediction: Prediction, command: AddComment, folding: Folding, author: Profile, depth: int
) -> VisibleComment | None:
    operation = prediction.operation
    if operation.strategy != "optimistic" and operation.stage != "rejected":
        fresh = folding.fresh_comments.get(command.comment_id)
        comment = None if fresh is None else fresh.comment
    else:
        comment = folding.attempt(prediction, lambda: new_comment(prediction, command, author, depth))
    if comment is None or operation.stage == "rejected":
        return None if comment is None else VisibleComment(comment, operation)
    row = fold_comment(comment, folding, since=prediction.turn)
    carried = folding.marked.get(("comment", comment.id), operation)
    return VisibleComment(row.comment, carried, in_water=True, removed=row.removed)
