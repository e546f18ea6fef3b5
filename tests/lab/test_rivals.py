"""The comparison sides read the very rows that the read store has, so that the comparison is one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from app.lab import rivals
from app.lab.rivals_stock import StockHome
from app.read_model.documents import FeedItem
from app.read_model.queries import Queries
from app.text import find_spans
from tests.histories import Chance, fill_every_table
from tests.whole_path import WholePath

LIVED = 200


@pytest.fixture
def path(tmp_path: Path) -> Iterator[WholePath]:
    path = WholePath(tmp_path / "data")
    yield path
    path.close()


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholePath]:
    """Something in every table, and then whatever chance does; only read from."""
    path = WholePath(tmp_path_factory.mktemp("lived"))
    fill_every_table(path)
    Chance(path, 5).live(LIVED)
    path.project()
    yield path
    path.close()


def homes(path: WholePath, limit: int) -> dict[int, tuple[FeedItem, ...]]:
    """Everybody's home as the read store has it."""
    queries = Queries(path.store)
    people = [person.id for person in queries.people(include_simulated=True)]
    return {viewer: queries.feed("home", viewer, viewer, limit).items for viewer in people}


@pytest.mark.parametrize("limit", [3, 50])
@pytest.mark.parametrize("side", [rivals.PlannedHome, rivals.JoinedHome])
def test_sql_reads_the_rows_of_everybodys_home(lived: WholePath, side: type[rivals.SqlHome], limit: int) -> None:
    expected = homes(lived, limit)
    with lived.database.reading() as connection:
        found = {viewer: rivals.with_spans(side(connection, viewer).page(limit)) for viewer in expected}
    assert found == expected
    rows = [row for items in expected.values() for row in items]
    assert any(row.via_handle for row in rows)
    assert any(row.card.media for row in rows)


def test_the_join_with_forced_order_reads_a_home_of_others_plain_posts(path: WholePath) -> None:
    reader, maya, ben = (path.person(handle) for handle in ("reader", "maya", "ben"))
    path.follow(reader, maya)
    posts = [path.post(author, f"number {number}") for number, author in enumerate((maya, ben, maya, maya))]
    path.like(reader, posts[2])
    path.like(ben, posts[2])
    path.comment(ben, posts[3], "well said")
    path.project()
    with path.database.reading() as connection:
        found = rivals.with_spans(rivals.WalkedHome(connection, reader).page(2))
    assert found == homes(path, 2)[reader]
    assert [row.card.likes for row in found] == [0, 2]


def test_stock_tinydb_reads_the_rows_of_a_home(lived: WholePath, tmp_path: Path) -> None:
    for viewer, expected in homes(lived, 20).items():
        folder = tmp_path / str(viewer)
        folder.mkdir()
        stock = StockHome(folder)
        stock.fill(Queries(lived.store), viewer)
        assert stock.page(20) == expected
        stock.close()


def test_sql_reads_every_card_and_profile(lived: WholePath) -> None:
    cards = dict(lived.documents("cards"))
    profiles = [profile for _, profile in lived.documents("profiles")]
    with lived.database.reading() as connection:
        for post_id, card in cards.items():
            found = rivals.planned_card(connection, post_id)
            assert found is not None
            assert replace(found, spans=find_spans(found.text)) == card
        for profile in profiles:
            person = rivals.planned_profile(connection, profile.handle.upper())
            assert person is not None
            assert replace(person, bio_spans=find_spans(person.bio)) == profile
        assert rivals.planned_card(connection, 1) is None
        assert rivals.planned_profile(connection, "nobody") is None


def test_the_plan_walks_the_posts_by_their_ids_and_everything_else_by_an_index(lived: WholePath) -> None:
    viewer = next(iter(homes(lived, 1)))
    with lived.database.reading() as connection:
        plan = rivals.PlannedHome(connection, viewer).plan()
    scans = [step for step in plan if step.startswith("SCAN") and "CONSTANT" not in step]
    assert set(scans) <= {"SCAN p", "SCAN wanted", "SCAN newest", "SCAN e", "SCAN pm", "SCAN post_media"}
    assert "SCAN p" in scans
