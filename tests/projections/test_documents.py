"""What each fact changes in the documents, said one by one; the fan-out's test compares everything at once."""

from typing import Any, get_args

import pytest

from app import events as e
from app.projections.applier import PROJECTIONS
from app.projections.parking import SUMMARIES
from app.read_model import documents as d
from app.read_model import keys
from tests.projections.derived import documents_of
from tests.projections.memory import MemoryStore
from tests.projections.reading_side import ReadingSide

HELLO_P1_AND_P2, TAGGED, SALT = 3, 4, 5
PICTURE, NO_PICTURE = 0, 1


def tables(side: ReadingSide) -> dict[str, dict[bytes, Any]]:
    side.projector.drain()
    assert isinstance(side.store, MemoryStore)
    return side.store.documents()


def card(side: ReadingSide, post: int) -> d.PostCard:
    found: d.PostCard = tables(side)["cards"][keys.key(post)]
    return found


def told(side: ReadingSide, owner: int) -> list[tuple[str, int]]:
    rows = tables(side).get("notifications", {})
    return [(row.kind, row.actor_id) for key, row in rows.items() if key[:8] == keys.key(owner)]


def home(side: ReadingSide, viewer: int, table: str = "home") -> list[int]:
    rows = tables(side).get(table, {})
    return [keys.second_of(key) for key in sorted(rows) if key[:8] == keys.key(viewer)]


def test_every_kind_of_event_has_a_projection_and_a_name_for_people() -> None:
    assert set(PROJECTIONS) == set(get_args(e.AnyEvent)) == set(SUMMARIES)


def test_an_address_is_shown_in_lines_without_empty_parts(side: ReadingSide) -> None:
    (ana,) = side.people(1)
    side.log.add(
        e.AddressUpdated(at_ms=1, person_id=ana, street="Quay 1", city="Bergen", postal_code="5003", country="")
    )
    profile = tables(side)["profiles"][keys.key(ana)]
    assert profile.display_address == "Quay 1\n5003 Bergen"


def test_a_like_counts_once_however_often_it_comes(side: ReadingSide) -> None:
    side.people(2)
    post = side.post(0)
    like = e.decode(side.act("like", 1, 0))
    side.log.add(like, like)
    assert card(side, post).likes == 1


def test_a_like_taken_back_twice_counts_once(side: ReadingSide) -> None:
    side.people(2)
    post = side.post(0)
    side.act("like", 0, 0)
    side.act("like", 1, 0)
    unlike = e.decode(side.act("like", 1, 0))
    side.log.add(unlike)
    assert card(side, post).likes == 1
    assert len(tables(side)["marks"]) == 1


def test_nobody_is_told_of_their_own_acts(side: ReadingSide) -> None:
    (ana,) = side.people(1)
    side.post(0, words=2)
    side.act("like", 0, 0)
    side.act("repost", 0, 0)
    side.act("comment", 0, 0)
    assert told(side, ana) == []


def test_a_reply_that_also_mentions_is_told_once_and_as_a_reply(side: ReadingSide) -> None:
    ana, bo, cy = side.people(3)
    side.post(0)
    side.act("comment", 1, 0, 0)
    side.act("comment", 2, 0, HELLO_P1_AND_P2)
    assert ("reply", cy) in told(side, bo)
    assert ("mention", cy) not in told(side, bo)
    assert ("comment", cy) in told(side, ana)


def test_a_comment_on_a_post_that_also_mentions_its_author_is_told_as_a_comment(side: ReadingSide) -> None:
    ana, bo = side.people(2)
    side.post(1)
    side.world.comment(0, 0, 4)
    side.commit()
    assert told(side, bo) == [("comment", ana)]


def test_an_edit_tells_whom_it_mentions_and_takes_back_whom_it_no_longer_does(side: ReadingSide) -> None:
    ana, bo, cy = side.people(3)
    side.post(0, words=TAGGED)
    side.act("edit", 0, 2)
    assert told(side, bo) == []
    side.act("edit", 0, HELLO_P1_AND_P2)
    assert told(side, bo) == told(side, cy) == [("mention", ana)]


def test_an_edit_moves_a_post_from_the_tags_of_its_old_words_to_those_of_its_new(side: ReadingSide) -> None:
    side.people(1)
    side.post(0, words=TAGGED)
    assert len(tables(side)["tag"]) == 2
    side.act("edit", 0, 1)
    assert len(tables(side)["tag"]) == 1


def test_posts_with_pictures_stand_in_the_picture_timelines_too(side: ReadingSide) -> None:
    ana, bo = side.people(2)
    side.act("follow", 1, 0)
    plain, picture = side.post(0, picture=NO_PICTURE), side.post(0, picture=PICTURE)
    assert home(side, bo) == [plain, picture]
    assert home(side, bo, "home_pictures") == home(side, ana, "home_pictures") == [picture]
    assert [keys.second_of(key) for key in tables(side)["everyone_pictures"]] == [picture]


def test_muting_somebody_hides_what_others_repost_of_them(side: ReadingSide) -> None:
    _ana, _bo, cy = side.people(3)
    side.act("follow", 2, 1)
    side.post(0)
    side.act("repost", 1, 0)
    assert len(home(side, cy)) == 1
    side.act("mute", 2, 0)
    assert home(side, cy) == []
    side.act("mute", 2, 0)
    assert len(home(side, cy)) == 1


def test_a_deleted_comment_with_replies_keeps_its_place_without_words_and_is_not_counted(side: ReadingSide) -> None:
    side.people(2)
    post = side.post(0)
    side.act("comment", 1, 0, 0)
    side.act("comment", 0, 0, 1)
    side.act("delete_comment", 0)
    comments = tables(side)["comments"]
    emptied, reply = (comments[key] for key in sorted(comments))
    assert (emptied.deleted, emptied.text, reply.depth) == (True, "", 1)
    assert card(side, post).comments == 1


def test_the_last_reply_takes_the_emptied_places_above_it_along(side: ReadingSide) -> None:
    side.people(2)
    post = side.post(0)
    side.act("comment", 1, 0, 0)
    side.act("comment", 0, 0, 1)
    side.act("delete_comment", 0)
    side.act("delete_comment", 1)
    assert "comments" not in tables(side)
    assert "comment_places" not in tables(side)
    assert card(side, post).comments == 0


@pytest.mark.parametrize("act", ["like", "repost", "bookmark", "comment"])
def test_a_deleted_post_takes_all_that_hangs_on_it_along(side: ReadingSide, act: str) -> None:
    side.people(3)
    side.act("follow", 2, 1)
    side.post(0, words=HELLO_P1_AND_P2, picture=PICTURE)
    side.act(act, 1, 0)
    side.act(act, 0, 0)
    side.act("delete", 0)
    assert set(tables(side)) == {"profiles", "people", "handles", "relations", "followers", "notifications"}
    assert tables(side) == documents_of(side.world)


def test_a_new_name_stands_wherever_the_old_one_stood(side: ReadingSide) -> None:
    ana, _bo, _cy = side.people(3)
    side.act("follow", 1, 0)
    side.act("follow", 0, 1)
    side.post(0, words=HELLO_P1_AND_P2)
    side.post(1)
    for act in ("repost", "like", "comment"):
        side.act(act, 0, 1)
    side.act("rename", 0, 9)
    assert tables(side) == documents_of(side.world)
    rows = [row for rows in tables(side).values() for row in rows.values()]
    named = [row for row in rows if ana in (getattr(row, "author_id", 0), getattr(row, "actor_id", 0))]
    assert {row.name for row in named if hasattr(row, "name")} == {"Name 9"}


def test_a_new_bio_alone_is_no_new_name_and_starts_no_walk(side: ReadingSide) -> None:
    side.people(1)
    side.act("rename", 0, 2)
    before = e.decode(side.log.rows[-1])
    assert isinstance(before, e.ProfileUpdated)
    side.projector.drain()
    cards_before = tables(side).get("cards")
    side.log.add(e.ProfileUpdated(at_ms=9, person_id=before.person_id, name=before.name, bio="new", renamed=False))
    assert tables(side)["profiles"][keys.key(before.person_id)].bio == "new"
    assert tables(side).get("cards") == cards_before


def test_the_key_of_a_comment_is_the_same_as_bytes_and_as_a_number() -> None:
    for ancestors in ((), (1,), (1, 2, 3), tuple(range(1, 12))):
        assert int.from_bytes(keys.comment(7, ancestors, 99), "big") == d.comment_key(7, ancestors, 99)
    assert keys.pair(3, 4) == d.owned(3, 4).to_bytes(16, "big")
