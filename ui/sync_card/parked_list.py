"""The events that are held back, below the sync card's controls: what each is, why, and Retry or Discard."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.read_model.documents import ParkedEvent
from ui.buttons import PillButton
from ui.icons import Icons
from ui.question import ask
from ui.theme import Look
from ui.words import Words

SHOWN = 3
"""Failed events that are listed one by one; the rest is counted and can be answered together."""


class ParkedList(QWidget):
    """Lists failed events with the count of those that wait behind each; `retry(seq)` and `discard(seq)` as asked."""

    retry = Signal(object)
    discard = Signal(object)

    def __init__(self, look: Look, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._icons = icons
        self._parked: tuple[ParkedEvent, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(18, 12, 18, 16)
        self._column.setSpacing(10)
        self.setAccessibleName("Held back")
        self.setVisible(False)

    def show_parked(self, parked: Sequence[ParkedEvent]) -> None:
        """Show these; an empty list hides the whole."""
        if tuple(parked) != self._parked:
            self._parked = tuple(parked)
            self._rebuild()
            self.setVisible(bool(self._parked))

    def _rebuild(self) -> None:
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        failed = [event for event in self._parked if not event.blocked_by]
        self._column.addWidget(Words(self._look, f"Held back · {len(self._parked):,}", 13, ink="badge", bold=True))
        for event in failed[:SHOWN]:
            behind = sum(1 for other in self._parked if other.blocked_by == event.seq)
            self._column.addWidget(self._row(event, behind))
        if len(failed) > SHOWN:
            self._column.addWidget(Words(self._look, f"and {len(failed) - SHOWN:,} more", 12, ink="muted"))
        if len(failed) > 1:
            self._column.addWidget(self._answers_to_all())

    def _answers_to_all(self) -> QWidget:
        line = QWidget(self)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._button("Retry all", self._retry_all))
        row.addWidget(self._button("Discard all", self._discard_all))
        row.addStretch(1)
        return line

    def _row(self, event: ParkedEvent, behind: int) -> QWidget:
        row = QWidget(self)
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        what = event.summary or event.aggregate
        column.addWidget(Words(self._look, f"{event.seq:,} · {what}", 13, ink="text", bold=True))
        reason = event.reason or "Held by hand."
        column.addWidget(Words(self._look, reason, 12, ink="muted"))
        if behind:
            column.addWidget(Words(self._look, f"{behind:,} more wait behind it", 12, ink="muted"))
        answers = QHBoxLayout()
        answers.setContentsMargins(0, 6, 0, 2)
        answers.setSpacing(8)
        answers.addWidget(self._button("Retry", lambda: self.retry.emit(event.seq), what))
        answers.addWidget(self._button("Discard", lambda: self._discard_one(event, behind), what))
        answers.addStretch(1)
        column.addLayout(answers)
        return row

    def _discard_one(self, event: ParkedEvent, behind: int) -> None:
        if not behind:
            self.discard.emit(event.seq)
            return
        ask(
            self.window(),
            "Discard held back events",
            f"Discard this event? The {behind:,} that wait behind it then go on without it; "
            "the read store will differ from what was saved until it is rebuilt.",
            "Discard",
            lambda: self.discard.emit(event.seq),
        )

    def _retry_all(self) -> None:
        for event in self._parked:
            if not event.blocked_by:
                self.retry.emit(event.seq)

    def _discard_all(self) -> None:
        failed = [event.seq for event in self._parked if not event.blocked_by]

        def discard_each() -> None:
            for seq in failed:
                self.discard.emit(seq)

        ask(
            self.window(),
            "Discard held back events",
            f"Discard all {len(failed):,} events that failed? What was saved stays saved, but feeds will not show it "
            "until the read store is rebuilt.",
            f"Discard {len(failed):,}",
            discard_each,
        )

    def _button(self, text: str, then: object, about: str = "") -> PillButton:
        button = PillButton(self._look, self._icons, text, px=12, height=26)
        button.setAccessibleName(f"{text}: {about}" if about else text)
        button.clicked.connect(then)
        return button
