"""A list that grows at its head tells Qt only what changed, and rings its row only for the keyboard."""

from typing import NamedTuple

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from ui.lab.growing_list import GrowingModel, PlainList
from ui.theme import Look


class Item(NamedTuple):
    number: int
    words: str = "same"


def items(*numbers: int) -> list[Item]:
    return [Item(number) for number in numbers]


@pytest.fixture
def model(qapp: QObject, qtmodeltester: ModelTester) -> GrowingModel[Item]:
    model: GrowingModel[Item] = GrowingModel(
        lambda item: item.number, {Qt.ItemDataRole.DisplayRole: lambda item: item.words}, qapp
    )
    qtmodeltester.check(model, force_py=True)
    return model


def test_it_tells_qt_only_what_changed(model: GrowingModel[Item]) -> None:
    told: list[str] = []
    model.rowsInserted.connect(lambda *_: told.append("inserted"))
    model.rowsRemoved.connect(lambda *_: told.append("removed"))
    model.dataChanged.connect(lambda *_: told.append("changed"))
    model.modelReset.connect(lambda: told.append("reset"))
    first, second, third = items(1, 2, 3)
    model.show_items([first])
    model.show_items([third, second, first])
    model.show_items([third, Item(2, "other")])
    assert told == ["reset", "inserted", "removed", "changed"]
    model.show_items([first])
    assert told[-1] == "reset"
    model.show_items([first], anew=True)
    assert told.count("reset") == 2
    assert model.rowCount() == 1


def test_a_row_is_found_by_its_key(model: GrowingModel[Item]) -> None:
    model.show_items([Item(7, "seven"), Item(5, "five")])
    assert model.row_of(5) == 1
    assert model.row_of(6) == -1
    assert model.index(1).data() == "five"


def test_what_is_chosen_stays_chosen_while_the_list_grows(look: Look, host: QWidget, qtbot: QtBot) -> None:
    listed: PlainList[Item] = PlainList(look, "Numbers", lambda item: item.number, {}, host)
    listed.items.show_items(items(2, 1))
    assert listed.choose(1)
    listed.items.show_items(items(4, 3, 2, 1))
    assert listed.chosen == Item(1)
    assert not listed.choose(9)
    assert listed.chosen is None
