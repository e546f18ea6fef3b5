"""Two processes on one data folder: what the other one commits is seen to wait, whoever of the two projects."""

import itertools
import random
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import blinker
import pytest

from app.bootstrap import Tideline
from app.cli.work import check_integrity
from app.clock import SystemClock
from app.commands import CreatePost, Receipt, RegisterPerson
from app.ids import IdSource
from app.media import MediaStore
from app.projections.lock import ProjectorLock
from app.write_model.database import Database
from app.write_model.outbox import Outbox
from app.write_model.writer import Writer

MAYA = 3_675_281_817_600_000
PATIENCE_S = 30.0


class OtherProcess:
    """A writer with connections of its own, as another process has them."""

    def __init__(self, folder: Path) -> None:
        clock = SystemClock()
        self._database = Database(folder / "write.db")
        self._database.open_and_migrate()
        ids = IdSource(clock, random.Random(3))
        self._writer = Writer(self._database, clock, ids, MediaStore(folder / "media"))
        self._numbers = itertools.count(1)

    def post(self) -> int:
        """Publish a post as Maya; its position."""
        number = next(self._numbers)
        post = CreatePost(command_id=f"other:{number}", actor_id=MAYA, post_id=MAYA + number, text="From elsewhere")
        (answer,), _ = self._writer.commit([post])
        assert isinstance(answer, Receipt)
        return answer.position

    def prune(self, up_to: int) -> None:
        """Delete events from the log."""
        log = Outbox(self._database)
        log.prune(up_to)
        log.close()

    def close(self) -> None:
        self._writer.close()
        self._database.close()


@contextmanager
def expecting(signal: blinker.Signal, condition: Callable[[], bool]) -> Iterator[None]:
    """What is done inside must bring about `condition`, with a ring of `signal`."""
    reached = threading.Event()

    def look(_sender: object, **_told: object) -> None:
        if condition():
            reached.set()

    signal.connect(look)
    yield
    assert condition() or reached.wait(PATIENCE_S)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Tideline(tmp_path) as program:
        answer = program.execute(RegisterPerson(command_id=1, actor_id=MAYA, handle="maya", name="Maya"))
        assert isinstance(answer, Receipt)
        program.catch_up(answer.position)
    return tmp_path


@pytest.fixture
def other(folder: Path) -> Iterator[OtherProcess]:
    made = OtherProcess(folder)
    yield made
    made.close()


def test_a_paused_read_side_sees_what_the_other_process_commits(folder: Path, other: OtherProcess) -> None:
    with Tideline(folder) as program:
        program.begin()
        assert program.database.database_id()
        program.read_side.pause()
        with expecting(program.signals.committed, lambda: program.session.tide().waiting == 2):
            other.post()
            other.post()
        reading = program.lag.reading()
        assert (reading.read, reading.write, reading.waiting) == (1, 3, 2)
        assert reading.oldest_ms is not None
        program.read_side.resume()
        assert program.waits.wait_for(3).result(PATIENCE_S).kind == "fresh"
        assert program.session.tide().waiting == 0


def test_a_slowed_read_side_sees_it_too(folder: Path, other: OtherProcess) -> None:
    with Tideline(folder) as program:
        program.begin()
        assert program.database.database_id()
        program.read_side.set_delay(10_000)
        with expecting(program.signals.committed, lambda: program.lag.reading().waiting == 1):
            other.post()


def test_who_follows_sees_what_waits_in_the_process_that_projects(folder: Path, other: OtherProcess) -> None:
    holder = ProjectorLock(folder)
    assert holder.acquire()
    with Tideline(folder) as program:
        with expecting(program.signals.read_side, lambda: program.read_side.state().elsewhere):
            program.begin()
        with expecting(program.signals.committed, lambda: program.lag.reading().waiting == 1):
            other.post()
        assert program.session.tide().write == 2
    holder.release()


def test_a_lost_read_store_is_filled_from_the_write_side_though_its_log_is_pruned(
    folder: Path, other: OtherProcess
) -> None:
    last = other.post()
    other.prune(last)
    shutil.rmtree(folder / "read")
    with Tideline(folder) as program:
        assert program.read_side.state().no_store
        assert "run `project`" in check_integrity(program)["read store"]
        program.begin()
        assert program.waits.wait_for(last).result(PATIENCE_S).kind == "fresh"
        assert not program.read_side.state().no_store
        assert [item.card.text for item in program.queries.feed("home", MAYA, MAYA).items] == ["From elsewhere"]


def test_what_is_saved_is_not_restored_into_a_store_that_is_not_there(folder: Path, other: OtherProcess) -> None:
    last = other.post()
    shutil.rmtree(folder / "read")
    with Tideline(folder) as program:
        program.session.acting_as(MAYA)
        program.begin()
        assert program.waits.wait_for(last).result(PATIENCE_S).kind == "fresh"
        assert program.overlay.operations() == ()
