"""The navigation at the left: the places to go, a new post, and at the bottom the person who acts."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.buttons import PaintedButton, PillButton, focus_ring
from ui.face import Face
from ui.feed.images import ImageLoader
from ui.folding import NAVIGATION_PX, RAIL_PX
from ui.icons import Icons
from ui.logo import paint_logo
from ui.places import PLACES, RAIL_WORDS
from ui.theme import Look, font

_LEFT_PX = 18
_ROW_PX = 42
_PITCH_PX = 46
_TIGHT_PX = 25
_TOP_PX = 68
_PERSON_PX = 54
_RAIL_ROW_PX = 56
_RAIL_PITCH_PX = 62
_RAIL_EDGE_PX = 8
_FACE_PX = 40
_VCENTER = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class Navigation(QWidget):
    """`go(place)` with a name of `PLACES`, `new_post`, `sync`, and `people` when the acting person is pressed."""

    go = Signal(str)
    new_post = Signal()
    sync = Signal()
    people = Signal()

    def __init__(self, look: Look, icons: Icons, images: ImageLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setAccessibleName("Navigation")
        self.rows: dict[str, NavigationRow] = {}
        for place, (words, icon) in PLACES.items():
            row = NavigationRow(look, icons, words, icon, self)
            row.clicked.connect(lambda _checked, place=place: self._clicked(place))
            self.rows[place] = row
        self.sync_row = NavigationRow(look, icons, "Sync", "waves", self)
        self.sync_row.setCheckable(False)
        self.sync_row.clicked.connect(self.sync)
        self.sync_row.hide()
        self.compose = PillButton(look, icons, "New post", kind="accent", px=15, height=42, parent=self)
        self.compose.setToolTip("New post (N)")
        self.compose.clicked.connect(self.new_post)
        self.person = PersonButton(look, icons, images, self)
        self.person.clicked.connect(self.people)
        self._chosen = ""
        self._rail = False
        look.changed.connect(self.update)

    def set_rail(self, rail: bool) -> None:
        """Show icons with a word under each, beside a view that needs the room."""
        if rail != self._rail:
            self._rail = rail
            for name, row in self.rows.items():
                row.show_rail(RAIL_WORDS.get(name, PLACES[name][0]) if rail else "")
            self.sync_row.show_rail("Sync" if rail else "")
            self.compose.setVisible(not rail)
            self._arrange()
            self.update()

    def show_chosen(self, place: str) -> None:
        """Mark the place that is shown; '' or another name marks none."""
        self._chosen = place
        for name, row in self.rows.items():
            row.setChecked(name == place)

    def show_badge(self, place: str, words: str) -> None:
        """Show a small count beside a place; '' removes it."""
        (self.sync_row if place == "sync" else self.rows[place]).show_badge(words)

    def show_draft_kept(self, kept: bool) -> None:
        """Say on 'New post' that an unsent one is kept."""
        self.compose.show_dot("a draft is kept" if kept else "")

    def offer_sync(self, offered: bool) -> None:
        """Offer the sync card as a row of its own, while its panel is folded away."""
        self.sync_row.setVisible(offered)
        self._arrange()

    def sizeHint(self) -> QSize:
        return QSize(NAVIGATION_PX, 600)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._rail:
            paint_logo(painter, QRectF(RAIL_PX / 2 - 16, 14, 32, 32), self._look.theme)
            return
        paint_logo(painter, QRectF(32, 19, 28, 28), self._look.theme)
        painter.setFont(font(22, QFont.Weight.DemiBold))
        painter.setPen(self._look.theme.color("text"))
        painter.drawText(QRectF(70, 15, 150, 36), _VCENTER, "Tideline")

    def _arrange(self) -> None:
        if self._rail:
            self._arrange_rail()
            return
        rows = [*self.rows.values(), *([self.sync_row] if self.sync_row.isVisibleTo(self) else [])]
        room = self.height() - _TOP_PX - _PERSON_PX - 12 - _ROW_PX - 12
        pitch = min(_PITCH_PX, max(_TIGHT_PX, room // len(rows)))
        width = self.width() - 2 * _LEFT_PX
        for index, row in enumerate(rows):
            row.setGeometry(_LEFT_PX, _TOP_PX + index * pitch, width, min(_ROW_PX, pitch))
        y = _TOP_PX + len(rows) * pitch + (14 if pitch == _PITCH_PX else 4)
        self.compose.setGeometry(_LEFT_PX, y, width, _ROW_PX)
        self.person.setGeometry(_LEFT_PX, self.height() - _PERSON_PX - 11, width, _PERSON_PX)

    def _arrange_rail(self) -> None:
        """The places from the top, settings and the person at the foot."""
        settings = self.rows["settings"]
        rows = [row for row in self.rows.values() if row is not settings]
        width = self.width() - 2 * _RAIL_EDGE_PX
        person_y = self.height() - _PERSON_PX - 11
        pitch = min(_RAIL_PITCH_PX, max(_TIGHT_PX, (person_y - _TOP_PX - 8) // (len(rows) + 1)))
        height = min(_RAIL_ROW_PX, pitch)
        for index, row in enumerate(rows):
            row.setGeometry(_RAIL_EDGE_PX, _TOP_PX + index * pitch, width, height)
        settings.setGeometry(_RAIL_EDGE_PX, person_y - pitch, width, height)
        self.person.setGeometry((self.width() - 56) // 2, person_y, 56, _PERSON_PX)

    def _clicked(self, place: str) -> None:
        self.show_chosen(self._chosen)
        self.go.emit(place)


class NavigationRow(PaintedButton):
    """One place to go: icon, words, and perhaps a count; checked while it is shown."""

    def __init__(self, look: Look, icons: Icons, words: str, icon: str, parent: QWidget) -> None:
        super().__init__(look, words, parent)
        self._icons = icons
        self._icon = icon
        self._words = words
        self._badge = ""
        self._rail = ""
        self.setCheckable(True)
        self.toggled.connect(self.update)

    @property
    def badge(self) -> str:
        """The count beside the words, '' for none."""
        return self._badge

    def show_badge(self, words: str) -> None:
        """Show a count beside the words; '' removes it."""
        if words != self._badge:
            self._badge = words
            self.setAccessibleName(f"{self._words}, {words} new" if words else self._words)
            self.update()

    def show_rail(self, words: str) -> None:
        """Show these short words under the icon; '' for the words beside it."""
        self._rail = words
        self.setToolTip(self._words if words and words != self._words else "")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self.look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        if self.isChecked() or self.hovered or self.isDown():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("chosen" if self.isChecked() or self.isDown() else "hover"))
            painter.drawRoundedRect(rect, 12, 12)
        ink = theme.color("accent" if self.isChecked() else "text")
        if self._rail:
            self._paint_rail(painter, rect, ink)
            return
        self._icons.paint(painter, self._icon, QRectF(16, rect.center().y() - 10, 20, 20), ink)
        painter.setFont(font(16, QFont.Weight.DemiBold if self.isChecked() else QFont.Weight.Medium))
        painter.setPen(ink)
        painter.drawText(QRectF(48, 0, rect.width() - 48, rect.height()), _VCENTER, self._words)
        if self._badge:
            self._paint_badge(painter, rect)
        if self.ringed and self.hasFocus():
            focus_ring(painter, rect, 12, theme)

    def _paint_rail(self, painter: QPainter, rect: QRectF, ink: QColor) -> None:
        named = rect.height() >= _ROW_PX
        y = 9 if named else rect.center().y() - 10
        self._icons.paint(painter, self._icon, QRectF(rect.center().x() - 10, y, 20, 20), ink)
        if named:
            painter.setFont(font(12, QFont.Weight.DemiBold if self.isChecked() else QFont.Weight.Medium))
            painter.setPen(ink if self.isChecked() else self.look.theme.color("muted"))
            painter.drawText(QRectF(0, 32, rect.width(), 18), Qt.AlignmentFlag.AlignCenter, self._rail)
        if self._badge:
            painter.setPen(QPen(self.look.theme.color("background"), 2))
            painter.setBrush(self.look.theme.color("accent"))
            painter.drawEllipse(QRectF(rect.center().x() + 6, y - 3, 10, 10))
        if self.ringed and self.hasFocus():
            focus_ring(painter, rect, 12, self.look.theme)

    def _paint_badge(self, painter: QPainter, rect: QRectF) -> None:
        theme = self.look.theme
        made = font(12, QFont.Weight.DemiBold)
        width = max(20.0, QFontMetricsF(made).horizontalAdvance(self._badge) + 11)
        pill = QRectF(rect.right() - 12 - width, rect.center().y() - 10, width, 20)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent_button"))
        painter.drawRoundedRect(pill, 10, 10)
        painter.setFont(made)
        painter.setPen(theme.color("accent"))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, self._badge)


class PersonButton(PaintedButton):
    """The acting person with name and handle; opens the menu 'Acting as'."""

    def __init__(self, look: Look, icons: Icons, images: ImageLoader, parent: QWidget) -> None:
        super().__init__(look, "Acting as nobody", parent)
        self._icons = icons
        self.face = Face(images, _FACE_PX, self)
        self.face.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.face.move(8, (_PERSON_PX - _FACE_PX) // 2)
        self._name = ""
        self._handle = ""

    def show_person(self, person_id: int, name: str, handle: str, picture: str = "") -> None:
        """Show who acts; `picture` is the sha-256 of theirs, '' for none."""
        self._name, self._handle = name, handle
        self.face.show_person(person_id, name, picture)
        self.setAccessibleName(f"Acting as {name}, @{handle}")
        self.setToolTip("Act as another person")
        self.setVisible(bool(handle))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self.look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        if self.hovered or self.isDown():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("chosen"))
            painter.drawRoundedRect(rect, 14, 14)
        if self.width() < RAIL_PX:  # the face alone
            if self.ringed and self.hasFocus():
                focus_ring(painter, rect, 14, theme)
            return
        if self.hovered or self.isDown():
            caret = QRectF(rect.right() - 26, rect.center().y() - 8, 16, 16)
            self._icons.paint(painter, "caret-up", caret, theme.color("muted"))
        if not self._handle:
            return
        room = rect.width() - 60 - 30
        for words, px, weight, token, y in (
            (self._name, 14, QFont.Weight.DemiBold, "text", 7),
            (f"@{self._handle}", 13, QFont.Weight.Normal, "muted", 27),
        ):
            made = font(px, weight)
            painter.setFont(made)
            painter.setPen(theme.color(token))
            elided = QFontMetricsF(made).elidedText(words, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QRectF(60, y, room, 20), _VCENTER, elided)
        if self.ringed and self.hasFocus():
            focus_ring(painter, rect, 14, theme)
