"""Whom a person follows and mutes are states too, and nobody does either to themselves."""

import pytest

from app.commands import SetFollow, SetMute
from app.events import PersonFollowed, PersonMuted, PersonUnfollowed, PersonUnmuted
from tests.write_model.world import World


def following(actor: int, person: int, *, wanted: bool = True, key: int = 900) -> SetFollow:
    return SetFollow(command_id=key, actor_id=actor, person_id=person, following=wanted)


def muting(actor: int, person: int, *, wanted: bool = True, key: int = 900) -> SetMute:
    return SetMute(command_id=key, actor_id=actor, person_id=person, muted=wanted)


def test_a_follow_comes_and_goes_under_one_id(world: World, ana: int, bo: int) -> None:
    assert world.do(following(ana, bo, key=1_000)).id == bo
    ((_, _, follow_id, _),) = world.rows("follows")
    assert world.last_event() == PersonFollowed(
        at_ms=world.clock.now_ms(), follow_id=follow_id, follower_id=ana, followee_id=bo
    )
    world.unchanged(following(ana, bo, key=1_001))
    world.do(following(ana, bo, wanted=False, key=1_002))
    assert world.last_event() == PersonUnfollowed(
        at_ms=world.clock.now_ms(), follow_id=follow_id, follower_id=ana, followee_id=bo
    )
    world.unchanged(following(ana, bo, wanted=False, key=1_003))


def test_a_mute_comes_and_goes(world: World, ana: int, bo: int) -> None:
    assert world.do(muting(ana, bo, key=1_000)).id == bo
    assert world.last_event() == PersonMuted(at_ms=world.clock.now_ms(), person_id=ana, muted_id=bo)
    world.unchanged(muting(ana, bo, key=1_001))
    world.do(muting(ana, bo, wanted=False, key=1_002))
    assert world.last_event() == PersonUnmuted(at_ms=world.clock.now_ms(), person_id=ana, muted_id=bo)
    world.unchanged(muting(ana, bo, wanted=False, key=1_003))


@pytest.mark.parametrize("wanted", [True, False])
def test_nobody_follows_or_mutes_themselves(world: World, ana: int, wanted: bool) -> None:
    assert world.refused(following(ana, ana, wanted=wanted)).field == "person_id"
    assert world.refused(muting(ana, ana, wanted=wanted)).field == "person_id"


@pytest.mark.parametrize("nobody", [0, 5, -3, 1 << 70])
def test_people_who_do_not_exist_are_refused(world: World, ana: int, nobody: int) -> None:
    for asking in (following, muting):
        assert world.refused(asking(ana, nobody)).field == "person_id"
        assert world.refused(asking(nobody, ana)).field == "actor_id"


def test_following_goes_one_way(world: World, ana: int, bo: int) -> None:
    world.follow(ana, bo)
    world.follow(bo, ana)
    world.follow(ana, bo, following=False)
    assert [row[:2] for row in world.rows("follows")] == [(bo, ana)]
