"""People are registered under a handle of their own, and change their profile and address."""

from typing import Any

import pytest

from app.commands import RegisterPerson, UpdateAddress, UpdateProfile
from app.events import AddressUpdated, PersonRegistered, ProfileUpdated
from app.ids import MAX_ID
from app.media import MediaItem
from app.text import Span
from tests.write_model.world import World

FAMILY = "👨‍👩‍👧‍👦"


def registering(**changed: Any) -> RegisterPerson:
    fields: dict[str, Any] = {"command_id": 900, "actor_id": 77, "handle": "cleo", "name": "Cleo"}
    return RegisterPerson(**fields | changed)


def profile(actor: int, **changed: Any) -> UpdateProfile:
    fields: dict[str, Any] = {"command_id": 901, "actor_id": actor, "name": "Ana", "bio": ""}
    return UpdateProfile(**fields | changed)


def address(actor: int, *parts: str) -> UpdateAddress:
    street, city, postal_code, country = parts
    return UpdateAddress(
        command_id=902, actor_id=actor, street=street, city=city, postal_code=postal_code, country=country
    )


def test_a_registered_person_is_told_with_what_their_words_lead_to(world: World) -> None:
    receipt = world.do(registering(handle=" @Cleo_7 ", name="  Cleo  ", bio="I like #tea\r\n", simulated=True))
    assert receipt.id == 77
    assert world.last_event() == PersonRegistered(
        at_ms=world.clock.now_ms(),
        person_id=77,
        handle="cleo_7",
        name="Cleo",
        bio="I like #tea",
        bio_spans=(Span(7, 11, "tag", "tea"),),
        simulated=True,
    )


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"handle": "a"}, "handle"),
        ({"handle": "x" * 31}, "handle"),
        ({"handle": "two words"}, "handle"),
        ({"handle": "josé"}, "handle"),
        ({"handle": ""}, "handle"),
        ({"handle": "half\ud83d"}, "handle"),
        ({"name": " \u200b "}, "name"),
        ({"name": "n" * 51}, "name"),
        ({"name": FAMILY * 51}, "name"),
        ({"name": "two\nlines"}, "name"),
        ({"name": "x\u202eevil"}, "name"),
        ({"bio": "b" * 301}, "bio"),
        ({"bio": "\x00"}, "bio"),
        ({"actor_id": 0}, "actor_id"),
        ({"actor_id": -5}, "actor_id"),
        ({"actor_id": MAX_ID + 1}, "actor_id"),
        ({"actor_id": 1 << 80}, "actor_id"),
        ({"at_ms": 0}, "at_ms"),
        ({"at_ms": 1 << 50}, "at_ms"),
        ({"command_id": ""}, "command_id"),
        ({"command_id": "x" * 201}, "command_id"),
        ({"command_id": "\ud800"}, "command_id"),
    ],
)
def test_a_person_with_a_part_that_breaks_a_rule_is_refused(world: World, changed: dict[str, Any], field: str) -> None:
    assert world.refused(registering(**changed)).field == field


@pytest.mark.parametrize("handle", ["ana", "@ANA", "Ana "])
def test_a_taken_handle_is_refused_whatever_its_case(world: World, ana: int, handle: str) -> None:
    refusal = world.refused(registering(handle=handle))
    assert refusal.field == "handle"
    assert "@ana" in refusal.reason


def test_an_id_that_a_person_has_is_refused(world: World, ana: int) -> None:
    assert world.refused(registering(actor_id=ana)).field == "actor_id"


def test_the_longest_allowed_words_are_kept(world: World) -> None:
    world.do(registering(handle="x" * 30, name=FAMILY * 50, bio=FAMILY * 300))
    assert world.rows("people")[0][1:4] == ("x" * 30, FAMILY * 50, FAMILY * 300)


def test_a_profile_changes_and_says_whether_cards_show_it(world: World, ana: int) -> None:
    avatar = world.picture(alt="me at the pier")
    told = []
    for changed in (
        {"bio": "Sailor, see https://tide.example"},
        {"name": "Ana Lee", "bio": "Sailor"},
        {"name": "Ana Lee", "bio": "Sailor", "avatar": avatar},
        {"name": "Ana Lee", "bio": "Sailor", "avatar": MediaItem(*_facts(avatar), alt="me, older")},
        {"name": "Ana Lee", "bio": "Sailor"},
    ):
        world.do(profile(ana, command_id=world.key(), **changed))
        event = world.last_event()
        assert isinstance(event, ProfileUpdated)
        told.append((event.name, event.bio, event.avatar and event.avatar.alt, event.renamed))
    assert told == [
        ("Ana", "Sailor, see https://tide.example", None, False),
        ("Ana Lee", "Sailor", None, True),
        ("Ana Lee", "Sailor", "me at the pier", True),
        ("Ana Lee", "Sailor", "me, older", False),
        ("Ana Lee", "Sailor", None, True),
    ]


def _facts(item: MediaItem) -> tuple[str, str, int, int, int]:
    return item.sha256, item.mime, item.width, item.height, item.size


def test_a_profile_that_is_the_same_changes_nothing(world: World, ana: int) -> None:
    avatar = world.picture(alt="me")
    world.do(profile(ana, command_id=world.key(), avatar=avatar))
    assert world.unchanged(profile(ana, name=" Ana ", avatar=avatar)).id == ana


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": ""}, "name"),
        ({"bio": "b" * 301}, "bio"),
        ({"actor_id": 5}, "actor_id"),
        ({"actor_id": 1 << 70}, "actor_id"),
        ({"avatar": MediaItem("0" * 64, "image/png", 1, 1, 1)}, "media"),
        ({"avatar": MediaItem("../../x", "image/png", 1, 1, 1)}, "media"),
        ({"avatar": MediaItem("\ud800", "image/png", 1, 1, 1)}, "media"),
        ({"avatar": MediaItem("0" * 64, "image/png", 1, 1, 1, "a" * 1_501)}, "alt"),
    ],
)
def test_a_profile_with_a_part_that_breaks_a_rule_is_refused(
    world: World, ana: int, changed: dict[str, Any], field: str
) -> None:
    assert world.refused(profile(ana, **changed)).field == field


def test_an_address_is_set_changed_and_removed(world: World, ana: int) -> None:
    for parts in (
        ("Pier Road 7", " Northhaven ", "20 100", "Tideland"),
        ("Pier Road 8", "Northhaven", "20 100", ""),
        ("", "", "", " "),
    ):
        world.do(
            UpdateAddress(
                command_id=world.key(),
                actor_id=ana,
                street=parts[0],
                city=parts[1],
                postal_code=parts[2],
                country=parts[3],
            )
        )
        street, city, postal_code, country = (part.strip() for part in parts)
        assert world.last_event() == AddressUpdated(
            at_ms=world.clock.now_ms(),
            person_id=ana,
            street=street,
            city=city,
            postal_code=postal_code,
            country=country,
        )
        kept = [(ana, street, city, postal_code, country, world.clock.now_ms())]
        assert world.rows("addresses") == (kept if any((street, city, postal_code, country)) else [])


def test_an_address_that_is_the_same_changes_nothing(world: World, ana: int) -> None:
    world.unchanged(address(ana, "", "", "", ""))
    world.do(UpdateAddress(command_id=1_000, actor_id=ana, street="A 1", city="", postal_code="", country=""))
    world.unchanged(UpdateAddress(command_id=1_001, actor_id=ana, street="A 1", city="", postal_code="", country=""))


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        (("s" * 101, "", "", ""), "street"),
        (("", "two\nlines", "", ""), "city"),
        (("", "", "a\tb", ""), "postal_code"),
        (("", "", "", "\x07"), "country"),
    ],
)
def test_an_address_with_a_part_that_breaks_a_rule_is_refused(
    world: World, ana: int, parts: tuple[str, str, str, str], field: str
) -> None:
    assert world.refused(address(ana, *parts)).field == field


def test_nobody_who_is_not_registered_has_an_address(world: World) -> None:
    assert world.refused(address(5, "A 1", "", "", "")).field == "actor_id"
