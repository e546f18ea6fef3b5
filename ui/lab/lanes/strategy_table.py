"""What this window's views do after each kind of action: a table that switches them at once, for this run only."""

from functools import partial

from msgspec.structs import replace
from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QWidget

from app.consistency.strategies import KINDS, Kind, Strategies
from app.consistency.visible import Strategy
from ui.buttons import PillButton, focus_ring, shows_ring, tab_to_chosen
from ui.icons import Icons
from ui.lab.panel import PADDING_PX, SHADOW_PX, TITLE_ROOM_PX, Panel
from ui.ports import Program
from ui.settings.chosen import chosen_in
from ui.settings.explanations import KIND_WORDS, STRATEGY_WORDS, offered
from ui.theme import Look, font

COLUMNS: tuple[tuple[Strategy, str, str, str], ...] = (
    ("none", "None", "None", "old, unsaid"),
    ("optimistic", "Ahead", "Optimistic UI", "shown ahead, marked"),
    ("wait", "Wait", "Wait for yours", "“Waiting for position 1,204”"),
    ("fresh", "Fetch", "Fetch yours", "“From the write model”"),
    ("acceptance", "Accept", "Acceptance", "“3 s old”"),
)
"""Each strategy with a short and a longer name, and what a view then shows or says."""

HEAD_PX = 58
ROW_PX = (36, 56)
"""A row takes what room there is, between these."""

FOOT_PX = 56
NARROW_PX = 560
LONG_PX = 104
NAMED = 2
"""The headline names so many kinds of action; more are counted."""

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class StrategyTable(Panel):
    """Rows are kinds of actions, columns strategies; `changed` when a person has chosen."""

    changed = Signal()

    def __init__(self, program: Program, look: Look, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(look, "What a view does after …", parent=parent)
        self._program = program
        self.cells: dict[tuple[Kind, Strategy], Cell] = {}
        self._groups: dict[Kind, QButtonGroup] = {}
        self.heads: dict[Strategy, PillButton] = {}
        for strategy, short, _long, _says in COLUMNS:
            head = PillButton(look, icons, short, kind="link", px=13, height=24, parent=self)
            head.setAccessibleName(f"{STRATEGY_WORDS[strategy][0]} for every kind of action")
            head.setToolTip(f"{STRATEGY_WORDS[strategy][0]}, for every kind. {STRATEGY_WORDS[strategy][1]}")
            head.clicked.connect(partial(self._choose_all, strategy))
            self.heads[strategy] = head
        for kind in KINDS:
            group = QButtonGroup(self)
            self._groups[kind] = group
            for strategy, *_words in COLUMNS:
                if strategy not in offered(kind):
                    continue
                cell = Cell(look, f"{KIND_WORDS[kind][0]}: {STRATEGY_WORDS[strategy][0]}", self)
                cell.setToolTip(STRATEGY_WORDS[strategy][1])
                cell.clicked.connect(partial(self._choose, kind, strategy))
                group.addButton(cell)
                self.cells[kind, strategy] = cell
        self.back = PillButton(look, icons, "Back to your settings", icon="arrow-counter-clockwise", parent=self)
        self.back.clicked.connect(self.back_to_settings)
        self.refresh()

    def height_at(self, _width: int) -> int:
        """How high it is at least."""
        return TITLE_ROOM_PX + HEAD_PX + ROW_PX[0] * len(KINDS) + FOOT_PX + 2 * SHADOW_PX

    def headline(self) -> tuple[str, str]:
        """What applies in this window, and until when."""
        other = choices_in_run(self._program)
        if not other:
            return "This window follows your settings", "Choose what a view does after each action; it applies at once."
        names = ", ".join(KIND_WORDS[kind][0] for kind in other)
        if len(other) <= NAMED:
            return f"This window does otherwise after: {names}", "Until it closes. Your settings keep theirs."
        return f"This window does otherwise after {len(other)} kinds of action", f"Until it closes: {names}."

    def refresh(self) -> None:
        """Show what applies."""
        strategies = self._program.session.strategies
        for kind in KINDS:
            cell = self.cells.get((kind, getattr(strategies, kind)))
            if cell is not None and not cell.isChecked():
                cell.setChecked(True)
                tab_to_chosen(other for (row, _), other in self.cells.items() if row == kind)
        self.back.setEnabled(bool(choices_in_run(self._program)))

    def back_to_settings(self) -> None:
        """Follow the settings again."""
        self._apply(chosen_in(self._program.settings.value))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        card = self.card()
        left, column = self._columns()
        top, high = card.top() + TITLE_ROOM_PX, self._row()
        for at, (strategy, short, longer, _says) in enumerate(COLUMNS):
            head = self.heads[strategy]
            head.setText(longer if column >= LONG_PX else short)
            width = min(column, float(head.sizeHint().width()))
            x = left + column * at + (column - width) / 2
            head.setGeometry(round(x), round(top + 4), round(width), 24)
            for row, kind in enumerate(KINDS):
                cell = self.cells.get((kind, strategy))
                if cell is not None:
                    y = top + HEAD_PX + high * row
                    cell.setGeometry(round(left + column * at), round(y), round(column), round(high))
        size = self.back.sizeHint()
        self.back.setGeometry(
            round(card.left() + PADDING_PX), round(card.bottom() - FOOT_PX + 10), size.width(), size.height()
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self.look.theme
        painter = QPainter(self)
        self.paint_card(painter)
        card = self.card()
        left, column = self._columns()
        top, high = card.top() + TITLE_ROOM_PX, self._row()
        small = font(12)
        painter.setFont(small)
        painter.setPen(theme.color("muted"))
        if column >= LONG_PX:
            for at, (_strategy, _short, _long, says) in enumerate(COLUMNS):
                place = QRectF(left + column * at + 4, top + 28, column - 8, 20)
                words = QFontMetricsF(small).elidedText(says, Qt.TextElideMode.ElideRight, place.width())
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, words)
        label = font(14)
        for row, kind in enumerate(KINDS):
            y = top + HEAD_PX + high * row
            painter.setPen(QPen(theme.color("border"), 1))
            painter.drawLine(round(card.left() + PADDING_PX), round(y), round(card.right() - PADDING_PX), round(y))
            painter.setFont(label)
            painter.setPen(theme.color("text"))
            place = QRectF(card.left() + PADDING_PX, y, left - card.left() - PADDING_PX - 4, high)
            words = QFontMetricsF(label).elidedText(KIND_WORDS[kind][0], Qt.TextElideMode.ElideRight, place.width())
            painter.drawText(place, _LEFT, words)

    def _row(self) -> float:
        room = self.card().height() - TITLE_ROOM_PX - HEAD_PX - FOOT_PX
        return min(max(room / len(KINDS), ROW_PX[0]), ROW_PX[1])

    def _columns(self) -> tuple[float, float]:
        """Where the first column begins, and how wide each is."""
        card = self.card()
        label = 170.0 if card.width() >= NARROW_PX else 132.0
        left = card.left() + PADDING_PX + label
        return left, (card.right() - PADDING_PX / 2 - left) / len(COLUMNS)

    def _choose(self, kind: Kind, strategy: Strategy) -> None:
        self._apply(replace(self._program.session.strategies, **{kind: strategy}))

    def _choose_all(self, strategy: Strategy) -> None:
        wanted = {kind: strategy for kind in KINDS if strategy in offered(kind)}
        self._apply(replace(self._program.session.strategies, **wanted))

    def _apply(self, strategies: Strategies) -> None:
        """It holds for what is done from now on; what others change is told by it at once."""
        self._program.session.strategies = strategies
        self._program.signals.operations.send(self)
        self.refresh()
        self.changed.emit()


class Cell(QRadioButton):
    """One choice: a painted radio button with the whole cell as its place."""

    def __init__(self, look: Look, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._ringed = False
        self.setAccessibleName(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.toggled.connect(self.update)
        look.changed.connect(self.update)

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ringed = shows_ring(event.reason(), self._ringed, self._look)
        super().focusInEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        centre = QRectF(self.rect()).center()
        ring = QRectF(centre.x() - 9, centre.y() - 9, 18, 18)
        chosen = self.isChecked()
        ink = theme.color("accent" if chosen or self.underMouse() else "scroll_handle")
        painter.setPen(QPen(ink, 2))
        painter.setBrush(theme.color("card"))
        painter.drawEllipse(ring.adjusted(1, 1, -1, -1))
        if chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink)
            painter.drawEllipse(ring.adjusted(5, 5, -5, -5))
        if self._ringed and self.hasFocus():
            focus_ring(painter, ring.adjusted(-5, -5, 5, 5), 14, theme)


def choices_in_run(program: Program) -> list[Kind]:
    """The kinds after which this window does otherwise than the settings say."""
    of_settings, now = chosen_in(program.settings.value), program.session.strategies
    return [kind for kind in KINDS if getattr(of_settings, kind) != getattr(now, kind)]
