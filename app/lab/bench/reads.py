"""Measures what reading costs: a page of the home while the projector works, a card, a profile; SQL beside them."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection

from app.commands import CreatePost
from app.lab import rivals
from app.lab.bench.data import Cast, mixed, queue
from app.lab.bench.figures import Call, Measured, few, interleaved, percentile
from app.lab.bench.parts import Parts
from app.lab.bench.reach import JOINED, PLANNED, STOCK, WALKED
from app.lab.rivals_stock import StockHome
from app.lab.steady_work import SteadyWork

EVENTS_PER_SECOND = 200
PAGES = 2_000
PAGES_A_TURN = 5
OTHER_PAGES = "a page elsewhere in the home"
POINTS = 4_000
STOCK_UP_TO = 10_000
"""Posts up to which stock TinyDB is measured: beyond, filling it takes longer than everything else."""
QUEUED_EVENTS = 20_000
NEWEST = 1_000


def page_of_50(parts: Parts, cast: Cast, scratch: Path) -> Measured:
    """The 50 newest rows of the reader's home, while the projector applies 200 events a second.

    They are likes of and comments on the newest posts; no posts, so that all sides read the same page. The slow sides
    are measured after it, with the projector at rest, to their advantage.
    """
    queries, reader = parts.queries, cast.reader_id
    reactions = (command for command in mixed(_newest(cast), parts.ids, 11) if not isinstance(command, CreatePost))
    queue(parts.bus, parts.log, reactions, parts.times(QUEUED_EVENTS, at_least=1_000))
    cursors = _cursors(parts, reader)
    with reading_sql(parts) as connection:
        planned = rivals.PlannedHome(connection, reader)
        sides: dict[str, Call] = {
            "": lambda: queries.feed("home", reader, reader, 50),
            PLANNED: planned.page,
            OTHER_PAGES: lambda: queries.feed("home", reader, reader, 50, next(cursors)),
        }
        with SteadyWork(
            "steady-projection", parts.clock, EVENTS_PER_SECOND, lambda: parts.projector.step(1).applied
        ) as projection:
            found = interleaved(sides, parts.times(PAGES), PAGES_A_TURN)
        elsewhere = found.pop(OTHER_PAGES)
        peers = {PLANNED: found[PLANNED]}
        joined, walked = rivals.JoinedHome(connection, reader), rivals.WalkedHome(connection, reader)
        peers[WALKED] = few(walked.page)
        peers[JOINED] = few(joined.page)
        explain = {PLANNED: planned.plan(), JOINED: joined.plan(), WALKED: walked.plan()}
    if len(cast.posts) <= STOCK_UP_TO * 1.1:
        parts.projector.drain()
        peers[STOCK] = _stock(parts, reader, scratch)
    return Measured(
        name="page_of_50",
        unit="ms",
        samples=found[""],
        peers=peers,
        explain=explain,
        figures={
            "events/s meanwhile": projection.rate,
            f"{OTHER_PAGES}, p50": percentile(elsewhere, 50),
            f"{OTHER_PAGES}, p99": percentile(elsewhere, 99),
        },
        note="Reposts and pictures are left out by 'one big join, order forced', spans of texts by all SQL.",
    )


def card_by_id(parts: Parts, cast: Cast) -> Measured:
    """One card, of a post from anywhere."""
    rng = random.Random(3)
    card = parts.queries.card
    with reading_sql(parts) as connection:
        found = interleaved(
            {
                "": lambda: card(rng.choice(cast.posts)),
                PLANNED: lambda: rivals.planned_card(connection, rng.choice(cast.posts)),
            },
            parts.times(POINTS),
            PAGES_A_TURN,
        )
        explain = {PLANNED: rivals.plan_of(connection, rivals.PLANNED_CARD, {"post": cast.posts[0]})}
    return _in_microseconds("card_by_id", found, explain)


def profile_by_handle(parts: Parts, cast: Cast) -> Measured:
    """One profile by its handle, as a stranger sees it."""
    rng = random.Random(4)
    handles = [person.handle for person in parts.queries.people(len(cast.people))]
    ask = parts.queries.profile_by_handle
    with reading_sql(parts) as connection:
        found = interleaved(
            {
                "": lambda: ask(rng.choice(handles)),
                PLANNED: lambda: rivals.planned_profile(connection, rng.choice(handles)),
            },
            parts.times(POINTS),
            PAGES_A_TURN,
        )
        explain = {PLANNED: rivals.plan_of(connection, rivals.PLANNED_PROFILE, {"handle": handles[0]})}
    return _in_microseconds("profile_by_handle", found, explain)


@contextmanager
def reading_sql(parts: Parts) -> Iterator[Connection]:
    """A connection to the write database for the comparison sides, with all that helps them."""
    with parts.database.reading() as connection:
        for pragma in rivals.HELPING_PRAGMAS:
            connection.exec_driver_sql(f"PRAGMA {pragma}")
        yield connection


def _stock(parts: Parts, reader: int, scratch: Path) -> tuple[float, ...]:
    scratch.mkdir(parents=True, exist_ok=True)
    stock = StockHome(scratch)
    try:
        stock.fill(parts.queries, reader)
        return few(stock.page)
    finally:
        stock.close()


def _newest(cast: Cast) -> Cast:
    """Only the newest posts, so that what happens meanwhile changes the page that is read."""
    return Cast(cast.people, cast.posts[-NEWEST:], cast.reader_id)


def _cursors(parts: Parts, reader: int) -> Iterator[int]:
    """Places all over the home, in any order, without end."""
    edges = parts.queries.edges("home", reader)
    if edges is None:
        raise RuntimeError("The reader's home is empty, so there is no page to measure.")
    rng = random.Random(5)
    while True:
        yield rng.randint(edges[0] + 1, edges[1])


def _in_microseconds(name: str, found: dict[str, tuple[float, ...]], explain: dict[str, list[str]]) -> Measured:
    sides = {side: tuple(sample * 1_000 for sample in samples) for side, samples in found.items()}
    return Measured(name=name, unit="µs", samples=sides.pop(""), peers=sides, explain=explain)
