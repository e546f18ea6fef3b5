"""Asks where to write a file and which to read: beside a person's own files, whatever folder the program began in."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

Where = QStandardPaths.StandardLocation
PICTURES = "Pictures (*.jpg *.jpeg *.png *.webp *.gif);;All files (*)"


def ask_where(parent: QWidget, title: str, name: str, kinds: str, then: Callable[[Path], None]) -> QFileDialog:
    """Ask where to write a file called `name`, among the documents; `then` hears the place that was chosen."""
    dialog = QFileDialog(parent, title, str(_folder(Where.DocumentsLocation) / name), kinds)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(Path(name).suffix.removeprefix("."))
    dialog.fileSelected.connect(lambda chosen: then(Path(chosen)))
    return _opened(dialog)


def ask_which(
    parent: QWidget,
    title: str,
    kinds: str,
    then: Callable[[Sequence[Path]], None],
    *,
    several: bool = False,
    where: Where = Where.DocumentsLocation,
) -> QFileDialog:
    """Ask for a file that is there, or for `several`; `then` hears which."""
    dialog = QFileDialog(parent, title, str(_folder(where)), kinds)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles if several else QFileDialog.FileMode.ExistingFile)
    dialog.filesSelected.connect(lambda names: then([Path(name) for name in names]))
    return _opened(dialog)


def _folder(where: Where) -> Path:
    folder = Path(QStandardPaths.writableLocation(where))
    return folder if folder.is_dir() else Path.home()


def _opened(dialog: QFileDialog) -> QFileDialog:
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog
