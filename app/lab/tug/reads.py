"""Times one page of a person's home by one big join, by the best planned SQL and by documents, side by side."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from app.errors import InvalidInput, Stopped
from app.lab import rivals
from app.lab.bench.figures import Call, percentile, timed
from app.lab.readings.tug import Moment, Timing
from app.lab.tug.copy import GoOn
from app.read_model.queries import Queries
from app.write_model.database import Database

PAGE = 50
TURNS = 400
PAIRS_MS = 900.0
"""For so long, at most, documents and planned SQL take turns; a few turns are made in any case."""
AT_LEAST = 8
WARM_UP = 3
JOIN_MS = 1_200.0
JOIN_AT_MOST_MS = 3_000.0
"""A join that is not done by then is ended: it is told as taking longer."""
STEPS_BETWEEN_LOOKS = 20_000
"""Of SQLite's own machine, between two looks whether to go on (about a millisecond)."""


class Sides:
    """The three ways to the newest page of a viewer's home. Raises `InvalidInput` if there is nothing on it."""

    def __init__(self, connection: Connection, queries: Queries, viewer: int) -> None:
        self.document: Call = lambda: queries.feed("home", viewer, viewer, PAGE)
        self.planned: Call = rivals.PlannedHome(connection, viewer).page
        self.join: Call = rivals.JoinedHome(connection, viewer).page
        self.driver = driver_of(connection)
        self._connection = connection
        self.rows = len(queries.feed("home", viewer, viewer, PAGE).items)
        if not self.rows:
            raise InvalidInput(
                "data", "Your home is empty, so there is no page to measure; follow somebody, or make demo data first."
            )

    def renew(self) -> None:
        """Have SQL see the newest commit from now on; not timed, to its advantage."""
        self._connection.rollback()
        self._connection.begin()

    def run(self, statement: str) -> object:
        """What any other statement reads, all rows of it."""
        return self._connection.exec_driver_sql(statement).all()


@contextmanager
def sides(database: Database, queries: Queries, viewer: int) -> Iterator[Sides]:
    """The three ways, with a connection that has all that helps SQL."""
    with database.reading() as connection:
        for pragma in rivals.HELPING_PRAGMAS:
            connection.exec_driver_sql(f"PRAGMA {pragma}")
        yield Sides(connection, queries, viewer)


def driver_of(connection: Connection) -> sqlite3.Connection:
    """The driver's own connection under SQLAlchemy's."""
    driver = connection.connection.driver_connection
    if not isinstance(driver, sqlite3.Connection):
        raise TypeError("The write database is not SQLite.")
    return driver


def measure_moment(sides: Sides, go_on: GoOn, on_share: Callable[[float], None]) -> Moment:
    """Time all three. `on_share` hears how far it is, from 0 to 1. Raises `Stopped` when `go_on` says so."""
    document: list[float] = []
    planned: list[float] = []
    for _ in range(WARM_UP):
        sides.document()
        sides.planned()
    began = time.perf_counter()
    for turn in range(TURNS):
        spent_ms = (time.perf_counter() - began) * 1_000
        if turn >= AT_LEAST and spent_ms > PAIRS_MS:
            break
        _check(go_on)
        on_share(0.5 * max(turn / TURNS, min(1.0, spent_ms / PAIRS_MS)))
        sides.renew()
        document.append(timed(sides.document))
        planned.append(timed(sides.planned))
    on_share(0.5)
    join = measure_join(sides, go_on)
    on_share(1.0)
    return Moment(join=join, planned=timing_of(planned), document=timing_of(document))


def measure_join(sides: Sides, go_on: GoOn) -> Timing:
    """Time the big join a few times, each ended after `JOIN_AT_MOST_MS`."""
    samples: list[float] = []
    began = time.perf_counter()
    while not samples or (time.perf_counter() - began) * 1_000 < JOIN_MS:
        _check(go_on)
        sides.renew()
        sample = bounded(sides.driver, sides.join, JOIN_AT_MOST_MS, go_on)
        if sample is None:
            _check(go_on)
            return Timing(JOIN_AT_MOST_MS, JOIN_AT_MOST_MS, 1, cut_off=True)
        samples.append(sample)
    # The first of several read its pages from the disk.
    return timing_of(samples[1:] or samples)


def bounded(driver: sqlite3.Connection, call: Call, at_most_ms: float, go_on: GoOn) -> float | None:
    """The milliseconds that `call` takes on this connection; None if it was ended, by the time or by `go_on`."""
    deadline = time.perf_counter() + at_most_ms / 1_000
    driver.set_progress_handler(lambda: int(time.perf_counter() > deadline or not go_on()), STEPS_BETWEEN_LOOKS)
    try:
        return timed(call)
    except OperationalError as error:
        if getattr(error.orig, "sqlite_errorcode", None) != sqlite3.SQLITE_INTERRUPT:
            raise
        return None
    finally:
        driver.set_progress_handler(None, 0)


def timing_of(samples: list[float]) -> Timing:
    """Median and 99th percentile, each a sample that occurred."""
    kept = tuple(samples)
    return Timing(percentile(kept, 50), percentile(kept, 99), len(kept))


def _check(go_on: GoOn) -> None:
    if not go_on():
        raise Stopped("The measurement was stopped; nothing was changed.")
