"""Likes, reposts and bookmarks: the person's marks and timelines, the card's counts, the author's notifications.

A count changes only when the mark of that person and post does, so an event that comes again changes nothing.
"""

from msgspec.structs import replace

from app.events import PostBookmarked, PostLiked, PostReposted, PostUnbookmarked, PostUnliked, PostUnreposted
from app.projections import notifications, timelines
from app.projections.buffer import encoded
from app.projections.changes import Changes
from app.read_model.documents import Marks, TimelineEntry
from app.read_model.indexes import QuietReaction
from app.read_model.keys import key, pair

NO_MARKS = Marks()


def post_liked(event: PostLiked, changes: Changes) -> None:
    """The like stands in the person's likes, counts on the card, and is told to the author."""
    card = changes.card(event.post_id)
    person = changes.person(event.person_id)
    place = pair(event.person_id, event.post_id)
    marks = changes.marks.fetch(place) or NO_MARKS
    if not marks.liked:
        changes.marks.put(place, Marks(True, marks.reposted, marks.bookmarked))
        changes.cards.put(key(card.id), replace(card, likes=card.likes + 1))
    changes.likes.put_raw(
        pair(event.person_id, event.reaction_id), encoded(TimelineEntry(event.post_id, event.author_id))
    )
    if event.person_id == event.author_id:
        changes.quiet_reactions.put(pair(event.post_id, event.reaction_id), QuietReaction("like", event.person_id))
    else:
        notifications.notify(changes, event.author_id, person, event.reaction_id, "like", event.at_ms, event.post_id)


def post_unliked(event: PostUnliked, changes: Changes) -> None:
    """As if the like had never been."""
    place = pair(event.person_id, event.post_id)
    marks = changes.marks.fetch(place) or NO_MARKS
    if marks.liked:
        _set_marks(changes, place, Marks(False, marks.reposted, marks.bookmarked))
        _count(changes, event.post_id, likes=-1)
    changes.likes.discard(pair(event.person_id, event.reaction_id))
    changes.quiet_reactions.discard(pair(event.post_id, event.reaction_id))
    notifications.discard(changes, (event.author_id,), event.reaction_id)


def post_reposted(event: PostReposted, changes: Changes) -> None:
    """The repost stands in the reposter's timeline and their followers' homes, counts, and is told to the author."""
    card = changes.card(event.post_id)
    person = changes.person(event.person_id)
    place = pair(event.person_id, event.post_id)
    marks = changes.marks.fetch(place) or NO_MARKS
    if not marks.reposted:
        changes.marks.put(place, Marks(marks.liked, True, marks.bookmarked))
        changes.cards.put(key(card.id), replace(card, reposts=card.reposts + 1))
    timelines.repost(changes, event.author_id, event.post_id, event.reaction_id, person)
    notifications.notify(changes, event.author_id, person, event.reaction_id, "repost", event.at_ms, event.post_id)


def post_unreposted(event: PostUnreposted, changes: Changes) -> None:
    """As if the repost had never been."""
    place = pair(event.person_id, event.post_id)
    marks = changes.marks.fetch(place) or NO_MARKS
    if marks.reposted:
        _set_marks(changes, place, Marks(marks.liked, False, marks.bookmarked))
        _count(changes, event.post_id, reposts=-1)
    timelines.take_back(changes, event.author_id, event.post_id, event.reaction_id, event.person_id)
    notifications.discard(changes, (event.author_id,), event.reaction_id)


def post_bookmarked(event: PostBookmarked, changes: Changes) -> None:
    """The bookmark stands in the person's bookmarks; nobody else learns of it."""
    changes.card(event.post_id)
    place = pair(event.person_id, event.post_id)
    marks = changes.marks.fetch(place) or NO_MARKS
    if not marks.bookmarked:
        changes.marks.put(place, Marks(marks.liked, marks.reposted, True))
    changes.bookmarks.put(pair(event.person_id, event.reaction_id), TimelineEntry(event.post_id, event.author_id))
    changes.quiet_reactions.put(pair(event.post_id, event.reaction_id), QuietReaction("bookmark", event.person_id))


def post_unbookmarked(event: PostUnbookmarked, changes: Changes) -> None:
    """As if the bookmark had never been."""
    place = pair(event.person_id, event.post_id)
    marks = changes.marks.fetch(place) or NO_MARKS
    if marks.bookmarked:
        _set_marks(changes, place, Marks(marks.liked, marks.reposted, False))
    changes.bookmarks.discard(pair(event.person_id, event.reaction_id))
    changes.quiet_reactions.discard(pair(event.post_id, event.reaction_id))


def _set_marks(changes: Changes, place: bytes, marks: Marks) -> None:
    if marks == NO_MARKS:
        changes.marks.discard(place)
    else:
        changes.marks.put(place, marks)


def _count(changes: Changes, post_id: int, *, likes: int = 0, reposts: int = 0) -> None:
    card = changes.cards.fetch(key(post_id))
    if card is not None:
        changes.cards.put(key(post_id), replace(card, likes=card.likes + likes, reposts=card.reposts + reposts))
