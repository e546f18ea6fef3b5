"""Whose both sides are shown: a button with the face and name, and a list of people and recent posts to choose from."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.lab.readings.sides import Subject
from app.read_model.documents import FeedPage, PersonHit
from ui.buttons import PaintedButton, focus_ring
from ui.icons import Icons
from ui.painting import avatar
from ui.theme import CARD_RADIUS, Look, font
from ui.words import Words

HEIGHT_PX = 40
WIDTH_PX, NARROW_PX = 240, 76
_FACE_PX = 28
_POPUP = QSize(340, 420)

Choice = tuple[Subject, int]


class Chooser(PaintedButton):
    """Shows who or what is chosen; a click opens the list."""

    def __init__(self, look: Look, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(look, "Choose a person or a post", parent)
        self._icons = icons
        self._choice: Choice = ("person", 0)
        self._title = ""
        self._narrow = False

    def show_choice(self, choice: Choice, title: str) -> None:
        """Show this one."""
        if (choice, title) != (self._choice, self._title):
            self._choice, self._title = choice, title
            self.setAccessibleName(f"Shown: {title}. Choose another person or post")
            self.update()

    def set_narrow(self, narrow: bool) -> None:
        """Show the face alone where a window is narrow."""
        self._narrow = narrow

    def sizeHint(self) -> QSize:
        return QSize(NARROW_PX if self._narrow else WIDTH_PX, HEIGHT_PX)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self.look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(theme.color("border"), 1))
        painter.setBrush(theme.color("hover" if self.hovered else "card"))
        painter.drawRoundedRect(rect, 20, 20)
        subject, identifier = self._choice
        face = QRectF(7, (rect.height() - _FACE_PX) / 2, _FACE_PX, _FACE_PX)
        if subject == "person":
            painter.drawPixmap(
                face.topLeft(), avatar(identifier, self._title or "?", _FACE_PX, self.devicePixelRatioF())
            )
        else:
            self._icons.paint(painter, "article", face.adjusted(4, 4, -4, -4), theme.color("muted"))
        made = font(14, QFont.Weight.DemiBold)
        words = rect.adjusted(44, 0, -36, 0)
        painter.setFont(made)
        painter.setPen(theme.color("text"))
        shown = QFontMetricsF(made).elidedText(self._title, Qt.TextElideMode.ElideRight, words.width())
        if not self._narrow:
            painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        caret = QRectF(rect.right() - 30, rect.center().y() - 7, 14, 14)
        self._icons.paint(painter, "caret-down", caret, theme.color("muted"))
        if self.ringed and self.hasFocus():
            focus_ring(painter, rect, 20, theme)


class ChoiceList(QFrame):
    """A popup: `chosen(subject, id)` for a row, `asked(words)` for words that are no row: a handle or an id."""

    chosen = Signal(str, object)
    asked = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self._look = look
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setAccessibleName("People and recent posts")
        self.filter = QLineEdit(self)
        self.filter.setPlaceholderText("Name, @handle, or id of a post")
        self.filter.setAccessibleName("Find a person or a post")
        self.list = QListWidget(self)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setFont(font(14))
        self.list.setAccessibleName("People and recent posts")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.problem = Words(look, "", 13, ink="like", parent=self)
        self.problem.hide()
        self.hint = Words(look, "Not in this list. Enter looks for it everywhere.", 13, ink="muted", parent=self)
        self.hint.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 14, 14, 14)
        column.setSpacing(8)
        for widget in (self.filter, self.problem, self.hint, self.list):
            column.addWidget(widget)
        self.resize(_POPUP)
        self.filter.installEventFilter(self)
        self.filter.textChanged.connect(self._filter)
        self.filter.returnPressed.connect(self._enter)
        self.list.itemActivated.connect(self._take)
        self.list.itemClicked.connect(self._take)

    def show_choices(self, people: tuple[PersonHit, ...], posts: FeedPage) -> None:
        """List these people and the newest posts."""
        self.list.clear()
        for person in people:
            self._add(f"{person.name}  @{person.handle}", ("person", person.id))
        for item in posts.items:
            self._add(f"“{item.card.text}”", ("post", item.card.id))
        self._filter(self.filter.text())

    def open_at(self, corner: QPoint) -> None:
        """Open below `corner`, the right end of the button, with nothing typed."""
        self.filter.clear()
        self.say("")
        self.move(corner - QPoint(self.width(), 0))
        self.show()
        self.filter.setFocus(Qt.FocusReason.PopupFocusReason)

    def say(self, sentence: str) -> None:
        """Say why what was typed leads nowhere; '' takes it back."""
        self.hint.hide()
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                self.list.event(event)
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.close()
                return True
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("border"), 1))
        painter.setBrush(theme.color("card"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), CARD_RADIUS, CARD_RADIUS)

    def _add(self, words: str, choice: Choice) -> None:
        row = QListWidgetItem(words, self.list)
        row.setData(Qt.ItemDataRole.UserRole, choice)
        row.setSizeHint(QSize(100, 34))

    def _filter(self, words: str) -> None:
        wanted = words.casefold().strip()
        first = -1
        for index in range(self.list.count()):
            row = self.list.item(index)
            row.setHidden(wanted not in row.text().casefold())
            first = index if first < 0 and not row.isHidden() else first
        self.list.setCurrentRow(first)
        self.say("")
        self.hint.setVisible(bool(wanted) and first < 0)

    def _enter(self) -> None:
        row = self.list.currentRow()
        if row >= 0:
            self._take(self.list.item(row))
        elif self.filter.text().strip():
            self.asked.emit(self.filter.text().strip())

    def _take(self, row: QListWidgetItem) -> None:
        subject, identifier = row.data(Qt.ItemDataRole.UserRole)
        self.close()
        self.chosen.emit(subject, identifier)
