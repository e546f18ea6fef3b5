"""A sheet keeps the keyboard, asks to close, and gives the focus back."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.sheet import Sheet
from ui.theme import Look


@pytest.fixture
def field(host: QWidget) -> QLineEdit:
    field = QLineEdit(host)
    field.show()
    host.activateWindow()
    field.setFocus()
    return field


@pytest.fixture
def sheet(host: QWidget, look: Look) -> Sheet:
    return Sheet(look, host)


def two_fields(host: QWidget) -> QWidget:
    content = QWidget(host)
    column = QVBoxLayout(content)
    column.addWidget(QLineEdit(content))
    column.addWidget(QLineEdit(content))
    return content


def test_tab_goes_round_inside_and_never_leaves(host: QWidget, sheet: Sheet, field: QLineEdit, qtbot: QtBot) -> None:
    content = two_fields(host)
    sheet.open_sheet(content)
    visited = []
    for _press in range(4):
        focused = host.focusWidget()
        visited.append(focused)
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert visited[0] is not visited[1]
    assert visited[:2] == visited[2:]
    assert all(content.isAncestorOf(widget) for widget in visited)


def test_closing_gives_the_focus_back(host: QWidget, sheet: Sheet, field: QLineEdit) -> None:
    sheet.open_sheet(two_fields(host))
    assert host.focusWidget() is not field
    sheet.close_sheet()
    assert host.focusWidget() is field
    assert sheet.content is None


def test_escape_and_a_press_beside_only_ask_to_close(host: QWidget, sheet: Sheet, qtbot: QtBot) -> None:
    content = two_fields(host)
    sheet.open_sheet(content)
    with qtbot.waitSignal(sheet.close_asked):
        QTest.keyClick(sheet, Qt.Key.Key_Escape)
    with qtbot.waitSignal(sheet.close_asked):
        QTest.mouseClick(sheet, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))
    assert sheet.content is content


@pytest.mark.parametrize("where", ["middle", "top", "left", "right", "whole"])
@pytest.mark.parametrize("size", [(900, 700), (480, 420)])
def test_the_content_stays_inside_the_window(host: QWidget, sheet: Sheet, where: str, size: tuple[int, int]) -> None:
    content = two_fields(host)
    content.setMinimumSize(300, 200)
    sheet.open_sheet(content, where)  # type: ignore[arg-type]
    host.resize(*size)
    sheet.setGeometry(host.rect())
    assert sheet.rect().contains(content.geometry())
