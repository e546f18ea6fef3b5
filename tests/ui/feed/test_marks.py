"""Marks: the words for each stage, when they show, and what they offer."""

import pytest

from app.commands import AnyCommand, CreatePost, SetLike
from app.consistency.visible import Operation, Stage
from ui.feed.marks import duration_label, mark_of, next_change_ms

POST = CreatePost(command_id=1, actor_id=1, post_id=1, text="Low water")
LIKE = SetLike(command_id=2, actor_id=1, post_id=1, liked=True)


def at(stage: Stage, command: AnyCommand = POST, **more: object) -> Operation:
    return Operation(1, command, "optimistic", stage, started_ms=0.0, stage_ms=1_000.0, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("stage", ["saving", "committed"])
def test_a_stage_under_100_ms_is_skipped(stage: Stage) -> None:
    operation = at(stage, position=5)
    assert mark_of(operation, 1_099) is None
    assert next_change_ms(operation, 1_099) == 1_100
    assert mark_of(operation, 1_100) is not None
    assert next_change_ms(operation, 1_100) is None


def test_saving_and_saved_say_so_and_name_the_exact_term() -> None:
    saving, saved = mark_of(at("saving"), 2_000), mark_of(at("committed", position=1485), 2_000)
    assert saving is not None
    assert (saving.words, saving.token) == ("Saving…", "badge")
    assert saved is not None
    assert (saved.words, saved.token) == ("Saved, not in feeds yet", "accent")
    assert "position 1,485" in saved.term
    assert "consistency lag" in saved.term


def test_the_lag_is_told_for_a_second_and_a_half_and_then_fades() -> None:
    operation = at("reached", lag_ms=7.0)
    shown = mark_of(operation, 1_000 + 1_499)
    fading = mark_of(operation, 1_000 + 1_650)
    assert shown is not None
    assert (shown.words, shown.alpha) == ("In feeds after 7 ms", 1.0)
    assert fading is not None
    assert 0 < fading.alpha < 1
    assert mark_of(operation, 1_000 + 1_801) is None
    assert next_change_ms(operation, 1_000) == 2_500
    assert next_change_ms(operation, 3_000) is None


def test_with_reduced_motion_it_goes_at_once() -> None:
    assert mark_of(at("reached", lag_ms=7.0), 2_501, reduced_motion=True) is None


def test_what_is_held_back_can_be_retried_or_discarded() -> None:
    mark = mark_of(at("held", LIKE, reason="No such post."), 1_000)
    assert mark is not None
    assert [action.name for action in mark.actions] == ["retry", "discard"]
    assert "No such post." in mark.term


def test_what_was_refused_tells_why_and_stays() -> None:
    mark = mark_of(at("rejected", reason="The disk is full."), 1_000_000)
    assert mark is not None
    assert mark.words == "Not saved: the disk is full."
    assert [action.name for action in mark.actions] == ["edit", "again"]


def test_a_refusal_that_the_same_words_cannot_pass_is_edited_or_dismissed() -> None:
    post = mark_of(at("rejected", reason="Too long.", can_retry=False), 1_000)
    like = mark_of(at("rejected", LIKE, reason="Gone.", can_retry=False), 1_000)
    assert post is not None
    assert [action.name for action in post.actions] == ["edit", "dismiss"]
    assert like is not None
    assert [action.name for action in like.actions] == ["dismiss"]


def test_no_operation_has_no_mark() -> None:
    assert mark_of(None, 0) is None
    assert next_change_ms(None, 0) is None


@pytest.mark.parametrize(("ms", "label"), [(7, "7 ms"), (999, "999 ms"), (2_400, "2.4 s"), (12_000, "12 s")])
def test_lags_are_short(ms: float, label: str) -> None:
    assert duration_label(ms) == label
