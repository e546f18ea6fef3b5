"""The projections and the second derivation agree, whatever has happened."""

from pathlib import Path

import pytest

from app.verify import verify
from tests.histories import Chance
from tests.whole_path import WholePath


@pytest.mark.parametrize("seed", range(6))
def test_both_derivations_agree_after_any_history(tmp_path: Path, seed: int) -> None:
    path = WholePath(tmp_path)
    Chance(path, seed).live(acts=250)
    path.project()
    report = verify(path.database, path.store, path.index)
    assert report.differences == ()
    assert report.exceptions == ()
    path.close()
