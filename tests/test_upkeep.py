"""A data folder stops growing: old events go, in small pieces, and never one that something may still need."""

import io
import itertools
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from app import commands, upkeep
from app.clock import ManualClock
from app.consistency.visible import Operation
from app.drafts import Draft, DraftFolder
from app.media import MediaItem
from app.projections.projector import Projector
from app.projections.rebuild import Rebuild, why_rebuild
from app.upkeep import FIRST_TURN_MS, TURN_MS, YOUNG_MS, Turns, Upkeep, pictures_in_hand
from app.verify import verify
from app.write_model import outbox
from app.write_model.pictures import UnusedPictures
from app.write_model.retell import retell
from tests.histories import fill_every_table
from tests.whole_path import WholePath

KEPT = 5


class Readers:
    """The read side as upkeep asks it, over a path without threads."""

    def __init__(self, path: WholePath) -> None:
        self._path = path
        self.leads = True

    def lowest_needed_position(self) -> int:
        path = self._path
        needed = min(path.store.lowest_needed_position(), path.index.checkpoint().position + 1)
        return needed if self.leads else 0

    def is_level(self, position: int) -> bool:
        snapshot = self._path.store.snapshot()
        return snapshot.position >= position and not snapshot.exceptions


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WholePath]:
    """Both sides with some history; a tail of five events is kept, and pieces are of two."""
    monkeypatch.setattr(upkeep, "KEPT_EVENTS", KEPT)
    monkeypatch.setattr(outbox, "PRUNED_AT_ONCE", 2)
    made = WholePath(tmp_path)
    fill_every_table(made)
    yield made
    made.close()


def upkeep_of(path: WholePath, readers: Readers) -> Upkeep:
    unused = UnusedPictures(path.database, path.media, set)
    return Upkeep(path.log, unused, readers, path.clock)


@pytest.fixture
def readers(path: WholePath) -> Readers:
    return Readers(path)


@pytest.fixture
def tidy(path: WholePath, readers: Readers) -> Callable[[], int]:
    """Tidies as far as it goes; the horizon afterwards."""
    made = upkeep_of(path, readers)

    def step_on() -> int:
        while made.step():
            continue
        return path.log.first_kept()

    return step_on


def level(path: WholePath) -> None:
    """Project all, and have the index commit it."""
    path.project()
    path.clock.advance(10_000)
    path.search.step()


def test_a_step_takes_one_piece_off_the_log(path: WholePath, readers: Readers) -> None:
    level(path)
    made = upkeep_of(path, readers)
    assert made.step()
    assert path.log.first_kept() == 3


def test_the_newest_events_stay_though_everything_has_followed(path: WholePath, tidy: Callable[[], int]) -> None:
    level(path)
    last = path.log.last_position()
    assert tidy() in (last - KEPT, last - KEPT + 1)
    assert [stored.seq for stored in path.log.read(last - KEPT, 99)] == list(range(last - KEPT + 1, last + 1))


def test_a_piece_that_is_not_full_is_left_for_later(path: WholePath, tidy: Callable[[], int]) -> None:
    level(path)
    horizons = [tidy()]
    for number in range(4):
        path.post(path.keys("profiles")[0], f"one more {number}")
        level(path)
        horizons.append(tidy())
    moved = [after - before for before, after in itertools.pairwise(horizons)]
    assert moved in ([2, 0, 2, 0], [0, 2, 0, 2])


def test_nothing_goes_that_the_documents_have_not_reached(path: WholePath, tidy: Callable[[], int]) -> None:
    path.projector.step(max_events=4)
    path.search.drain()
    path.clock.advance(10_000)
    path.search.step()
    assert tidy() <= 5


def test_nothing_goes_that_search_has_not_reached(path: WholePath, tidy: Callable[[], int]) -> None:
    path.projector.drain()
    assert path.index.checkpoint().position == 0
    assert tidy() == 1


@pytest.mark.parametrize("kind", ["parked", "held"])
def test_nothing_goes_that_is_held_back(path: WholePath, tidy: Callable[[], int], kind: str) -> None:
    seq = path.post(first_person(path), "kept back") and path.log.last_position()
    payload = path.break_event(seq) if kind == "parked" else b""
    if kind == "held":
        path.projector.hold(seq, "held by hand")
    for number in range(KEPT + 4):
        path.post(first_person(path), f"later {number}")
    level(path)
    assert tidy() in (seq - 1, seq)
    if kind == "parked":
        path.put_payload(seq, payload)
        path.projector.retry(seq)
    else:
        path.projector.release(seq)
    level(path)
    assert verify(path.database, path.store, path.index).differences == ()
    assert tidy() > seq


def first_person(path: WholePath) -> int:
    with path.database.reading() as connection:
        return int(connection.exec_driver_sql("SELECT min(id) FROM people").scalar_one())


def test_nothing_goes_whose_fan_out_is_unfinished(path: WholePath, tidy: Callable[[], int]) -> None:
    level(path)
    slow = Projector(path.log, path.store, path.clock, path.signals, budget_rows=1, slice_rows=1)
    ana = first_person(path)
    for person_id in path.keys("profiles"):
        if person_id != ana:
            path.follow(person_id, ana)
    renamed = path.send(commands.UpdateProfile, actor_id=ana, name="Renamed", bio="").position
    for number in range(KEPT + 4):
        path.like(ana, path.keys("cards")[0], liked=number % 2 == 0)
    slow.step(1_000)
    path.search.drain()
    path.clock.advance(10_000)
    path.search.step()
    assert renamed in path.store.snapshot().exceptions
    assert tidy() <= min(path.store.snapshot().exceptions)
    slow.drain()
    level(path)
    assert tidy() > renamed


def test_a_program_that_does_not_project_prunes_nothing(
    path: WholePath, readers: Readers, tidy: Callable[[], int]
) -> None:
    level(path)
    readers.leads = False
    assert tidy() == 1


def test_a_database_that_is_busy_is_left_for_later(path: WholePath, tidy: Callable[[], int]) -> None:
    level(path)
    with path.database.writing() as other, other.begin():
        assert tidy() == 1
    assert tidy() > 1


def test_after_pruning_both_sides_agree_and_a_rebuild_gives_the_same(path: WholePath, tidy: Callable[[], int]) -> None:
    level(path)
    assert tidy() > 1
    before = {table: path.documents(table) for table in ("cards", "home", "profiles", "comments", "notifications")}
    assert verify(path.database, path.store, path.index).differences == ()
    assert Rebuild(lambda: retell(path.database), path.log, path.store, path.clock, path.projector).run()
    path.project()
    assert {table: path.documents(table) for table in before} == before
    report = verify(path.database, path.store, path.index)
    assert (report.differences, report.exceptions) == ((), ())


def test_reading_goes_on_right_behind_the_horizon(path: WholePath) -> None:
    level(path)
    position = path.store.snapshot().position
    late = path.post(path.keys("profiles")[0], "right behind the horizon")
    path.log.prune(position)
    assert path.log.first_kept() == position + 1
    assert why_rebuild(path.store, path.log) is None
    assert path.projector.step().applied == 1
    assert late in path.keys("cards")


def unused_picture(path: WholePath) -> Path:
    """The file of a picture that was stored long ago, and whose post is deleted; that is not projected yet."""
    drawn = io.BytesIO()
    Image.new("RGB", (8, 6), "teal").save(drawn, "PNG")
    item = path.media.add_bytes(drawn.getvalue())
    file = path.media.path(item)
    for one in file.parent.iterdir():
        os.utime(one, (0, 0))
    ana = first_person(path)
    path.delete(ana, path.post(ana, "with a picture", media=(item,)))
    return file


def test_pictures_go_once_no_card_shows_them(path: WholePath, tidy: Callable[[], int]) -> None:
    level(path)
    file = unused_picture(path)
    tidy()
    assert file.exists()
    level(path)
    tidy()
    assert not file.exists()


def test_pictures_stay_while_an_event_is_held_back(path: WholePath, tidy: Callable[[], int]) -> None:
    file = unused_picture(path)
    seq = path.log.last_position()
    path.projector.hold(seq, "held by hand")
    level(path)
    tidy()
    assert file.exists()
    path.projector.release(seq)
    level(path)
    tidy()
    assert not file.exists()


def test_what_is_stored_in_this_run_or_shortly_before_it_is_too_young(path: WholePath, readers: Readers) -> None:
    level(path)
    file = unused_picture(path)
    level(path)
    made = upkeep_of(path, readers)
    before = path.clock.now_ms() - YOUNG_MS
    for one in file.parent.iterdir():
        os.utime(one, (before / 1_000 + 1, before / 1_000 + 1))
    path.clock.advance(2 * YOUNG_MS)
    while made.step():
        continue
    assert file.exists()


def test_pictures_of_drafts_and_of_commands_under_way_are_in_hand(tmp_path: Path) -> None:
    drafts = DraftFolder(tmp_path / "drafts")
    pictures = [MediaItem(letter * 64, "image/png", 1, 1, 1) for letter in "abc"]
    drafts.save(Draft(target="", text="", media=(pictures[0],)))
    posting = commands.CreatePost(command_id=1, actor_id=1, post_id=2, text="x", media=(pictures[1],))
    posing = commands.UpdateProfile(command_id=2, actor_id=1, name="A", bio="", avatar=pictures[2])
    plain = commands.UpdateProfile(command_id=3, actor_id=1, name="A", bio="")
    under_way: list[commands.AnyCommand] = [posting, posing, plain]
    operations = [Operation(number, one, "none", "saving", 0, 0) for number, one in enumerate(under_way)]
    assert pictures_in_hand(drafts, operations) == {picture.sha256 for picture in pictures}


def test_a_turn_comes_once_a_while_and_again_at_once_while_there_is_more() -> None:
    clock, left = ManualClock(), [True, True, False]
    asked: list[Callable[[], None]] = []
    turns = Turns(clock, asked.append, lambda: left.pop(0))
    turns.tick()
    assert asked == []
    clock.advance(FIRST_TURN_MS)
    for _ in range(3):
        turns.tick()
        asked[-1]()
    assert (len(asked), left) == (3, [])
    turns.tick()
    assert len(asked) == 3
    clock.advance(TURN_MS)
    turns.tick()
    assert len(asked) == 4
