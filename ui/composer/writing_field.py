"""The field in which posts and comments are written: plain words only, pictures handed on, sent by Ctrl+Enter."""

from pathlib import Path
from typing import Final, Protocol

from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QImage,
    QKeyEvent,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QTextEdit, QWidget

from ui.composer.picture_tray import Source
from ui.composer.span_highlighter import SpanHighlighter
from ui.composer.units import point_at, units_between
from ui.theme import Look, font

_MARGIN: Final = 8
_ENCODED: Final = ("image/png", "image/jpeg", "image/webp", "image/gif")


class Suggestions(Protocol):
    """What takes some keys while it offers something, before the field sees them."""

    def takes_key(self, event: QKeyEvent) -> bool:
        """Whether the key was for the offer."""
        ...


class WritingField(QPlainTextEdit):
    """`written` when the words are other ones; `pictures_given(list)` for pasted and dropped pictures.

    `pictures_over(bool)` while some are dragged over it.

    `send_asked` on Ctrl+Enter. It grows with its words between `lowest` and `highest` pixels. Esc is left to others.
    """

    written = Signal()
    pictures_given = Signal(object)
    pictures_over = Signal(bool)
    send_asked = Signal()

    def __init__(
        self, look: Look, *, px: int = 17, lowest: int = 96, highest: int = 320, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._lowest = lowest
        self._highest = highest
        self._over_from: int | None = None
        self._grown = 0
        self.takes_pictures = True
        self.suggestions: Suggestions | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._dress()
        self.setFont(font(px))
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)
        option = self.document().defaultTextOption()
        option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.document().setDefaultTextOption(option)
        self._highlighter = SpanHighlighter(self.document(), look)
        self.textChanged.connect(self._grow)
        self.textChanged.connect(self.written)
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self._grow())
        look.changed.connect(self._dress)
        look.changed.connect(self._paint_over)
        self._grow()

    @property
    def words(self) -> str:
        """What is written, lines ended by newlines; unlike `toPlainText`, blanks that do not break are kept."""
        return self.document().toRawText().replace("\u2029", "\n").replace("\u2028", "\n")

    @property
    def cursor_point(self) -> int:
        """Where the cursor stands, in code points."""
        return point_at(self.words, self.textCursor().position())

    def show_words(self, words: str, cursor: int | None = None) -> None:
        """Show other words, with the cursor at a code point, or at the end. Nothing of it can be undone."""
        self.setPlainText(words)
        self._put_cursor(len(words) if cursor is None else cursor)

    def replace_all(self, words: str) -> None:
        """Put other words in the place of these, so that Ctrl+Z brings these back."""
        cursor = self.textCursor()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(words)

    def replace_before_cursor(self, length: int, words: str) -> None:
        """Put `words` in the place of the last `length` UTF-16 units before the cursor."""
        cursor = self.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, length)
        cursor.insertText(words)
        self.setTextCursor(cursor)

    def before_cursor(self) -> str:
        """The words of this line before the cursor."""
        cursor = self.textCursor()
        text = cursor.block().text()
        return text[: point_at(text, cursor.positionInBlock())]

    def mark_over(self, from_point: int | None) -> None:
        """Tint what lies behind a code point, because it is too much; None: nothing is."""
        from_unit = None if from_point is None else units_between(self.words, 0, from_point)
        if from_unit != self._over_from or from_unit is not None:
            self._over_from = from_unit
            self._paint_over()

    def sizeHint(self) -> QSize:
        return QSize(320, self._height())

    def minimumSizeHint(self) -> QSize:
        return QSize(160, min(self._lowest, 2 * self.fontMetrics().lineSpacing() + _MARGIN))

    def _dress(self) -> None:
        """Rules of its own keep the colours of the palette they were made under: they name the theme's."""
        theme = self._look.theme
        self.setStyleSheet(
            "QPlainTextEdit { border: none; border-radius: 0; padding: 0; background: transparent; "
            f"color: {theme.text}; placeholder-text-color: {theme.muted}; "
            f"selection-background-color: {theme.accent}; selection-color: {theme.on_accent}; }}"
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grow()
        self._offer_bar()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.suggestions is not None and self.suggestions.takes_key(event):
            event.accept()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and (
            event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            event.accept()
            self.send_asked.emit()
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasText() or (self.takes_pictures and (source.hasImage() or source.hasUrls()))

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Words come as plain text; pictures are handed on. An office program's words with a picture are words."""
        pictures = pictures_in(source) if self.takes_pictures else []
        if pictures:
            self.pictures_given.emit(pictures)
        elif source.hasText():
            words = source.text().replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
            self.textCursor().insertText(words)
            self.ensureCursorVisible()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if not self.takes(event):
            super().dragEnterEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if not self.takes(event):
            super().dragMoveEvent(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.pictures_over.emit(False)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        if self.takes(event):
            self.insertFromMimeData(event.mimeData())
            # The window that was dragged from has the keyboard, and one goes on writing here.
            self.window().activateWindow()
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().dropEvent(event)
        self.pictures_over.emit(False)

    def takes(self, event: QDropEvent) -> bool:
        """Whether what is dragged is pictures that may be dropped here; then it says so to whoever drags them."""
        taken = self.takes_pictures and take_copy(event)
        if taken:
            self.pictures_over.emit(True)
        return taken

    def _put_cursor(self, point: int) -> None:
        words = self.words
        cursor = self.textCursor()
        cursor.setPosition(units_between(words, 0, max(0, min(point, len(words)))))
        self.setTextCursor(cursor)

    def _height(self) -> int:
        """Whole lines, so that none is cut at the lower edge."""
        line = self.fontMetrics().lineSpacing()
        lines = max(1, round(self.document().documentLayout().documentSize().height()))
        most = max(1, (self._highest - _MARGIN) // line)
        return max(self._lowest, min(most, lines) * line + _MARGIN)

    def _grow(self) -> None:
        height = self._height()
        if height != self._grown:
            self._grown = height
            self.updateGeometry()

    def _offer_bar(self) -> None:
        """No bar while everything is in view: it would take width from the words, which then wrap anew."""
        lines = self.document().documentLayout().documentSize().height()
        line = self.fontMetrics().lineSpacing()
        needed = self.height() < self._grown or round(lines) * line + _MARGIN > self._highest
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if needed else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        if self.verticalScrollBarPolicy() != policy:
            self.setVerticalScrollBarPolicy(policy)

    def _paint_over(self) -> None:
        if self._over_from is None:
            self.setExtraSelections([])
            return
        selection = QTextEdit.ExtraSelection()
        cursor = QTextCursor(self.document())
        cursor.setPosition(min(self._over_from, self.document().characterCount() - 1))
        cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        style = QTextCharFormat()
        style.setBackground(self._look.theme.color("like", 0.18))
        selection.cursor = cursor
        selection.format = style
        self.setExtraSelections([selection])


def pictures_offered(data: QMimeData) -> bool:
    """Whether something dragged holds files or a picture, told without reading it."""
    return any(url.isLocalFile() for url in data.urls()) or (data.hasImage() and not data.text().strip())


def take_copy(event: QDropEvent) -> bool:
    """Accept pictures as a copy, whatever was proposed: who drags a file would delete it once it was moved."""
    taken = pictures_offered(event.mimeData())
    if taken:
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
    return taken


def pictures_in(data: QMimeData) -> list[Source]:
    """The pictures of something pasted or dropped: files, else an encoded picture, else a decoded one."""
    files: list[Source] = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    if files:
        return files
    if not data.hasImage() or data.text().strip():
        return []
    for mime in _ENCODED:
        encoded = bytes(data.data(mime).data())
        if encoded:
            return [encoded]
    image = data.imageData()
    return [image] if isinstance(image, QImage) and not image.isNull() else []
