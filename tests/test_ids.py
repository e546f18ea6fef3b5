"""Ids grow with time, whatever the clock does, and tell their date."""

import random
import threading

from hypothesis import given
from hypothesis import strategies as st

from app.clock import ManualClock
from app.ids import COUNTERS, MAX_ID, IdSource, first_id_at, key_of_name, time_of


def source(clock: ManualClock | None = None) -> IdSource:
    return IdSource(clock or ManualClock(), random.Random(7))


@given(st.lists(st.integers(-5_000, 5_000), max_size=50))
def test_ids_always_grow_also_when_the_clock_goes_back_or_stands(jumps: list[int]) -> None:
    clock = ManualClock()
    ids = source(clock)
    made = [ids.next_id()]
    for jump in jumps:
        clock.jump_wall(jump)
        made.append(ids.next_id())
    assert made == sorted(set(made))
    assert made[-1] <= MAX_ID


def test_an_id_tells_the_millisecond_it_was_made_in() -> None:
    clock = ManualClock()
    assert time_of(source(clock).next_id()) == clock.now_ms()
    assert time_of(first_id_at(clock.now_ms())) == clock.now_ms()
    assert time_of(first_id_at(clock.now_ms()) + COUNTERS - 1) == clock.now_ms()


def test_an_id_is_safe_in_json_until_the_year_2100() -> None:
    clock = ManualClock(start_ms=4_102_444_800_000)
    assert source(clock).next_id() <= MAX_ID
    assert float(MAX_ID) == MAX_ID


def test_threads_never_get_the_same_id() -> None:
    ids, made = source(), []

    def take() -> None:
        made.extend([ids.next_id() for _ in range(500)])

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 2_000


def test_the_same_seed_and_clock_give_the_same_ids() -> None:
    first, second = source(), source()
    assert [first.next_id() for _ in range(9)] == [second.next_id() for _ in range(9)]


def test_the_key_of_a_name_is_stable_and_knows_no_case() -> None:
    assert key_of_name("Tide") == key_of_name("tIDE") == key_of_name("tide")
    assert key_of_name("tide") != key_of_name("tides")
    assert 0 <= key_of_name("Straße") < 1 << 63
    assert key_of_name("tide") == 7_757_170_626_197_608_819
