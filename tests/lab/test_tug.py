"""The Tug of War: its bill by known answers, and a whole measurement on a small data set that stays as it was."""

import math
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.bootstrap import RESOURCES, Tideline
from app.commands import SetLike
from app.errors import InvalidInput, Stopped
from app.lab.readings.tug import Bill, TugReading, bill, break_even
from app.lab.tug.copy import ScratchCopy, TugParts
from app.lab.tug.locking import measure_locking, with_those_behind
from app.lab.tug.people import let_people_work
from app.lab.tug.reads import bounded, sides
from app.lab.tug.tug import Tug, measure
from app.lab.tug.writes import commands_on, likes_and_back, send
from app.verify import verify
from tests.histories import Chance, fill_every_table
from tests.lab.here import Here
from tests.whole_path import WholePath


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Something in every table, and then whatever chance did; both sides are level."""
    path = WholePath(tmp_path_factory.mktemp("tug") / "data")
    fill_every_table(path)
    Chance(path, 5).live(120)
    path.project()
    path.close()
    return path.folder


@pytest.fixture
def program(folder: Path) -> Iterator[Tideline]:
    with Tideline(folder) as program:
        yield program


@pytest.fixture
def viewer(program: Tideline) -> int:
    """Somebody whose home has something on it."""
    return next(one.id for one in program.queries.people() if program.queries.feed("home", one.id, one.id).items)


@pytest.mark.parametrize(
    ("project_ms", "sql_ms", "document_ms", "expected"),
    [
        (1.9, 2.1, 0.2, 1.0),
        (0.19, 2.1, 0.2, 0.1),
        (7.6, 2.1, 0.2, 4.0),
        (0.0, 2.1, 0.2, 0.0),
        (1.0, 0.2, 0.2, None),
        (1.0, 0.1, 0.2, None),
    ],
)
def test_documents_pay_from_the_reads_that_win_back_a_write(
    project_ms: float, sql_ms: float, document_ms: float, expected: float | None
) -> None:
    found = break_even(project_ms, sql_ms, document_ms)
    assert found is None if expected is None else found == pytest.approx(expected)


def test_both_bills_are_equal_at_the_break_even_and_tell_the_winner_on_either_side() -> None:
    even = break_even(7.6, 2.1, 0.2)
    assert even is not None
    there = bill(7.6, 2.1, 0.2, even)
    assert there.sql_ms == pytest.approx(there.document_ms)
    assert bill(7.6, 2.1, 0.2, even / 2).winner == "sql"
    assert bill(7.6, 2.1, 0.2, even * 2).winner == "document"
    assert bill(7.6, 2.1, 0.2, 1_000) == Bill(pytest.approx(2_100), pytest.approx(207.6))  # type: ignore[arg-type]


def test_the_rope_moves_to_the_winner_and_ten_times_is_all_the_way() -> None:
    assert Bill(1, 1).rope == 0
    assert Bill(1, 1).winner == "nobody"
    assert Bill(100, 10).rope == pytest.approx(1)
    assert Bill(10, 100).rope == pytest.approx(-1)
    assert Bill(10_000, 1).rope == 1
    assert Bill(math.sqrt(10), 1).rope == pytest.approx(0.5)
    assert Bill(0, 1).rope == -1
    assert Bill(0, 0).rope == 0


def test_a_long_wait_stands_for_those_who_would_have_come_meanwhile() -> None:
    assert with_those_behind([1.0], 2.0) == (1.0,)
    assert with_those_behind([7.0, 1.0], 2.0) == (7.0, 5.0, 3.0, 1.0, 1.0)


def parts_of(program: Tideline) -> TugParts:
    """The program's own stores."""
    return TugParts(program.folder, program.clock, program.database, program.read_side.store, program.queries)


def tug_of(program: Tideline) -> Tug:
    """Measures on the program's own stores, and lets people work on a copy of them, in this process."""
    return Tug(
        program.folder,
        RESOURCES,
        Here(
            tug=lambda line, _folder, viewer: measure(
                parts_of(program), viewer, lambda *said: line.tell(said), line.go_on
            ),
            people=lambda line, _folder, viewer, ratio, resources: let_people_work(
                parts_of(program), viewer, ratio, resources, line
            ),
        ),
    )


def _everything(folder: Path) -> dict[str, bytes]:
    return {str(file): file.read_bytes() for file in folder.rglob("*.db")} | {
        str(file): file.read_bytes() for file in folder.rglob("data.mdb")
    }


def test_a_measurement_has_every_figure_and_leaves_the_data_as_it_was(program: Tideline, viewer: int) -> None:
    program.database.database_id()
    before = _everything(program.folder)
    told: list[float] = []
    found = measure(parts_of(program), viewer, lambda share, _words: told.append(share))
    assert _everything(program.folder) == before
    assert not list(program.folder.glob("tug-*"))
    assert told == sorted(told)
    assert told[-1] == 1
    _check_figures(found)


def _check_figures(found: TugReading) -> None:
    assert found.page_rows > 0
    for moment in (found.idle, found.busy):
        for timing in (moment.join, moment.planned, moment.document):
            assert 0 < timing.p50_ms <= timing.p99_ms
            assert timing.samples > 0
            assert not timing.cut_off
    assert found.busy.writes_per_s > 0
    assert min(found.room.rows, found.room.log, found.room.documents) > 0
    assert found.write.project_ms > 0
    assert found.write.rows > 0
    assert found.write.samples > 0
    assert found.copied_bytes > 0


def test_readers_wait_for_a_large_write_with_a_rollback_journal_and_hardly_with_wal(tmp_path: Path) -> None:
    found = measure_locking(tmp_path, lambda: True)
    assert found.rollback.writes > 0
    assert found.wal.writes > 0
    assert found.rollback.p50_ms > 2 * found.wal.p50_ms
    assert not list(tmp_path.iterdir())


def test_a_copy_takes_writes_of_its_own_and_agrees_with_itself(program: Tideline, viewer: int) -> None:
    before = program.queries.snapshot().position
    with ScratchCopy(parts_of(program), lambda: True) as copy:
        commands = commands_on(copy, viewer)
        sent = sum(send(copy, next(commands)) for _ in range(10))
        assert copy.projector.drain() == sent
        assert copy.put >= sent
        assert not verify(copy.database, copy.store).differences
    assert program.queries.snapshot().position == before
    assert not copy.folder.exists()


def test_the_writer_beside_the_readers_leaves_their_page_as_large_as_it_was(program: Tideline, viewer: int) -> None:
    with ScratchCopy(parts_of(program), lambda: True) as copy:
        likes = likes_and_back(copy, viewer)
        first = [next(likes) for _ in range(40)]
        assert all(isinstance(one, SetLike) for one in first)
        before = likes_of(copy)
        sent = [send(copy, one) for one in first]
        assert any(sent)
        assert likes_of(copy) <= before


def likes_of(copy: ScratchCopy) -> int:
    with copy.database.reading() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM likes").scalar_one())


def test_a_measurement_that_is_stopped_leaves_no_copy(program: Tideline, viewer: int) -> None:
    words: list[str] = []
    with pytest.raises(Stopped, match="nothing was changed"):
        measure(
            parts_of(program),
            viewer,
            lambda _share, said: words.append(said),
            lambda: not any("Copying" in said for said in words),
        )
    assert not list(program.folder.glob("tug-*"))


def test_a_join_that_takes_too_long_is_ended(program: Tideline, viewer: int) -> None:
    with sides(program.database, program.queries, viewer) as ways:
        endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"
        assert bounded(ways.driver, lambda: ways.run(endless), 20.0, lambda: True) is None
        assert bounded(ways.driver, ways.join, 10_000.0, lambda: True)


def test_an_empty_home_is_said_in_one_sentence(tmp_path: Path) -> None:
    with Tideline(tmp_path) as program, pytest.raises(InvalidInput, match="home is empty"):
        measure(parts_of(program), 1, lambda _share, _words: None)


def test_a_measurement_in_its_own_process_can_be_stopped_and_a_second_is_refused(
    program: Tideline, viewer: int
) -> None:
    tug = program.lab.tug
    first = tug.start(viewer)
    assert isinstance(tug.start(viewer).exception(), Stopped)
    tug.cancel()
    assert isinstance(first.exception(timeout=20), Stopped)
    tug.close()
    assert tug.progress.words == ""


def test_simulated_people_read_and_write_at_the_ratio_until_they_are_stopped(program: Tideline, viewer: int) -> None:
    before = program.queries.snapshot().position
    tug = tug_of(program)
    tug.start_people(4.0, viewer)
    look = threading.Event()
    while tug.people().state in {"copying", "on"} and tug.people().reads < 24:
        look.wait(0.02)
    tug.close()
    people = tug.people()
    assert people.state == "off"
    assert people.reads >= 24
    assert people.writes > 0
    assert people.spent.sql_ms > 0
    assert people.spent.document_ms > 0
    assert program.queries.snapshot().position == before
    assert not list(program.folder.glob("tug-*"))


def test_what_was_measured_is_kept(program: Tideline) -> None:
    found = object()
    tug = Tug(program.folder, RESOURCES, Here(tug=lambda *_: found))
    assert tug.start(1).result(timeout=20) is found
    tug.close()
    assert tug.last is found
    assert tug.progress.words == ""


def test_a_new_ratio_is_heeded_while_they_work(program: Tideline, viewer: int) -> None:
    tug = tug_of(program)
    tug.start_people(4.0, viewer)
    look = threading.Event()
    while tug.people().state in {"copying", "on"} and tug.people().reads_per_write != 100.0:
        tug.set_ratio(100.0)
        look.wait(0.02)
    tug.close()
    assert tug.people().reads_per_write == 100.0
    assert tug.people().state == "off"


def test_people_who_cannot_go_on_say_why(program: Tideline) -> None:
    tug = tug_of(program)
    tug.start_people(4.0, 1)
    look = threading.Event()
    while tug.people().state in {"copying", "on"}:
        look.wait(0.02)
    assert tug.people().state == "failed"
    assert "home is empty" in tug.people().problem
