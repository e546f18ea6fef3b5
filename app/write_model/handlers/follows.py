"""Whom a person follows, and whom they mute in their own home."""

from sqlalchemy import bindparam, delete, insert, select

from app.commands import SetFollow, SetMute
from app.events import PersonFollowed, PersonMuted, PersonUnfollowed, PersonUnmuted
from app.write_model.handlers.loading import require_person
from app.write_model.rules import RuleBroken
from app.write_model.statements import Statement
from app.write_model.tables import follows, mutes
from app.write_model.unit_of_work import UnitOfWork

_this_follow = (follows.c.follower_id == bindparam("person"), follows.c.followee_id == bindparam("other"))
_FOLLOW = Statement(select(follows.c.id).where(*_this_follow))
_INSERT_FOLLOW = Statement(insert(follows))
_DELETE_FOLLOW = Statement(delete(follows).where(*_this_follow))
_this_mute = (mutes.c.person_id == bindparam("person"), mutes.c.muted_id == bindparam("other"))
_MUTE = Statement(select(mutes.c.muted_id).where(*_this_mute))
_INSERT_MUTE = Statement(insert(mutes))
_DELETE_MUTE = Statement(delete(mutes).where(*_this_mute))


def set_follow(command: SetFollow, unit: UnitOfWork) -> int:
    """Follow a person, or no longer."""
    person_id, other_id = command.actor_id, command.person_id
    _require_two(unit, person_id, other_id, "You cannot follow yourself.")
    row = unit.one(_FOLLOW, person=person_id, other=other_id)
    if (row is not None) == command.following:
        return other_id
    if row is None:
        follow_id = unit.free_id()
        unit.run(_INSERT_FOLLOW, id=follow_id, follower_id=person_id, followee_id=other_id, created_ms=unit.at_ms)
        unit.record(PersonFollowed(at_ms=unit.at_ms, follow_id=follow_id, follower_id=person_id, followee_id=other_id))
    else:
        unit.run(_DELETE_FOLLOW, person=person_id, other=other_id)
        unit.record(PersonUnfollowed(at_ms=unit.at_ms, follow_id=row[0], follower_id=person_id, followee_id=other_id))
    return other_id


def set_mute(command: SetMute, unit: UnitOfWork) -> int:
    """Mute a person, or no longer."""
    person_id, other_id = command.actor_id, command.person_id
    _require_two(unit, person_id, other_id, "You cannot mute yourself.")
    muted = unit.one(_MUTE, person=person_id, other=other_id) is not None
    if muted == command.muted:
        return other_id
    if command.muted:
        unit.run(_INSERT_MUTE, person_id=person_id, muted_id=other_id, created_ms=unit.at_ms)
        unit.record(PersonMuted(at_ms=unit.at_ms, person_id=person_id, muted_id=other_id))
    else:
        unit.run(_DELETE_MUTE, person=person_id, other=other_id)
        unit.record(PersonUnmuted(at_ms=unit.at_ms, person_id=person_id, muted_id=other_id))
    return other_id


def _require_two(unit: UnitOfWork, person_id: int, other_id: int, alone: str) -> None:
    require_person(unit, person_id, "actor_id")
    require_person(unit, other_id, "person_id")
    if person_id == other_id:
        raise RuleBroken("person_id", alone)
