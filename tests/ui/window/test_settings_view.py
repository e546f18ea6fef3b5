"""Settings are changed where they are shown, take effect at once, and explain themselves."""

from typing import get_args

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from app.consistency.strategies import KINDS
from app.consistency.visible import Strategy
from tests.ui.shore import Shore
from ui.app_bridge import AppBridge
from ui.icons import Icons
from ui.preferences import Preferences
from ui.settings.explanations import KIND_WORDS, STRATEGY_WORDS, offered
from ui.settings.view import SettingsView
from ui.theme import Look
from ui.words import Words


@pytest.fixture
def view(
    shore: Shore, bridge: AppBridge, look: Look, icons: Icons, preferences: Preferences, host: QWidget, qtbot: QtBot
) -> SettingsView:
    view = SettingsView(shore, bridge, look, icons, preferences, host)
    view.resize(668, 740)
    view.show()
    qtbot.waitUntil(lambda: not view.busy)
    return view


def test_every_kind_and_strategy_is_explained() -> None:
    assert set(KIND_WORDS) == set(KINDS)
    assert set(STRATEGY_WORDS) == set(get_args(Strategy))
    assert all(explanation.endswith(".") for _name, explanation in STRATEGY_WORDS.values())


def test_a_default_is_always_among_what_is_offered(shore: Shore) -> None:
    for kind in KINDS:
        assert getattr(shore.session.strategies, kind) in offered(kind)


def test_theme_motion_and_keys_are_kept(view: SettingsView, preferences: Preferences, qtbot: QtBot) -> None:
    QTest.mouseClick(view.theme.segment("dark"), Qt.MouseButton.LeftButton)
    QTest.mouseClick(view.motion, Qt.MouseButton.LeftButton)
    QTest.mouseClick(view.letters, Qt.MouseButton.LeftButton)
    value = preferences.value
    assert (value.theme, value.reduced_motion, value.letter_keys) == ("dark", True, False)


def test_a_strategy_chosen_applies_at_once_and_is_kept(
    view: SettingsView, shore: Shore, preferences: Preferences, qtbot: QtBot
) -> None:
    box = view.strategies.choices["posts"]
    box.setCurrentIndex(box.findData("none"))
    box.activated.emit(box.currentIndex())
    assert shore.session.strategies.posts == "none"
    assert preferences.value.strategies == {"posts": "none"}
    box.setCurrentIndex(box.findData("optimistic"))
    box.activated.emit(box.currentIndex())
    assert preferences.value.strategies == {}, "a default needs no keeping"


def test_what_the_lab_set_for_this_run_is_not_kept_with_a_choice(
    view: SettingsView, shore: Shore, preferences: Preferences
) -> None:
    shore.session.strategies = replace(shore.session.strategies, address="none")
    box = view.strategies.choices["posts"]
    box.setCurrentIndex(box.findData("acceptance"))
    box.activated.emit(box.currentIndex())
    assert preferences.value.strategies == {"posts": "acceptance"}
    assert (shore.session.strategies.posts, shore.session.strategies.address) == ("acceptance", "none")


def test_what_the_lab_set_for_this_run_is_said_to_be_so(shore: Shore, view: SettingsView) -> None:
    shore.session.strategies = replace(shore.session.strategies, address="none")
    view.refresh()
    said = view.strategies._explained
    assert (
        said["address"]
        .text()
        .endswith("Set in the lab, until this window closes; your setting is “Read your own writes: wait”.")
    )
    assert "lab" not in said["posts"].text()


def test_settings_that_name_no_strategy_do_not_stand_in_the_way(
    view: SettingsView, shore: Shore, preferences: Preferences
) -> None:
    preferences.change(strategies={"posts": "telepathy"})
    box = view.strategies.choices["likes"]
    box.setCurrentIndex(box.findData("none"))
    box.activated.emit(box.currentIndex())
    assert preferences.value.strategies == {"likes": "none"}


def test_a_rebuild_is_asked_first_and_shows_how_far_it_is(
    view: SettingsView, shore: Shore, monkeypatch: pytest.MonkeyPatch, host: QWidget, qtbot: QtBot
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(shore.read_side, "rebuild", lambda: asked.append("rebuild"))
    QTest.mouseClick(view.rebuild, Qt.MouseButton.LeftButton)
    question = host.findChild(QMessageBox)
    assert isinstance(question, QMessageBox)
    assert not asked
    agree = next(one for one in question.buttons() if one.text() == "Rebuild")
    QTest.mouseClick(agree, Qt.MouseButton.LeftButton)
    assert asked == ["rebuild"]
    shore.read_side.become(rebuilding=(420, 1_000))
    qtbot.waitUntil(lambda: not view.rebuild.isEnabled())


def test_controls_have_names_and_roles(view: SettingsView) -> None:
    for widget, role, name in (
        (view.motion, QAccessible.Role.CheckBox, "Reduced motion"),
        (view.theme.segment("light"), QAccessible.Role.RadioButton, "Theme: Light"),
        (view.rebuild, QAccessible.Role.Button, "Rebuild"),
    ):
        heard = QAccessible.queryAccessibleInterface(widget)
        assert (heard.role(), heard.text(QAccessible.Text.Name)) == (role, name)


def test_a_list_of_choices_is_heard_with_what_it_is_for(view: SettingsView) -> None:
    heard = QAccessible.queryAccessibleInterface(view.strategies.choices["posts"])
    assert heard.role() == QAccessible.Role.ComboBox
    assert heard.text(QAccessible.Text.Description) == "Posts: what you see"


@pytest.mark.parametrize("width", [480, 668, 704])
def test_nothing_is_cut_off_at_any_width(view: SettingsView, width: int) -> None:
    view.set_margin(14 if width < 600 else 32)
    view.resize(width, 1_600)
    for box in view.strategies.choices.values():
        right = box.mapTo(view, box.rect().topRight()).x()
        assert 0 < right < width


def test_every_explanation_has_room_for_all_its_lines(view: SettingsView, qtbot: QtBot) -> None:
    labels = [one for one in view.findChildren(Words) if one.wordWrap()]
    qtbot.waitUntil(lambda: all(one.height() >= one.heightForWidth(one.width()) for one in labels), timeout=1_000)
    assert len(labels) > 2 * len(KINDS)


def test_demo_data_can_be_asked_for_here_too(view: SettingsView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.fill_demo):
        QTest.mouseClick(view.fill, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("width", [480, 704])
def test_every_explanation_stands_right_under_its_name(view: SettingsView, width: int) -> None:
    view.set_margin(14 if width < 600 else 32)
    view.resize(width, 1_600)
    words = view.findChildren(Words)
    for name in (label for label in words if label.buddy() is not None):
        below = [label.y() for label in words if label.parent() is name.parent() and label.y() > name.y()]
        assert min(below) == name.geometry().bottom() + 1 + 3


def test_only_wide_controls_stand_below_their_words_in_a_narrow_window(view: SettingsView, qtbot: QtBot) -> None:
    view.set_margin(14)
    view.resize(480, 1_600)
    qtbot.waitUntil(lambda: view.strategies.choices["posts"].x() == 20)
    assert view.motion.x() > 300
    assert view.theme.x() > 200
