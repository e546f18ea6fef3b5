"""Where a reader is: arithmetic over blocks of any height, and the scrollbar that counts them."""

from hypothesis import given
from hypothesis import strategies as st

from ui.feed.position import (
    LEAD,
    UNITS,
    Position,
    bar_value,
    clamped,
    moved,
    position_of,
    settled,
    units_for,
    visible_blocks,
)


def height(number: int) -> float:
    return 104.0 if number == LEAD else 100.0 + 37 * (number % 5)


def test_at_the_top_nothing_is_scrolled_away() -> None:
    assert Position().at_top
    assert moved(Position(), -500, 10, height) == Position()


def test_scrolling_goes_from_block_to_block() -> None:
    assert moved(Position(), 104, 10, height) == Position(0, 0)
    assert moved(Position(0, 0), 101, 10, height) == Position(1, 1)
    assert moved(Position(1, 1), -102, 10, height) == Position(LEAD, 103)


@given(st.integers(LEAD, 40), st.floats(0, 99), st.floats(-3_000, 3_000))
def test_scrolling_there_and_back_ends_where_it_began(number: int, offset: float, pixels: float) -> None:
    start = Position(number, offset)
    there = moved(start, pixels, 60, height)
    total = sum(height(at) for at in range(LEAD, 60))
    above = sum(height(at) for at in range(LEAD, number)) + offset
    if 0 < above + pixels < total:
        back = moved(there, -pixels, 60, height)
        assert abs((back.number - number) * 1.0) <= 1
        assert abs(_absolute(back) - _absolute(start)) < 0.01


def _absolute(position: Position) -> float:
    return sum(height(at) for at in range(LEAD, position.number)) + position.offset


def test_a_row_can_be_held_at_a_place() -> None:
    position = settled(7, 50.0, 60, height)
    blocks = dict(visible_blocks(position, 800, 60, height))
    assert blocks[7] == 50.0


def test_a_million_rows_are_not_walked() -> None:
    asked: list[int] = []

    def counted(number: int) -> float:
        asked.append(number)
        return height(number)

    position = position_of(500_000 * UNITS, 1_000_000, counted)
    visible_blocks(clamped(position, 800, 1_000_000, counted), 800, 1_000_000, counted)
    assert len(asked) < 20


def test_the_end_leaves_no_empty_space() -> None:
    position = clamped(Position(60, 0), 800, 60, height)
    number, y = visible_blocks(position, 800, 60, height)[-1]
    assert number == 60
    assert abs(y + height(60) - 800) < 0.01


def test_a_short_feed_stays_at_its_top() -> None:
    assert clamped(Position(1, 20), 800, 2, height).at_top


@given(st.integers(LEAD, 999), st.floats(0, 0.99))
def test_the_scrollbar_and_the_position_say_the_same(number: int, part: float) -> None:
    position = Position(number, part * height(number))
    back = position_of(bar_value(position, 1_000, height), 1_000, height)
    assert abs(_absolute(back) - _absolute(position)) <= height(number) / UNITS + 0.01


def test_the_scrollbar_holds_any_number_of_rows() -> None:
    for total in (10, 1_000_000, 50_000_000):
        assert (total + 2) * units_for(total) < 2**31
