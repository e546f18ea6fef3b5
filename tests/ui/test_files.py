"""Files are asked for beside a person's own, with a name that can be taken as it is."""

from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from ui.files import PICTURES, ask_where, ask_which


@pytest.fixture
def documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _where: str(tmp_path))
    return tmp_path


@pytest.fixture
def host(qtbot: QtBot) -> QWidget:
    host = QWidget()
    qtbot.addWidget(host)
    return host


def test_a_file_is_written_among_the_documents_with_its_suffix(host: QWidget, documents: Path) -> None:
    chosen: list[Path] = []
    dialog = ask_where(host, "Save", "address.html", "Web page (*.html)", chosen.append)
    assert Path(dialog.directory().absolutePath()) == documents
    assert dialog.selectedFiles() == [str(documents / "address.html")]
    assert dialog.defaultSuffix() == "html"
    dialog.accept()
    assert chosen == [documents / "address.html"]


@pytest.mark.parametrize("several", [True, False])
def test_files_that_are_there_are_asked_for(host: QWidget, documents: Path, several: bool) -> None:
    (documents / "boat.png").touch()
    chosen: list[Path] = []
    dialog = ask_which(host, "Add", PICTURES, chosen.extend, several=several)
    mode = QFileDialog.FileMode.ExistingFiles if several else QFileDialog.FileMode.ExistingFile
    assert dialog.fileMode() == mode
    assert Path(dialog.directory().absolutePath()) == documents
    dialog.selectFile("boat.png")
    dialog.accept()
    assert chosen == [documents / "boat.png"]


def test_without_such_a_folder_it_begins_at_home(host: QWidget, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _where: "/nowhere/at/all")
    dialog = ask_which(host, "Add", PICTURES, lambda _files: None)
    assert Path(dialog.directory().absolutePath()) == Path.home()
