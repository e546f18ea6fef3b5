"""The walks that a fan-out is made of: each visits the rows of one table and sets right what they lead to.

A visit looks at the documents as they are when it comes by, never at what the event said: so walks may be cut into
slices, overlap, run twice and in any order, and the documents end as the last change wants them.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from app.projections import cards, notifications, threads
from app.projections.buffer import Documents
from app.projections.changes import Changes
from app.projections.timelines import Place, entry_of, take_back
from app.read_model.documents import Comment, Notification, Relation, TimelineEntry
from app.read_model.indexes import CommentPlace, Follower, Job, JobKind, QuietReaction, Repost
from app.read_model.keys import key, pair, second_of


class Walk(NamedTuple):
    """Which rows are visited: those of `table` that belong to the job's source, or with `of_post` to its post."""

    table: Callable[[Changes], Documents[Any]]
    visit: Callable[[Job, Changes, bytes, Any], None]
    of_post: bool = False
    newest_first: bool = True


def _visit_follower(job: Job, changes: Changes, row: bytes, _: Follower) -> None:
    Place(changes, job.source_id, job.entry_id, job.post_id).set_home(second_of(row))


def _visit_entry(job: Job, changes: Changes, row: bytes, entry: TimelineEntry) -> None:
    Place(changes, job.source_id, second_of(row), entry.post_id).set_home(job.viewer_id)


def _visit_repost(job: Job, changes: Changes, row: bytes, repost: Repost) -> None:
    Place(changes, repost.person_id, second_of(row), repost.post_id).set_home(job.viewer_id)


def _rename_entry(job: Job, changes: Changes, row: bytes, entry: TimelineEntry) -> None:
    person = changes.person(job.source_id)
    entry_id = second_of(row)
    if entry_id == entry.post_id:
        cards.rename(changes, entry.post_id, person)
        return
    changes.author.put(row, entry_of(person, entry_id, entry.post_id))
    changes.spread(person.id, entry_id, entry.post_id)
    card = changes.cards.fetch(key(entry.post_id))
    if card is not None:
        notifications.rename(changes, (card.author_id,), entry_id, person)


def _rename_like(job: Job, changes: Changes, row: bytes, entry: TimelineEntry) -> None:
    notifications.rename(changes, (entry.source_id,), second_of(row), changes.person(job.source_id))


def _rename_comment(job: Job, changes: Changes, row: bytes, place: CommentPlace) -> None:
    threads.rename(changes, second_of(row), place, changes.person(job.source_id))


def _rename_follow(job: Job, changes: Changes, row: bytes, _: Relation) -> None:
    followee_id = second_of(row)
    follower = changes.followers.fetch(pair(followee_id, job.source_id))
    if follower is not None:
        notifications.rename(changes, (followee_id,), follower.follow_id, changes.person(job.source_id))


def _erase_quiet_reaction(job: Job, changes: Changes, row: bytes, reaction: QuietReaction) -> None:
    timeline = changes.likes if reaction.kind == "like" else changes.bookmarks
    timeline.discard(pair(reaction.person_id, second_of(row)))
    changes.marks.discard(pair(reaction.person_id, job.post_id))
    changes.quiet_reactions.discard(row)


def _erase_notified(job: Job, changes: Changes, row: bytes, notification: Notification) -> None:
    if notification.post_id != job.post_id:
        return
    changes.notifications.discard(row)
    if notification.kind == "like":
        changes.likes.discard(pair(notification.actor_id, notification.id))
        changes.marks.discard(pair(notification.actor_id, job.post_id))


def _erase_repost(job: Job, changes: Changes, row: bytes, repost: Repost) -> None:
    if repost.post_id == job.post_id:
        changes.marks.discard(pair(repost.person_id, job.post_id))
        take_back(changes, job.source_id, job.post_id, second_of(row), repost.person_id)


def _erase_comment(job: Job, changes: Changes, row: bytes, comment: Comment) -> None:
    people = threads.people_concerned(changes, comment) | {job.source_id}
    notifications.discard(changes, people, comment.id)
    threads.discard(changes, row, comment)


WALKS: dict[JobKind, tuple[Walk, ...]] = {
    "entry": (Walk(lambda changes: changes.followers, _visit_follower, newest_first=False),),
    "follow": (Walk(lambda changes: changes.author, _visit_entry),),
    "mute": (
        Walk(lambda changes: changes.author, _visit_entry),
        Walk(lambda changes: changes.reposts, _visit_repost),
    ),
    "rename": (
        Walk(lambda changes: changes.author, _rename_entry),
        Walk(lambda changes: changes.likes, _rename_like),
        Walk(lambda changes: changes.comment_places, _rename_comment),
        Walk(lambda changes: changes.relations, _rename_follow),
    ),
    "erase": (
        Walk(lambda changes: changes.quiet_reactions, _erase_quiet_reaction, of_post=True),
        Walk(lambda changes: changes.notifications, _erase_notified),
        Walk(lambda changes: changes.reposts, _erase_repost),
        Walk(lambda changes: changes.comments, _erase_comment, of_post=True),
    ),
}
"""What each kind of fan-out goes through, in order.

entry   a post or repost (`source_id`, `entry_id`, `post_id`) in the homes of those who follow its source
follow  what `source_id` brings, in the home of `viewer_id`
mute    the same, and the reposts of what `source_id` wrote
rename  the present name and picture of `source_id`, wherever they stand
erase   what hangs on the deleted post `post_id` by `source_id`
"""
