"""The last marks of a trace are made by the paint that shows it, not before."""

import pytest

from app.commands import CreatePost
from app.consistency.trace import TraceLog
from app.signals import Projected
from tests.ui.shore import ME, Shore
from ui.app_bridge import AppBridge
from ui.paint_times import PaintTimes


class Page:
    """A page that a test says is being read."""

    reading = False


@pytest.fixture
def page() -> Page:
    return Page()


@pytest.fixture
def times(shore: Shore, bridge: AppBridge, page: Page) -> PaintTimes:
    shore.trace.on = True
    return PaintTimes(shore.trace, shore.clock, bridge, lambda: page.reading, bridge)


def _followed(shore: Shore) -> TraceLog:
    shore.trace.begin(CreatePost(command_id=1, actor_id=ME, post_id=9, text="Low water"), "pressed", 0.0)
    shore.trace.committed(1, 5, 1.0)
    shore.trace.mark_positions([5], "documents_committed", 2.0)
    return shore.trace


def _at(trace: TraceLog, stage: str) -> float | None:
    found = trace.get(1)
    assert found is not None
    return found.at(stage)  # type: ignore[arg-type]  # the test names stages


def test_the_overlay_is_painted_by_the_first_paint_after_the_views_have_folded(
    shore: Shore, bridge: AppBridge, times: PaintTimes
) -> None:
    trace = _followed(shore)
    times.window_painted()
    assert _at(trace, "overlay_painted") is None
    shore.clock.advance(4)
    bridge.operations.emit()
    shore.clock.advance(3)
    times.window_painted()
    assert _at(trace, "overlay_painted") == 7


def test_a_page_that_is_being_read_has_not_been_painted_yet(
    shore: Shore, bridge: AppBridge, times: PaintTimes, page: Page
) -> None:
    trace = _followed(shore)
    shore.clock.advance(10)
    bridge.projected.emit(Projected(5))
    assert _at(trace, "delivered") == 10
    page.reading = True
    shore.clock.advance(2)
    times.window_painted()
    assert _at(trace, "painted") is None
    page.reading = False
    shore.clock.advance(2)
    times.window_painted()
    assert _at(trace, "painted") == 14


def test_nothing_is_marked_while_nobody_follows(shore: Shore, bridge: AppBridge, times: PaintTimes) -> None:
    trace = _followed(shore)
    trace.on = False
    bridge.operations.emit()
    bridge.projected.emit(Projected(5))
    times.window_painted()
    assert _at(trace, "overlay_painted") is None
    assert _at(trace, "delivered") is None


def test_an_event_that_was_let_go_behind_the_checkpoint_is_painted_too(
    shore: Shore, bridge: AppBridge, times: PaintTimes
) -> None:
    bridge.projected.emit(Projected(7))
    times.window_painted()
    trace = _followed(shore)
    bridge.projected.emit(Projected(7))
    shore.clock.advance(3)
    times.window_painted()
    assert _at(trace, "painted") == 3
