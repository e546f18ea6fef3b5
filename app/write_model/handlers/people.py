"""Registering people, their profiles and their addresses."""

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from app.commands import RegisterPerson, UpdateAddress, UpdateProfile
from app.events import AddressUpdated, PersonRegistered, ProfileUpdated
from app.limits import ADDRESS_CHARACTERS, BIO_CHARACTERS
from app.media import MediaItem
from app.text import find_spans
from app.write_model import rules
from app.write_model.handlers.loading import person_named, require_person, require_picture
from app.write_model.rules import RuleBroken
from app.write_model.statements import Statement
from app.write_model.tables import addresses, media, people
from app.write_model.unit_of_work import UnitOfWork

_IS_TAKEN = Statement(select(people.c.id).where(people.c.id == bindparam("person_id")))
_INSERT = Statement(insert(people).values({column: bindparam(column.name) for column in people.c}))
_PROFILE = Statement(
    select(
        people.c.name,
        people.c.bio,
        people.c.avatar_alt,
        media.c.sha256,
        media.c.mime,
        media.c.width,
        media.c.height,
        media.c.size,
    )
    .select_from(people.outerjoin(media))
    .where(people.c.id == bindparam("person_id"))
)
_UPDATE = Statement(
    update(people)
    .where(people.c.id == bindparam("person_id"))
    .values(
        name=bindparam("name"),
        bio=bindparam("bio"),
        avatar_sha256=bindparam("avatar_sha256"),
        avatar_alt=bindparam("avatar_alt"),
    )
)
_ADDRESS = Statement(
    select(addresses.c.street, addresses.c.city, addresses.c.postal_code, addresses.c.country).where(
        addresses.c.person_id == bindparam("person")
    )
)
_insert_address = upsert(addresses)
_SET_ADDRESS = Statement(
    _insert_address.on_conflict_do_update(
        index_elements=[addresses.c.person_id],
        set_={
            column: _insert_address.excluded[column.name]
            for column in addresses.c
            if column is not addresses.c.person_id
        },
    )
)
_DELETE_ADDRESS = Statement(delete(addresses).where(addresses.c.person_id == bindparam("person")))


def register_person(command: RegisterPerson, unit: UnitOfWork) -> int:
    """A new person under a free handle."""
    person_id = rules.identifier(command.actor_id, "actor_id")
    handle = rules.handle(command.handle)
    name = rules.name(command.name)
    bio = rules.optional_words(command.bio, "bio", BIO_CHARACTERS)
    if person_named(unit, handle) is not None:
        raise RuleBroken("handle", f"The handle @{handle} is taken; choose another one.")
    if unit.one(_IS_TAKEN, person_id=person_id) is not None:
        raise RuleBroken("actor_id", "A person with this id exists already.")
    unit.run(
        _INSERT,
        id=person_id,
        handle=handle,
        name=name,
        bio=bio,
        avatar_sha256=None,
        avatar_alt="",
        simulated=int(command.simulated),
        joined_ms=unit.at_ms,
    )
    unit.record(
        PersonRegistered(
            at_ms=unit.at_ms,
            person_id=person_id,
            handle=handle,
            name=name,
            bio=bio,
            bio_spans=find_spans(bio),
            simulated=command.simulated,
        )
    )
    return person_id


def update_profile(command: UpdateProfile, unit: UnitOfWork) -> int:
    """Name, bio and avatar; the handle stays."""
    name = rules.name(command.name)
    bio = rules.optional_words(command.bio, "bio", BIO_CHARACTERS)
    avatar = None if command.avatar is None else rules.picture(command.avatar)
    person_id = command.actor_id
    require_person(unit, person_id, "actor_id")
    name_before, bio_before, avatar_before = _profile(unit, person_id)
    if avatar is not None:
        require_picture(unit, avatar)
    if (name, bio, avatar) == (name_before, bio_before, avatar_before):
        return person_id
    sha256, sha256_before = avatar and avatar.sha256, avatar_before and avatar_before.sha256
    unit.run(
        _UPDATE,
        person_id=person_id,
        name=name,
        bio=bio,
        avatar_sha256=sha256,
        avatar_alt=avatar.alt if avatar else "",
    )
    unit.record(
        ProfileUpdated(
            at_ms=unit.at_ms,
            person_id=person_id,
            name=name,
            bio=bio,
            bio_spans=find_spans(bio),
            avatar=avatar,
            renamed=(name, sha256) != (name_before, sha256_before),
        )
    )
    return person_id


def update_address(command: UpdateAddress, unit: UnitOfWork) -> int:
    """The postal address; four empty parts remove it."""
    parts = {
        field: rules.line(getattr(command, field), field, ADDRESS_CHARACTERS)
        for field in ("street", "city", "postal_code", "country")
    }
    person_id = command.actor_id
    require_person(unit, person_id, "actor_id")
    before = unit.one(_ADDRESS, person=person_id) or ("", "", "", "")
    if tuple(parts.values()) == before:
        return person_id
    if any(parts.values()):
        unit.run(_SET_ADDRESS, person_id=person_id, updated_ms=unit.at_ms, **parts)
    else:
        unit.run(_DELETE_ADDRESS, person=person_id)
    unit.record(AddressUpdated(at_ms=unit.at_ms, person_id=person_id, **parts))
    return person_id


def _profile(unit: UnitOfWork, person_id: int) -> tuple[str, str, MediaItem | None]:
    row = unit.one(_PROFILE, person_id=person_id)
    if row is None:
        raise RuleBroken("actor_id", "There is no such person here.")
    name, bio, alt, sha256, mime, width, height, size = row
    return name, bio, None if sha256 is None else MediaItem(sha256, mime, width, height, size, alt)
