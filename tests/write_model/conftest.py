"""What the tests of the write model start from."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.write_model.database import Database
from tests.write_model.world import World


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty database to copy, so that only tests of migration migrate."""
    path = tmp_path_factory.mktemp("template") / "write.db"
    database = Database(path)
    database.open_and_migrate()
    database.close()
    return path


@pytest.fixture
def world(tmp_path: Path, template: Path) -> Iterator[World]:
    """An empty world."""
    made = World(tmp_path, template)
    yield made
    made.close()


@pytest.fixture
def ana(world: World) -> int:
    """Ana, who is registered."""
    return world.person("ana")


@pytest.fixture
def bo(world: World) -> int:
    """Bo, who is registered."""
    return world.person("bo")
