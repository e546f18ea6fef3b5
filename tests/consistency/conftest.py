"""Fixtures for the tests of consistency."""

import pytest

from tests.consistency.builders import Bus, Pond


@pytest.fixture
def pond() -> Pond:
    return Pond()


@pytest.fixture
def bus() -> Bus:
    return Bus()
