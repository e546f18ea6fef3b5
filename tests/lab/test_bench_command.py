"""The command `bench` measures on scratch data and tells it in the shape that scripts rely on."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.cli.benching import bench
from app.errors import EnvironmentFault, InvalidInput

QUICK = "page_of_50,card_by_id,profile_by_handle,post_commit,commit_to_readable,rebuild"
POSTS = 200


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that the first test fills and the others use again."""
    return tmp_path_factory.mktemp("kept")


def told(capfd: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capfd.readouterr().out)


def test_the_report_has_its_shape_and_each_row_was_measured(kept: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert bench(POSTS, QUICK, None, keep=kept, json=True) == 0
    found = told(capfd)
    assert found["posts"] == POSTS
    assert found["machine"]
    assert [row["name"] for row in found["rows"]] == QUICK.split(",")
    for row in found["rows"]:
        assert {"name", "p50", "p99", "unit", "reach", "met", "peers"} <= set(row)
        assert 0 < row["p50"] <= row["p99"]
        assert isinstance(row["met"], bool)
        for peer in row["peers"].values():
            assert peer["p50"] > 0
            assert peer["ratio"] > 0
    page = found["rows"][0]
    assert set(page["peers"]) == {"planned SQL", "one big join", "one big join, order forced", "TinyDB, JSONStorage"}
    assert any("SEARCH" in step for step in page["explain"]["planned SQL"])
    assert page["figures"]["events/s meanwhile"] > 0


def test_kept_data_is_used_again_as_it_was(kept: Path, capfd: pytest.CaptureFixture[str]) -> None:
    bench(POSTS, "card_by_id", None, keep=kept, json=True)
    made = (kept / "data" / "write.db").stat().st_mtime_ns
    bench(POSTS, "projector_single", None, keep=kept, json=True)
    assert (kept / "data" / "write.db").stat().st_mtime_ns == made
    assert not (kept / "measured").exists()


def test_people_get_a_table(kept: Path, capfd: pytest.CaptureFixture[str]) -> None:
    bench(POSTS, "card_by_id", None, keep=kept, json=False)
    out = capfd.readouterr().out
    assert "card_by_id" in out
    assert "planned SQL" in out


def test_rows_of_a_window_come_from_who_has_one(kept: Path, capfd: pytest.CaptureFixture[str]) -> None:
    asked: list[tuple[Path, str]] = []

    def window_rows(data: Path, name: str) -> list[dict[str, Any]]:
        asked.append((data, name))
        assert (data / "write.db").is_file()
        return [{"name": name, "unit": "ms", "samples": [3.0, 5.0, 4.0]}]

    bench(POSTS, "scroll_idle, gui_stall", window_rows, keep=kept, json=True)
    rows = told(capfd)["rows"]
    assert [name for _, name in asked] == ["scroll_idle", "gui_stall"]
    assert [(row["name"], row["p50"], row["max"], row["met"]) for row in rows] == [
        ("scroll_idle", 4.0, 5.0, True),
        ("gui_stall", 4.0, 5.0, True),
    ]


def test_a_row_whose_window_fails_is_told_and_the_others_stay(kept: Path, capfd: pytest.CaptureFixture[str]) -> None:
    def window_rows(_data: Path, name: str) -> list[dict[str, Any]]:
        raise EnvironmentFault(f"The window for {name} could not be measured.")

    assert bench(POSTS, "card_by_id,scroll_idle", window_rows, keep=kept, json=True) == 1
    printed = capfd.readouterr()
    assert [row["name"] for row in json.loads(printed.out)["rows"]] == ["card_by_id"]
    assert "The window for scroll_idle could not be measured." in printed.err


@pytest.mark.parametrize(("rows", "reason"), [("nonsense", "no row 'nonsense'"), ("scroll_idle", "needs a window")])
def test_a_row_that_cannot_be_measured_is_refused_before_anything_is_made(
    tmp_path: Path, rows: str, reason: str
) -> None:
    with pytest.raises(InvalidInput, match=reason):
        bench(POSTS, rows, None, keep=tmp_path / "new", json=True)
    assert not (tmp_path / "new").exists()


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear Maya")
    with pytest.raises(InvalidInput, match="holds something else"):
        bench(POSTS, "card_by_id", None, keep=tmp_path, json=True)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_kept_data_of_another_size_is_refused(kept: Path, capfd: pytest.CaptureFixture[str]) -> None:
    bench(POSTS, "card_by_id", None, keep=kept, json=True)
    with pytest.raises(InvalidInput, match=f"holds {POSTS} posts, not 300"):
        bench(300, "card_by_id", None, keep=kept, json=True)
