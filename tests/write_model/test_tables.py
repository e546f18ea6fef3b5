"""What must never be wrong is refused by the schema itself, whatever the code above it does."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine

from app.ids import MAX_ID
from app.write_model.tables import metadata
from tests.write_model.world import World

SHA = "a" * 64


def schema_of(connection: sqlite3.Connection) -> dict[str, str]:
    """The SQL of every table and index, as SQLite keeps it, without its layout."""
    found = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'alembic%'")
    return {name: _in_one_order(sql) for name, sql in found}


def _in_one_order(sql: str) -> str:
    # Constraints are listed in another order by a migration, which makes no difference.
    lines = sorted(line.strip().rstrip(",") for line in sql.splitlines())
    return "\n".join(line for line in lines if line)


def test_migrating_gives_the_tables_that_the_code_states(template: Path) -> None:
    migrated = sqlite3.connect(template)
    stated = create_engine("sqlite://")
    with stated.connect() as connection:
        metadata.create_all(connection)
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        assert schema_of(migrated) == schema_of(driver)
    migrated.close()
    stated.dispose()


def test_every_table_checks_its_types(template: Path) -> None:
    connection = sqlite3.connect(template)
    strict = {name for _, name, _, _, _, strict in connection.execute("PRAGMA table_list") if strict}
    connection.close()
    assert set(metadata.tables) <= strict


@pytest.fixture
def filled(world: World) -> World:
    """Ana (1) and Bo (2), Ana's post 10 with a comment 20, and another post 11."""
    driver = world.writer._driver
    driver.execute("PRAGMA foreign_keys=ON")
    for person_id, handle in ((1, "ana"), (2, "bo")):
        insert(world, "people", person(id=person_id, handle=handle))
    for post_id in (10, 11):
        insert(world, "posts", {"id": post_id, "author_id": 1, "text": "Words", "created_ms": 5})
    insert(world, "comments", comment(id=20))
    insert(world, "likes", reaction())
    insert(world, "follows", {"follower_id": 1, "followee_id": 2, "id": 40, "created_ms": 5})
    insert(world, "media", picture())
    insert(world, "hashtags", {"id": 50, "tag": "tide"})
    insert(world, "receipts", receipt())
    return world


def insert(world: World, table: str, row: dict[str, Any]) -> None:
    marks = ", ".join("?" * len(row))
    world.writer._driver.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values()))


def person(**changed: Any) -> dict[str, Any]:
    whole = {"id": 3, "handle": "cleo", "name": "Cleo", "bio": "", "avatar_sha256": None, "avatar_alt": ""}
    return whole | {"simulated": 0, "joined_ms": 5} | changed


def comment(**changed: Any) -> dict[str, Any]:
    whole = {"id": 21, "post_id": 10, "author_id": 2, "parent_id": None, "text": "Words", "created_ms": 5}
    return whole | {"deleted_ms": None} | changed


def reaction(**changed: Any) -> dict[str, Any]:
    return {"post_id": 10, "person_id": 2, "id": 30, "created_ms": 5} | changed


def picture(**changed: Any) -> dict[str, Any]:
    return {"sha256": SHA, "mime": "image/png", "width": 1, "height": 1, "size": 1} | changed


def receipt(**changed: Any) -> dict[str, Any]:
    return {"command_id": "1", "digest": b"d" * 16, "position": 1, "made_id": 1} | changed


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("people", person(id=0)),
        ("people", person(id=MAX_ID + 1)),
        ("people", person(handle="ana")),
        ("people", person(handle="Cleo")),
        ("people", person(handle="c")),
        ("people", person(handle="x" * 31)),
        ("people", person(name="")),
        ("people", person(simulated=2)),
        ("people", person(simulated="yes")),
        ("people", person(avatar_alt="of nothing")),
        ("people", person(avatar_sha256="b" * 64)),
        ("addresses", {"person_id": 1, "street": "", "city": "", "postal_code": "", "country": "", "updated_ms": 5}),
        ("addresses", {"person_id": 9, "street": "A", "city": "", "postal_code": "", "country": "", "updated_ms": 5}),
        ("posts", {"id": 10, "author_id": 1, "text": "Again", "created_ms": 5}),
        ("posts", {"id": 12, "author_id": 9, "text": "By nobody", "created_ms": 5}),
        ("posts", {"id": 12, "author_id": 1, "text": "", "created_ms": 5}),
        ("posts", {"id": 12, "author_id": 1, "text": "Undated", "created_ms": None}),
        ("posts", {"id": 12, "author_id": 1, "text": 7, "created_ms": "soon"}),
        ("post_revisions", {"post_id": 9, "number": 1, "text": "a", "written_ms": 5}),
        ("post_revisions", {"post_id": 10, "number": 0, "text": "a", "written_ms": 5}),
        ("media", picture()),
        ("media", picture(sha256="A" * 64)),
        ("media", picture(sha256="b" * 63)),
        ("media", picture(sha256="b" * 64, mime="image/svg+xml")),
        ("media", picture(sha256="b" * 64, width=0)),
        ("post_media", {"post_id": 10, "position": 4, "sha256": SHA, "alt": ""}),
        ("post_media", {"post_id": 10, "position": 0, "sha256": "b" * 64, "alt": ""}),
        ("post_media", {"post_id": 9, "position": 0, "sha256": SHA, "alt": ""}),
        ("likes", reaction()),
        ("likes", reaction(id=31)),
        ("likes", reaction(person_id=1)),
        ("likes", reaction(person_id=9, id=31)),
        ("likes", reaction(post_id=9, id=31)),
        ("reposts", reaction(id=0)),
        ("bookmarks", reaction(person_id=9)),
        ("comments", comment(id=20)),
        ("comments", comment(post_id=9)),
        ("comments", comment(author_id=9)),
        ("comments", comment(parent_id=19)),
        ("comments", comment(parent_id=21)),
        ("comments", comment(post_id=11, parent_id=20)),
        ("comments", comment(text="")),
        ("comments", comment(deleted_ms=5)),
        ("comment_mentions", {"comment_id": 19, "person_id": 1}),
        ("mentions", {"post_id": 10, "person_id": 9}),
        ("follows", {"follower_id": 1, "followee_id": 1, "id": 41, "created_ms": 5}),
        ("follows", {"follower_id": 1, "followee_id": 2, "id": 41, "created_ms": 5}),
        ("follows", {"follower_id": 2, "followee_id": 1, "id": 40, "created_ms": 5}),
        ("follows", {"follower_id": 2, "followee_id": 9, "id": 41, "created_ms": 5}),
        ("mutes", {"person_id": 1, "muted_id": 1, "created_ms": 5}),
        ("mutes", {"person_id": 1, "muted_id": 9, "created_ms": 5}),
        ("hashtags", {"id": 51, "tag": "tide"}),
        ("hashtags", {"id": 51, "tag": ""}),
        ("post_hashtags", {"post_id": 10, "hashtag_id": 51}),
        ("receipts", receipt()),
        ("receipts", receipt(command_id="2", digest=b"short")),
        ("outbox", {"committed_ms": 5, "aggregate": None, "version": 1, "payload": "", "command_id": "1"}),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_row_that_must_never_be_is_refused(filled: World, table: str, row: dict[str, Any]) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        insert(filled, table, row)


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("people", person()),
        ("people", person(avatar_sha256=SHA, avatar_alt="me")),
        ("comments", comment(parent_id=20)),
        ("comments", comment(text="", deleted_ms=5)),
        ("likes", reaction(person_id=1, id=31)),
        ("follows", {"follower_id": 2, "followee_id": 1, "id": 41, "created_ms": 5}),
        ("mutes", {"person_id": 1, "muted_id": 2, "created_ms": 5}),
        ("post_hashtags", {"post_id": 10, "hashtag_id": 50}),
        ("receipts", receipt(command_id="2")),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_sound_row_is_taken(filled: World, table: str, row: dict[str, Any]) -> None:
    insert(filled, table, row)


def test_nobody_with_a_post_and_no_picture_in_use_can_be_deleted(filled: World) -> None:
    driver = filled.writer._driver
    driver.execute("INSERT INTO post_media VALUES (10, 0, ?, '')", (SHA,))
    for statement in ("DELETE FROM people WHERE id = 1", "DELETE FROM media"):
        with pytest.raises(sqlite3.IntegrityError):
            driver.execute(statement)
