"""A program on a scratch folder that stands still: its clock is stepped, its read side moves when told to.

The scenes of the window are played on it. It is the real pipeline; only what passes too quickly is held.
"""

import contextlib
import itertools
import os
import shutil
import sqlite3
import tempfile
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import event

from app.clock import Clock, ManualClock
from app.commands import Answer, AnyCommand, Receipt, SetBookmark
from app.errors import Mistake, StoreFull, StoreUnusable
from app.lab.demo_pictures import paint
from app.media import MediaItem, MediaStore
from app.projections.rebuild import Cancelled, Progress
from app.read_side import ReadSide
from app.signals import Signals
from app.write_model.command_bus import CommandBus

PATIENCE_S = 20.0
MEMORY = "/dev/shm"  # noqa: S108 - a folder in memory on Linux; the scratch folder in it is the owner's alone
COPIED = ("write.db", "write.db-wal", "read", "search", "media")
"""What of a data folder a scratch copy holds; settings and drafts are the person's own."""


class StillClock(ManualClock):
    """Time passes only when the stage steps it. Threads that wait on it really wait, and find it unchanged."""

    def wait(self, event: threading.Event, timeout_ms: float) -> bool:
        """Block until `event` is set, or for `timeout_ms` as the machine counts them."""
        return event.wait(timeout_ms / 1_000)


class Running(Protocol):
    """What the stage needs of a composed program."""

    folder: Path
    signals: Signals
    media: MediaStore
    read_side: ReadSide
    bus: CommandBus

    @property
    def database(self) -> Any:
        """The open write database."""
        ...

    def begin(self) -> None:
        """Start the threads."""
        ...

    def execute(self, command: AnyCommand) -> Answer:
        """Send a command and wait for its answer."""
        ...

    def close(self) -> None:
        """End it."""
        ...


R = TypeVar("R", bound=Running)


class Stage(Generic[R]):
    """Opens a scratch copy of the folder `copied` (None: an empty one). `close` ends it and removes the copy."""

    def __init__(self, open_program: Callable[[Path, Clock], R], copied: Path | None = None) -> None:
        self.clock = StillClock()
        self._open_program = open_program
        # Nothing here need outlive the process: where memory can be had as a folder, no commit waits for a disk.
        memory = MEMORY if copied is None and os.access(MEMORY, os.W_OK) else None
        self._scratch = Path(tempfile.mkdtemp(prefix="tideline-scene-", dir=memory))
        self._pictures = paint(12, 7)
        self._numbers = itertools.count(1)
        self._held: sqlite3.Connection | None = None
        self._gate = threading.Event()
        self._at_gate = threading.Event()
        with contextlib.ExitStack() as undone:
            undone.callback(shutil.rmtree, self._scratch, ignore_errors=True)
            if copied is not None:
                _copy(copied, self._scratch)
            self.program = open_program(self._scratch, self.clock)
            undone.pop_all()

    def save(self, command: AnyCommand) -> Answer:
        """Send a command and wait for its answer; nothing is projected."""
        return self.program.execute(command)

    def save_many(self, commands: Iterable[AnyCommand]) -> int:
        """Send many commands, in order, and wait for them; how many were accepted."""
        bus = self.program.bus
        bus.start()
        return sum(isinstance(answer, Receipt) for answer in bus.execute_many(commands))

    def settle(self) -> None:
        """Wait until the bus has answered everything that was sent before, unless the writer is held."""
        if self._held is None:
            # Commands are answered in order: once this one is refused, all before it have been answered. It is sent as
            # many would be, so that no trace follows it.
            with contextlib.suppress(StoreUnusable):  # it was committed together with one that found no room
                self.save_many([_refused(next(self._numbers))])

    def project(self, events: int | None = None) -> int:
        """Let the documents take in so many of the events that are due, None for all; how many they were.

        The first time it brings the search index level too.
        """
        side = self.program.read_side
        if side.projector is None:
            self.save_many([_refused(next(self._numbers))])  # opens the write side, which the read side follows
            applied = side.catch_up()
            if applied or side.projector is None:
                return applied
        if events is None:
            return side.projector.drain()
        return sum(side.projector.step(1).applied for _ in range(events))

    def hold(self, target: str, reason: str) -> None:
        """Park by hand what comes next of an aggregate ('post:ID')."""
        projector = self.program.read_side.projector
        if projector is None:
            raise Mistake("A stage holds events back only after it has projected.")
        projector.hold(target, reason)
        projector.step(1)

    def hold_writer(self) -> None:
        """Take the database's write lock, as another program might: commands stay on their way."""
        self._held = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
        self._held.execute("BEGIN IMMEDIATE")

    def fill_disk(self) -> None:
        """Open the program anew on a disk without room for another post."""
        self._reopen()
        event.listen(self.program.database.engine, "connect", _leave_no_room)

    def break_writes(self) -> None:
        """Damage the write store and open the program anew: reading works, writing does not."""
        self.program.close()
        for leftover in self._scratch.glob("write.db-*"):
            leftover.unlink()
        self._path.write_bytes(b"This was a database once. " * 400)
        self.program = self._open_program(self._scratch, self.clock)
        self.program.begin()
        self._until(lambda: bool(self.program.read_side.state().write_problem))

    def lose_read_store(self) -> None:
        """Damage the read store and open the program anew; the rebuild stands still half way."""
        self.program.close()
        for file in (self._scratch / "read").rglob("data.mdb"):
            file.write_bytes(b"These were documents once. " * 400)
        self.program = self._open_program(self._scratch, self.clock)
        self._stop_half_way()
        self.program.begin()
        self._at_gate.wait(PATIENCE_S)

    def begin_rebuild(self) -> None:
        """Rebuild the read store; it stands still half way."""
        self._stop_half_way()
        self.program.read_side.rebuild()
        self._at_gate.wait(PATIENCE_S)

    def stop_projector(self) -> None:
        """Take a row out of the log that was not read yet, and leave no room to rebuild: the projector stops."""
        side = self.program.read_side
        side.pause()
        side.start()
        with contextlib.closing(sqlite3.connect(self._path)) as connection, connection:
            connection.execute("DELETE FROM outbox WHERE seq = (SELECT max(seq) FROM outbox) - 1")
        side.rebuild_now = _no_room  # type: ignore[assignment]  # a rebuild would heal the gap
        side.resume()
        self._until(lambda: bool(side.state().stopped))

    def picture(self, alt: str) -> MediaItem:
        """The next of a few painted pictures, stored."""
        data, _sky = next(self._pictures)
        return self.program.media.add_bytes(data, alt)

    def close(self) -> None:
        """Let everything go on that was held, end the program and remove the scratch folder."""
        self._gate.set()
        if self._held is not None:
            self._held.close()
            self._held = None
        self.program.close()
        shutil.rmtree(self._scratch, ignore_errors=True)

    @property
    def _path(self) -> Path:
        return self._scratch / "write.db"

    def _reopen(self) -> None:
        self.program.close()
        self.program = self._open_program(self._scratch, self.clock)

    def _stop_half_way(self) -> None:
        """Have the thread that rebuilds wait at the gate once it is half way: it rings on its own thread."""
        self.program.signals.read_side.connect(self._rung)

    def _rung(self, _sender: object, **_more: object) -> None:
        rebuilding = self.program.read_side.state().rebuilding
        if rebuilding is not None and 2 * rebuilding[0] >= rebuilding[1] > 0 and not self._at_gate.is_set():
            self._at_gate.set()
            self._gate.wait(PATIENCE_S)

    @staticmethod
    def _until(condition: Callable[[], bool]) -> None:
        waited = threading.Event()
        for _look in range(int(PATIENCE_S * 100)):
            if condition():
                return
            waited.wait(0.01)
        raise Mistake("A stage waited in vain for what it had set up.")


def _refused(number: int) -> AnyCommand:
    """A command of nobody about nothing: it is refused, and nothing is written."""
    return SetBookmark(command_id=f"stage:{number}", actor_id=0, post_id=0, bookmarked=True)


def _no_room(_progress: Progress, _cancelled: Cancelled = bool) -> bool:
    raise StoreFull("The disk is full, so the feeds could not be rebuilt; what was saved is safe.")


def _copy(folder: Path, scratch: Path) -> None:
    """Copy the stores of a data folder. Nobody may be writing to them."""
    for name in COPIED:
        source = folder / name
        if source.is_dir():
            shutil.copytree(source, scratch / name)
        elif source.exists():
            shutil.copy2(source, scratch / name)


def _leave_no_room(connection: sqlite3.Connection, _record: object) -> None:
    """SQLite itself finds no room for a post on this connection, as on a disk that is full."""
    connection.execute("CREATE TEMP TABLE weight (stone)")
    (pages,) = connection.execute("PRAGMA temp.page_count").fetchone()
    connection.execute(f"PRAGMA temp.max_page_count = {pages + 1}")
    connection.execute(
        "CREATE TEMP TRIGGER no_room BEFORE INSERT ON main.posts "
        "BEGIN INSERT INTO weight VALUES (zeroblob(1000000)); END"
    )
