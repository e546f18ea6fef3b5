"""Saying who one is: suggestions, rules while one types, and honest answers."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.commands import AnyCommand, RegisterPerson, Rejected
from tests.ui.shore import Shore
from ui.app_bridge import AppBridge
from ui.icons import Icons
from ui.register_form import RegisterForm, suggestions
from ui.theme import Look


def rules(command: AnyCommand) -> Rejected | None:
    """Two rules as the write side has them."""
    if isinstance(command, RegisterPerson):
        if not command.name:
            return Rejected(command.command_id, "name", "A name is missing.")
        if not command.handle.isidentifier():
            return Rejected(command.command_id, "handle", "A handle is letters, digits and underscores.")
    return None


@pytest.fixture
def form(shore: Shore, bridge: AppBridge, look: Look, icons: Icons, host: QWidget) -> RegisterForm:
    shore.refuses = rules
    form = RegisterForm(shore, bridge, look, icons, "Start", host)
    form.resize(400, 360)
    form.show()
    return form


@pytest.mark.parametrize(
    ("name", "first"),
    [("Anna-Lena Grün", "anna"), ("Ravi", "ravi"), ("李小龙", ""), ("", ""), ("José Ñandú", "jose"), ("x", "")],
)
def test_a_handle_is_suggested_from_the_letters_of_a_name(name: str, first: str) -> None:
    assert next(iter(suggestions(name)), "") == first


def test_typing_a_name_fills_in_a_handle_until_one_is_typed(form: RegisterForm, qtbot: QtBot) -> None:
    QTest.keyClicks(form.name, "Anna Grau")
    assert form.handle.text() == "anna"
    form.handle.clear()
    QTest.keyClicks(form.handle, "grau")
    QTest.keyClicks(form.name, "!")
    assert form.handle.text() == "grau"


def test_the_rules_speak_while_one_types_and_blame_no_untouched_field(form: RegisterForm, qtbot: QtBot) -> None:
    assert form.handle_problem.text() == form.name_problem.text() == ""
    assert not form.submit.isEnabled()
    QTest.keyClicks(form.name, "Anna")
    form.handle.clear()
    QTest.keyClicks(form.handle, "an na")
    assert form.handle_problem.text() == "A handle is letters, digits and underscores."
    assert not form.submit.isEnabled()
    QTest.keyClick(form.handle, Qt.Key.Key_Backspace)
    form.handle.setText("anna")
    form.handle.textEdited.emit("anna")
    assert form.handle_problem.text() == ""
    assert form.submit.isEnabled()


def test_a_taken_handle_is_told_before_anything_is_sent(form: RegisterForm, shore: Shore, qtbot: QtBot) -> None:
    QTest.keyClicks(form.name, "Maya")
    qtbot.waitUntil(lambda: form.handle_problem.text() == "@maya is taken; choose another.")
    assert not form.submit.isEnabled()
    assert not shore.sent


def test_enter_in_the_last_field_registers(form: RegisterForm, shore: Shore, qtbot: QtBot) -> None:
    QTest.keyClicks(form.name, "Anna Grau")
    with qtbot.waitSignal(form.registered) as registered:
        QTest.keyClick(form.handle, Qt.Key.Key_Return)
        command = shore.sent[0][0]
        shore.commit()
    assert isinstance(command, RegisterPerson)
    assert registered.args == [command.actor_id, "Anna Grau", "anna"]
    assert isinstance(command.actor_id, int)


def test_a_refusal_stands_at_its_field_and_one_can_try_again(form: RegisterForm, shore: Shore, qtbot: QtBot) -> None:
    QTest.keyClicks(form.name, "Anna Grau")
    QTest.mouseClick(form.submit, Qt.MouseButton.LeftButton)
    assert not form.submit.isEnabled(), "it is sent once"
    shore.reject("handle", "@anna is taken.")
    qtbot.waitUntil(lambda: form.handle_problem.text() == "@anna is taken.")
    assert form.submit.isEnabled()


def test_a_full_disk_is_told_in_a_sentence(form: RegisterForm, shore: Shore, qtbot: QtBot) -> None:
    QTest.keyClicks(form.name, "Anna Grau")
    QTest.mouseClick(form.submit, Qt.MouseButton.LeftButton)
    shore.fill_the_disk()
    told = "The disk is full, so nothing was saved; everything saved before is safe."
    qtbot.waitUntil(lambda: form.handle_problem.text() == told)
    assert form.submit.isEnabled()
