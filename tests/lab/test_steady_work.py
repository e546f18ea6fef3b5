"""What works beside a measurement keeps its rate, and its errors are raised where it is waited for."""

import threading

import pytest

from app.clock import ManualClock
from app.lab.steady_work import SteadyWork


class Act:
    """Does one thing at a time, and rings after so many."""

    def __init__(self, enough: int) -> None:
        self.enough = threading.Event()
        self._left = enough

    def __call__(self) -> int:
        self._left -= 1
        if not self._left:
            self.enough.set()
        return 1


def test_it_works_steadily_beside_what_is_measured() -> None:
    act = Act(40)
    with SteadyWork("steady", ManualClock(), 200, act) as work:
        assert act.enough.wait(20)
    assert work.done >= 40
    assert work.rate == pytest.approx(200, rel=0.1)


def test_an_error_of_it_is_raised_where_it_is_waited_for() -> None:
    act = Act(1)

    def broken() -> int:
        act()
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"), SteadyWork("steady", ManualClock(), 200, broken):
        assert act.enough.wait(20)
