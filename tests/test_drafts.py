"""Drafts survive: a kill, damage, odd characters."""

from pathlib import Path

import pytest

from app.drafts import Draft, DraftFolder
from app.media import MediaItem

PICTURE = MediaItem(sha256="a" * 64, mime="image/png", width=3, height=2, size=9, alt="a pier")


@pytest.fixture
def drafts(tmp_path: Path) -> DraftFolder:
    return DraftFolder(tmp_path / "drafts")


def test_a_draft_comes_back_with_pictures_and_cursor(drafts: DraftFolder) -> None:
    draft = Draft(target="post:7", text="Low water 👨‍👩‍👧", media=(PICTURE,), cursor=4, parent_id=8)
    drafts.save(draft)
    assert drafts.load("post:7") == draft


def test_each_target_has_its_own_draft(drafts: DraftFolder) -> None:
    drafts.save(Draft(target="", text="new"))
    drafts.save(Draft(target="edit:1", text="edited"))
    assert [draft.text for draft in drafts.all()] == ["new", "edited"]


def test_a_removed_draft_is_gone_and_removing_twice_is_no_error(drafts: DraftFolder) -> None:
    drafts.save(Draft(target="", text="new"))
    drafts.remove("")
    drafts.remove("")
    assert drafts.load("") is None


def test_a_damaged_draft_is_set_aside_not_lost(drafts: DraftFolder, tmp_path: Path) -> None:
    drafts.save(Draft(target="", text="words"))
    (file,) = (tmp_path / "drafts").glob("*.json")
    file.write_bytes(file.read_bytes()[:-3])
    assert drafts.load("") is None
    assert b"words" in file.with_suffix(".damaged").read_bytes()


def test_a_lone_surrogate_does_not_stop_the_saving(drafts: DraftFolder) -> None:
    drafts.save(Draft(target="", text="a\ud800b"))
    found = drafts.load("")
    assert found is not None
    assert found.text == "a?b"


def test_the_pictures_of_all_drafts_are_known_and_those_of_damaged_ones(drafts: DraftFolder, tmp_path: Path) -> None:
    assert drafts.pictures() == set()
    drafts.save(Draft(target="", text="new", media=(PICTURE,)))
    drafts.save(Draft(target="post:1", text="none"))
    (tmp_path / "drafts" / "x.damaged").write_text('{"media": [["' + "b" * 64 + '", ')
    assert drafts.pictures() == {"a" * 64, "b" * 64}
