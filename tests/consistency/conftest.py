"""Fixtures for the tests of consistency."""

import pytest

from tests.consistency.builders import Bus, Pond
from tests.consistency.shore import Shore


@pytest.fixture
def pond() -> Pond:
    return Pond()


@pytest.fixture
def bus() -> Bus:
    return Bus()


@pytest.fixture
def shore() -> Shore:
    return Shore()
