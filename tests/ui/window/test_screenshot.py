"""Pictures of the real window: the same data gives the same bytes, and every scene can be played."""

from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from app.bootstrap import Tideline, open_stage
from app.clock import ManualClock
from app.commands import CreatePost, RegisterPerson
from app.errors import EnvironmentFault, InvalidInput
from ui.scenes import SCENES
from ui.screenshot import Shot, take_screenshot

MAYA = 8


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a person and a few posts."""
    folder = tmp_path_factory.mktemp("tideline")
    with Tideline(folder, clock=ManualClock()) as tideline:
        tideline.execute(RegisterPerson(command_id=1, actor_id=MAYA, handle="maya", name="Maya Okafor"))
        for number in range(2, 12):
            text = f"Low water at {number}:42, high at {number + 6}:58."
            tideline.execute(CreatePost(command_id=number, actor_id=MAYA, post_id=number, text=text))
        tideline.catch_up(11)
    return folder


def take(folder: Path, file: Path, **more: object) -> QImage:
    shot = Shot(**more)  # type: ignore[arg-type]
    assert take_screenshot(file, shot, lambda clock: Tideline(folder, clock=clock), lambda: open_stage(None)) == 0
    return QImage(str(file))


@pytest.mark.parametrize("view", ["home", "settings", "composer"])
def test_two_pictures_of_the_same_data_are_equal_to_the_byte(
    qapp: QApplication, folder: Path, tmp_path: Path, view: str
) -> None:
    first, second = tmp_path / "first.png", tmp_path / "second.png"
    take(folder, first, view=view)
    take(folder, second, view=view)
    assert first.read_bytes() == second.read_bytes()


def test_size_and_theme_are_as_asked(qapp: QApplication, folder: Path, tmp_path: Path) -> None:
    light = take(folder, tmp_path / "light.png", size=(480, 800))
    dark = take(folder, tmp_path / "dark.png", size=(900, 600), theme="dark")
    assert (light.width(), light.height()) == (480, 800)
    assert (dark.width(), dark.height()) == (900, 600)
    assert light.pixelColor(470, 790).lightness() > 200
    assert dark.pixelColor(890, 590).lightness() < 60


def test_a_picture_changes_nothing_in_the_data_folder(qapp: QApplication, folder: Path, tmp_path: Path) -> None:
    def written() -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in folder.rglob("*.json")}

    before = written()
    take(folder, tmp_path / "picture.png", view="notifications")
    assert written() == before


def test_a_scene_is_the_same_each_time_it_is_played(qapp: QApplication, tmp_path: Path) -> None:
    first, second = tmp_path / "first.png", tmp_path / "second.png"
    take(tmp_path / "none", first, scene="tide")
    take(tmp_path / "none", second, scene="tide")
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("scene", ["ashore", "held", "rejected", "first-start", "new-posts-pill", "right-to-left"])
def test_a_scene_shows_something_of_its_own(qapp: QApplication, tmp_path: Path, scene: str) -> None:
    picture = take(tmp_path / "none", tmp_path / "scene.png", scene=scene)
    plain = take(tmp_path / "none", tmp_path / "plain.png", scene="empty")
    assert picture.size() == plain.size()
    assert picture != plain


def test_a_scene_of_a_narrow_window_is_narrow(qapp: QApplication, tmp_path: Path) -> None:
    assert take(tmp_path / "none", tmp_path / "narrow.png", scene="narrow").width() == 480


def test_every_scene_says_what_it_tells() -> None:
    assert all(scene.tells for scene in SCENES.values())
    assert {"saving", "committed", "ashore", "held", "rejected", "deep-water", "waves", "empty"} <= set(SCENES)


@pytest.mark.parametrize("wrong", [{"view": "attic"}, {"scene": "storm"}, {"view": "thread:none"}])
def test_what_there_is_not_is_refused_before_anything_is_opened(tmp_path: Path, wrong: dict[str, str]) -> None:
    def opened(*_anything: object) -> Tideline:
        raise AssertionError("nothing is opened")

    with pytest.raises(InvalidInput):
        take_screenshot(tmp_path / "never.png", Shot(**wrong), opened, opened)  # type: ignore[arg-type]


def test_a_file_that_cannot_be_written_is_told(qapp: QApplication, folder: Path, tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match="could not be written"):
        take(folder, tmp_path / "no folder" / "picture.png")
