"""Follows and mutes: how a viewer stands to a person, both people's counts, and the viewer's home."""

from msgspec.structs import replace

from app.events import PersonFollowed, PersonMuted, PersonUnfollowed, PersonUnmuted
from app.projections import notifications
from app.projections.changes import Changes, Wanted
from app.read_model.documents import Relation
from app.read_model.indexes import Follower, Muter
from app.read_model.keys import key, pair

NO_RELATION = Relation()


def person_followed(event: PersonFollowed, changes: Changes) -> None:
    """The followee's posts and reposts come into the follower's home."""
    follower = changes.person(event.follower_id)
    changes.person(event.followee_id)
    place = pair(event.follower_id, event.followee_id)
    relation = changes.relations.fetch(place) or NO_RELATION
    if not relation.following:
        changes.relations.put(place, Relation(True, relation.muted))
        _count(changes, event, 1)
    changes.followers.put(pair(event.followee_id, event.follower_id), Follower(event.follow_id))
    notifications.notify(changes, event.followee_id, follower, event.follow_id, "follow", event.at_ms)
    changes.want(Wanted("follow", event.followee_id, event.follower_id))


def person_unfollowed(event: PersonUnfollowed, changes: Changes) -> None:
    """The followee's posts and reposts leave the follower's home."""
    place = pair(event.follower_id, event.followee_id)
    relation = changes.relations.fetch(place) or NO_RELATION
    if relation.following:
        _set_relation(changes, place, Relation(False, relation.muted))
        _count(changes, event, -1)
    changes.followers.discard(pair(event.followee_id, event.follower_id))
    notifications.discard(changes, (event.followee_id,), event.follow_id)
    changes.want(Wanted("follow", event.followee_id, event.follower_id))


def person_muted(event: PersonMuted, changes: Changes) -> None:
    """What the muted person wrote or reposted leaves the viewer's home, whoever reposted it."""
    changes.person(event.muted_id)
    place = pair(event.person_id, event.muted_id)
    relation = changes.relations.fetch(place) or NO_RELATION
    changes.relations.put(place, Relation(relation.following, True))
    changes.muters.put(pair(event.muted_id, event.person_id), Muter())
    changes.want(Wanted("mute", event.muted_id, event.person_id))


def person_unmuted(event: PersonUnmuted, changes: Changes) -> None:
    """What the person wrote or reposted comes back into the viewer's home, as far as the viewer follows its source."""
    place = pair(event.person_id, event.muted_id)
    relation = changes.relations.fetch(place) or NO_RELATION
    _set_relation(changes, place, Relation(relation.following, False))
    changes.muters.discard(pair(event.muted_id, event.person_id))
    changes.want(Wanted("mute", event.muted_id, event.person_id))


def _set_relation(changes: Changes, place: bytes, relation: Relation) -> None:
    if relation == NO_RELATION:
        changes.relations.discard(place)
    else:
        changes.relations.put(place, relation)


def _count(changes: Changes, event: PersonFollowed | PersonUnfollowed, change: int) -> None:
    follower = changes.person(event.follower_id)
    changes.profiles.put(key(follower.id), replace(follower, following=follower.following + change))
    followee = changes.person(event.followee_id)
    changes.profiles.put(key(followee.id), replace(followee, followers=followee.followers + change))
