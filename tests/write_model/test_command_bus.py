"""The bus takes commands from anywhere, commits them on its one thread, and is honest about what became of them."""

import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.clock import SystemClock
from app.commands import Answer, AnyCommand, CreatePost, Receipt, Rejected, SetLike
from app.errors import DataFolderUnusable, Mistake, Stopped, StoreFull, StoreUnusable
from app.signals import Signals
from app.write_model import command_bus, writer
from app.write_model.command_bus import CommandBus
from app.write_model.database import Database
from app.write_model.handlers.dispatch import HANDLERS
from tests.write_model.world import World


class Stage:
    """A bus on a world, and what it rang and traced."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.signals = Signals()
        self.rings: list[int] = []
        self.traced: list[tuple[Any, int, float]] = []
        self.signals.committed.connect(self.ring)
        self.bus = self.make(lambda: world.database)

    def make(self, open_database: Callable[[], Database]) -> CommandBus:
        def trace(command_id: Any, position: int, committed_ms: float) -> None:
            self.traced.append((command_id, position, committed_ms))

        return CommandBus(
            open_database, self.world.clock, self.world.ids, self.signals, self.world.media, on_commit=trace
        )

    def ring(self, _sender: object) -> None:
        self.rings.append(self.world.outbox.last_position())


@pytest.fixture
def stage(world: World) -> Iterator[Stage]:
    """A bus that is not started yet."""
    made = Stage(world)
    yield made
    made.bus.close()


def creating(author: int, post_id: int, text: str = "Words") -> CreatePost:
    return CreatePost(command_id=f"post {post_id}", actor_id=author, post_id=post_id, text=text)


def test_a_command_is_committed_before_its_receipt_is_given_and_then_the_doorbell_rings(stage: Stage, ana: int) -> None:
    stage.bus.start()
    assert stage.bus.execute(creating(ana, 1)) == Receipt("post 1", 2, 1)
    stage.bus.close()
    assert stage.rings == [2]
    assert stage.traced == [("post 1", 2, stage.world.clock.monotonic_ms())]


def test_what_changes_nothing_does_not_ring(stage: Stage, ana: int) -> None:
    stage.bus.start()
    assert isinstance(stage.bus.execute(creating(ana, 1, "")), Rejected)
    stage.bus.execute(creating(ana, 1))
    stage.bus.execute(creating(ana, 1))
    stage.bus.close()
    assert stage.rings == [2]


def test_whoever_follows_commands_is_told_of_those_that_change_nothing(stage: Stage, ana: int) -> None:
    told: list[Any] = []

    class Following:
        on = True

        def begin(self, *_: Any) -> None: ...
        def mark(self, *_: Any) -> None: ...
        def rejected(self, command_id: Any, _reason: str) -> None: ...
        def unchanged(self, command_id: Any) -> None:
            told.append(command_id)

    world = stage.world
    bus = CommandBus(lambda: world.database, world.clock, world.ids, stage.signals, world.media, times=Following())
    bus.start()
    try:
        bus.execute(creating(ana, 1))
        for number in (1, 2):
            bus.execute(SetLike(command_id=f"like {number}", actor_id=ana, post_id=1, liked=True))
    finally:
        bus.close()
    assert told == ["like 2"]


def test_commands_that_come_before_the_start_wait_and_are_committed_together(stage: Stage, ana: int) -> None:
    answers = [stage.bus.submit(creating(ana, number)) for number in range(1, 6)]
    assert not any(answer.done() for answer in answers)
    stage.bus.start()
    assert [getattr(answer.result(10), "position", None) for answer in answers] == [2, 3, 4, 5, 6]
    stage.bus.close()
    assert stage.rings == [6]


def test_everything_is_written_on_one_thread(stage: Stage, ana: int, monkeypatch: pytest.MonkeyPatch) -> None:
    handle, names = HANDLERS[CreatePost], set()

    def noting(command: Any, unit: Any) -> int:
        names.add(threading.current_thread().name)
        return handle(command, unit)

    monkeypatch.setattr(writer, "HANDLERS", HANDLERS | {CreatePost: noting})
    stage.bus.start()
    threads = [threading.Thread(target=stage.bus.execute, args=(creating(ana, n),)) for n in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert names == {"writer"}
    assert len(stage.world.rows("posts")) == 8


def test_many_commands_are_answered_in_order_and_taken_only_as_they_are_written(stage: Stage, ana: int) -> None:
    taken = []

    def commands() -> Iterator[AnyCommand]:
        for number in range(1, 2_501):
            taken.append(number)
            yield creating(ana, number, "" if number == 700 else "Words")

    stage.bus.start()
    answers = stage.bus.execute_many(commands())
    first = next(answers)
    assert len(taken) <= 2 * command_bus.GROUP_AT_MOST
    rest = list(answers)
    assert first == Receipt("post 1", 2, 1)
    assert isinstance(rest[698], Rejected)
    assert [answer.id for answer in rest if isinstance(answer, Receipt)] == [n for n in range(2, 2_501) if n != 700]
    stage.bus.close()
    assert len(stage.rings) == 5


def test_two_programs_may_write_to_one_database_without_end_and_each_gets_its_turn(stage: Stage, ana: int) -> None:
    path, media, clock = stage.world.database.path, stage.world.media, SystemClock()
    answers: list[list[Answer]] = [[], []]

    def program(which: int) -> None:
        database = Database(path)
        database.open_and_migrate()
        bus = CommandBus(lambda: database, clock, stage.world.ids, Signals(), media)
        bus.start()
        commands = (creating(ana, 2 * number + which) for number in range(1, 1_201))
        answers[which].extend(bus.execute_many(commands))
        bus.close()

    threads = [threading.Thread(target=program, args=(which,)) for which in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    positions = [answer.position for half in answers for answer in half if isinstance(answer, Receipt)]
    assert sorted(positions) == list(range(2, 2_402))


def test_a_chore_is_done_on_the_writer_thread_when_no_command_waits(stage: Stage, ana: int) -> None:
    done = threading.Event()
    names: list[str] = []

    def chore() -> None:
        names.append(threading.current_thread().name)
        done.set()

    stage.bus.when_idle(chore)
    stage.bus.start()
    assert isinstance(stage.bus.execute(creating(ana, 1)), Receipt)
    assert names == []
    stage.bus.when_idle(chore)
    assert done.wait(10)
    assert names == ["writer"]


def test_a_chore_is_left_out_while_commands_wait(stage: Stage, ana: int) -> None:
    waiting, asked = threading.Event(), threading.Event()
    done: list[str] = []

    def first() -> None:
        asked.set()
        waiting.wait(10)

    stage.bus.start()
    stage.bus.when_idle(first)
    assert asked.wait(10)
    stage.bus.when_idle(lambda: done.append("before the command"))
    answer = stage.bus.submit(creating(ana, 1))
    stage.bus.when_idle(lambda: done.append("behind the command"))
    waiting.set()
    assert isinstance(answer.result(10), Receipt)
    stage.bus.close()
    assert "before the command" not in done


def test_a_chore_that_fails_harms_no_command(stage: Stage, ana: int, caplog: pytest.LogCaptureFixture) -> None:
    failed = threading.Event()

    def failing() -> None:
        failed.set()
        raise ZeroDivisionError

    stage.bus.start()
    with caplog.at_level(logging.ERROR):
        stage.bus.when_idle(failing)
        assert failed.wait(10)
        assert isinstance(stage.bus.execute(creating(ana, 1)), Receipt)
        stage.bus.close()
    assert caplog.text.count("Upkeep failed") == 1


def test_a_listener_that_fails_makes_no_committed_command_look_failed(
    stage: Stage, ana: int, caplog: pytest.LogCaptureFixture
) -> None:
    def failing(_sender: object) -> None:
        raise ZeroDivisionError

    signals = Signals()
    signals.committed.connect(failing)
    signals.committed.connect(stage.ring)

    def trace(command_id: Any, position: int, committed_ms: float) -> None:
        raise ZeroDivisionError

    world = stage.world
    bus = CommandBus(lambda: world.database, world.clock, world.ids, signals, world.media, on_commit=trace)
    bus.start()
    with caplog.at_level(logging.ERROR):
        assert isinstance(bus.execute(creating(ana, 1)), Receipt)
        bus.close()
    assert stage.rings == [2]
    assert caplog.text.count("A listener to commits failed") == 2


def test_a_mistake_of_ours_fails_one_future(
    stage: Stage, ana: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    handle = HANDLERS[CreatePost]

    def mistaken(command: CreatePost, unit: Any) -> int:
        return handle(command, unit) if command.post_id != 2 else 1 // 0

    monkeypatch.setattr(writer, "HANDLERS", HANDLERS | {CreatePost: mistaken})
    answers = [stage.bus.submit(creating(ana, number)) for number in range(1, 4)]
    stage.bus.start()
    assert isinstance(answers[0].result(10), Receipt)
    with pytest.raises(Mistake):
        answers[1].result(10)
    assert isinstance(answers[2].result(10), Receipt)
    assert stage.bus.problem is None


def test_closing_finishes_what_waits_and_refuses_what_comes(stage: Stage, ana: int) -> None:
    answers = [stage.bus.submit(creating(ana, number)) for number in range(1, 4)]
    stage.bus.start()
    stage.bus.close()
    assert all(isinstance(answer.result(0), Receipt) for answer in answers)
    with pytest.raises(Stopped):
        stage.bus.execute(creating(ana, 4))
    with pytest.raises(Stopped):
        next(stage.bus.execute_many([creating(ana, 5)]))
    stage.bus.close()
    stage.bus.start()
    assert len(stage.world.rows("posts")) == 3


def test_a_bus_that_was_never_started_tells_those_who_wait(stage: Stage, ana: int) -> None:
    answer = stage.bus.submit(creating(ana, 1))
    stage.bus.close()
    with pytest.raises(Stopped):
        answer.result(0)


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (StoreUnusable("The database is elsewhere."), StoreUnusable),
        (DataFolderUnusable("The folder is a file."), DataFolderUnusable),
        (ZeroDivisionError("bug"), Mistake),
    ],
)
def test_a_database_that_does_not_open_is_told_to_each_sender_and_tried_again(
    stage: Stage, ana: int, caplog: pytest.LogCaptureFixture, fault: Exception, told: type[Exception]
) -> None:
    healed = threading.Event()

    def opening() -> Database:
        if not healed.is_set():
            raise fault
        return stage.world.database

    bus = stage.make(opening)
    bus.start()
    with pytest.raises(told):
        bus.execute(creating(ana, 1))
    assert bus.problem is (None if told is Mistake else fault)
    healed.set()
    assert isinstance(bus.execute(creating(ana, 1)), Receipt)
    assert bus.problem is None
    bus.close()


class FullDatabase(Database):
    """A database whose file cannot grow beyond `pages`."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.pages = 60

    def _connect(self) -> sqlite3.Connection:
        connection = super()._connect()
        if self._mode == "rw":
            connection.execute(f"PRAGMA max_page_count={self.pages}")
        return connection


def test_a_full_disk_fails_every_future_of_the_group_and_the_next_command_may_pass(stage: Stage, ana: int) -> None:
    database = FullDatabase(stage.world.database.path)
    database.open_and_migrate()
    with database.reading() as connection:
        database.pages = int(connection.exec_driver_sql("PRAGMA page_count").scalar_one()) + 1
    before = stage.world.content()
    bus = stage.make(lambda: database)
    answers = [bus.submit(creating(ana, number, f"{number} " * 150)) for number in range(1, 100)]
    bus.start()
    for answer in answers:
        with pytest.raises(StoreFull):
            answer.result(10)
    assert isinstance(bus.problem, StoreFull)
    assert stage.world.content() == before
    assert stage.rings == []
    database.pages = 1_000_000
    assert isinstance(bus.execute(creating(ana, 1)), Receipt)
    bus.close()
    assert stage.rings == [2]


class CommitRefused(sqlite3.Connection):
    """A connection whose COMMIT fails, as on a disk that breaks at the last moment."""

    def commit(self) -> None:
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR
        raise error


class BrokenDatabase(Database):
    def _connect(self) -> sqlite3.Connection:
        if self._mode != "rw":
            return super()._connect()
        return sqlite3.connect(self.path, isolation_level=None, check_same_thread=False, factory=CommitRefused)


def test_a_commit_that_fails_gives_no_receipt(stage: Stage, ana: int) -> None:
    database = BrokenDatabase(stage.world.database.path)
    database.open_and_migrate()
    before = stage.world.content()
    bus = stage.make(lambda: database)
    answers = [bus.submit(creating(ana, number)) for number in range(1, 4)]
    bus.start()
    for answer in answers:
        with pytest.raises(StoreUnusable, match="disk reports an error"):
            answer.result(10)
    bus.close()
    assert stage.world.content() == before
    assert (stage.rings, stage.traced) == ([], [])
