"""History is forgotten up to a horizon, in a program that runs and by hand, and nothing that counts is lost."""

import os
import shutil
import threading
from pathlib import Path

import pytest

from app import upkeep
from app.bootstrap import Tideline
from app.cli.work import statistics, verify
from app.commands import CreatePost, Receipt, RegisterPerson
from app.write_model import outbox

MAYA = 3_675_281_817_600_000
POSTS = 12
PATIENCE_S = 30.0


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with a person and some posts, projected; three events are kept, and pieces are of two."""
    monkeypatch.setattr(upkeep, "KEPT_EVENTS", 3)
    monkeypatch.setattr(outbox, "PRUNED_AT_ONCE", 2)
    with Tideline(tmp_path / "data") as program:
        program.execute(RegisterPerson(command_id=1, actor_id=MAYA, handle="maya", name="Maya"))
        post(program, 1, 6)
    shutil.copytree(tmp_path / "data" / "read", tmp_path / "backup")
    with Tideline(tmp_path / "data") as program:
        post(program, 6, POSTS)
    return tmp_path / "data"


def untold(_done: int, _total: int | None = None, /) -> None:
    """Nobody looks at the progress."""


def post(program: Tideline, first: int, after: int) -> None:
    position = 0
    for number in range(first, after):
        answer = program.execute(
            CreatePost(command_id=1 + number, actor_id=MAYA, post_id=MAYA + number, text=f"Post {number}")
        )
        assert isinstance(answer, Receipt)
        position = answer.position
    program.catch_up(position)


def shown(program: Tideline) -> list[str]:
    return [item.card.text for item in program.queries.feed("home", MAYA, MAYA).items]


ALL = [f"Post {number}" for number in reversed(range(1, POSTS))]


def test_a_rebuild_by_hand_tidies_and_tells_the_horizon(folder: Path) -> None:
    with Tideline(folder) as program:
        assert statistics(program)["first_kept_position"] == 1
        program.rebuild(untold)
        assert statistics(program)["first_kept_position"] == POSTS - 3
        assert shown(program) == ALL
        report = verify(program)
        assert (report.differences, report.exceptions) == ((), ())


def test_a_rebuild_by_hand_removes_pictures_without_use(folder: Path) -> None:
    stray = folder / "media" / "aa" / f"{'a' * 64}.png"
    stray.parent.mkdir(parents=True)
    stray.touch()
    os.utime(stray, (0, 0))
    with Tideline(folder) as program:
        program.rebuild(untold)
    assert not stray.exists()


def test_a_read_store_from_before_the_horizon_is_rebuilt_by_itself(folder: Path) -> None:
    with Tideline(folder) as program:
        program.rebuild(untold)
    shutil.rmtree(folder / "read")
    shutil.copytree(folder.parent / "backup", folder / "read")
    with Tideline(folder) as program:
        assert program.queries.snapshot().position < program.event_log().first_kept() - 1
        program.catch_up(POSTS)
        assert shown(program) == ALL
        report = verify(program)
        assert (report.differences, report.exceptions) == ((), ())


def posts_at(program: Tideline, position: int) -> str:
    """How many posts Maya had at a position, as her profile said it."""
    travel = program.lab.travel
    while not travel.catch_up().is_built:
        continue
    fields = travel.past("person", MAYA, position, position).fields
    return next(field.value for field in fields if field.name == "posts")


def test_where_somebody_has_travelled_the_past_begins_at_the_horizon(folder: Path) -> None:
    with Tideline(folder) as program:
        assert posts_at(program, 4) == "3"
        program.rebuild(untold)
        horizon = program.event_log().first_kept() - 1
        assert program.lab.travel.catch_up().first == horizon > 4
        assert posts_at(program, horizon) == str(horizon - 1)
    with Tideline(folder) as program:
        post(program, POSTS, 2 * POSTS)
        program.rebuild(untold)
        later = program.event_log().first_kept() - 1
        assert later > horizon + 4
        assert posts_at(program, later) == str(later - 1)
        report = verify(program)
        assert (report.differences, report.exceptions) == ((), ())


def test_where_nobody_has_travelled_nothing_is_kept_for_it(folder: Path) -> None:
    with Tideline(folder) as program:
        program.rebuild(untold)
    assert not (folder / "travel").exists()


def test_a_running_program_tidies_between_commands(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tidied = threading.Event()
    names: set[str] = set()
    step = upkeep.Upkeep.step

    def noting(self: upkeep.Upkeep) -> bool:
        more = step(self)
        names.add(threading.current_thread().name)
        if program.event_log().first_kept() >= POSTS - 3:
            tidied.set()
        return more

    monkeypatch.setattr(upkeep, "FIRST_TURN_MS", 0.0)
    monkeypatch.setattr(upkeep.Upkeep, "step", noting)
    with Tideline(folder) as program:
        program.begin()
        answer = program.execute(CreatePost(command_id=99, actor_id=MAYA, post_id=MAYA + 99, text="Last"))
        assert isinstance(answer, Receipt)
        assert tidied.wait(PATIENCE_S)
        assert names == {"writer"}
        again = program.execute(CreatePost(command_id=2, actor_id=MAYA, post_id=MAYA + 1, text="Post 1"))
        assert again == Receipt(2, 2, MAYA + 1)
