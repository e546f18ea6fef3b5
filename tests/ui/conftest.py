"""Every test of the window collects garbage as the window does: on this thread alone, and not while it works."""

import gc
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session", autouse=True)
def everything_so_far_is_kept() -> Iterator[None]:
    """What imports have made is never looked at again, so that collecting after each test is quick."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture(autouse=True)
def garbage_stays_on_this_thread() -> Iterator[None]:
    """A widget that a thread of the pool collects, as part of a cycle, would crash the process."""
    gc.disable()
    yield
    gc.collect()
    gc.enable()
