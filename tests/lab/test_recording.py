"""What was done in a running program becomes a scenario that can be played, with handles and keys in place of ids."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.bootstrap import Tideline, open_stage
from app.commands import (
    AddComment,
    CreatePost,
    DeleteComment,
    EditComment,
    EditPost,
    RegisterPerson,
    SetFollow,
    SetLike,
    UpdateAddress,
    UpdateProfile,
)
from app.errors import InvalidInput
from app.lab.scenarios.desk import ScenarioDesk
from app.lab.scenarios.recording import BEFORE
from app.lab.stage import Stage
from app.lab.toml_text import Value, toml_of
from tests.lab.here import Here

ANA, BEN = 7, 8
FOLDER = Path(__file__).parents[2] / "resources" / "scenarios"


@pytest.fixture
def stage() -> Iterator[Stage[Tideline]]:
    stage = open_stage(None)
    stage.save(RegisterPerson(command_id=1, actor_id=ANA, handle="ana", name="Ana"))
    stage.save(RegisterPerson(command_id=2, actor_id=BEN, handle="ben", name="Ben"))
    stage.save(CreatePost(command_id=3, actor_id=BEN, post_id=100, text='Low "water"\n\\ 🌊'))
    stage.project()
    stage.program.session.acting_as(ANA)
    yield stage
    stage.close()


def _desk(stage: Stage[Tideline]) -> ScenarioDesk:
    return ScenarioDesk(stage.program, FOLDER, Here())


def _records(desk: ScenarioDesk) -> bool:
    return desk.recording


def _do_much(stage: Stage[Tideline]) -> None:
    stage.clock.advance(500)
    stage.save(SetLike(command_id=10, actor_id=ANA, post_id=100, liked=True))
    stage.clock.advance(500)
    stage.save(CreatePost(command_id=11, actor_id=ANA, post_id=200, text="Mine"))
    stage.save(EditPost(command_id=12, actor_id=ANA, post_id=200, text="Mine, mended"))
    stage.save(AddComment(command_id=13, actor_id=BEN, comment_id=300, post_id=200, text="Good."))
    stage.save(SetFollow(command_id=14, actor_id=BEN, person_id=ANA, following=True))
    stage.save(UpdateProfile(command_id=15, actor_id=ANA, name="Ana R.", bio="New"))
    stage.save(UpdateAddress(command_id=16, actor_id=ANA, street="1 Quay", city="Porto", postal_code="", country=""))
    stage.save(EditComment(command_id=17, actor_id=BEN, comment_id=300, text="Very good."))
    stage.save(DeleteComment(command_id=18, actor_id=BEN, comment_id=300))
    stage.project()


def test_a_recording_becomes_a_scenario_that_plays_the_same_changes(stage: Stage[Tideline], tmp_path: Path) -> None:
    desk = _desk(stage)
    stage.program.read_side.set_delay(3_000)
    desk.begin_recording()
    assert _records(desk)
    _do_much(stage)
    told = desk.save_recording(tmp_path / "mine.toml")
    assert told == "9 steps saved in mine.toml."
    assert not _records(desk)
    raw = tomllib.loads((tmp_path / "mine.toml").read_text(encoding="utf-8"))
    assert [(step["who"], step["does"]) for step in raw["steps"]] == [
        ("ana", "like"),
        ("ana", "post"),
        ("ana", "edit"),
        ("ben", "comment"),
        ("ben", "follow"),
        ("ana", "profile"),
        ("ana", "address"),
        ("ben", "edit_comment"),
        ("ben", "delete_comment"),
    ]
    assert [step["at_ms"] for step in raw["steps"]][:2] == [500, 1_000]
    assert raw["posts"] == [{"by": "ben", "text": 'Low "water"\n\\ 🌊', "key": "post_1"}]
    assert raw["read_side"][0]["ms"] == 3_000
    outcome = desk.play(str(tmp_path / "mine.toml"))
    assert outcome.as_expected
    assert outcome.figures["writes"] == 9
    assert outcome.lag_ms.p50 > 3_000


def test_what_was_there_before_is_changed_as_it_was_then(stage: Stage[Tideline], tmp_path: Path) -> None:
    stage.save(AddComment(command_id=4, actor_id=ANA, comment_id=300, post_id=100, text="First"))
    stage.save(AddComment(command_id=5, actor_id=ANA, comment_id=301, post_id=100, text="Second"))
    stage.project()
    desk = _desk(stage)
    desk.begin_recording()
    stage.clock.advance(500)
    stage.save(EditPost(command_id=10, actor_id=BEN, post_id=100, text="High water"))
    stage.save(EditComment(command_id=11, actor_id=ANA, comment_id=300, text="First of all"))
    stage.save(AddComment(command_id=12, actor_id=BEN, comment_id=302, post_id=100, text="Yes", parent_id=300))
    stage.save(AddComment(command_id=13, actor_id=ANA, comment_id=303, post_id=100, text="No", parent_id=301))
    stage.save(DeleteComment(command_id=14, actor_id=ANA, comment_id=301))
    stage.project()
    desk.save_recording(tmp_path / "mine.toml")
    raw = tomllib.loads((tmp_path / "mine.toml").read_text(encoding="utf-8"))
    assert raw["posts"] == [{"by": "ben", "text": BEFORE, "key": "post_1"}]
    assert [(one["on"], one["text"]) for one in raw["comments"]] == [("post_1", BEFORE)] * 2
    assert [(step["does"], step["on"]) for step in raw["steps"]] == [
        ("edit", "post_1"),
        ("edit_comment", "comment_1"),
        ("comment", "comment_1"),
        ("comment", "post_1"),
        ("delete_comment", "comment_4"),
    ]
    outcome = desk.play(str(tmp_path / "mine.toml"))
    assert outcome.as_expected
    assert outcome.figures["writes"] == len(raw["steps"]), "each changes something when it is played"


def test_nothing_done_is_nothing_to_save(stage: Stage[Tideline], tmp_path: Path) -> None:
    desk = _desk(stage)
    with pytest.raises(InvalidInput, match="Nothing is being recorded"):
        desk.save_recording(tmp_path / "mine.toml")
    desk.begin_recording()
    with pytest.raises(InvalidInput, match="Nothing was done"):
        desk.save_recording(tmp_path / "mine.toml")
    assert _records(desk), "one may go on"
    desk.drop_recording()
    assert not _records(desk)
    assert list(tmp_path.iterdir()) == []


def test_what_was_played_is_reported(stage: Stage[Tideline], tmp_path: Path) -> None:
    desk = _desk(stage)
    with pytest.raises(InvalidInput, match="was not played"):
        desk.save_report("three-edits", tmp_path / "out.html")
    desk.play("three-edits")
    desk.play("lost-doorbell")
    desk.save_report("three-edits", tmp_path / "out.html")
    assert "Three edits" in (tmp_path / "out.html").read_text(encoding="utf-8")


def test_toml_text_is_read_back_as_it_was() -> None:
    document: dict[str, Value] = {
        "a": 'x"\\\n\t\x7f\x01é🌊',
        "b": [1, 2.5, True],
        "odd key": [{"c": {"d": "e"}}, {"f": []}],
    }
    assert tomllib.loads(toml_of(document)) == document
