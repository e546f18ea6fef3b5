"""Who waits for whom: the same readers beside the same large writes, with a rollback journal and with a log (WAL).

Run for real, with threads, on a scratch database that is removed afterwards.
"""

import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final, Literal

from app.errors import Mistake, Stopped
from app.lab.bench.figures import percentile
from app.lab.readings.tug import Locking, Waiting
from app.lab.tug.copy import PREFIX, GoOn

Mode = Literal["DELETE", "WAL"]

SECONDS: Final = 0.6
"""How long each mode is measured."""
ROWS = 4_000
WORDS = "low water " * 20
WRITE_S = 0.03
"""A write goes on changing rows for so long: with so small a cache it has to put some into the file before its end."""
WRITER_PAGES = 20
PAUSE_S = 0.02
READERS = 2
READ_EVERY_S = 0.002
PATIENCE_S = 5.0
LOOK_S = 0.02
STRIDE = 97
"""Rows from one change or read to the next, so that they lie on other pages."""


def measure_locking(folder: Path, go_on: GoOn) -> Locking:
    """Both modes, one after the other; about a second. The scratch files lie in `folder`. Raises `Stopped`."""
    with tempfile.TemporaryDirectory(prefix=PREFIX, dir=folder) as scratch:
        found = [_Meeting(Path(scratch) / f"{mode}.db", mode).measure(go_on) for mode in ("DELETE", "WAL")]
    return Locking(*found)


def with_those_behind(waits_ms: list[float], every_ms: float) -> tuple[float, ...]:
    """The same waits, and of each those of the readers who would have come meanwhile, one every `every_ms`.

    Whoever waits sends no second question; without this a long wait would count as one among many short ones.
    """
    found: list[float] = []
    for wait in waits_ms:
        left = wait
        while left > 0:
            found.append(left)
            left -= every_ms
    return tuple(found)


class _Meeting:
    """One writer and some readers of one database."""

    def __init__(self, path: Path, mode: Mode) -> None:
        self._path = path
        self._mode = mode
        self._ending = threading.Event()
        self._waits: list[float] = []
        self._writes = 0
        self._error: BaseException | None = None

    def measure(self, go_on: GoOn) -> Waiting:
        """Let them meet. Raises `Stopped` when `go_on` says so."""
        self._fill()
        work = [self._write, *[self._read] * READERS]
        threads = [threading.Thread(target=self._guarded, args=(one,), name="tug-locking") for one in work]
        for thread in threads:
            thread.start()
        until = time.perf_counter() + SECONDS
        while time.perf_counter() < until and go_on() and not self._ending.wait(LOOK_S):
            pass
        self._ending.set()
        for thread in threads:
            thread.join()
        if self._error is not None:
            raise self._error
        if not go_on() or not self._waits:
            raise Stopped("The measurement was stopped; nothing was changed.")
        waits = with_those_behind(self._waits, READ_EVERY_S * 1_000)
        return Waiting(percentile(waits, 50), percentile(waits, 99), max(waits), len(waits), self._writes)

    def _fill(self) -> None:
        with closing(self._connect()) as connection:
            (mode,) = connection.execute(f"PRAGMA journal_mode={self._mode}").fetchone()
            if mode.upper() != self._mode:
                raise Mistake(f"SQLite keeps its journal as {mode} where {self._mode} was asked for.")
            connection.execute("CREATE TABLE cards (id INTEGER PRIMARY KEY, likes INTEGER, words TEXT)")
            connection.execute("BEGIN")
            connection.executemany("INSERT INTO cards VALUES (?, 0, ?)", ((at, WORDS) for at in range(ROWS)))
            connection.execute("COMMIT")

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, isolation_level=None, timeout=PATIENCE_S)

    def _guarded(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as error:  # noqa: BLE001 - raised where the threads are waited for
            self._error = error
            self._ending.set()

    def _write(self) -> None:
        with closing(self._connect()) as connection:
            connection.execute(f"PRAGMA cache_size={WRITER_PAGES}")
            while not self._ending.is_set():
                connection.execute("BEGIN IMMEDIATE")
                until = time.perf_counter() + WRITE_S
                at = 0
                while time.perf_counter() < until:
                    at = (at + STRIDE) % ROWS
                    connection.execute("UPDATE cards SET likes = likes + 1 WHERE id BETWEEN ? AND ?", (at, at + STRIDE))
                connection.execute("COMMIT")
                self._writes += 1
                self._ending.wait(PAUSE_S)

    def _read(self) -> None:
        at = 0
        with closing(self._connect()) as connection:
            while not self._ending.is_set():
                at = (at + STRIDE) % ROWS
                begun = time.perf_counter()
                connection.execute("SELECT likes, words FROM cards WHERE id = ?", (at,)).fetchone()
                self._waits.append((time.perf_counter() - begun) * 1_000)
                self._ending.wait(READ_EVERY_S)
