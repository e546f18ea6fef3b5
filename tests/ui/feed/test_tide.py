"""The tide line as plain data: where water, line and cards are, and what the buoy says."""

import pytest

from app.commands import CreatePost, SetLike
from app.consistency.visible import FeedTide, Operation, Stage
from ui.feed.tide import Shape, age_label, buoy_of, depth_of, dock_shape, tide_geometry

TABS = 52


def posted(stage: Stage, op_id: int = 1) -> Operation:
    command = CreatePost(command_id=op_id, actor_id=1, post_id=op_id, text="Low water")
    return Operation(op_id, command, "optimistic", stage, 0.0, 0.0, position=None if stage == "saving" else 5)


def liked(stage: Stage) -> Operation:
    command = SetLike(command_id=9, actor_id=1, post_id=7, liked=True)
    return Operation(9, command, "optimistic", stage, 0.0, 0.0, position=5)


def test_at_rest_the_line_owns_a_row_of_52_under_the_tabs() -> None:
    geometry = tide_geometry(FeedTide(5, 5), (), TABS)
    assert geometry.shore_y == 104
    assert 52 < geometry.shape.line_y < 104
    assert geometry.shape == Shape(geometry.row_y, 0.35, 0.45, 0.7)
    assert geometry.buoy.text == "all ashore"
    assert geometry.buoy.calm


def test_two_cards_stand_16_apart_above_a_row_of_54() -> None:
    tide = FeedTide(5, 6, 100, (posted("saving"), posted("committed", 2)))
    geometry = tide_geometry(tide, (121, 143), TABS)
    assert list(geometry.tops) == [66, 203]
    assert geometry.shore_y == 203 + 143 + 54
    assert geometry.shape.line_y == 203 + 143 + 30
    assert geometry.shape.swell == 1.0


def test_a_card_that_goes_ashore_glides_38_px_and_the_rest_stays() -> None:
    before = tide_geometry(FeedTide(5, 6, 100, (posted("committed"),)), (143,), TABS)
    after = tide_geometry(FeedTide(6, 6), (), TABS)
    assert after.shore_y - before.tops[0] == 38
    assert after.shore_y + 143 + 16 == before.shore_y


def test_of_two_standing_cards_the_lower_one_goes_ashore_without_moving_the_rest() -> None:
    both = tide_geometry(FeedTide(5, 7, 100, (posted("committed"), posted("committed", 2))), (121, 143), TABS)
    one = tide_geometry(FeedTide(6, 7, 100, (posted("committed", 2),)), (121,), TABS)
    assert one.tops[0] == both.tops[0]
    assert one.shore_y - both.tops[1] == 38
    assert one.shore_y + 143 + 16 == both.shore_y


@pytest.mark.parametrize(("others", "depth"), [(0, 0), (1, 12), (3, 24), (7, 36), (63, 72), (10_000, 72)])
def test_each_doubling_of_what_others_have_waiting_adds_12_px_up_to_72(others: int, depth: int) -> None:
    assert depth_of(FeedTide(0, others)) == depth


def test_own_waiting_events_add_no_depth() -> None:
    assert depth_of(FeedTide(5, 7, 10, (posted("committed"), liked("committed")))) == 0


def test_depth_lowers_the_water_and_never_the_cards() -> None:
    calm = tide_geometry(FeedTide(5, 5), (), TABS)
    deep = tide_geometry(FeedTide(5, 36, 400), (), TABS)
    assert deep.shore_y == calm.shore_y
    assert deep.row_y == calm.row_y
    assert deep.shape.line_y == calm.shape.line_y + 60


def test_the_line_keeps_its_row_however_deep_the_water_is() -> None:
    calm = tide_geometry(FeedTide(5, 5), (), TABS)
    deep = tide_geometry(FeedTide(5, 36, 400), (), TABS)
    assert deep.shape.surface_y == deep.row_y == calm.shape.surface_y
    assert calm.shape.toward(deep.shape, 0.5).surface_y == calm.row_y
    assert dock_shape(deep, TABS).depth == 0


def test_what_waits_for_less_than_100_ms_leaves_the_water_calm() -> None:
    geometry = tide_geometry(FeedTide(5, 8, 40, (liked("committed"),)), (), TABS, noticed=False)
    assert geometry.shape == tide_geometry(FeedTide(5, 5), (), TABS).shape
    assert geometry.buoy.calm


def test_a_refused_post_leaves_a_gentler_swell() -> None:
    geometry = tide_geometry(FeedTide(5, 5, 0, (posted("rejected"),), held=1), (54,), TABS)
    assert geometry.shape.swell == 0.7
    assert geometry.shore_y == 66 + 54 + 54
    assert geometry.buoy.text == "1 not saved · 1 held back"


def test_a_held_back_post_stands_in_still_water() -> None:
    geometry = tide_geometry(FeedTide(5, 5, 0, (posted("held"),), held=1), (121,), TABS)
    assert geometry.shape.swell == 0.7


@pytest.mark.parametrize(
    ("tide", "words"),
    [
        (FeedTide(1482, 1485, 2400, (posted("saving"),)), "3 on the way · 2.4 s"),
        (FeedTide(5, 5, 0, (posted("saving"),)), "1 saving"),
        (FeedTide(5, 6, 0), "1 on the way"),
        (FeedTide(5, 1505, 12_300), "1,500 on the way · 12 s"),
        (FeedTide(5, 6, 900, (posted("rejected"),)), "1 on the way · 0.9 s · 1 not saved"),
        (FeedTide(5, 5, stopped="The projector stopped: disk full."), "read side stopped"),
    ],
)
def test_the_buoy_says_what_is_on_the_way(tide: FeedTide, words: str) -> None:
    buoy = buoy_of(tide)
    assert buoy.text == words
    assert not buoy.calm
    assert words in buoy.sentence


def test_the_buoys_sentence_has_positions_and_the_reason_of_a_stop() -> None:
    sentence = buoy_of(FeedTide(1482, 1485, 10, stopped="The disk is full.")).sentence
    assert "1,482 of 1,485" in sentence
    assert "The disk is full." in sentence


@pytest.mark.parametrize(("age", "label"), [(400, "0.4 s"), (9_940, "9.9 s"), (12_000, "12 s"), (180_000, "3 min")])
def test_ages_are_short(age: float, label: str) -> None:
    assert age_label(age) == label


def test_scrolled_away_the_line_docks_under_the_tabs() -> None:
    geometry = tide_geometry(FeedTide(5, 6, 100, (posted("committed"),)), (143,), TABS)
    docked = dock_shape(geometry, TABS)
    assert TABS < docked.line_y < 104
    assert docked.strength == geometry.shape.strength


def test_water_on_its_way_lies_between_and_arrives_exactly() -> None:
    low, high = Shape(100, 0.25, 0.5, 0.5), Shape(300, 1.0, 1.0, 1.0)
    assert low.toward(high, 0.5) == Shape(200, 0.625, 0.75, 0.75)
    assert low.toward(high, 1.0) is high


def test_the_edge_is_a_curve_of_at_most_4_px_around_the_line() -> None:
    shape = Shape(100, 1.0, 1.0, 1.0)
    heights = [shape.edge(x) for x in range(0, 700, 7)]
    assert 95.6 < min(heights) < 98
    assert 102 < max(heights) < 104.4
