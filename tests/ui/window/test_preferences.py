"""Settings change at once, reach the disk behind the window, and newest wins."""

import stat
from pathlib import Path

import msgspec
from pytestqt.qtbot import QtBot

from app.settings import Settings
from tests.ui.shore import Shore
from ui.app_bridge import AppBridge
from ui.preferences import Preferences


def on_disk(shore: Shore) -> Settings:
    return msgspec.json.decode(shore.settings.path.read_bytes(), type=Settings)


def test_a_change_is_there_at_once_and_soon_on_disk(shore: Shore, bridge: AppBridge, qtbot: QtBot) -> None:
    preferences = Preferences(shore.settings, bridge)
    with qtbot.waitSignal(preferences.changed):
        preferences.change(theme="dark")
    assert preferences.value.theme == "dark"
    qtbot.waitUntil(lambda: not bridge.busy)
    assert on_disk(shore).theme == "dark"


def test_the_newest_of_many_changes_is_what_stays(shore: Shore, bridge: AppBridge, qtbot: QtBot) -> None:
    preferences = Preferences(shore.settings, bridge)
    for person_id in range(1, 30):
        preferences.change(acting_as=person_id)
    qtbot.waitUntil(lambda: not bridge.busy)
    assert preferences.value.acting_as == 29
    assert on_disk(shore).acting_as == 29


def test_what_is_not_written_yet_is_written_at_the_end(shore: Shore, bridge: AppBridge) -> None:
    preferences = Preferences(shore.settings, bridge)
    preferences.change(acting_as=7)
    preferences.flush()
    assert on_disk(shore).acting_as == 7


def test_a_dismissed_hint_stays_dismissed(shore: Shore, bridge: AppBridge) -> None:
    preferences = Preferences(shore.settings, bridge)
    assert not preferences.seen("slow")
    preferences.dismiss("slow")
    preferences.dismiss("slow")
    assert preferences.value.seen == ("slow",)


def test_settings_that_cannot_be_written_are_told_in_a_sentence(
    shore: Shore, bridge: AppBridge, qtbot: QtBot, tmp_path: Path
) -> None:
    file = tmp_path / "a file"
    file.touch(mode=stat.S_IRUSR)
    shore.settings.path = file / "settings.json"
    preferences = Preferences(shore.settings, bridge)
    with qtbot.waitSignal(preferences.failed) as told:
        preferences.change(theme="dark")
    assert told.args is not None
    assert str(told.args[0]).endswith("what it held before is unchanged.")
