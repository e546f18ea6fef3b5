"""Time travel shows each document as the read store really had it, from where the log, or a copy of it, begins."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app import commands, upkeep
from app.errors import InvalidInput, Stopped
from app.lab.sides import time_travel
from app.lab.sides.time_travel import TimeTravel
from app.lab.sides.travel_store import UNVERSIONED
from app.projections.projector import Projector
from app.read_model.schema import TABLES
from app.read_model.store import ReadStore
from app.upkeep import Upkeep
from app.write_model import outbox
from app.write_model.pictures import UnusedPictures
from tests.histories import Chance, fill_every_table
from tests.test_upkeep import Readers
from tests.whole_path import WholePath

Documents = dict[tuple[str, int], Any]


@pytest.fixture
def path(tmp_path: Path) -> Iterator[WholePath]:
    made = WholePath(tmp_path)
    yield made
    made.close()


@pytest.fixture
def travel(path: WholePath) -> Iterator[TimeTravel]:
    made = travel_of(path)
    yield made
    made.close()


def travel_of(path: WholePath) -> TimeTravel:
    return TimeTravel(path.folder / "travel", lambda: path.log, path.store, path.clock)


def build(travel: TimeTravel, events: int = 7) -> None:
    while not travel.catch_up(events).is_built:
        continue


def documents_of(store: ReadStore) -> Documents:
    with store.reading() as (generation, txn):
        return {
            (name, key): document
            for name, rows in generation.tables.items()
            if name not in UNVERSIONED
            for key, document in rows.page(txn, 0, rows.last_key, 1_000_000)
        }


def all_documents(path: WholePath) -> Documents:
    return documents_of(path.store)


def stepped(path: WholePath, every: int) -> dict[int, Documents]:
    """Step a projector of its own through everything, and keep what its store holds at each stop."""
    store = ReadStore(path.folder / "stepped")
    projector = Projector(path.log, store, path.clock, path.signals)
    real: dict[int, Documents] = {}
    while projector.step(every).applied:
        real[store.snapshot().position] = documents_of(store)
    store.close()
    return real


def assert_equal(travel: TimeTravel, position: int, real: Documents, known: Documents) -> None:
    for table, key in {**known, **real}:
        packed = key.to_bytes(TABLES[table][0], "big")
        assert travel.document(table, packed, position) == real.get((table, key)), (table, key, position)


def test_each_document_is_at_each_position_what_a_projector_made_of_it(path: WholePath, travel: TimeTravel) -> None:
    fill_every_table(path)
    Chance(path, 5).live(80)
    path.project()
    build(travel)
    real = stepped(path, every=13)
    known: Documents = {place: None for documents in real.values() for place in documents}
    assert len(real) > 8
    for position, documents in real.items():
        assert_equal(travel, position, documents, known)


def test_what_was_built_stays_and_only_what_is_new_is_added(path: WholePath) -> None:
    ana = path.person("ana")
    path.project()
    first = travel_of(path)
    build(first)
    first.close()
    path.post(ana, "Low water")
    path.project()
    second = travel_of(path)
    assert second.catch_up(0).last == 1
    build(second)
    assert second.past("person", ana, 1, 2).fields[7].will_be == "0"
    second.close()


def test_travelling_reaches_as_far_as_the_documents_do(path: WholePath, travel: TimeTravel) -> None:
    ana = path.person("ana")
    path.project()
    path.post(ana, "Low water")
    build(travel)
    assert travel.catch_up().last == 1
    with pytest.raises(InvalidInput, match="is not there yet; the newest one is 1"):
        travel.past("person", ana, 1, 2)


def test_a_difference_names_the_documents_and_their_fields(path: WholePath, travel: TimeTravel) -> None:
    ana, bo = path.person("ana"), path.person("bo")
    post = path.post(ana, "Low water")
    path.like(bo, post)
    path.project()
    build(travel)
    past = travel.past("post", post, 3, 4)
    assert [(field.name, field.value, field.will_be) for field in past.fields if field.differs] == [("likes", "1", "0")]
    assert [(one.table, one.title, one.how) for one in past.changed] == [("cards", "Low water", "changed")]
    assert (past.changed[0].fields[0].value, past.changed[0].fields[0].will_be) == ("0", "1")
    assert past.rows > 1, "the like stands in other tables too"
    assert not travel.past("post", post, 3, 2).exists
    assert {one.how for one in travel.past("person", ana, 0, 4).changed} == {"new"}


def test_the_slider_marks_what_changed_the_document_that_is_shown(path: WholePath, travel: TimeTravel) -> None:
    ana, bo = path.person("ana"), path.person("bo")
    path.post(bo, "High water")
    path.post(ana, "Low water")
    path.project()
    build(travel)
    moments = travel.moments("person", ana, 1, 4)
    assert [(moment.position, moment.kind, moment.own) for moment in moments] == [
        (1, "address", True),
        (2, "address", False),
        (3, "post", False),
        (4, "post", True),
    ]


def test_a_long_slider_shows_the_moments_of_the_document_alone(
    path: WholePath, travel: TimeTravel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time_travel, "MOMENTS", 3)
    ana, bo = path.person("ana"), path.person("bo")
    for number in range(4):
        path.post(bo, f"High water {number}")
    path.post(ana, "Low water")
    path.project()
    build(travel)
    assert [moment.position for moment in travel.moments("person", ana, 1, 7)] == [1, 7]


def test_an_event_that_cannot_be_applied_is_passed_over(path: WholePath, travel: TimeTravel) -> None:
    ana = path.person("ana")
    post = path.post(ana, "Low water")
    path.break_event(path.edit(ana, post, "High water"))
    path.like(ana, post)
    path.project()
    build(travel)
    assert travel.past("post", post, 2, 4).fields == travel.past("post", post, 2, 3).fields
    assert travel.catch_up().last == 4


def keep(travel: TimeTravel, position: int) -> int:
    pieces = 1
    while not travel.keep_horizon(position):
        pieces += 1
    return pieces


def test_before_events_go_a_copy_is_kept_at_the_horizon(path: WholePath, travel: TimeTravel) -> None:
    fill_every_table(path)
    path.project()
    build(travel)
    last = path.log.last_position()
    horizon = last - 10
    shown = {
        place: travel.document(place[0], place[1].to_bytes(TABLES[place[0]][0], "big"), horizon)
        for place in all_documents(path)
    }
    keep(travel, horizon)
    path.log.prune(horizon)
    assert travel.catch_up().first == horizon
    for (table, key), document in shown.items():
        packed = key.to_bytes(TABLES[table][0], "big")
        assert travel.document(table, packed, horizon) == document
    assert_equal(travel, last, all_documents(path), {})
    with pytest.raises(InvalidInput, match=f"no longer kept; the oldest one is {horizon}"):
        travel.document("cards", b"\0" * 8, horizon - 1)


def test_the_copy_grows_with_what_leaves_the_log_though_nobody_travels(path: WholePath) -> None:
    ana = path.person("ana")
    path.project()
    first = travel_of(path)
    build(first)
    first.close()
    for number in range(120):
        path.send(commands.UpdateProfile, actor_id=ana, name=f"Ana {number}", bio="")
    path.project()
    later = travel_of(path)
    assert keep(later, 100) > 2, "in small pieces"
    path.log.prune(100)
    build(later)
    assert later.past("person", ana, 100, 121).fields[2].value == '"Ana 119"'
    assert later.past("person", ana, 100, 121).fields[2].will_be == '"Ana 98"'
    later.close()


def test_old_versions_leave_with_their_events(path: WholePath, travel: TimeTravel) -> None:
    ana = path.person("ana")
    for number in range(30):
        path.send(commands.UpdateProfile, actor_id=ana, name=f"Ana {number}", bio="")
    path.project()
    build(travel)
    keep(travel, 25)
    store = travel._store
    assert store is not None
    with store.generation.reading() as txn:
        place = bytes([list(TABLES).index("profiles")]) + ana.to_bytes(8, "big")
        assert store.positions_of(txn, place, 0, 99, 99)[-1] == 25
        assert store.moment(txn, 24) is None


def test_where_nobody_has_travelled_nothing_is_kept(path: WholePath, travel: TimeTravel) -> None:
    path.person("ana")
    path.project()
    assert travel.keep_horizon(1)
    assert not travel.was_used


def test_where_events_had_left_before_it_begins_at_the_present(path: WholePath, travel: TimeTravel) -> None:
    fill_every_table(path)
    path.project()
    last = path.log.last_position()
    path.log.prune(last - 3)
    state = travel.catch_up()
    assert (state.first, state.last, state.cut) == (last, last, True)
    path.post(path.keys("profiles")[0], "Low water")
    path.project()
    build(travel)
    assert_equal(travel, last + 1, all_documents(path), {})


def test_upkeep_takes_nothing_off_the_log_that_is_not_kept(path: WholePath, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "KEPT_EVENTS", 5)
    monkeypatch.setattr(outbox, "PRUNED_AT_ONCE", 2)
    fill_every_table(path)
    path.project()
    path.clock.advance(10_000)
    path.search.step()
    travel = travel_of(path)
    build(travel)
    tidy = Upkeep(
        path.log, UnusedPictures(path.database, path.media, set), Readers(path), path.clock, travel.keep_horizon
    )
    while tidy.step():
        continue
    assert path.log.first_kept() > 10
    assert travel.catch_up().first == path.log.first_kept() - 1
    travel.close()
    with pytest.raises(Stopped):
        travel.catch_up()


def test_a_store_of_another_database_is_made_anew(path: WholePath, tmp_path: Path) -> None:
    path.person("ana")
    path.project()
    other = WholePath(tmp_path / "other")
    other.person("bo")
    other.project()
    first = travel_of(other)
    build(first)
    first.close()
    (other.folder / "travel").rename(path.folder / "travel")
    second = travel_of(path)
    build(second)
    assert_equal(second, 1, all_documents(path), {})
    second.close()
    other.close()


def test_another_process_makes_the_store_and_replays_what_is_more_than_a_few_events(path: WholePath) -> None:
    ana = path.person("ana")
    path.post(ana, "Low water")
    path.project()
    asked: list[bool] = []

    def build() -> None:
        asked.append(past.keep_horizon(1))
        if len(asked) == 1:
            first = travel_of(path)
            while not first.catch_up().is_built:
                continue
            first.close()

    past = TimeTravel(path.folder / "travel", lambda: path.log, path.store, path.clock, build)
    state = past.catch_up()
    assert state.is_built
    assert asked == [True], "nobody had travelled yet"
    path.post(ana, "High water")
    path.project()
    assert past.catch_up().is_built
    assert len(asked) == 1, "a few events are replayed at once"
    for number in range(time_travel.AT_ONCE + 1):
        path.post(ana, f"Wave {number}")
    path.project()
    state = past.catch_up()
    assert (state.last, state.is_built) == (3, False)
    assert asked == [True, False], "the log is not pruned while another process replays it"
    past.close()


def test_what_cannot_be_built_elsewhere_is_told_and_asked_again(path: WholePath) -> None:
    path.person("ana")
    path.project()

    def build() -> None:
        raise Stopped("The experiment's process has ended.")

    past = TimeTravel(path.folder / "travel", lambda: path.log, path.store, path.clock, build)
    for _ in range(2):
        with pytest.raises(Stopped, match="has ended"):
            past.catch_up()
    assert past.keep_horizon(1), "nothing is under way"
    past.close()
