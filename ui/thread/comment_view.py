"""A comment: painted words and real buttons, recycled by the thread as cards are by the feed."""

from dataclasses import replace
from html import escape
from typing import Literal

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QToolTip, QWidget

from app.clock import Clock
from app.consistency.visible import Change
from app.text import Span
from ui.app_bridge import Task
from ui.composer.occasion import what_was_written
from ui.feed import marks
from ui.feed.card_painter import mark_width
from ui.feed.header_line import HeaderLine, header_line
from ui.feed.images import ImageLoader, Want
from ui.feed.moment import exact_time, relative_time
from ui.icons import Icons
from ui.painting import avatar
from ui.theme import Look
from ui.thread import comment_painter
from ui.thread.comment_buttons import QUESTION, CommentButtons, Foot
from ui.thread.comment_layout import FACE, CommentLayout
from ui.thread.rows import ThreadRow
from ui.thread.spoken import spoken_comment
from ui.thread.text_touch import TextSelection

Part = Literal["row", "author", "time", "words", "span"]

_EMPTY = HeaderLine("", 0, "", 0, 0)
_MENU_ROOM = 30
_MARK_SHARE = 0.6


class CommentView(QWidget):
    """`acted(name)`: 'author', 'reply', 'menu', 'retry', 'discard', 'edit', 'again', 'dismiss', 'delete now', 'keep';
    `followed(Span)` for links, tags and mentions.
    """

    acted = Signal(str)
    followed = Signal(object)

    def __init__(
        self, look: Look, icons: Icons, images: ImageLoader, clock: Clock, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._icons = icons
        self._images = images
        self._clock = clock
        self.row: ThreadRow | None = None
        self.plan: CommentLayout | None = None
        self.mark: marks.Mark | None = None
        self.buttons = CommentButtons(look, icons, self)
        self.selection = TextSelection()
        self._line = _EMPTY
        self._foot: Foot = "plain"
        self._confirming = False
        self._aimed = False
        self._current = False
        self._face: QPixmap | None = None
        self._loading: Task[object] | None = None
        self._waves: tuple[Change, ...] = ()
        self._hovered: tuple[Part, Span | None] = ("row", None)
        self._pressed: tuple[Part, Span | None] | None = None
        self._mark_rect = QRectF()
        self._tile: QPixmap | None = None
        self._time = QTimer(self, singleShot=True)
        self._time.timeout.connect(self.refresh)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.buttons.acted.connect(self.acted)
        self.buttons.stirred.connect(self._redraw)
        look.changed.connect(self._redraw)

    @property
    def comment_id(self) -> int:
        """The comment that is shown, 0 for none."""
        return self.row.id if self.row is not None else 0

    @property
    def current(self) -> bool:
        """Whether this is the keyboard's row."""
        return self._current

    def set_current(self, current: bool) -> None:
        """Mark it as the keyboard's row, or not."""
        if current != self._current:
            self._current = current
            self._redraw()

    def show_row(self, row: ThreadRow, plan: CommentLayout, *, confirming: bool, aimed: bool) -> None:
        """Show a comment; `confirming` asks whether to delete it, `aimed` says that it is being answered."""
        if self.row is not None and self.row.id != row.id:
            self.reset()
        elif (row, confirming, aimed) == (self.row, self._confirming, self._aimed) and plan is self.plan:
            return
        if plan is not self.plan:
            self.selection.clear()
        new_face = self.row is None or self.row.visible.comment.avatar != row.visible.comment.avatar
        self.row, self.plan, self._confirming, self._aimed = row, plan, confirming, aimed
        self.resize(plan.width, plan.height)
        if new_face:
            self._load_face()
        self.refresh()

    def reset(self) -> None:
        """Forget the comment, before the widget is kept for another."""
        self.row, self.plan, self.mark = None, None, None
        self.selection.clear()
        self.buttons.reset()
        if self._loading is not None:
            self._loading.cancel()
            self._loading = None
        self._face, self._waves, self._tile = None, (), None
        self._hovered, self._pressed = ("row", None), None
        self._current = False
        self._time.stop()
        self.setAccessibleName("")
        self.unsetCursor()

    def select_all(self) -> None:
        """Select the whole text."""
        if self.plan is not None:
            self.selection.take_all(self.plan.body)
            self._redraw()

    @property
    def selected_words(self) -> str:
        """What is selected, '' if nothing is."""
        return self.selection.words(self.plan.body) if self.plan is not None else ""

    def refresh(self) -> None:
        """Bring all that depends on the time up to date."""
        row, plan = self.row, self.plan
        if row is None or plan is None:
            return
        visible, now = row.visible, self._clock.monotonic_ms()
        self.mark = self._mark_now(now)
        self._waves = visible.changes
        comment = visible.comment
        gone = comment.deleted or visible.removed
        with_buttons = self.mark is not None and bool(self.mark.actions)
        self._foot = (
            "question"
            if self._confirming
            else "mark"
            if with_buttons
            else "bare"
            if gone or visible.in_water
            else "plain"
        )
        self.buttons.show(plan, self._foot, self.mark, has_menu=not gone and not visible.in_water)
        edited = " · edited" if comment.edited_ms else ""
        simulated = " · simulated" if comment.simulated else ""
        rest = f" · {relative_time(comment.created_ms, self._clock.now_ms())}{edited}{simulated}"
        room = 0 if self.buttons.menu.isHidden() else _MENU_ROOM
        if self.mark is not None and self._marked_in_header:
            room += min(round(mark_width(self.mark)) + 12, round(plan.text_width * _MARK_SHARE))
        self._line = header_line(comment.name, comment.handle, rest, plan.text_width - room)
        self.setAccessibleName(spoken_comment(row, self._clock.now_ms(), self.mark))
        change = marks.next_change_ms(visible.operation, now)
        if change is not None:
            self._time.start(max(1, round(change - now)))
        self._redraw()

    def paintEvent(self, _event: QPaintEvent) -> None:
        row, plan = self.row, self.plan
        if row is None or plan is None:
            return
        dpr = self.devicePixelRatioF()
        if self._tile is None or self._tile.devicePixelRatioF() != dpr:
            self._tile = QPixmap(round(plan.width * dpr), round(plan.height * dpr))
            self._tile.setDevicePixelRatio(dpr)
            self._tile.fill(Qt.GlobalColor.transparent)
            over = QPainter(self._tile)
            self._paint_body(over, row, plan)
            over.end()
        QPainter(self).drawPixmap(0, 0, self._tile)

    def _redraw(self) -> None:
        """Something in the painted body differs: paint it anew, once, and copy it while the thread scrolls."""
        self._tile = None
        self.update()

    def _paint_body(self, painter: QPainter, row: ThreadRow, plan: CommentLayout) -> None:
        theme = self._look.theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        place = QRectF(0, 0, plan.width, plan.height)
        comment_painter.paint_ground(painter, place, row, theme, current=self._current, aimed=self._aimed)
        comment_painter.paint_lines(painter, plan, row, plan.height, theme)
        if row.visible.comment.deleted:
            comment_painter.paint_face(painter, plan, None, self._icons, theme)
            comment_painter.paint_gone(painter, plan, theme)
            return
        if row.visible.removed:
            painter.setOpacity(0.45)
        comment_painter.paint_face(painter, plan, self._face_now(row), self._icons, theme)
        comment_painter.paint_header(painter, plan, self._line, theme, underlined=self._hovered[0] == "author")
        plan.body.draw(painter, plan.text_origin, self.selection.range)
        comment_painter.paint_waves(painter, plan, self._line, self._waves, theme)
        painter.setOpacity(1.0)
        self._paint_mark(painter, plan)
        self.buttons.paint_calm(painter)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.plan is None or event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self._pressed = self._part_at(event.position())
        in_words = self._pressed[0] in ("words", "span")
        self.selection.press(event.position() - self.plan.text_origin, self.plan.body if in_words else None)
        self._redraw()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.plan is None:
            return
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.selection.move(event.position() - self.plan.text_origin, self.plan.body)
            self._redraw()
        else:
            self._hover(self._part_at(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        if self.selection.release() or pressed is None or self._part_at(event.position()) != pressed:
            return
        part, span = pressed
        if span is not None:
            self.followed.emit(span)
        elif part == "author":
            self.acted.emit("author")

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.plan is not None and self._part_at(event.position())[0] == "words":
            self.selection.take_word(event.position() - self.plan.text_origin, self.plan.body)
            self._redraw()

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(("row", None))
        super().leaveEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            words = self.tip_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), f"<qt>{escape(words)}</qt>" if words else "", self)
            return True
        return super().event(event)

    def tip_at(self, point: QPointF) -> str:
        """What to tell about the place under the pointer."""
        if self.row is None or self.plan is None:
            return ""
        if self.mark is not None and self._mark_rect.contains(point):
            return self.mark.term
        part, span = self._part_at(point)
        comment = self.row.visible.comment
        stored = {one.field: one.stored for one in self._waves}
        if part in ("words", "span") and "text" in stored:
            return f"Not in the read store yet. It still holds: {stored['text']}"
        if span is not None:
            return span.target if span.kind == "link" else ""
        if part == "author":
            return f"{comment.name} @{comment.handle}"
        return exact_time(comment.created_ms) if part == "time" else ""

    @property
    def _marked_in_header(self) -> bool:
        return self.mark is not None and not self.mark.actions

    def _mark_now(self, now: float) -> marks.Mark | None:
        """As on cards; a refused comment can be edited, too."""
        operation = self.row.visible.operation if self.row is not None else None
        mark = marks.mark_of(operation, now, reduced_motion=self._look.reduced_motion)
        if mark is None or operation is None or operation.stage != "rejected":
            return mark
        actions = tuple(one for one in mark.actions if one.name != "edit")
        if what_was_written(operation.command) is not None:
            actions = (marks.MarkAction("edit", "Edit"), *actions)
        return replace(mark, actions=actions)

    def _paint_mark(self, painter: QPainter, plan: CommentLayout) -> None:
        theme = self._look.theme
        self._mark_rect = QRectF()
        if self._foot == "question":
            room = self.buttons.words_width(plan, "question", None)
            comment_painter.paint_foot_words(painter, plan, QUESTION, "text", room, theme)
        elif self.mark is not None and self._foot == "mark":
            room = self.buttons.words_width(plan, "mark", self.mark) - 10
            self._mark_rect = comment_painter.paint_mark_in_foot(painter, plan, self.mark, room, theme)
        elif self.mark is not None:
            right = plan.header.right() - (0 if self.buttons.menu.isHidden() else _MENU_ROOM)
            self._mark_rect = comment_painter.paint_mark_in_header(painter, plan, self.mark, right, theme)

    def _part_at(self, point: QPointF) -> tuple[Part, Span | None]:
        plan = self.plan
        if plan is None or self.row is None or self.row.visible.comment.deleted:
            return "row", None
        if plan.face.contains(point):
            return "author", None
        if plan.header.contains(point) and point.x() - plan.header.left() <= self._line.width:
            ahead = point.x() - plan.header.left() > self._line.meta_left + self._line.meta_width * 0.5
            return ("time" if ahead else "author"), None
        if plan.words.contains(point):
            span = plan.body.span_at(point - plan.text_origin)
            return ("span", span) if span is not None else ("words", None)
        return "row", None

    def _hover(self, part: tuple[Part, Span | None]) -> None:
        if part != self._hovered:
            self._hovered = part
            shapes = {"words": Qt.CursorShape.IBeamCursor, "author": Qt.CursorShape.PointingHandCursor}
            shape = Qt.CursorShape.PointingHandCursor if part[1] is not None else shapes.get(part[0])
            self.setCursor(shape if shape is not None else Qt.CursorShape.ArrowCursor)
            self._redraw()

    def _face_now(self, row: ThreadRow) -> QPixmap:
        comment = row.visible.comment
        return self._face or avatar(comment.author_id, comment.name, FACE, self.devicePixelRatioF())

    def _load_face(self) -> None:
        picture = self.row.visible.comment.avatar if self.row is not None else ""
        self._face = None
        if self._loading is not None:
            self._loading.cancel()
            self._loading = None
        if not picture:
            return
        dpr = self.devicePixelRatioF()
        side = round(FACE * dpr)
        want = Want(picture, side, side, side // 2, dpr)
        self._face = self._images.ready(want)
        if self._face is None:
            self._loading = self._images.load(want, self._face_came, lambda _error: None)  # type: ignore[assignment]

    def _face_came(self, pixmap: QPixmap) -> None:
        self._face = pixmap
        self._redraw()
