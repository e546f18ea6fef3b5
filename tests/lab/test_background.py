"""Filling with demo data beside a window: it tells how far it is, stops when asked to, and says what came of it."""

import random
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.clock import ManualClock
from app.commands import Answer, AnyCommand
from app.errors import Stopped, StoreFull
from app.ids import IdSource
from app.lab.background import BackgroundFilling
from app.lab.demo import DemoSpec
from app.lab.filling import REPORT_EVERY
from app.media import MediaStore
from app.signals import Signals
from app.write_model.command_bus import CommandBus
from app.write_model.database import Database
from tests.write_model.world import World

RESOURCES = Path(__file__).parents[2] / "resources"
SPEC = DemoSpec(people=20, posts=120, likes=700, comments=200)
PATIENCE_S = 60.0


class FailingBus(CommandBus):
    """The real bus, which fails after so many answers."""

    fails_after: int | None = None

    def execute_many(self, commands: Iterable[AnyCommand]) -> Iterator[Answer]:
        for number, answer in enumerate(super().execute_many(commands)):
            if number == self.fails_after:
                raise StoreFull("The disk is full, so nothing more was saved. Free some space.")
            yield answer


class Filling:
    """A filling over a real write side; what it told, and whether the read side was undelayed meanwhile."""

    def __init__(self, folder: Path, database: Database) -> None:
        clock = ManualClock()
        self.viewer = 0
        self.told: list[tuple[float, str]] = []
        self.threads: set[str] = set()
        self.undelayed: list[str] = []
        self.media = MediaStore(folder / "media")
        ids = IdSource(clock, random.Random(3))
        self.bus = FailingBus(lambda: database, clock, ids, Signals(), self.media)
        self.bus.start()
        self.filling = BackgroundFilling(self.bus, self.media, RESOURCES, lambda: self.viewer, self._undelayed, SPEC)

    def progress(self, share: float, sentence: str) -> None:
        self.threads.add(threading.current_thread().name)
        self.told.append((share, sentence))

    def progress_then(self, act: Callable[[], object]) -> Callable[[float, str], None]:
        """Tells, and acts each time."""

        def told(share: float, sentence: str) -> None:
            self.progress(share, sentence)
            act()

        return told

    @contextmanager
    def _undelayed(self) -> Iterator[None]:
        self.undelayed.append("begun")
        try:
            yield
        finally:
            self.undelayed.append("ended")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """An empty write side."""
    database = Database(tmp_path / "write.db")
    database.open_and_migrate()
    database.close()
    made = World(tmp_path, tmp_path / "write.db")
    yield made
    made.close()


@pytest.fixture
def sea(tmp_path: Path, world: World) -> Iterator[Filling]:
    made = Filling(tmp_path, world.database)
    yield made
    made.filling.cancel()
    made.filling.join()
    made.bus.close()


def counted(world: World, *tables: str) -> Sequence[int]:
    return [len(world.rows(table)) for table in tables]


def test_it_makes_what_it_was_asked_for_and_says_so(sea: Filling, world: World) -> None:
    sentence = sea.filling.start(sea.progress).result(PATIENCE_S)
    assert sentence == "Done: 20 people and 120 posts of the demo are here."
    assert counted(world, "people", "posts", "comments") == [20, 120, 200]


def test_progress_grows_to_the_end_on_a_thread_of_its_own(sea: Filling) -> None:
    sea.filling.start(sea.progress).result(PATIENCE_S)
    shares = [share for share, _ in sea.told]
    assert shares == sorted(shares)
    assert all(0 < share <= 1 for share in shares)
    assert sea.told[0][1].startswith(f"{REPORT_EVERY} of about 1,")
    assert sea.threads == {"filling"}


def test_its_events_pass_a_slowed_read_side_while_it_lasts(sea: Filling) -> None:
    during: list[list[str]] = []
    told = sea.progress_then(lambda: during.append(list(sea.undelayed)))
    sea.filling.start(told).result(PATIENCE_S)
    assert during[0] == ["begun"]
    assert sea.undelayed == ["begun", "ended"]


def test_the_acting_person_sees_it(sea: Filling, world: World) -> None:
    sea.viewer = world.person("maya")
    sea.filling.start(sea.progress).result(PATIENCE_S)
    followed = [row for row in world.rows("follows") if sea.viewer in row]
    assert followed


def test_cancelled_it_stops_soon_and_keeps_what_was_made(sea: Filling, world: World) -> None:
    sentence = sea.filling.start(sea.progress_then(sea.filling.cancel)).result(PATIENCE_S)
    assert sentence.startswith("Stopped: ")
    assert sea.told[-1][0] < 1
    people, posts = counted(world, "people", "posts")
    assert sentence == f"Stopped: {people} people and {posts} posts of the demo are here."
    assert sea.undelayed == ["begun", "ended"]


def test_one_at_a_time(sea: Filling) -> None:
    second: list[BaseException | None] = []
    first = sea.filling.start(
        sea.progress_then(lambda: second.append(sea.filling.start(sea.progress).exception(PATIENCE_S)))
    )
    assert first.result(PATIENCE_S).startswith("Done")
    assert isinstance(second[0], Stopped)
    assert "being made already" in str(second[0])


def test_a_failure_reaches_who_asked_and_what_was_made_stays(sea: Filling, world: World) -> None:
    sea.bus.fails_after = 100
    error = sea.filling.start(sea.progress).exception(PATIENCE_S)
    assert isinstance(error, StoreFull)
    assert counted(world, "people") == [20]
    assert sea.undelayed == ["begun", "ended"]


def test_after_a_failure_or_a_cancelled_one_it_can_be_started_again(sea: Filling) -> None:
    sea.bus.fails_after = 10
    assert isinstance(sea.filling.start(sea.progress).exception(PATIENCE_S), StoreFull)
    sea.filling.join()
    sea.bus.fails_after = None
    assert sea.filling.start(sea.progress_then(sea.filling.cancel)).result(PATIENCE_S).startswith("Stopped")
    sea.filling.join()
    assert sea.filling.start(sea.progress).result(PATIENCE_S).startswith("Done")


def test_cancelling_or_joining_before_anything_began_does_nothing(sea: Filling) -> None:
    sea.filling.cancel()
    sea.filling.join()
    assert sea.filling.start(sea.progress).result(PATIENCE_S).startswith("Done")
