"""A harbour, and somebody else who projects its folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.projections.lock import ProjectorLock
from tests.harbour import Harbour


@pytest.fixture
def harbour(tmp_path: Path) -> Iterator[Harbour]:
    made = Harbour(tmp_path)
    yield made
    made.close()


@pytest.fixture
def elsewhere(harbour: Harbour) -> Iterator[ProjectorLock]:
    """The lock as another process holds it."""
    lock = ProjectorLock(harbour.folder)
    yield lock
    lock.release()
