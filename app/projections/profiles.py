"""People: their profiles, handles, and the list of whom one can act as."""

from msgspec.structs import replace

from app.events import AddressUpdated, PersonRegistered, ProfileUpdated
from app.ids import key_of_name
from app.projections.changes import Changes, Wanted
from app.read_model.documents import Address, PersonHit, Profile, format_address
from app.read_model.indexes import Handle
from app.read_model.keys import key, pair


def person_registered(event: PersonRegistered, changes: Changes) -> None:
    """A profile with its counts at zero, or as they were if the person is known already."""
    before = changes.profiles.fetch(key(event.person_id))
    profile = Profile(
        id=event.person_id,
        handle=event.handle,
        name=event.name,
        joined_ms=event.at_ms,
        bio=event.bio,
        bio_spans=event.bio_spans,
        simulated=event.simulated,
    )
    if before is not None:
        profile = replace(before, bio=event.bio, bio_spans=event.bio_spans)
    changes.handles.put(key(key_of_name(event.handle)), Handle(event.person_id))
    _put(changes, profile)


def profile_updated(event: ProfileUpdated, changes: Changes) -> None:
    """Name, bio and picture as they are now; another name or picture is carried everywhere by a fan-out."""
    before = changes.person(event.person_id)
    profile = replace(
        before,
        name=event.name,
        bio=event.bio,
        bio_spans=event.bio_spans,
        avatar=event.avatar.sha256 if event.avatar is not None else "",
        avatar_item=event.avatar,
    )
    _put(changes, profile)
    if event.renamed or (profile.name, profile.avatar) != (before.name, before.avatar):
        changes.want(Wanted("rename", event.person_id))


def address_updated(event: AddressUpdated, changes: Changes) -> None:
    """The address as it is now, with the lines in which it is shown."""
    profile = changes.person(event.person_id)
    address = Address(event.street, event.city, event.postal_code, event.country)
    changes.profiles.put(key(profile.id), replace(profile, address=address, display_address=format_address(address)))


def as_hit(profile: Profile) -> PersonHit:
    """The profile as a search result or in a list of people."""
    return PersonHit(profile.id, profile.handle, profile.name, profile.avatar, profile.bio, profile.simulated)


def _put(changes: Changes, profile: Profile) -> None:
    changes.profiles.put(key(profile.id), profile)
    changes.people.put(pair(int(profile.simulated), profile.id), as_hit(profile))
