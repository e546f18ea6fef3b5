"""A rebuild makes the same documents beside the old ones and swaps them in, or leaves everything as it was."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app import commands
from app.errors import Mistake, ReadStoreOutdated, StoreFull
from app.events import AnyEvent, PostCreated
from app.ids import MAX_ID
from app.projections import applier, rebuild
from app.projections.rebuild import Rebuild, why_rebuild
from app.read_model.documents import ParkedEvent
from app.read_model.schema import TABLES
from app.read_model.store import ReadStore
from app.write_model.retell import Retelling, retell
from tests.whole_path import WholePath

Documents = dict[str, dict[int, Any]]
ROOT = Path(__file__).parents[2]
KILLED_REBUILD = """
import os, signal, sys
from pathlib import Path
from app.clock import SystemClock
from app.projections import rebuild
from app.read_model import store as stores
from app.read_model.generation import Generation
from app.write_model.database import Database
from app.write_model.outbox import Outbox
from app.write_model.retell import retell

folder, moment = Path(sys.argv[1]), sys.argv[2]

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def then_die(original):
    def call(*arguments):
        original(*arguments)
        die()
    return call

database = Database(folder / "write.db")
database.open_and_migrate()
store = stores.ReadStore(folder / "read")
rebuild.EVENTS_A_TRANSACTION = 5
if moment == "built":
    Generation.flush = die
elif moment == "flushed":
    Generation.flush = then_die(Generation.flush)
elif moment == "pointed to":
    stores.point_to = then_die(stores.point_to)
progress = die if moment == "half built" else (lambda done, total: None)
rebuild.Rebuild(lambda: retell(database), Outbox(database), store, SystemClock()).run(progress)
"""


@pytest.fixture
def path(tmp_path: Path) -> Iterator[WholePath]:
    made = WholePath(tmp_path)
    yield made
    made.close()


def rebuild_of(path: WholePath) -> Rebuild:
    return Rebuild(lambda: retell(path.database), path.log, path.store, path.clock, path.projector)


def everything(store: ReadStore) -> Documents:
    with store.reading() as (generation, txn):
        return {
            name: dict(generation.tables[name].page(txn, 0, generation.tables[name].last_key, 1_000_000))
            for name in TABLES
        }


def generations(path: WholePath) -> list[str]:
    return sorted(entry.name for entry in (path.folder / "read").iterdir() if entry.is_dir())


def a_little_of_everything(path: WholePath) -> tuple[int, int]:
    ana, bo, cy = path.person("ana", bio="#kelp"), path.person("bo"), path.person("cy", simulated=True)
    path.send(commands.UpdateAddress, actor_id=ana, street="Quay 1", city="Bergen", postal_code="5003", country="")
    path.follow(bo, ana)
    path.follow(cy, ana)
    path.mute(cy, bo)
    first = path.post(ana, "low water at #harbour with @bo")
    second = path.post(bo, "high water")
    path.repost(bo, first)
    path.like(bo, first)
    path.like(ana, first)
    path.bookmark(cy, first)
    above = path.comment(bo, first, "where?")
    path.comment(ana, first, "here, @cy", parent=above)
    path.edit(bo, second, "high water at #harbour")
    gone = path.post(cy, "gone")
    path.like(ana, gone)
    path.delete(cy, gone)
    path.send(commands.DeleteComment, actor_id=bo, comment_id=above)
    path.send(commands.UpdateProfile, actor_id=ana, name="Anna", bio="")
    return ana, first


def test_the_rebuilt_documents_equal_the_projected_ones(path: WholePath) -> None:
    a_little_of_everything(path)
    path.project()
    projected = everything(path.store)
    assert rebuild_of(path).run()
    assert everything(path.store) == projected
    assert path.store.snapshot().position == path.log.last_position()


def test_it_needs_no_kept_history(path: WholePath) -> None:
    a_little_of_everything(path)
    path.project()
    projected = everything(path.store)
    path.log.prune(path.log.last_position())
    assert rebuild_of(path).run()
    assert everything(path.store) == projected


def test_the_old_store_is_read_until_the_swap_and_then_removed(path: WholePath) -> None:
    a_little_of_everything(path)
    path.project()
    old = path.store.generation
    seen: list[int] = []
    assert rebuild_of(path).run(progress=lambda done, total: seen.append(path.store.generation))
    assert set(seen) == {old}
    assert path.store.generation == old + 1
    assert generations(path) == [str(old + 1)]


def test_what_is_committed_while_it_builds_is_in_it(path: WholePath) -> None:
    _, first = a_little_of_everything(path)
    path.project()

    def commit_more(done: int, total: int) -> None:
        if path.log.last_position() < 40:
            path.like(path.person(f"late_{path.log.last_position()}"), first)

    assert rebuild_of(path).run(progress=commit_more)
    assert path.store.snapshot().position == path.log.last_position() >= 40
    rebuilt = everything(path.store)
    assert rebuild_of(path).run()
    assert everything(path.store) == rebuilt


def test_the_projector_goes_on_with_the_new_store(path: WholePath) -> None:
    ana, first = a_little_of_everything(path)
    path.project()
    assert rebuild_of(path).run()
    path.edit(ana, first, "after the swap")
    path.projector.drain()
    assert everything(path.store)["cards"][first].text == "after the swap"


def test_the_search_index_follows_by_itself(path: WholePath) -> None:
    _, first = a_little_of_everything(path)
    path.project()
    assert rebuild_of(path).run()
    assert path.project() == path.log.last_position()
    assert path.index.checkpoint().generation == path.store.generation
    assert first in path.index.search_posts("#harbour")


def test_progress_counts_up_to_all_events(path: WholePath, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuild, "EVENTS_A_TRANSACTION", 5)
    a_little_of_everything(path)
    told: list[tuple[int, int]] = []
    rebuild_of(path).run(progress=lambda done, total: told.append((done, total)))
    done = [step[0] for step in told]
    assert done == sorted(done)
    assert len(told) > 2
    assert told[-1][0] == told[-1][1]


def test_cancelling_keeps_the_old_and_leaves_nothing_behind(path: WholePath, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuild, "EVENTS_A_TRANSACTION", 5)
    a_little_of_everything(path)
    path.project()
    projected, before = everything(path.store), generations(path)
    answers = iter([False, False, True])
    assert not rebuild_of(path).run(cancelled=lambda: next(answers))
    assert everything(path.store) == projected
    assert generations(path) == before


def test_a_failure_keeps_the_old_and_leaves_nothing_behind(path: WholePath) -> None:
    a_little_of_everything(path)
    path.project()
    projected, before = everything(path.store), generations(path)

    class Full(Retelling):
        def batches(self) -> Iterator[list[AnyEvent]]:
            yield from ()
            raise StoreFull("The disk is full.")

    with pytest.raises(StoreFull):
        Rebuild(lambda: Full(path.database.reader()), path.log, path.store, path.clock).run()
    assert everything(path.store) == projected
    assert generations(path) == before


@pytest.mark.parametrize("moment", ["half built", "built", "flushed", "pointed to"])
def test_a_kill_leaves_the_old_store_or_the_new_one_and_what_is_left_over_is_removed(
    path: WholePath, moment: str
) -> None:
    a_little_of_everything(path)
    path.project()
    projected = everything(path.store)
    path.store.close()
    killed = subprocess.run([sys.executable, "-c", KILLED_REBUILD, str(path.folder), moment], cwd=ROOT, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert len(generations(path)) == 2
    path.store = ReadStore(path.folder / "read")
    assert everything(path.store) == projected
    assert path.store.snapshot().position == path.log.last_position()
    path.store.remove_leftovers()
    assert generations(path) == [str(path.store.generation)]
    assert everything(path.store) == projected


def test_after_a_rebuild_nothing_is_parked(path: WholePath) -> None:
    ana, first = a_little_of_everything(path)
    path.break_event(path.edit(ana, first, "unreadable"))
    path.project()
    assert path.store.snapshot().exceptions
    assert rebuild_of(path).run()
    assert path.store.snapshot().exceptions == frozenset()
    assert everything(path.store)["cards"][first].text == "unreadable"


def failing_on(word: str) -> Callable[[Any, Any], None]:
    original = applier.PROJECTIONS[PostCreated]

    def project(event: Any, changes: Any) -> None:
        if word in event.text:
            raise ValueError("a bug")
        original(event, changes)

    return project


def test_what_a_projection_fails_on_is_parked_with_its_reason(path: WholePath, monkeypatch: pytest.MonkeyPatch) -> None:
    ana, first = a_little_of_everything(path)
    monkeypatch.setitem(applier.PROJECTIONS, PostCreated, failing_on("low water"))
    assert rebuild_of(path).run()
    found = everything(path.store)
    assert first not in found["cards"]
    assert len(found["cards"]) == 1
    (parked,) = found["parked"].values()
    assert isinstance(parked, ParkedEvent)
    assert (parked.seq, parked.aggregate) == (MAX_ID, f"post:{first}")
    assert "a bug" in parked.reason
    assert path.store.snapshot().exceptions == {MAX_ID}
    path.like(ana, path.post(ana, "the rest goes on"))
    path.projector.drain()
    assert path.store.snapshot().exceptions == {MAX_ID}
    monkeypatch.undo()
    assert rebuild_of(path).run()
    assert first in everything(path.store)["cards"]
    assert path.store.snapshot().exceptions == frozenset()


def test_it_gives_up_where_nearly_everything_fails(path: WholePath, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuild, "MAX_FAILURES", 1)
    ana = path.person("ana")
    path.post(ana, "bad 1")
    path.post(ana, "bad 2")
    path.project()
    before = generations(path)
    monkeypatch.setitem(applier.PROJECTIONS, PostCreated, failing_on("bad"))
    with pytest.raises(Mistake, match="saved data is intact"):
        rebuild_of(path).run()
    assert generations(path) == before


def test_a_store_that_follows_needs_no_rebuild(path: WholePath) -> None:
    a_little_of_everything(path)
    assert why_rebuild(path.store, path.log) is None
    path.project()
    assert why_rebuild(path.store, path.log) is None


def test_a_gap_in_the_log_is_a_reason(path: WholePath) -> None:
    ana, first = a_little_of_everything(path)
    path.project()
    path.edit(ana, first, "one")
    path.edit(ana, first, "two")
    path.log.prune(path.log.last_position() - 1)
    assert "no longer holds" in str(why_rebuild(path.store, path.log))
    path.log.prune(path.log.last_position())
    assert "no longer holds" in str(why_rebuild(path.store, path.log))


def test_an_empty_store_beside_a_long_history_is_a_reason(path: WholePath, monkeypatch: pytest.MonkeyPatch) -> None:
    a_little_of_everything(path)
    monkeypatch.setattr(rebuild, "FASTER_THAN_FOLLOWING", 10)
    assert "empty" in str(why_rebuild(path.store, path.log))
    path.projector.step(max_events=1)
    assert why_rebuild(path.store, path.log) is None


def test_another_database_and_a_database_set_back_are_reasons(path: WholePath, tmp_path: Path) -> None:
    a_little_of_everything(path)
    path.project()
    other = WholePath(tmp_path / "other")
    assert "another database" in str(why_rebuild(path.store, other.log))
    other.close()
    driver = path.database._connect()
    driver.execute("DELETE FROM outbox WHERE seq > 5")
    driver.execute("UPDATE sqlite_sequence SET seq = 5 WHERE name = 'outbox'")
    driver.close()
    assert "ends at 5" in str(why_rebuild(path.store, path.log))


def test_a_store_that_cannot_be_opened_is_rebuilt_in_its_place(path: WholePath) -> None:
    a_little_of_everything(path)
    path.project()
    projected = everything(path.store)
    number = path.store.generation
    path.store.close()
    (path.folder / "read" / str(number) / "data.mdb").write_bytes(b"nonsense" * 4_096)
    with pytest.raises(ReadStoreOutdated):
        ReadStore(path.folder / "read")
    path.store = ReadStore(path.folder / "read", create=False, stand_in=True)
    assert Rebuild(lambda: retell(path.database), path.log, path.store, path.clock).run()
    assert everything(path.store) == projected
