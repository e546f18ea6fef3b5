"""Timelines: where a post or repost stands, and which homes want it. Called by the projections and the fan-out.

home(viewer) holds the posts and reposts of the viewer and of the people whom the viewer follows, but none that was
written or reposted by somebody whom the viewer mutes. everyone holds all posts, author(person) that person's posts
and reposts, tag(name) the posts whose words have it; the two pictures timelines hold what has pictures. A post's
place is its id, a repost's the id of the repost. `via` is the reposter's present name.
"""

from collections.abc import Iterable

from app.ids import key_of_name
from app.projections.buffer import encoded
from app.projections.changes import Changes
from app.read_model.documents import PostCard, Profile, TimelineEntry
from app.read_model.indexes import Repost
from app.read_model.keys import key, pair
from app.text import tags_of

EVERYONE = 0
"""The owner of the timelines that all share."""


def publish(changes: Changes, card: PostCard) -> None:
    """Place a post in everybody's timelines and its author's, and ask for the homes."""
    row = encoded(TimelineEntry(card.id, card.author_id))
    changes.everyone.put_raw(pair(EVERYONE, card.id), row)
    if card.media:
        changes.everyone_pictures.put_raw(pair(EVERYONE, card.id), row)
    changes.author.put_raw(pair(card.author_id, card.id), row)
    for name in tags_of(card.spans):
        changes.tag.put_raw(pair(key_of_name(name), card.id), row)
    changes.entries_added += 1
    changes.spread(card.author_id, card.id, card.id)


def withdraw(changes: Changes, card: PostCard) -> None:
    """Take a post out of all timelines where `publish` placed it."""
    changes.everyone.discard(pair(EVERYONE, card.id))
    changes.everyone_pictures.discard(pair(EVERYONE, card.id))
    changes.author.discard(pair(card.author_id, card.id))
    for name in tags_of(card.spans):
        changes.tag.discard(pair(key_of_name(name), card.id))
    changes.spread(card.author_id, card.id, card.id)


def retag(changes: Changes, before: PostCard, after: PostCard) -> None:
    """Move an edited post from the tags of its words before to those of its words now."""
    old, new = set(tags_of(before.spans)), set(tags_of(after.spans))
    for name in old - new:
        changes.tag.discard(pair(key_of_name(name), before.id))
    for name in new - old:
        changes.tag.put(pair(key_of_name(name), after.id), TimelineEntry(after.id, after.author_id))


def repost(changes: Changes, author_id: int, post_id: int, reaction_id: int, reposter: Profile) -> None:
    """Place a repost in its reposter's timeline, and ask for the homes."""
    changes.author.put(pair(reposter.id, reaction_id), entry_of(reposter, reaction_id, post_id))
    changes.reposts.put(pair(author_id, reaction_id), Repost(post_id, reposter.id))
    changes.entries_added += 1
    changes.spread(reposter.id, reaction_id, post_id)


def take_back(changes: Changes, author_id: int, post_id: int, reaction_id: int, person_id: int) -> None:
    """Take a repost out of all timelines."""
    changes.author.discard(pair(person_id, reaction_id))
    changes.reposts.discard(pair(author_id, reaction_id))
    changes.spread(person_id, reaction_id, post_id)


def entry_of(source: Profile, entry_id: int, post_id: int) -> TimelineEntry:
    """The entry by which `source` brings a post: their own, or a repost, which carries their name."""
    if entry_id == post_id:
        return TimelineEntry(post_id, source.id)
    return TimelineEntry(post_id, source.id, source.name, source.handle)


class Place:
    """A post or repost as homes should have it at this moment; made for each batch of homes, never kept.

    Whatever happened in between, setting each home once after the last change leaves it right.
    """

    def __init__(self, changes: Changes, source_id: int, entry_id: int, post_id: int) -> None:
        self._changes = changes
        self._source_id = source_id
        self._entry = key(entry_id)
        self._row = b""
        card = changes.cards.fetch(key(post_id))
        if card is None or changes.author.fetch(pair(source_id, entry_id)) is None:
            return
        source = changes.person(source_id)
        self._row = encoded(entry_of(source, entry_id, post_id))
        self._author_id = card.author_id
        self._has_pictures = bool(card.media)

    def set_audience(self, viewers: list[bytes]) -> None:
        """Set the homes of people who follow the source and do not mute it, given by their keys."""
        if not self._row:
            self._clear(viewers)
            return
        if self._author_id != self._source_id:
            muting = set(self._muting(self._author_id, viewers))
            self._clear(muting)
            viewers = [viewer for viewer in viewers if viewer not in muting]
        entry = self._entry
        places = [viewer + entry for viewer in viewers]
        self._changes.home.put_raw_many(places, self._row)
        if self._has_pictures:
            self._changes.home_pictures.put_raw_many(places, self._row)

    def set_home(self, viewer_id: int) -> None:
        """Set the home of one viewer, whatever they follow and mute."""
        viewer = key(viewer_id)
        if follows(self._changes, viewer_id, self._source_id) and not self._muting(self._source_id, [viewer]):
            self.set_audience([viewer])
        else:
            self._clear([viewer])

    def _muting(self, person_id: int, viewers: list[bytes]) -> list[bytes]:
        fetch, muted = self._changes.muters.fetch, key(person_id)
        return [viewer for viewer in viewers if fetch(muted + viewer) is not None]

    def _clear(self, viewers: Iterable[bytes]) -> None:
        entry, home, pictures = self._entry, self._changes.home, self._changes.home_pictures
        for viewer in viewers:
            home.discard(viewer + entry)
            pictures.discard(viewer + entry)


def follows(changes: Changes, viewer_id: int, source_id: int) -> bool:
    """Whether the viewer's home takes in what the source brings, mutes aside: their own, and whom they follow."""
    if viewer_id == source_id:
        return True
    relation = changes.relations.fetch(pair(viewer_id, source_id))
    return relation is not None and relation.following
