"""One field of a form: its name, what is written, how much room is left, and what is wrong with it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from app.text import grapheme_count
from ui.theme import Look, font
from ui.words import Words

_NUMBER_BELOW = 0.2
"""From which share of room left the number is shown."""


class FormField(QWidget):
    """`changed` while a person writes. `limit` is in characters as people count them."""

    changed = Signal()

    def __init__(
        self,
        look: Look,
        label: str,
        limit: int,
        *,
        hint: str = "",
        lines: int = 1,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._label = label
        self._limit = limit
        self._before = ""
        self.editor: QLineEdit | QPlainTextEdit
        if lines == 1:
            self.editor = QLineEdit(self)
            self.editor.setMinimumHeight(42)
            self.editor.textEdited.connect(self._edited)
        else:
            self.editor = QPlainTextEdit(self)
            self.editor.setTabChangesFocus(True)
            self.editor.setFixedHeight(lines * 20 + 22)
            self.editor.textChanged.connect(self._edited)
        self.editor.setFont(font(15))
        self.editor.setAccessibleName(label)
        self.editor.setPlaceholderText(hint)
        name = Words(look, label, 13, bold=True, parent=self)
        name.setBuddy(self.editor)
        self.room = Words(look, "", 12, ink="muted", parent=self)
        self.room.setWordWrap(False)
        self.room.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.problem = Words(look, "", 13, ink="like", parent=self)
        self.problem.setAccessibleName(f"{label} problem")
        self.problem.hide()
        head = QHBoxLayout()
        head.addWidget(name, 1)
        head.addWidget(self.room, 0, Qt.AlignmentFlag.AlignRight)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        column.addLayout(head)
        column.addWidget(self.editor)
        column.addWidget(self.problem)

    @property
    def value(self) -> str:
        """What is written."""
        editor = self.editor
        return editor.text() if isinstance(editor, QLineEdit) else editor.toPlainText()

    @property
    def is_changed(self) -> bool:
        """Whether it differs from what was shown at first."""
        return self.value != self._before

    def show_value(self, value: str) -> None:
        """Show what is stored."""
        self._before = value
        self.put_value(value)

    def put_value(self, value: str) -> None:
        """Write something else than what is stored, as if it was typed."""
        editor = self.editor
        editor.blockSignals(True)
        if isinstance(editor, QLineEdit):
            editor.setText(value)
        else:
            editor.setPlainText(value)
        editor.blockSignals(False)
        self.show_problem("")
        self._tell_room()

    def show_problem(self, sentence: str) -> None:
        """Say what is wrong with it; '' for nothing."""
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))
        self.editor.setAccessibleDescription(sentence)

    def _edited(self) -> None:
        self.show_problem("")
        self._tell_room()
        self.changed.emit()

    def _tell_room(self) -> None:
        left = self._limit - grapheme_count(self.value)
        self.room.setText(f"{left:,} left" if 0 <= left < self._limit * _NUMBER_BELOW else "")
        if left < 0:
            self.show_problem(f"{self._label} is {-left:,} characters too long; {self._limit:,} are the most.")
