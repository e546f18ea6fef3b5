"""The write model's side: the rows that make the document, table by table, and how many rows are counted into it."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.lab.readings.sides import Cell, RowCount, RowTable, Sides, Waiting
from ui.icons import Icons
from ui.lab.kinds import paint_dot
from ui.lab.panel import PADDING_PX
from ui.lab.sides.side_panel import HEAD_PX, LEFT, RIGHT, SidePanel, elided
from ui.lab.sides.wording import ago
from ui.theme import Look, font

NAME_PX, COLUMNS_PX, ROW_PX, BELOW_PX, NOTE_PX, TILE_PX = 27, 34, 36, 22, 34, 38
ROWS_SHOWN = 4
NARROW_PX = 440
_CELL_PX = 13
_TILE_GAP_PX = 6
_MOST_OF_A_ROW = 0.5
_FIELDS_OF: Final = {"addresses": ("address", "display_address"), "post_media": ("media",)}
"""The fields of the document that a table's columns make, where they are called otherwise."""


class RowsPanel(SidePanel):
    """Shows the rows of a reading, amber what the document does not say yet."""

    def __init__(self, look: Look, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(look, icons, "Write model", "rows", "table", "accent", parent)
        self._sides: Sides | None = None
        self._now_ms = 0
        self.setToolTip("The rows in SQLite that make this document (third normal form: each fact once).")

    def show_sides(self, sides: Sides | None, now_ms: int) -> None:
        """Show these; while something differs, how long ago it was saved counts on."""
        if sides is self._sides and (sides is None or not sides.differing):
            return
        self._sides, self._now_ms = sides, now_ms
        if sides is not None:
            cells = [cell for table in sides.tables for row in table.rows for cell in row if cell.changed]
            told = [f"{cell.column} was {cell.was or 'empty'}, is {cell.value or 'empty'}" for cell in cells]
            self.setAccessibleDescription("; ".join([f"position {sides.written}", *told]))
        self.update()

    def anchor_of(self) -> QPointF | None:
        """Where the line to the other side begins: beside the first changed row or count; None if none has changed."""
        if self._sides is None:
            return None
        card = self.card()
        y = card.top() + HEAD_PX
        for table in self._sides.tables:
            rows = table.rows[:ROWS_SHOWN]
            y += NAME_PX + COLUMNS_PX
            for row in rows:
                if any(cell.changed for cell in row):
                    return QPointF(card.right() - PADDING_PX, y + ROW_PX / 2)
                y += ROW_PX
            y += BELOW_PX + (0 if rows else ROW_PX)
        if not any(count.changed for count in self._sides.counts):
            return None
        return QPointF(card.right() - PADDING_PX, max(y, card.bottom() - PADDING_PX - TILE_PX) + TILE_PX / 2)

    def needed_height(self) -> int:
        """What the rows take."""
        if self._sides is None:
            return 300
        tables = sum(
            NAME_PX + COLUMNS_PX + ROW_PX * max(1, min(ROWS_SHOWN, len(table.rows))) + BELOW_PX
            for table in self._sides.tables
        )
        return HEAD_PX + tables + NOTE_PX + TILE_PX + 36

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        sides = self._sides
        inner = self.paint_head(painter, f"position {sides.written:,}" if sides is not None else "")
        if sides is None:
            return
        y = inner.top()
        for table in sides.tables:
            y = self._paint_table(painter, inner, y, table, sides.saved)
            if self._has_changed(table):
                y = self._paint_note(painter, inner, y, table, sides)
            y += BELOW_PX
        self._paint_counts(painter, inner, max(y, inner.bottom() - TILE_PX), sides.counts)

    @staticmethod
    def _has_changed(table: RowTable) -> bool:
        return any(cell.changed for row in table.rows for cell in row)

    def _paint_table(self, painter: QPainter, inner: QRectF, y: float, table: RowTable, saved: bool) -> float:
        theme = self.look.theme
        painter.setFont(font(14, QFont.Weight.DemiBold))
        painter.setPen(theme.color("accent"))
        painter.drawText(QRectF(inner.left(), y - 4, inner.width(), 22), LEFT, table.name)
        y += NAME_PX
        rows = self._fitting(table.rows[:ROWS_SHOWN])
        box = QRectF(inner.left(), y, inner.width(), COLUMNS_PX + ROW_PX * max(1, len(rows)))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("hover"))
        painter.drawRoundedRect(box.adjusted(0, 0, 0, COLUMNS_PX - box.height() + 10), 10, 10)
        painter.setBrush(theme.color("card"))
        painter.drawRect(QRectF(box.left(), y + COLUMNS_PX, box.width(), 12))
        painter.setPen(QPen(theme.color("border"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 10, 10)
        painter.drawLine(QPointF(box.left(), y + COLUMNS_PX + 0.5), QPointF(box.right(), y + COLUMNS_PX + 0.5))
        if not rows:
            painter.setFont(font(14))
            painter.setPen(theme.color("muted"))
            words = "no row" if saved else "no row any more"
            painter.drawText(box.adjusted(_CELL_PX, COLUMNS_PX, 0, 0), LEFT, words)
            return box.bottom()
        lefts = self._columns(box, rows)
        painter.setFont(font(13))
        painter.setPen(theme.color("muted"))
        for (left, width), cell in zip(lefts, rows[0], strict=True):
            words = elided(painter, cell.column.removesuffix("_id") if cell.column != "id" else "id", width)
            painter.drawText(QRectF(left, y, width, COLUMNS_PX), LEFT, words)
        for number, row in enumerate(rows):
            line = y + COLUMNS_PX + number * ROW_PX
            for (left, width), cell in zip(lefts, row, strict=True):
                self._paint_cell(painter, QRectF(left, line, width, ROW_PX), cell)
        return box.bottom()

    def _fitting(self, rows: tuple[tuple[Cell, ...], ...]) -> tuple[tuple[Cell, ...], ...]:
        """The rows without their ids where there is no room for them."""
        if self.width() >= NARROW_PX:
            return rows
        return tuple(tuple(cell for cell in row if cell.column != "id" and cell.column[-3:] != "_id") for row in rows)

    def _paint_cell(self, painter: QPainter, rect: QRectF, cell: Cell) -> None:
        theme = self.look.theme
        painter.setFont(font(14, QFont.Weight.DemiBold if cell.changed else QFont.Weight.Normal))
        words = elided(painter, cell.value or "–", rect.width())
        if cell.changed:
            width = painter.fontMetrics().horizontalAdvance(words)
            mark = QRectF(rect.left() - 8, rect.top() + 4, width + 16, rect.height() - 8)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("strip"))
            painter.drawRoundedRect(mark, 8, 8)
        painter.setPen(theme.color("badge" if cell.changed else "text" if cell.value else "muted"))
        painter.drawText(rect, LEFT, words)

    def _columns(self, box: QRectF, rows: tuple[tuple[Cell, ...], ...]) -> list[tuple[float, float]]:
        """The left edge and the width of each column: as wide as its words, the widest give way."""
        names, values = QFontMetricsF(font(13)), QFontMetricsF(font(14, QFont.Weight.DemiBold))
        wanted = [
            max(names.horizontalAdvance(cells[0].column), *(values.horizontalAdvance(cell.value) for cell in cells))
            for cells in zip(*rows, strict=True)
        ]
        gap = 24.0 if box.width() > NARROW_PX else 18.0
        room = box.width() - 2 * _CELL_PX - gap * (len(wanted) - 1)
        given = shared_out([min(one, room * _MOST_OF_A_ROW) for one in wanted], room)
        spare = room - sum(given)
        gap += min(40.0, spare / max(1, len(wanted) - 1))
        lefts, x = [], box.left() + _CELL_PX
        for width in given:
            lefts.append((x, width + 2))
            x += width + gap
        return lefts

    def _paint_note(self, painter: QPainter, inner: QRectF, y: float, table: RowTable, sides: Sides) -> float:
        """When the changed cells were written, and what they were."""
        theme = self.look.theme
        line = QRectF(inner.left(), y + 6, inner.width(), 28)
        last = bringer_of(table, sides)
        painter.setFont(font(13))
        left = inner.left()
        if last is not None:
            paint_dot(painter, QPointF(line.left() + 11, line.center().y()), last.kind, theme, self.icons)
            words = f"changed at {last.position:,}, {ago(last.committed_ms, self._now_ms)}"
            painter.setFont(font(13, QFont.Weight.Medium))
            painter.setPen(theme.color("badge"))
            painter.drawText(line.adjusted(30, 0, 0, 0), LEFT, words)
            left += 46 + painter.fontMetrics().horizontalAdvance(words)
        was = [cell.was for row in table.rows for cell in row if cell.changed and cell.was]
        if was and sides.shown:
            painter.setFont(font(13))
            painter.setPen(theme.color("muted"))
            told = elided(painter, f"was {', '.join(was)}", line.right() - left)
            painter.drawText(QRectF(left, line.top(), line.right() - left, line.height()), RIGHT, told)
        return y + NOTE_PX

    def _paint_counts(self, painter: QPainter, inner: QRectF, y: float, counts: tuple[RowCount, ...]) -> None:
        theme = self.look.theme
        width = (inner.width() - 8 * (len(counts) - 1)) / max(1, len(counts))
        for number, count in enumerate(counts):
            tile = QRectF(inner.left() + number * (width + 8), y, width, TILE_PX)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("strip" if count.changed else "hover"))
            painter.drawRoundedRect(tile, 9, 9)
            room = tile.adjusted(12, 0, -12, 0)
            named, numbered = font(13, QFont.Weight.DemiBold), font(13)
            left = room.width() - QFontMetricsF(named).horizontalAdvance(count.field) - _TILE_GAP_PX
            words = f"{count.rows:,} row{'' if count.rows == 1 else 's'}"
            if QFontMetricsF(numbered).horizontalAdvance(words) > left:
                words = f"{count.rows:,}"
            painter.setFont(numbered)
            painter.setPen(theme.color("badge" if count.changed else "muted"))
            painter.drawText(room, RIGHT, words)
            taken = QFontMetricsF(numbered).horizontalAdvance(words) + _TILE_GAP_PX
            painter.setFont(named)
            painter.setPen(theme.color("badge" if count.changed else "accent"))
            painter.drawText(room, LEFT, elided(painter, count.field, room.width() - taken))


def bringer_of(table: RowTable, sides: Sides) -> Waiting | None:
    """What will bring the changed cells of a table to the other side, the last of it."""
    changed = {cell.column for row in table.rows for cell in row if cell.changed}
    names = changed.union(_FIELDS_OF.get(table.name, ()))
    brought = [sides.bringer(field) for field in sides.differing if field.name in names]
    return max((one for one in brought if one is not None), key=lambda one: one.position, default=None)


def shared_out(wanted: list[float], room: float) -> list[float]:
    """The widths that find room together: the widest ones are cut to what the others leave them."""
    left = room
    for count, one in zip(range(len(wanted), 0, -1), sorted(wanted), strict=True):
        if one * count > left:
            return [min(width, left / count) for width in wanted]
        left -= one
    return wanted
