"""What folds away at which width, as plain data."""

import itertools

import pytest

from ui.folding import CENTRE_MAX_PX, fold


def test_at_1200_the_parts_stand_as_they_were_drawn() -> None:
    folding = fold(1200)
    assert folding.navigation == (0, 232)
    assert folding.centre == (232, 668)
    assert folding.side == (900, 300)
    assert folding.margin == 32, "so that the column stands from 264 to 868"


@pytest.mark.parametrize(
    ("width", "narrow", "side_folded"),
    [(480, True, True), (719, True, True), (720, False, True), (999, False, True), (1000, False, False)],
)
def test_the_panel_folds_first_and_then_the_navigation(width: int, narrow: bool, side_folded: bool) -> None:
    folding = fold(width)
    assert (folding.narrow, folding.side_folded) == (narrow, side_folded)


@pytest.mark.parametrize("width", range(480, 3_900, 97))
def test_at_every_width_the_parts_lie_side_by_side_inside_the_window(width: int) -> None:
    folding = fold(width)
    parts = (folding.navigation, folding.centre, folding.side)
    assert parts[0][0] >= 0
    assert sum(part[1] for part in parts) <= width
    for left, right in itertools.pairwise(parts):
        assert left[0] + left[1] == right[0] or left[1] == 0
    assert folding.centre[1] <= max(CENTRE_MAX_PX, 720)


def test_on_a_large_screen_the_parts_stand_together_in_the_middle() -> None:
    folding = fold(3_840)
    left = folding.navigation[0]
    right = 3_840 - folding.side[0] - folding.side[1]
    assert abs(left - right) <= 1
    assert folding.centre[1] == CENTRE_MAX_PX
