"""Builders: the read side over a store in memory or on disk, and its queries."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.read_model.queries import Queries
from app.read_model.store import ReadStore
from tests.projections.memory import MemoryStore
from tests.projections.reading_side import ReadingSide


@pytest.fixture
def side() -> ReadingSide:
    """A read side in memory."""
    return ReadingSide(MemoryStore())


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[ReadingSide]:
    """A read side on disk."""
    store = ReadStore(tmp_path / "read")
    yield ReadingSide(store)
    store.close()


@pytest.fixture
def queries(disk: ReadingSide) -> Queries:
    """The queries of the read side on disk."""
    assert isinstance(disk.store, ReadStore)
    return Queries(disk.store)
