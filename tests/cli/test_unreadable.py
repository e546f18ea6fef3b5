"""A read store or search index that cannot be read is no empty page: why, what is safe and what to do is said."""

import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Cli

READS = (["feed"], ["feed", "--as", "maya"], ["thread", "1"], ["profile", "maya"], ["search", "water"], ["parked"])


@pytest.fixture
def posted(cli: Cli, maya: str) -> None:
    assert cli("post", "Low water", "--as", maya).status == 0


def refused(cli: Cli, *words: str) -> str:
    ran = cli(*words)
    assert (ran.status, ran.out) == (4, "")
    assert ran.err.count("\n") == 1
    assert ran.err.endswith(": run `project`.\n")
    return ran.err


@pytest.mark.parametrize("words", READS, ids=" ".join)
@pytest.mark.usefixtures("posted")
def test_a_damaged_read_store_is_said(cli: Cli, folder: Path, words: list[str]) -> None:
    for file in (folder / "read").rglob("data.mdb"):
        file.write_bytes(b"nonsense" * 4_096)
    assert "is damaged" in (told := refused(cli, *words))
    assert "nothing is lost" in told


@pytest.mark.parametrize("words", READS, ids=" ".join)
@pytest.mark.usefixtures("posted")
def test_a_missing_read_store_is_said(cli: Cli, folder: Path, words: list[str]) -> None:
    shutil.rmtree(folder / "read")
    assert "There is no read store" in refused(cli, *words)


@pytest.mark.usefixtures("posted")
def test_a_missing_search_index_keeps_only_searches_back(cli: Cli, folder: Path) -> None:
    shutil.rmtree(folder / "search")
    assert "The search index is missing; nothing is lost" in refused(cli, "search", "water")
    assert len(cli("feed").json["cards"]) == 1


@pytest.mark.usefixtures("posted")
def test_project_makes_both_again(cli: Cli, folder: Path) -> None:
    shutil.rmtree(folder / "read")
    shutil.rmtree(folder / "search")
    assert cli("project").status == 0
    assert len(cli("feed").json["cards"]) == 1
    assert len(cli("search", "water").json["posts"]) == 1


def test_a_folder_in_which_nothing_was_saved_has_an_empty_feed(cli: Cli) -> None:
    assert cli("feed").json["cards"] == []
    assert cli("search", "water").status == 0
