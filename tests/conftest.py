"""What every test gets: an off-screen Qt, UTC, folders that are nobody's own, settled chance, and no network."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from tests import internet_guard

# Before Qt is first imported, which happens when pytest-qt is configured.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["TZ"] = "UTC"
time.tzset()

# A test that forgets to name a data folder must not find the person's own.
_SCRATCH = Path(tempfile.mkdtemp(prefix="tideline-tests-"))
for _name in ("DATA", "CONFIG", "CACHE", "STATE", "RUNTIME"):
    _folder = _SCRATCH / _name.lower()
    _folder.mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR" if _name == "RUNTIME" else f"XDG_{_name}_HOME"] = str(_folder)

# The same examples each time, so that a red run is red again; `--hypothesis-profile=explore` looks further.
hypothesis.settings.register_profile(
    "settled",
    derandomize=True,
    database=None,
    deadline=None,
    print_blob=True,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.register_profile("explore", deadline=None, max_examples=2_000)
hypothesis.settings.load_profile("settled")

internet_guard.install()


def pytest_unconfigure() -> None:
    """Leave nothing behind in the folder for temporary files."""
    shutil.rmtree(_SCRATCH, ignore_errors=True)


@pytest.fixture(autouse=True)
def refused_internet() -> Iterator[list[str]]:
    """The attempts to reach a network that were refused during this test; any that is left in it fails the test."""
    internet_guard.attempts.clear()
    yield internet_guard.attempts
    assert not internet_guard.attempts, "this test asked for an internet socket"
