"""The rules of pending operations, one test for each bug that taught one: visible = documents + what is not reached."""

from typing import Any

import pytest

from app.consistency import patches
from app.consistency.fold_profile import fold_profile
from app.consistency.overlay import NOT_SHOWN_AHEAD
from app.consistency.visible import ProfilePlace, VisibleItem
from app.read_model.documents import ProfileView, Relation, Snapshot
from tests.consistency.builders import (
    ME,
    Pond,
    address,
    create,
    edit,
    item,
    like,
    page,
    profile,
    rename,
    repost,
)


def shown(row: VisibleItem) -> tuple[bool, int, str]:
    return row.item.marks.liked, row.item.card.likes, row.item.card.text


def test_a_page_read_for_one_operation_does_not_revert_another(pond: Pond) -> None:
    pond.begin(like(), position=1)
    pond.begin(edit(text="mine"))
    read_after_the_first = page(item(liked=True, likes=1), position=1)
    assert shown(pond.row(read_after_the_first)) == (True, 1, "mine")


def test_a_refusal_takes_out_its_own_effect_and_leaves_the_others(pond: Pond) -> None:
    liked = pond.begin(like())
    pond.begin(edit(text="mine"))
    pond.overlay.rejected(liked.op_id, "post_id", "No.")
    assert shown(pond.row(page(item(likes=4)))) == (False, 4, "mine")


def test_rolling_back_the_second_of_three_leaves_the_first_and_the_third(pond: Pond) -> None:
    pond.begin(like())
    second = pond.begin(edit(text="b2"))
    pond.begin(repost())
    pond.overlay.rejected(second.op_id, "text", "No.")
    row = pond.row(page(item(text="b0")))
    assert (row.item.marks.liked, row.item.card.text, row.item.marks.reposted) == (True, "b0", True)


def test_a_refused_rename_returns_the_name_and_keeps_the_later_change_of_another_part(pond: Pond) -> None:
    renamed = pond.begin(rename("Noushka"))
    pond.begin(address("Dog Town"))
    view = ProfileView(profile(name="Cat", display_address="Cat Town"), Relation(), Snapshot(0))

    def seen() -> tuple[str, str]:
        visible = fold_profile(view, ProfilePlace(ME, ME), pond.overlay.folding(view.snapshot, ME)).profile
        assert visible is not None
        return visible.name, visible.display_address.splitlines()[1]

    assert seen() == ("Noushka", "1000 Dog Town")
    pond.overlay.rejected(renamed.op_id, "name", "No.")
    assert seen() == ("Cat", "1000 Dog Town")


def test_nothing_vanishes_between_the_receipt_and_the_read_store(pond: Pond) -> None:
    operation = pond.begin(create(50))
    pond.overlay.committed(operation.op_id, 7)
    assert [row.item.card.id for row in pond.see(page(position=6)).standing] == [50]


def test_an_operation_is_there_before_its_command_is_sent(pond: Pond) -> None:
    pond.overlay.begin(like())
    assert pond.row(page(item())).item.marks.liked


def test_a_row_keeps_its_id_from_the_water_to_the_shore(pond: Pond) -> None:
    pond.begin(create(50), position=7)
    assert [row.item.card.id for row in pond.see(page(position=6)).standing] == [50]
    ashore = pond.see(page(item(50, author=ME, text="mine"), position=7))
    assert ashore.standing == ()
    assert [row.item.card.id for row in ashore.rows] == [50]


def test_documents_never_learn_what_is_predicted(pond: Pond) -> None:
    base = page(item(likes=4))
    pond.begin(like())
    pond.see(base)
    assert base == page(item(likes=4))


def test_a_position_that_passes_without_the_effect_shows_the_documents(pond: Pond) -> None:
    pond.begin(like(), position=3)
    assert not pond.row(page(item(), position=3)).item.marks.liked


def test_a_slow_operation_elsewhere_delays_no_rollback(pond: Pond) -> None:
    pond.begin(edit(20, "slow"))
    quick = pond.begin(like(10))
    pond.overlay.rejected(quick.op_id, "post_id", "No.")
    assert not pond.row(page(item(10))).item.marks.liked


def test_what_one_operation_ends_with_removes_no_other(pond: Pond) -> None:
    first, second = pond.begin(like(10), position=1), pond.begin(like(20))
    pond.overlay.settle(Snapshot(1))
    pond.overlay.dismiss(first.op_id)
    assert pond.overlay.operations() == (second,)


def test_a_replay_that_throws_drops_that_one_prediction_and_says_so(
    pond: Pond, monkeypatch: pytest.MonkeyPatch
) -> None:
    pond.begin(like())
    wrong = pond.begin(edit(text="wrong"))
    kept = patches.as_kept

    def throw_on_wrong(text: str) -> Any:
        if text == "wrong":
            raise ValueError(text)
        return kept(text)

    monkeypatch.setattr(patches, "as_kept", throw_on_wrong)
    assert shown(pond.row(page(item(text="was")))) == (True, 1, "was")
    now = pond.overlay.operation(wrong.op_id)
    assert now is not None
    assert (now.stage, now.reason) == ("saving", NOT_SHOWN_AHEAD)
    monkeypatch.undo()
    assert shown(pond.row(page(item(text="was")))) == (True, 1, "was")


def test_a_rebase_over_what_others_did_keeps_both(pond: Pond) -> None:
    pond.begin(like(), position=9)
    assert pond.row(page(item(likes=4), position=5)).item.card.likes == 5
    assert pond.row(page(item(likes=6), position=8)).item.card.likes == 7
    assert pond.row(page(item(likes=7, liked=True), position=9)).item.card.likes == 7


def test_a_count_moves_only_where_the_document_disagrees(pond: Pond) -> None:
    pond.begin(like())
    assert pond.row(page(item(likes=5, liked=True))).item.card.likes == 5


def test_toggles_on_one_post_compose(pond: Pond) -> None:
    for wish in (True, False, True):
        pond.begin(like(liked=wish))
    assert shown(pond.row(page(item(likes=4))))[:2] == (True, 5)
    pond.begin(like(liked=False))
    row = pond.row(page(item(likes=4)))
    assert shown(row)[:2] == (False, 4)
    assert row.changes == ()


def test_the_second_of_two_edits_fails_and_the_first_stays(pond: Pond) -> None:
    pond.begin(edit(text="first"), position=2)
    second = pond.begin(edit(text="second"))
    assert pond.row(page(item(text="was"))).item.card.text == "second"
    pond.overlay.rejected(second.op_id, "text", "Too long.")
    assert pond.row(page(item(text="was"))).item.card.text == "first"
    assert pond.row(page(item(text="first"), position=2)).item.card.text == "first"


def test_a_page_leaves_out_what_it_has_and_an_older_one_still_folds_it(pond: Pond) -> None:
    pond.begin(like(), position=3)
    pond.overlay.settle(Snapshot(3))
    older, newer = page(item(likes=4), position=2), page(item(likes=5, liked=True), position=3)
    assert shown(pond.row(older))[:2] == (True, 5)
    assert shown(pond.row(newer))[:2] == (True, 5)
    assert pond.row(newer).changes == ()


def test_an_old_page_folds_what_was_reached_also_after_its_mark_has_faded(pond: Pond) -> None:
    pond.begin(like(), position=3)
    pond.overlay.settle(Snapshot(3))
    pond.clock.advance(5_000)
    pond.overlay.expire()
    assert pond.overlay.operations() == ()
    assert shown(pond.row(page(item(likes=4), position=2)))[:2] == (True, 5)


def test_an_event_that_is_held_back_stays_folded(pond: Pond) -> None:
    pond.begin(edit(text="mine"), position=3)
    assert pond.row(page(item(text="was"), position=9, exceptions=(3,))).item.card.text == "mine"


def test_a_later_value_that_is_reached_wins_over_an_earlier_one_that_is_not(pond: Pond) -> None:
    pond.begin(rename("First"), position=3)
    pond.begin(rename("Second"), position=4)
    cards = page(item(author=ME), position=9, exceptions=(3,))
    assert pond.row(cards).item.card.name == "Person 1"
    assert pond.row(page(item(author=ME), position=3, exceptions=(3,))).item.card.name == "Second"


def test_a_retried_operation_is_replayed_after_what_came_meanwhile(pond: Pond) -> None:
    first = pond.begin(edit(text="first"))
    pond.overlay.failed(first.op_id, "The disk is full.")
    pond.begin(edit(text="second"), position=4)
    assert pond.row(page(item())).item.card.text == "second"
    pond.overlay.retrying(first.op_id)
    assert pond.row(page(item())).item.card.text == "first"
