"""The people that a search found: a card of rows, each a button that leads to its person."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from app.read_model.documents import PersonHit
from app.text import excerpt
from ui.app_bridge import Task
from ui.buttons import PaintedButton, PillButton, focus_ring
from ui.feed.body_text import text_is_rtl
from ui.feed.images import ImageLoader, Want
from ui.icons import Icons
from ui.painting import avatar
from ui.theme import CARD_PADDING, CARD_RADIUS, META_PX, Look, font

SHOWN: Final = 3
"""How many people stand there before the others are asked for."""
ROW_PX: Final = 68
_FACE_PX: Final = 44
_PAD: Final = CARD_PADDING
_TEXT_LEFT: Final = _PAD + _FACE_PX + 12
_EDGE: Final = 6
_MORE_PX: Final = 44
_BIO_CHARACTERS: Final = 140


class PersonRow(PaintedButton):
    """Face, name, handle and the beginning of what they say of themselves."""

    def __init__(self, look: Look, images: ImageLoader, parent: QWidget) -> None:
        super().__init__(look, "", parent)
        self._images = images
        self._person: PersonHit | None = None
        self._face: QPixmap | None = None
        self._loading: Task[object] | None = None

    @property
    def person(self) -> PersonHit | None:
        """Who is shown."""
        return self._person

    def show_person(self, person: PersonHit) -> None:
        """Show this person."""
        if person == self._person:
            return
        self._person = person
        simulated = ", simulated" if person.simulated else ""
        bio = excerpt(person.bio, _BIO_CHARACTERS) if person.bio else ""
        self.setAccessibleName(f"{person.name}, @{person.handle}{simulated}. {bio}".strip())
        self._load()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(400, ROW_PX)

    def paintEvent(self, _event: QPaintEvent) -> None:
        person = self._person
        if person is None:
            return
        theme = self.look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        if self.hovered or self.isDown():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("hover"))
            painter.drawRoundedRect(rect, 12, 12)
        face = self._face or avatar(person.id, person.name, _FACE_PX, self.devicePixelRatioF())
        painter.drawPixmap(QPointF(_PAD - _EDGE, (rect.height() - _FACE_PX) / 2), face)
        self._paint_words(painter, person, rect)
        if self.ringed:
            focus_ring(painter, rect, 12, theme)

    def _paint_words(self, painter: QPainter, person: PersonHit, rect: QRectF) -> None:
        theme = self.look.theme
        bold, plain = font(15, QFont.Weight.DemiBold), font(META_PX)
        left, room = float(_TEXT_LEFT - _EDGE), rect.width() - _TEXT_LEFT - _PAD + _EDGE
        top = rect.center().y() - (22 if person.bio else 11)
        name = QFontMetricsF(bold).elidedText(person.name, Qt.TextElideMode.ElideRight, room * 0.72)
        width = QFontMetricsF(bold).horizontalAdvance(name)
        painter.setFont(bold)
        painter.setPen(theme.color("text"))
        painter.drawText(QRectF(left, top, room, 22), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)
        rest = f"@{person.handle}{' · simulated' if person.simulated else ''}"
        painter.setFont(plain)
        painter.setPen(theme.color("muted"))
        shown = QFontMetricsF(plain).elidedText(rest, Qt.TextElideMode.ElideRight, room - width - 8)
        side = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(QRectF(left + width + 8, top, room, 22), side, shown)
        if person.bio:
            words = QFontMetricsF(plain).elidedText(" ".join(person.bio.split()), Qt.TextElideMode.ElideRight, room)
            side = Qt.AlignmentFlag.AlignRight if text_is_rtl(words) else Qt.AlignmentFlag.AlignLeft
            painter.drawText(QRectF(left, top + 22, room, 22), side | Qt.AlignmentFlag.AlignVCenter, words)

    def _load(self) -> None:
        self._face = None
        if self._loading is not None:
            self._loading.cancel()
            self._loading = None
        if self._person is not None and self._person.avatar:
            dpr = self.devicePixelRatioF()
            side = round(_FACE_PX * dpr)
            want = Want(self._person.avatar, side, side, side // 2, dpr)
            self._face = self._images.ready(want)
            if self._face is None:
                self._loading = self._images.load(want, self._came, lambda _error: None)  # type: ignore[assignment]

    def _came(self, pixmap: QPixmap) -> None:
        self._face = pixmap
        self.update()


class PeopleCard(QWidget):
    """`chosen(handle)` when a person is pressed; `grown` when more of them are shown."""

    chosen = Signal(str)
    grown = Signal()

    def __init__(self, look: Look, icons: Icons, images: ImageLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._images = images
        self._people: tuple[PersonHit, ...] = ()
        self._all = False
        self._rows: list[PersonRow] = []
        self.setAccessibleName("People")
        self.more = PillButton(look, icons, "", kind="link", px=13, height=30, parent=self)
        self.more.clicked.connect(self._show_all)
        look.changed.connect(self.update)

    def show_people(self, people: Sequence[PersonHit]) -> None:
        """Show these people, at first only a few."""
        if tuple(people) != self._people:
            self._people, self._all = tuple(people), False
            self._show()

    def rows(self) -> list[PersonRow]:
        """The rows that are shown, from the top."""
        return [row for row in self._rows if not row.isHidden()]

    def height_needed(self) -> int:
        """How tall the card is, 0 without people."""
        count = self._shown_count
        if not count:
            return 0
        return 2 * _EDGE + count * ROW_PX + (_MORE_PX if self._hidden_count else 0)

    def resizeEvent(self, event: object) -> None:
        self._place()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("border"), 1))
        painter.setBrush(theme.color("card"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), CARD_RADIUS, CARD_RADIUS)

    @property
    def _shown_count(self) -> int:
        return len(self._people) if self._all or len(self._people) <= SHOWN + 1 else SHOWN

    @property
    def _hidden_count(self) -> int:
        return len(self._people) - self._shown_count

    def _show(self) -> None:
        while len(self._rows) < self._shown_count:
            row = PersonRow(self._look, self._images, self)
            row.clicked.connect(self._pressed)
            self._rows.append(row)
        for row, person in zip(self._rows, self._people, strict=False):
            row.show_person(person)
        for number, row in enumerate(self._rows):
            row.setVisible(number < self._shown_count)
        self.more.setVisible(bool(self._hidden_count))
        self.more.show_as(f"Show {self._hidden_count} more")
        self._place()

    def _place(self) -> None:
        for number, row in enumerate(self._rows):
            row.setGeometry(_EDGE, _EDGE + number * ROW_PX, self.width() - 2 * _EDGE, ROW_PX)
        size = self.more.sizeHint()
        top = _EDGE + self._shown_count * ROW_PX + (_MORE_PX - size.height()) // 2
        self.more.setGeometry(_TEXT_LEFT - 5, top, size.width(), size.height())

    def _show_all(self) -> None:
        first_hidden = self._shown_count
        self._all = True
        self._show()
        self.grown.emit()
        self._rows[first_hidden].setFocus(Qt.FocusReason.TabFocusReason)

    def _pressed(self) -> None:
        row = self.sender()
        if isinstance(row, PersonRow) and row.person is not None:
            self.chosen.emit(row.person.handle)
