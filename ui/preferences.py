"""What the person has chosen, changed on the GUI thread and written to disk behind it, newest last."""

import msgspec
from PySide6.QtCore import QObject, Signal

from app.settings import Settings, SettingsFile, write_whole
from ui.app_bridge import AppBridge


class Preferences(QObject):
    """The one way by which the window changes settings. `changed` after each; `failed(sentence)` if not written."""

    changed = Signal()
    failed = Signal(str)

    def __init__(self, file: SettingsFile, bridge: AppBridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file = file
        self._bridge = bridge
        self._saving = False
        self._saved = file.value

    @property
    def value(self) -> Settings:
        """The settings as they are now."""
        return self._file.value

    def change(self, **fields: object) -> None:
        """Change some fields, at once for everyone who asks and soon on disk."""
        value = msgspec.structs.replace(self._file.value, **fields)
        if value == self._file.value:
            return
        self._file.value = value
        self.changed.emit()
        self._save()

    def seen(self, hint: str) -> bool:
        """Whether a hint was dismissed."""
        return hint in self.value.seen

    def dismiss(self, hint: str) -> None:
        """Never show a hint again."""
        if not self.seen(hint):
            self.change(seen=(*self.value.seen, hint))

    def flush(self) -> None:
        """Write what is not yet on disk, on this thread: for the very end.

        Raises `DataFolderUnusable`.
        """
        if self._saved != self.value:
            self._write(self.value)

    def _save(self) -> None:
        if self._saving or self._saved == self.value:
            return
        self._saving = True
        value = self.value
        self._bridge.run(lambda: self._write(value), lambda _none: self._written(), self._not_written)

    def _write(self, value: Settings) -> None:
        write_whole(self._file.path, msgspec.json.format(msgspec.json.encode(value), indent=2))
        self._saved = value

    def _written(self) -> None:
        self._saving = False
        self._save()

    def _not_written(self, error: Exception) -> None:
        self._saving = False
        self.failed.emit(str(error))
