"""The search index: what it finds, in which order, what it survives, and what it admits is damaged."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import tantivy
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from app.errors import AlreadyRunning, ReadStoreOutdated
from app.media import MediaItem
from app.read_model.documents import PostCard, Profile
from app.read_model.search_checkpoint import IndexCheckpoint
from app.read_model.search_index import SearchIndex
from app.read_model.search_moment import Order
from app.read_model.search_terms import SCHEMA
from app.text import Span

Post = Callable[..., PostCard]
DAY_MS = 86_400_000
PICTURE = MediaItem(sha256="ab", mime="image/png", width=1, height=1, size=1)


def at(position: int) -> IndexCheckpoint:
    return IndexCheckpoint(position, "database")


def post(
    identifier: int, text: str, *, handle: str = "ana", tags: str = "", day: int = 0, picture: bool = False
) -> PostCard:
    return PostCard(
        id=identifier,
        author_id=1,
        handle=handle,
        name=handle.title(),
        text=text,
        created_ms=day * DAY_MS,
        spans=tuple(Span(0, 0, "tag", tag) for tag in tags.split()),
        media=(PICTURE,) if picture else (),
    )


def person(identifier: int, handle: str, name: str, bio: str = "") -> Profile:
    return Profile(id=identifier, handle=handle, name=name, joined_ms=0, bio=bio)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[SearchIndex]:
    made = SearchIndex.create(tmp_path / "search", at(0))
    yield made
    made.close()


def filled(index: SearchIndex, *posts: PostCard) -> SearchIndex:
    for card in posts:
        index.put_post(card)
    index.commit(at(len(posts)))
    return index


def test_a_post_is_found_by_its_words_without_regard_to_case_and_accents(index: SearchIndex) -> None:
    filled(index, post(1, "Une ÉCOLE à la mer"), post(2, "Nothing of the kind"))
    assert index.search_posts("école ") == [1]
    assert index.search_posts("Ecole ") == [1]
    assert index.search_posts("à la mer ") == [1]


def test_all_words_are_wanted(index: SearchIndex) -> None:
    filled(index, post(1, "low water at noon"), post(2, "high water at night"))
    assert index.search_posts("water noon ") == [1]


def test_the_last_word_is_found_as_typed_so_far_but_the_others_are_whole(index: SearchIndex) -> None:
    filled(index, post(1, "watching the lighthouse"))
    assert index.search_posts("watching ligh") == [1]
    assert index.search_posts("ligh watching ") == []
    assert index.search_posts("watching ligh ") == []


@pytest.mark.parametrize("typed", ["lihgthouse", "lighthuse", "lighthousse", "lighthoose"])
def test_one_typo_is_forgiven(index: SearchIndex, typed: str) -> None:
    filled(index, post(1, "watching the lighthouse"))
    assert index.search_posts(f"{typed} ") == [1]
    assert index.search_posts(f"{typed} ", order="newest") == [1]


def test_two_typos_or_one_in_a_short_word_are_not_forgiven(index: SearchIndex) -> None:
    filled(index, post(1, "the sea and the lighthouse"))
    assert index.search_posts("lithousse ") == []
    assert index.search_posts("sex ") == []


def test_exact_stands_above_one_typo_and_that_above_a_beginning(index: SearchIndex) -> None:
    filled(index, post(1, "tidelines everywhere"), post(2, "the tido of war"), post(3, "a tide"))
    assert index.search_posts("tide") == [3, 2, 1]


def test_among_exact_matches_the_post_that_says_more_of_it_comes_first(index: SearchIndex) -> None:
    long_text = "kelp " + "among many other words that have nothing to do with it " * 5
    filled(index, post(1, long_text), post(2, "kelp kelp"))
    assert index.search_posts("kelp ") == [2, 1]


def test_newest_first_goes_by_id_and_forgives_typos_only_when_nothing_else_matches(index: SearchIndex) -> None:
    filled(index, post(1, "tide"), post(2, "tidelines"), post(3, "tido"))
    assert index.search_posts("tide", order="newest") == [2, 1]
    assert index.search_posts("tidf", order="newest") == [3, 1]


def test_at_most_limit_are_found(index: SearchIndex) -> None:
    filled(index, *(post(identifier, "kelp") for identifier in range(1, 30)))
    assert len(index.search_posts("kelp", limit=7)) == 7
    assert index.search_posts("kelp", limit=2, order="newest") == [29, 28]
    assert index.search_posts("kelp", limit=0) == []


def test_operators_narrow_the_search(index: SearchIndex) -> None:
    filled(
        index,
        post(1, "kelp", handle="ana", tags="Sea", day=10, picture=True),
        post(2, "kelp", handle="bo", tags="Shore", day=20),
        post(3, "kelp", handle="bo", tags="Sea Shore", day=30, picture=True),
    )
    assert index.search_posts("kelp from:bo", order="newest") == [3, 2]
    assert index.search_posts("kelp from:ana from:bo", order="newest") == [3, 2, 1]
    assert index.search_posts("tag:SEA", order="newest") == [3, 1]
    assert index.search_posts("#sea #shore") == [3]
    assert index.search_posts("has:picture", order="newest") == [3, 1]
    assert index.search_posts("after:1970-01-21") == [3, 2]
    assert index.search_posts("before:1970-01-21") == [1]
    assert index.search_posts("kelp -from:bo") == [1]
    assert index.search_posts("-#sea") == [2]
    assert index.search_posts("-kelp") == []


def test_the_beginning_of_a_tag_or_an_author_is_enough_when_there_is_no_such_whole_one(index: SearchIndex) -> None:
    filled(index, post(1, "x", tags="art"), post(2, "x", tags="artist"), post(3, "x", handle="artur"))
    assert index.search_posts("#art") == [1]
    assert index.search_posts("#arti") == [2]
    assert index.search_posts("from:art") == [3]


def test_a_phrase_is_found_in_its_order_only(index: SearchIndex) -> None:
    filled(index, post(1, "low water today"), post(2, "water is low"))
    assert index.search_posts('"low water"') == [1]


def test_a_word_written_with_marks_inside_is_found(index: SearchIndex) -> None:
    filled(index, post(1, "don't go"), post(2, "t shirt, don"))
    assert index.search_posts("don't ") == [1]
    assert index.search_posts("see_you") == []


def test_writing_without_spaces_and_emoji_are_found(index: SearchIndex) -> None:
    filled(index, post(1, "昨日東京に行きました"), post(2, "京東"), post(3, "done 🎉"))
    assert index.search_posts("東京") == [1]
    assert index.search_posts("🎉") == [3]


def test_people_are_found_by_handle_name_and_bio_the_handle_first(index: SearchIndex) -> None:
    index.put_person(person(1, "mira", "Anna Berg"))
    index.put_person(person(2, "anna", "Someone"))
    index.put_person(person(3, "carl", "Carl", bio="Friend of Anna"))
    index.commit(at(1))
    assert index.search_people("anna ") == [2, 1, 3]
    assert index.search_people("@ann") == [2, 1, 3]
    assert index.search_people("crl") == []
    assert index.search_people("calr") == [3]
    assert index.search_people("from:mira") == [1]
    assert index.search_people("#anna") == []


def test_posts_and_people_of_the_same_id_are_apart(index: SearchIndex) -> None:
    index.put_person(person(5, "kelp", "Kelp"))
    index.put_post(post(5, "kelp"))
    index.drop("person", 5)
    index.commit(at(1))
    assert index.search_posts("kelp") == [5]
    assert index.search_people("kelp") == []


def test_putting_a_post_again_replaces_it(index: SearchIndex) -> None:
    filled(index, post(1, "before"))
    filled(index, post(1, "after"))
    assert index.search_posts("before ") == []
    assert index.search_posts("after ") == [1]
    assert index.moment().ids("post") == [1]


def test_what_was_put_is_found_only_with_its_commit_and_forgotten_without(index: SearchIndex) -> None:
    index.put_post(post(1, "kelp"))
    assert index.search_posts("kelp") == []
    index.close()
    index.commit(at(1))
    assert index.search_posts("kelp") == []


def test_the_checkpoint_comes_with_the_commit(index: SearchIndex, tmp_path: Path) -> None:
    checkpoint = IndexCheckpoint(41, "database", 3, ((7, "post:1"), (9, "post:1")))
    index.put_post(post(1, "kelp"))
    assert index.position() == 0
    index.commit(checkpoint)
    assert index.checkpoint() == checkpoint
    assert SearchIndex(tmp_path / "search").checkpoint() == checkpoint
    assert index.position() == 41


def test_a_noted_position_counts_in_this_process_until_a_commit_passes_it(index: SearchIndex) -> None:
    index.note_position(5)
    assert (index.position(), index.checkpoint().position) == (5, 0)
    index.commit(at(9))
    assert (index.position(), index.checkpoint().position) == (9, 9)


def test_another_reader_sees_the_next_commit(index: SearchIndex, tmp_path: Path) -> None:
    reader = SearchIndex(tmp_path / "search")
    filled(index, post(1, "kelp"))
    assert reader.search_posts("kelp") == [1]
    assert reader.position() == 1


def test_a_second_writer_is_refused(index: SearchIndex, tmp_path: Path) -> None:
    index.put_post(post(1, "kelp"))
    with pytest.raises(AlreadyRunning):
        SearchIndex(tmp_path / "search").put_post(post(2, "kelp"))


def test_clearing_keeps_the_old_findable_until_the_commit(index: SearchIndex) -> None:
    filled(index, post(1, "old kelp"))
    index.clear()
    index.put_post(post(2, "new kelp"), known=False)
    assert index.search_posts("kelp") == [1]
    index.commit(at(2))
    assert index.search_posts("kelp") == [2]


def test_ids_are_walked_in_order_page_by_page(index: SearchIndex) -> None:
    filled(index, *(post(identifier, "kelp") for identifier in (9, 3, 7, 1)))
    assert index.moment().ids("post", after=1, limit=2) == [3, 7]
    assert index.moment().ids("post", after=7) == [9]


def test_it_tells_whether_a_post_is_found_by_all_that_it_says(index: SearchIndex) -> None:
    filled(index, post(1, "Low water, now", tags="Sea"))
    assert index.moment().holds_post(1, "low water now", "ana", ["sea"])
    assert not index.moment().holds_post(1, "water low now", "ana", [])
    assert not index.moment().holds_post(1, "low water now", "bo", [])
    assert not index.moment().holds_post(1, "low water now", "ana", ["shore"])
    assert not index.moment().holds_post(2, "low water now", "ana", [])


def test_it_tells_whether_a_person_is_found_by_all_that_they_say(index: SearchIndex) -> None:
    index.put_person(person(1, "mira", "Mira Berg", "likes kelp"))
    index.commit(at(1))
    assert index.moment().holds_person(1, "Mira Berg", "mira", "likes kelp")
    assert not index.moment().holds_person(1, "Mira Borg", "mira", "likes kelp")
    assert not index.moment().holds_person(1, "Mira Berg", "mira", "likes fish")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=200)
@given(st.text(max_size=60))
@example("\ud800 lone")
@example("a" * 10_000)
@example("e" + "\u0301" * 10_000)
@example("from: tag: has: before: after:9999-99-99 \"'*?[]{}()~^:+-!&&||\\ /.*/")
@example("\x00 \x01")
@example("NOT AND OR text:kelp checkpoint:1")
def test_any_text_is_a_query(index: SearchIndex, text: str) -> None:
    orders: tuple[Order, ...] = ("best", "newest")
    for order in orders:
        assert isinstance(index.search_posts(text, order=order), list)
    assert isinstance(index.search_people(text), list)


def test_any_text_can_be_indexed(index: SearchIndex) -> None:
    filled(index, post(1, "\ud800 lone kelp\x00"), post(2, "e" + "\u0301" * 10_000), post(3, "🎉" * 300))
    assert index.search_posts("kelp ") == [1]


def test_many_threads_search_while_one_commits(index: SearchIndex) -> None:
    filled(index, post(1, "kelp"))
    stop = threading.Event()
    wrong: list[object] = []

    def search() -> None:
        while not stop.is_set():
            found = index.search_posts("kelp", order="newest")
            if found[-1:] != [1]:
                wrong.append(found)

    threads = [threading.Thread(target=search) for _ in range(3)]
    for thread in threads:
        thread.start()
    for identifier in range(2, 20):
        filled(index, post(identifier, "kelp"))
    stop.set()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_missing_index_asks_to_be_made_again(tmp_path: Path) -> None:
    with pytest.raises(ReadStoreOutdated):
        SearchIndex(tmp_path / "search")


def test_an_index_without_a_checkpoint_asks_to_be_made_again(tmp_path: Path) -> None:
    tantivy.Index(SCHEMA, path=str(tmp_path))
    with pytest.raises(ReadStoreOutdated):
        SearchIndex(tmp_path)


def test_an_index_of_another_version_asks_to_be_made_again(tmp_path: Path) -> None:
    with pytest.raises(ReadStoreOutdated):
        SearchIndex.create(tmp_path / "search", IndexCheckpoint(0, "database", version=99))


@pytest.mark.parametrize("suffix", ["meta.json", ".term", ".idx", ".pos", ".fast", ".store", ".fieldnorm"])
@pytest.mark.parametrize("share", [0, 0.5])
def test_a_truncated_file_shows_as_damage(index: SearchIndex, tmp_path: Path, suffix: str, share: float) -> None:
    filled(index, *(post(identifier, f"kelp {identifier}") for identifier in range(1, 50)))
    index.close()
    for file in (tmp_path / "search").iterdir():
        if file.name.endswith(suffix):
            with file.open("r+b") as opened:
                opened.truncate(int(file.stat().st_size * share))
    with pytest.raises(ReadStoreOutdated):
        SearchIndex(tmp_path / "search").search_posts("kelp")


def test_what_is_damaged_can_be_made_again_in_place(index: SearchIndex, tmp_path: Path) -> None:
    index.close()
    (tmp_path / "search" / "meta.json").write_text("{")
    made = SearchIndex.create(tmp_path / "search", at(0))
    assert made.position() == 0


def test_a_file_in_its_place_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "search").write_text("not a folder")
    with pytest.raises(ReadStoreOutdated):
        SearchIndex(tmp_path / "search")
    assert SearchIndex.create(tmp_path / "search", at(0)).position() == 0
