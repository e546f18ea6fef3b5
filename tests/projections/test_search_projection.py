"""The search index follows the documents: what it takes in, when it commits, and how it comes back after trouble."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import get_args

import pytest
from msgspec.structs import replace

from app import commands
from app.errors import ReadStoreOutdated, StoreUnusable
from app.events import AnyEvent, EventLog, StoredEvent
from app.projections.search import (
    BUSY_COMMITS_MS,
    CALM_COMMITS_MS,
    EMPTY_COMMITS_MS,
    IGNORED,
    SEARCHED,
    SearchProjector,
)
from app.read_model.documents import PostCard
from app.read_model.search_checkpoint import IndexCheckpoint
from app.read_model.search_index import SearchIndex
from tests.whole_path import WholePath


@pytest.fixture
def path(tmp_path: Path) -> Iterator[WholePath]:
    made = WholePath(tmp_path)
    made.search.drain()
    yield made
    made.close()


class Pruned:
    """A log whose events up to a position are gone."""

    def __init__(self, log: EventLog, up_to: int) -> None:
        self._log = log
        self._up_to = up_to

    def read(self, after: int, limit: int) -> Sequence[StoredEvent]:
        return self._log.read(max(after, self._up_to), limit)

    def read_at(self, seqs: Sequence[int]) -> Sequence[StoredEvent]:
        return self._log.read_at([seq for seq in seqs if seq > self._up_to])

    def last_position(self) -> int:
        return self._log.last_position()

    def database_id(self) -> str:
        return self._log.database_id()


def test_every_kind_of_event_is_taken_in_or_ignored_on_purpose() -> None:
    assert set(SEARCHED) | set(IGNORED) == set(get_args(AnyEvent))
    assert not set(SEARCHED) & set(IGNORED)


def test_posts_and_people_can_be_found_once_they_are_projected(path: WholePath) -> None:
    ana = path.person("ana", bio="collects kelp")
    post = path.post(ana, "Low water at the #harbour")
    path.project()
    assert path.index.search_posts("harbour") == [post]
    assert path.index.search_posts("#harbour from:ana") == [post]
    assert path.index.search_people("kelp") == [ana]


def test_edits_deletions_and_changed_profiles_are_followed(path: WholePath) -> None:
    ana = path.person("ana")
    edited, deleted = path.post(ana, "one"), path.post(ana, "two")
    path.project()
    path.edit(ana, edited, "three")
    path.delete(ana, deleted)
    path.send(commands.UpdateProfile, actor_id=ana, name="Anna Berg", bio="")
    path.project()
    assert path.index.search_posts("one ") == []
    assert path.index.search_posts("two ") == []
    assert path.index.search_posts("three ") == [edited]
    assert path.index.search_people("berg") == [ana]


def test_the_index_is_never_ahead_of_the_documents(path: WholePath) -> None:
    ana = path.person("ana")
    path.post(ana, "kelp")
    path.projector.step(max_events=1)
    assert path.search.drain() == 1
    assert path.index.search_posts("kelp") == []
    assert path.project() == 2
    assert len(path.index.search_posts("kelp")) == 1


def test_events_that_change_nothing_to_be_found_move_the_position_without_a_commit(path: WholePath) -> None:
    ana = path.person("ana")
    post = path.post(ana, "kelp")
    path.project()
    position = path.like(ana, post)
    path.projector.drain()
    path.search.step()
    assert path.search.position == position
    assert path.index.checkpoint().position == position - 1


def test_after_a_while_such_a_position_is_saved_too(path: WholePath) -> None:
    ana = path.person("ana")
    post = path.post(ana, "kelp")
    path.project()
    path.clock.advance(EMPTY_COMMITS_MS)
    position = path.like(ana, post)
    path.projector.drain()
    path.search.step()
    assert path.index.checkpoint().position == position


def test_what_comes_soon_after_a_commit_waits_and_says_how_long(path: WholePath) -> None:
    ana = path.person("ana")
    path.project()
    path.projector.drain()
    assert path.search.due_in_ms() is None
    path.send(commands.CreatePost, actor_id=ana, post_id=77, text="kelp")
    path.project()
    path.send(commands.CreatePost, actor_id=ana, post_id=78, text="kelp")
    path.clock.advance(-950)
    path.projector.drain()
    path.search.step()
    assert path.index.search_posts("kelp", order="newest") == [77]
    assert path.search.due_in_ms() == pytest.approx(CALM_COMMITS_MS - 50)
    path.clock.advance(CALM_COMMITS_MS - 50)
    path.search.step()
    assert path.index.search_posts("kelp", order="newest") == [78, 77]
    assert path.search.due_in_ms() is None


def test_while_it_does_not_catch_up_it_commits_now_and_then(path: WholePath) -> None:
    ana = path.person("ana")
    for number in range(6):
        path.post(ana, f"kelp {number}")
    path.projector.drain()
    path.search.step(max_events=3)
    assert path.index.search_posts("kelp") == []
    path.clock.advance(BUSY_COMMITS_MS)
    path.search.step(max_events=3)
    assert len(path.index.search_posts("kelp")) == 5


def test_while_there_is_more_to_take_in_it_wants_to_be_called_at_once(path: WholePath) -> None:
    ana = path.person("ana")
    for number in range(3):
        path.post(ana, f"kelp {number}")
    path.projector.drain()
    path.search.step(max_events=3)
    assert path.search.due_in_ms() == 0
    path.search.step(max_events=3)
    assert path.search.due_in_ms() != 0


def test_a_commit_and_a_moved_position_ring(path: WholePath) -> None:
    rung: list[int] = []

    def hear(sender: SearchProjector) -> None:
        rung.append(sender.position)

    path.signals.indexed.connect(hear)
    ana = path.person("ana")
    path.project()
    path.like(ana, path.post(ana, "kelp"))
    path.project()
    path.search.step()
    assert rung == [1, 3]


def test_after_a_restart_it_goes_on_from_the_last_commit(path: WholePath) -> None:
    ana = path.person("ana")
    path.project()
    path.post(ana, "kelp")
    path.projector.drain()
    path.clock.advance(-900)
    path.search.step()
    path.index.close()
    index = SearchIndex(path.folder / "search")
    search = SearchProjector(path.log, path.store, index, path.clock)
    search.drain()
    assert len(index.search_posts("kelp")) == 1
    search.close()


def test_a_parked_event_is_parked_for_the_index_and_indexed_when_its_retry_succeeds(path: WholePath) -> None:
    ana = path.person("ana")
    post = path.post(ana, "kelp")
    path.project()
    payload = path.break_event(path.edit(ana, post, "dulse"))
    position = path.edit(ana, post, "carrageen")
    path.project()
    assert path.index.search_posts("kelp ") == [post]
    assert path.index.search_posts("carrageen ") == []
    assert [seq for seq, _ in path.index.checkpoint().awaited] == [position - 1, position]
    path.put_payload(position - 1, payload)
    path.projector.retry(position - 1)
    path.project()
    assert path.index.search_posts("kelp ") == []
    assert path.index.search_posts("carrageen ") == [post]
    assert path.index.checkpoint().awaited == ()


def test_a_retry_between_two_runs_is_noticed(path: WholePath) -> None:
    ana = path.person("ana")
    position = path.log.last_position() + 1
    post = path.post(ana, "kelp")
    payload = path.break_event(position)
    path.project()
    path.search.close()
    path.put_payload(position, payload)
    path.projector.retry(position)
    path.projector.drain()
    index = SearchIndex(path.folder / "search")
    search = SearchProjector(path.log, path.store, index, path.clock)
    search.drain()
    assert index.search_posts("kelp") == [post]
    search.close()


def test_a_discarded_event_is_never_indexed(path: WholePath) -> None:
    ana = path.person("ana")
    path.post(ana, "kelp")
    path.break_event(2)
    path.project()
    path.projector.discard(2)
    path.project()
    assert path.index.search_posts("kelp") == []
    assert path.index.checkpoint() == IndexCheckpoint(2, path.log.database_id(), path.store.generation)


def test_an_index_of_another_database_is_made_again_and_serves_the_old_until_then(path: WholePath) -> None:
    ana = path.person("ana")
    post = path.post(ana, "kelp")
    path.project()
    path.index.drop("post", post)
    path.index.put_post(_card_of(path, post, "stale kelp"))
    path.index.commit(IndexCheckpoint(2, "another", path.store.generation))
    search = SearchProjector(path.log, path.store, path.index, path.clock)
    assert search.step(max_events=1) == 1
    assert path.index.search_posts("stale") == [post]
    assert search.position == 0
    assert search.rebuilding() == (1, 2)
    assert search.due_in_ms() == 0
    assert search.drain() == 2
    assert path.index.search_posts("stale ") == []
    assert path.index.search_posts("kelp") == [post]
    assert search.rebuilding() is None


def test_what_changes_while_the_index_is_made_again_is_taken_in_after_it(path: WholePath) -> None:
    ana = path.person("ana")
    kept, edited, deleted = (path.post(ana, f"kelp {number}") for number in range(3))
    path.project()
    path.index.commit(IndexCheckpoint(2, "another", 1))
    search = SearchProjector(path.log, path.store, path.index, path.clock)
    for _ in range(3):
        search.step(max_events=1)
    path.edit(ana, edited, "dulse")
    path.delete(ana, deleted)
    added = path.post(ana, "new kelp")
    path.projector.drain()
    search.drain()
    assert path.index.search_posts("kelp", order="newest") == [added, kept]
    assert path.index.moment().ids("post") == [kept, edited, added]


def test_what_is_parked_while_the_index_is_made_again_is_still_awaited(path: WholePath) -> None:
    ana = path.person("ana")
    post = path.post(ana, "kelp")
    payload = path.break_event(2)
    path.projector.drain()
    path.index.commit(IndexCheckpoint(2, "another", 1))
    search = SearchProjector(path.log, path.store, path.index, path.clock)
    search.drain()
    assert path.index.search_posts("kelp") == []
    path.put_payload(2, payload)
    path.projector.retry(2)
    path.projector.drain()
    search.drain()
    assert path.index.search_posts("kelp") == [post]


def test_an_index_ahead_of_the_documents_is_made_again(path: WholePath) -> None:
    ana = path.person("ana")
    path.index.put_post(_card(99, ana, "phantom"))
    path.index.commit(IndexCheckpoint(40, path.log.database_id(), path.store.generation))
    search = SearchProjector(path.log, path.store, path.index, path.clock)
    path.projector.drain()
    assert search.drain() == 1
    assert path.index.search_posts("phantom") == []


def test_where_the_log_has_forgotten_what_comes_next_the_documents_are_asked(path: WholePath) -> None:
    ana = path.person("ana")
    post = path.post(ana, "kelp")
    path.projector.drain()
    search = SearchProjector(Pruned(path.log, 1), path.store, path.index, path.clock)
    assert search.drain() == 2
    assert path.index.search_posts("kelp") == [post]


def test_a_damaged_index_is_made_again(path: WholePath) -> None:
    ana = path.person("ana")
    post = path.post(ana, "kelp")
    path.project()
    path.index.close()
    (path.folder / "search" / "meta.json").write_text("{")
    with pytest.raises(ReadStoreOutdated):
        path.index.search_posts("kelp")
    path.search.drain()
    assert path.index.search_posts("kelp") == [post]


def test_a_missing_index_is_made_again_at_the_start(path: WholePath) -> None:
    ana = path.person("ana")
    post = path.post(ana, "kelp")
    path.project()
    path.search.close()
    for file in (path.folder / "search").iterdir():
        file.unlink()
    index = SearchIndex(path.folder / "search", stand_in=True)
    search = SearchProjector(path.log, path.store, index, path.clock)
    assert search.drain() == 2
    assert index.search_posts("kelp") == [post]
    search.close()


def test_a_commit_that_fails_is_made_up_for(path: WholePath, monkeypatch: pytest.MonkeyPatch) -> None:
    ana = path.person("ana")
    post = path.post(ana, "kelp")
    path.projector.drain()

    def fail(checkpoint: IndexCheckpoint) -> None:
        raise StoreUnusable("no")

    monkeypatch.setattr(path.index, "commit", fail)
    with pytest.raises(StoreUnusable):
        path.search.drain()
    monkeypatch.undo()
    assert path.search.drain() == 2
    assert path.index.moment().ids("post") == [post]


def test_what_a_mistake_left_out_is_taken_in_again(path: WholePath, monkeypatch: pytest.MonkeyPatch) -> None:
    ana = path.person("ana")
    path.search.drain()
    post = path.post(ana, "kelp")
    path.projector.drain()

    def fail(card: PostCard) -> None:
        raise KeyError("word")

    monkeypatch.setattr(path.index, "put_post", fail)
    with pytest.raises(KeyError):
        path.search.step()
    monkeypatch.undo()
    path.search.drain()
    assert path.index.moment().ids("post") == [post]


def _card(identifier: int, author_id: int, text: str) -> PostCard:
    return PostCard(id=identifier, author_id=author_id, handle="ana", name="Ana", text=text, created_ms=0)


def _card_of(path: WholePath, post_id: int, text: str) -> PostCard:
    with path.store.reading() as (generation, txn):
        found = generation.table("cards", PostCard).fetch(txn, post_id)
    assert found is not None
    return replace(found, text=text)
