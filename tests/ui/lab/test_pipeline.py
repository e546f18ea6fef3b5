"""The pipeline: where the lens shows a command, what the page says, and the story that puts everything back."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.commands import SetLike, UpdateAddress
from app.consistency.trace import NOTHING_NEW, STAGES, Trace
from app.consistency.visible import LagReading
from app.lab.model import ReadSideState, Slowing, slowed_by
from tests.ui.shore import ME, Shore
from ui.app_bridge import AppBridge
from ui.icons import Icons
from ui.lab.page import LabSurroundings
from ui.lab.pipeline.diagram import Figures, position_font
from ui.lab.pipeline.geometry import STATIONS, plan_for
from ui.lab.pipeline.lens import ARRIVED_MS, LONGEST_MS, SHORTEST_MS, dots_of, replay_ms
from ui.lab.pipeline.page import PipelinePage
from ui.lab.pipeline.queues import holding_words
from ui.lab.pipeline.story import DELAY_MS
from ui.lab.pipeline.wording import headline
from ui.theme import Look

DONE = (0.0, 6.0, 0.2, 0.6, 3.0, 3.1, 4.0, 4.4, 6.2, 7.0, 13.0)


def _trace(times: tuple[float | None, ...], **fields: object) -> Trace:
    filled = (*times, *(None,) * (len(STAGES) - len(times)))
    return Trace(1, "post", "New post", ME, times=filled, **fields)  # type: ignore[arg-type]  # fields of Trace


def _place(times: tuple[float | None, ...], now: float, factor: int = 100, **fields: object) -> tuple[object, ...]:
    dots = dots_of([_trace(times, **fields)], now, factor)
    return (dots[0].place, dots[0].arrow) if dots else ()


def test_a_command_is_replayed_along_the_path_and_then_is_gone() -> None:
    assert _place(DONE, 10.0) == ("moving", 0)
    assert _place(DONE, SHORTEST_MS + 10) == ("moving", 1)
    write = SHORTEST_MS + SHORTEST_MS + 250
    assert _place(DONE, write - 10) == ("moving", 2)
    assert _place(DONE, write + 10) == ("moving", 3)
    read = 2 * SHORTEST_MS + 90 + 680
    assert _place(DONE, write + read + 10) in (("arrived", None), ("moving", 5))
    assert _place(DONE, write + read + ARRIVED_MS + 100) == ()


def test_waiting_is_never_slowed_and_lasts_as_long_as_it_really_does() -> None:
    waiting = DONE[:6]
    assert _place(waiting, 10_000.0) == ("waiting", None)
    picked = (*waiting, 9_000.0)
    assert _place(picked, 9_001.0)[0] == "moving"


def test_a_span_is_shown_long_enough_to_be_seen_and_short_enough_to_be_waited_for() -> None:
    assert replay_ms(0.01, 100) == SHORTEST_MS
    assert replay_ms(1_000, 1_000) == LONGEST_MS
    assert replay_ms(3.0, 1) == 3.0
    assert replay_ms(3.0, 100) == 300.0


def test_a_refused_command_stops_before_the_write_model_and_fades() -> None:
    times = (0.0, 6.0, 0.2)
    assert _place(times, 200.0, rejected="The post is gone.") == ("refused", 1)
    assert _place(times, 5_000.0, rejected="The post is gone.") == ()


def test_what_changed_nothing_ends_at_the_write_model_and_waits_for_nothing() -> None:
    times = (0.0, 6.0, 0.2, 0.6, None, 3.1)
    assert _place(times, 400.0, rejected=NOTHING_NEW) == ("refused", 1)
    assert _place(times, 5_000.0, rejected=NOTHING_NEW) == ()


def test_at_true_speed_nothing_is_slowed() -> None:
    assert _place(DONE, 13.0 + ARRIVED_MS + 1, factor=1) == ()


def test_the_view_lies_under_the_form_and_the_stations_apart() -> None:
    for width in (430, 668, 1_068, 1_800):
        plan = plan_for(QRectF(0, 0, width, 362))
        assert plan.boxes["view"].left() == plan.boxes["form"].left()
        boxes = [plan.boxes[station] for station in STATIONS]
        assert not any(one.intersects(other) for at, one in enumerate(boxes) for other in boxes[at + 1 :]), width
        assert all(QRectF(0, 0, width, 363).contains(box) for box in boxes)


def _reading(waiting: int = 0, oldest: float | None = None) -> LagReading:
    return LagReading(10, 10 + waiting, waiting, oldest, None, None, (), 0, 0)


@pytest.mark.parametrize(
    ("reading", "state", "words"),
    [
        (_reading(), ReadSideState(), "Everything saved is in the feeds"),
        (_reading(1, 900.0), ReadSideState(slowing=slowed_by(3_000)), "One change is saved and not yet in the feeds"),
        (
            _reading(3, 9.0),
            ReadSideState(paused=True),
            "3 changes are saved and not in the feeds: paused",
        ),
        (
            _reading(3, 9.0),
            ReadSideState(stopped="No room."),
            "The projector has stopped: no news in the feeds",
        ),
    ],
)
def test_the_headline_says_what_is_happening_now(reading: LagReading, state: ReadSideState, words: str) -> None:
    assert headline(reading, state)[0] == words


@pytest.fixture
def page(shore: Shore, bridge: AppBridge, look: Look, icons: Icons, qtbot: QtBot) -> PipelinePage:
    page = PipelinePage(LabSurroundings(shore, shore.lab, bridge, look, icons))
    qtbot.addWidget(page)
    page.resize(1_116, 743)
    page.show()
    return page


def test_the_controls_set_the_real_read_side(shore: Shore, page: PipelinePage) -> None:
    QTest.mouseClick(page.delay.shapes.tiles["exponential"], Qt.MouseButton.LeftButton)
    page.delay.jitter.setValue(2)
    QTest.mouseClick(page.delay.order, Qt.MouseButton.LeftButton)
    page.limit.limit.setValue(2)
    assert shore.read_side.state().slowing == Slowing("exponential", 3_000.0, 20.0, overtake=True, per_s=5.0)
    page.refresh()
    assert page.delay.shapes.tiles["exponential"].isChecked()
    assert not page.delay.order.isChecked()
    QTest.mouseClick(page.delay.shapes.tiles["none"], Qt.MouseButton.LeftButton)
    assert shore.read_side.state().slowing == Slowing(per_s=5.0)


def test_pause_steps_and_drain_say_what_they_can_do(shore: Shore, page: PipelinePage) -> None:
    assert not page.hand.step.isEnabled()
    QTest.mouseClick(page.hand.pause, Qt.MouseButton.LeftButton)
    page.refresh()
    assert shore.read_side.state().paused
    assert page.hand.step.isEnabled()
    assert page.hand.pause.text() == "Resume"


def test_a_dot_and_a_row_of_the_outbox_can_be_clicked(shore: Shore, page: PipelinePage) -> None:
    shore.trace.begin(
        UpdateAddress(command_id=5, actor_id=ME, street="1", city="", postal_code="", country=""), "pressed", 0.0
    )
    shore.trace.mark(5, "dispatched", 0.2)
    shore.trace.mark(5, "validated", 0.4)
    shore.trace.committed(5, 3, 0.6)
    shore.trace.mark(5, "doorbell", 0.7)
    shore.clock.advance(5_000)
    page._frame()
    outbox = plan_for(QRectF(page.diagram.rect())).boxes["outbox"]
    page.diagram.grab()
    assert page.diagram.command_at(QPointF(outbox.center().x(), outbox.top() + 70)) == 5
    assert page.diagram.command_at(QPointF(2, 2)) is None


def test_with_many_waiting_the_outbox_lists_the_oldest_and_counts_the_others(shore: Shore, page: PipelinePage) -> None:
    for number in range(1, 401):
        shore.trace.begin(SetLike(command_id=number, actor_id=ME, post_id=number, liked=True), "dispatched", 0.0)
        shore.trace.mark(number, "validated", 0.1)
        shore.trace.committed(number, number, 0.2)
    shore.clock.advance(60_000)
    page._frame()
    page.diagram.show_figures(Figures(write=400, read=0, waiting=400))
    page._frame()
    rows = [trace.position for trace, _row in page.diagram._rows]
    assert len(rows) > 1
    assert rows == list(range(1, len(rows) + 1))
    outbox = plan_for(QRectF(page.diagram.rect())).boxes["outbox"]
    page.diagram.grab()
    assert page.diagram.command_at(QPointF(outbox.center().x(), outbox.top() + 70)) == 1
    assert page.diagram.command_at(QPointF(outbox.center().x(), outbox.bottom() - 12)) is None, "the row of the count"


def _wait(shore: Shore, number: int) -> None:
    """A like that is committed as position `number` and waits."""
    shore.trace.begin(SetLike(command_id=number, actor_id=ME, post_id=number, liked=True), "dispatched", 0.0)
    shore.trace.mark(number, "validated", 0.1)
    shore.trace.committed(number, number, 0.2)


def test_what_is_held_stands_at_the_projector_until_it_is_let_go(shore: Shore, page: PipelinePage) -> None:
    _wait(shore, 1)
    shore.clock.advance(5_000)
    page._hold(1, held=True)
    page._frame()
    assert page.diagram._figures.to_hold == {1}, "it is to be held when it comes"
    shore.trace.mark_positions([1], "picked_up", 5_000.0)
    shore.lag.value = replace(_reading(), parked=1)
    page.refresh()
    page.diagram.grab()
    projector = plan_for(QRectF(page.diagram.rect())).boxes["projector"]
    ((trace, place),) = page.diagram._held
    assert (trace.position, projector.contains(place)) == (1, True)
    assert page.diagram.command_at(place) == 1
    assert page.headline == "One change is held back; everything else is in the feeds"
    page._hold(1, held=False)
    assert not shore.read_side.parked()


def test_what_is_held_since_before_the_window_was_opened_is_counted(shore: Shore, page: PipelinePage) -> None:
    shore.read_side.hold(7)
    shore.lag.value = replace(_reading(), parked=1)
    page.refresh()
    assert page.diagram._figures.held_before == 1
    assert page.subline == "The Sync card beside the feed lets them go."


def test_what_waits_and_was_not_made_in_this_window_is_said_to_be_so(shore: Shore, page: PipelinePage) -> None:
    shore.lag.value = _reading(2, 900.0)
    page.refresh()
    before, told = page.diagram.grab().toImage(), [page.diagram._figures.unseen]
    _wait(shore, 1)
    page.refresh()
    told.append(page.diagram._figures.unseen)
    assert told == [True, False]
    assert page.diagram.grab().toImage() != before


def test_the_keyboard_goes_through_what_waits_and_asks_what_can_be_done(
    shore: Shore, page: PipelinePage, qtbot: QtBot
) -> None:
    for number in (1, 2):
        _wait(shore, number)
    shore.clock.advance(5_000)
    page._frame()
    asked: list[object] = []
    page.diagram.chosen.disconnect()
    page.diagram.chosen.connect(asked.append)
    page.diagram.setFocus(Qt.FocusReason.TabFocusReason)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(page.diagram, key)
    assert asked == [2]
    assert page.diagram.accessibleDescription() == "Like, position 2, waiting"


def test_what_comes_next_is_told_by_its_own_delay(shore: Shore, page: PipelinePage) -> None:
    shore.read_side.set_slowing(Slowing("fixed", 3_000))
    _wait(shore, 1)
    shore.clock.advance(1_000)
    following = page._next(_reading(1, 1_000.0), shore.read_side.state())
    assert following is not None
    assert following.of_ms == 3_000
    assert following.in_ms == pytest.approx(3_000.2 - shore.clock.monotonic_ms())


@pytest.mark.parametrize("number", [7, 3_453, 1_234_567])
def test_a_position_finds_room_in_the_narrowest_station(number: int, qapp: QApplication) -> None:
    for width in (430, 1_068):
        room = plan_for(QRectF(0, 0, width, 362)).boxes["write_model"].width() - 20
        wide = QFontMetricsF(position_font(number, room)).horizontalAdvance(f"{number:,}")
        assert wide <= room, width


def test_the_length_of_a_delay_stands_on_one_line(shore: Shore, page: PipelinePage) -> None:
    shore.read_side.set_slowing(Slowing("ssd", 3_000))
    page.refresh()
    words = page.delay._length_words
    assert words.text() == "as measured"
    assert words.heightForWidth(words.width()) < 2 * words.fontMetrics().height()


def test_the_story_of_the_address_puts_strategy_speed_and_address_back(
    shore: Shore, page: PipelinePage, qtbot: QtBot
) -> None:
    before = shore.session.strategies
    page.story.begin()
    qtbot.waitUntil(lambda: page.story.running)
    assert shore.session.strategies.address == "none"
    assert shore.read_side.state().slowing == slowed_by(DELAY_MS)
    assert not page.tell.isEnabled()
    page.story.end()
    assert shore.session.strategies == before
    assert shore.read_side.state().slowing == Slowing()
    addresses = [command for command, _future in shore.sent if isinstance(command, UpdateAddress)]
    assert len(addresses) == 2
    assert addresses[0].street != addresses[1].street


def test_leaving_the_lab_ends_the_story(shore: Shore, page: PipelinePage, qtbot: QtBot) -> None:
    page.story.begin()
    qtbot.waitUntil(lambda: page.story.running)
    page.hide()
    assert not page.story.running
    assert shore.read_side.state().slowing == Slowing()


def test_the_projector_names_no_length_for_a_fit_of_measured_disks() -> None:
    assert holding_words(ReadSideState(slowing=Slowing("fixed", 3_000))) == "Holding 3 s"
    assert holding_words(ReadSideState(slowing=Slowing("disk", 3_000))) == "Slowed"
