"""A data folder whose write side is in memory, for tests of the read side as a program runs it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import blinker

from app.clock import Clock, ManualClock
from app.events import AnyEvent
from app.lab.stage import StillClock
from app.projections.rebuild import Rebuild
from app.projections.runner import WriteSide
from app.read_model.store import ReadStore, point_to
from app.read_side import ReadSide
from app.signals import Signals
from tests.projections.memory import MemoryLog
from tests.projections.world import World

PATIENCE_S = 30.0


class Told:
    """A world's history as a retelling; `fails` is raised instead."""

    def __init__(self, events: list[AnyEvent], fails: Exception | None) -> None:
        self.position = self.total = len(events)
        self._events = events
        self._fails = fails

    def batches(self) -> Iterator[list[AnyEvent]]:
        if self._fails is not None:
            raise self._fails
        yield self._events

    def close(self) -> None: ...


class StillWatch:
    """Nobody else writes, and it is known whether it was closed."""

    closed = False

    def changed(self) -> bool:
        return False

    def close(self) -> None:
        self.closed = True


class StoreElsewhere(ReadStore):
    """Another process's store: what it swaps in is not opened here, since one process opens an environment once."""

    def swap(self, path: Path) -> None:
        point_to(self.folder, int(path.name))


class Harbour:
    """A data folder whose write side is in memory, and the read sides that are opened on it, one after the other."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.world = World()
        self.log = MemoryLog()
        self.watch = StillWatch()
        self.retold = 0
        self.retelling_fails: Exception | None = None
        self.signals = Signals()
        self._sides: list[ReadSide] = []

    def commit(self, people: int = 1) -> int:
        """Register people; the position."""
        for _ in range(people):
            self.world.register()
        return self._publish()

    def post(self) -> int:
        """Write a post; its position."""
        self.world.post(0, 5, 1)
        return self._publish()

    def open(self, clock: Clock | None = None, *, engaged: bool = True) -> ReadSide:
        """A read side as a program opens it."""
        side = ReadSide(self.folder, clock or StillClock(), self.signals, lambda: bool(self.log.rows))
        if engaged:
            side.engage(WriteSide(self.log, self._retell, lambda: self.watch))
        self._sides.append(side)
        return side

    def projected(self) -> None:
        """Have the folder's read side brought up to date, and closed again."""
        side = self.open(ManualClock())
        side.catch_up()
        side.close()

    def damage(self) -> None:
        """Make the documents and the index unreadable."""
        for file in (self.folder / "read").rglob("data.mdb"):
            file.write_bytes(b"nonsense" * 4_096)
        (self.folder / "search" / "meta.json").write_text("{")

    def mend(self) -> None:
        """Put a good store and index there, as another process does."""
        store = StoreElsewhere(self.folder / "read", create=False, stand_in=True)
        Rebuild(self._retell, self.log, store, ManualClock()).run()
        store.close()

    def contents(self) -> dict[Path, bytes]:
        """Every file of both stores, but the tables in which readers sign in."""
        files = [path for name in ("read", "search") for path in (self.folder / name).rglob("*") if path.is_file()]
        return {path: path.read_bytes() for path in files if path.name != "lock.mdb"}

    @contextmanager
    def expecting(self, signal: blinker.Signal, condition: Callable[[], bool]) -> Iterator[None]:
        """What is done inside must bring about `condition`, with a ring of `signal`."""
        reached = threading.Event()

        def look(_sender: object, **_told: object) -> None:
            if condition():
                reached.set()

        signal.connect(look)
        yield
        assert condition() or reached.wait(PATIENCE_S)

    def close(self) -> None:
        for side in self._sides:
            side.close()

    def _publish(self) -> int:
        position = self.log.add(*self.world.events[len(self.log.rows) :])
        self.signals.committed.send(self)
        return position

    def _retell(self) -> Told:
        self.retold += 1
        return Told(list(self.world.events), self.retelling_fails)


def at(side: ReadSide, position: int) -> bool:
    """Whether its store has come to this position."""
    return side.store.snapshot().position == position
