"""'Acting as': the local people to choose from, found by typing, and the way to register another."""

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStackedLayout,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.read_model.documents import PersonHit
from ui.app_bridge import AppBridge, Lane
from ui.buttons import PillButton
from ui.faces import Faces
from ui.feed.images import ImageLoader
from ui.icons import Icons
from ui.ports import Program
from ui.register_form import RegisterForm
from ui.theme import CARD_RADIUS, Look, font
from ui.words import Words

Index = QModelIndex | QPersistentModelIndex

MOST = 1_000
_AVATAR_PX = 36
_ROW_PX = 54
_SIZE = QSize(380, 500)


class PeopleMenu(QWidget):
    """`chosen(person_id, name, handle)` when another person acts from now on; `close_asked` when this is done with."""

    chosen = Signal(object, str, str)
    close_asked = Signal()

    def __init__(
        self,
        program: Program,
        bridge: AppBridge,
        look: Look,
        icons: Icons,
        images: ImageLoader,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._program = program
        self._look = look
        self._lane = Lane(bridge)
        self.setAccessibleName("Acting as")
        self.filter = QLineEdit(self)
        self.filter.setPlaceholderText("Find a person")
        self.filter.setAccessibleName("Find a person")
        self.filter.installEventFilter(self)
        self.list = QListWidget(self)
        self.list.setAccessibleName("People of this machine")
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.viewport().setAutoFillBackground(False)
        self.list.setItemDelegate(PersonPainter(program, look, icons, images, self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.register = PillButton(look, icons, "Register another person", icon="user-plus", px=14, height=42)
        self.form = RegisterForm(program, bridge, look, icons, "Register and act", self)
        self._nobody = Words(look, "", 14, ink="muted")
        self._pages = QStackedLayout()
        self._arrange()
        self.filter.textChanged.connect(self._filter)
        self.list.itemActivated.connect(self._activate)
        self.list.itemClicked.connect(self._activate)
        self.register.clicked.connect(self.show_form)
        self.form.registered.connect(self.chosen)
        look.changed.connect(self.update)
        queries = program.queries
        self._lane.run(lambda: queries.people(MOST), self._arrived, lambda error: self._nobody.setText(str(error)))

    def show_form(self) -> None:
        """Show the form that registers another person."""
        self._pages.setCurrentIndex(1)
        self.form.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def sizeHint(self) -> QSize:
        return _SIZE

    def hasHeightForWidth(self) -> bool:
        return False  # its words would ask for less than the list deserves

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            watched is self.filter
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        ):
            self.list.event(event)
            return True
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("border"), 1))
        painter.setBrush(theme.color("card"))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), CARD_RADIUS, CARD_RADIUS)

    def _arrange(self) -> None:
        people, register = QWidget(), QWidget()
        column = QVBoxLayout(people)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for widget in (self.filter, self._nobody):
            column.addWidget(widget)
        column.addWidget(self.list, 1)
        column.addWidget(self.register)
        second = QVBoxLayout(register)
        second.setContentsMargins(0, 0, 0, 0)
        second.addWidget(self.form)
        second.addStretch(1)
        self._pages.addWidget(people)
        self._pages.addWidget(register)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(20, 18, 20, 20)
        whole.setSpacing(14)
        whole.addWidget(Words(self._look, "Acting as", 18, bold=True))
        whole.addLayout(self._pages, 1)

    def _arrived(self, people: tuple[PersonHit, ...]) -> None:
        viewer = self._program.session.viewer
        self._nobody.setVisible(False)
        for person in sorted(people, key=lambda one: (one.id != viewer, one.name.casefold())):
            acting = ", acting now" if person.id == viewer else ""
            row = QListWidgetItem(f"{person.name} @{person.handle}", self.list)
            row.setData(Qt.ItemDataRole.UserRole, person)
            row.setData(Qt.ItemDataRole.AccessibleTextRole, f"{person.name}, @{person.handle}{acting}")
        self._filter(self.filter.text())

    def _filter(self, words: str) -> None:
        wanted = words.casefold().removeprefix("@").strip()
        first: QListWidgetItem | None = None
        for index in range(self.list.count()):
            row = self.list.item(index)
            row.setHidden(wanted not in row.text().casefold())
            if first is None and not row.isHidden():
                first = row
        if first is not None:
            self.list.setCurrentItem(first)
        self._nobody.setVisible(first is None and self.list.count() > 0)
        self._nobody.setText(f"Nobody here is called '{words}'.")

    def _activate(self, row: QListWidgetItem) -> None:
        person = row.data(Qt.ItemDataRole.UserRole)
        if isinstance(person, PersonHit):
            if person.id == self._program.session.viewer:
                self.close_asked.emit()
            else:
                self.chosen.emit(person.id, person.name, person.handle)


class PersonPainter(QStyledItemDelegate):
    """Paints a person as a row: face, name, handle, and a tick for who acts now."""

    def __init__(
        self, program: Program, look: Look, icons: Icons, images: ImageLoader, view: QAbstractItemView
    ) -> None:
        super().__init__(view)
        self._program = program
        self._look = look
        self._icons = icons
        self._faces = Faces(images, _AVATAR_PX, view)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, _ROW_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        person = index.data(Qt.ItemDataRole.UserRole)
        if not isinstance(person, PersonHit):
            return
        theme = self._look.theme
        rect, state = QRectF(option.rect), option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            painter.setBrush(theme.color("chosen" if state & QStyle.StateFlag.State_Selected else "hover"))
            painter.drawRoundedRect(rect.adjusted(0, 1, 0, -1), 12, 12)
        face = self._faces.pixmap(person.id, person.name, person.avatar)
        painter.drawPixmap(round(rect.left()) + 10, round(rect.center().y() - _AVATAR_PX / 2), face)
        room = rect.adjusted(10 + _AVATAR_PX + 12, 7, -36, -7)
        for words, made, ink, side in (
            (person.name, font(14, QFont.Weight.DemiBold), "text", Qt.AlignmentFlag.AlignTop),
            (f"@{person.handle}", font(13), "muted", Qt.AlignmentFlag.AlignBottom),
        ):
            painter.setFont(made)
            painter.setPen(theme.color(ink))
            elided = QFontMetricsF(made).elidedText(words, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, side | Qt.AlignmentFlag.AlignLeft, elided)
        if person.id == self._program.session.viewer:
            tick = QRectF(rect.right() - 30, rect.center().y() - 9, 18, 18)
            self._icons.paint(painter, "check", tick, theme.color("accent"))
        painter.restore()
