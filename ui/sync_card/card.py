"""The sync card: how far the read side is, how late, and the controls that slow, stop and step it."""

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QFont, QHideEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.lab.model import CompanyLevel
from app.signals import Projected
from ui.app_bridge import AppBridge
from ui.buttons import PillButton
from ui.icons import Icons
from ui.ports import Program
from ui.segmented import Segmented
from ui.sync_card.delay_slider import DelaySlider
from ui.sync_card.figures import Figures
from ui.sync_card.parked_list import ParkedList
from ui.sync_card.readout import delay_words
from ui.theme import CARD_RADIUS, Look, font

BUSY_MS = 125
"""How often the figures are read while something waits; at rest only the chart moves, at its own pace."""

REST_MS = 250

LEVELS: tuple[tuple[CompanyLevel, str], ...] = (("off", "Off"), ("quiet", "Quiet"), ("lively", "Lively"))


class SyncCard(QWidget):
    """Shows `program.lag` and drives `program.read_side` and `program.company`; rests while it is hidden."""

    def __init__(
        self, program: Program, bridge: AppBridge, look: Look, icons: Icons, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._program = program
        self._look = look
        self.setObjectName("sync")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.figures = Figures(look, icons, self)
        self.slider = DelaySlider(look, self)
        self.pause = PillButton(look, icons, "Pause", icon="pause", parent=self)
        self.step = PillButton(look, icons, "Step", icon="skip-forward", parent=self)
        self.company = Segmented(look, "Company", LEVELS, self)
        self.parked = ParkedList(look, icons, self)
        self._arrange()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)
        self.slider.delay_chosen.connect(program.read_side.set_delay)
        self.pause.clicked.connect(self._toggle_pause)
        self.step.clicked.connect(self._step)
        self.company.chosen.connect(self._set_company)
        self.parked.retry.connect(program.read_side.retry)
        self.parked.discard.connect(program.read_side.discard)
        bridge.read_side.connect(self.refresh)
        bridge.projected.connect(self._projected)
        look.changed.connect(self.update)
        self.refresh()

    def refresh(self) -> None:
        """Read everything anew."""
        state = self._program.read_side.state()
        self.slider.show_delay(state.delay_ms)
        self.pause.show_as("Resume" if state.paused else "Pause", "play" if state.paused else "pause")
        self.step.setEnabled(state.paused)
        self.step.setToolTip("Apply one event" if state.paused else "Pause first, then apply events one by one")
        for control in (self.slider, self.pause):
            control.setEnabled(not state.elsewhere)
        self.company.show_value(self._program.company.level)
        self.parked.show_parked(self._program.read_side.parked())
        self._tick()
        self.update()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()
        super().hideEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("border"), 1))
        painter.setBrush(theme.color("card"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), CARD_RADIUS, CARD_RADIUS)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        for line in (self.figures.geometry().bottom() + 1, self.parked.y() if self.parked.isVisible() else 0):
            if line:
                painter.drawLine(1, line, self.width() - 2, line)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_words(painter)

    def _paint_words(self, painter: QPainter) -> None:
        theme = self._look.theme
        state = self._program.read_side.state()
        line = QRectF(18, self.slider.y() - 24, self.width() - 36, 24)
        painter.setFont(font(13, QFont.Weight.Medium))
        painter.setPen(theme.color("text"))
        painter.drawText(line, _LEFT, "Slow the read side by")
        company = QRectF(18, self.company.y(), 80, self.company.height())
        painter.drawText(company, _LEFT, "Company")
        painter.setFont(font(13, QFont.Weight.DemiBold))
        painter.setPen(theme.color("accent" if state.delay_ms else "muted"))
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, delay_words(state.delay_ms))

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.figures)
        column.addSpacing(32)
        slider = QHBoxLayout()
        slider.setContentsMargins(18, 0, 18, 0)
        slider.addWidget(self.slider)
        column.addLayout(slider)
        column.addSpacing(10)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(18, 0, 18, 0)
        buttons.setSpacing(10)
        for button in (self.pause, self.step):
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            buttons.addWidget(button, 1)
        column.addLayout(buttons)
        column.addSpacing(8)
        company = QHBoxLayout()
        company.setContentsMargins(94, 0, 18, 0)
        company.addWidget(self.company, 1)
        self.company.setFixedHeight(30)
        column.addLayout(company)
        column.addSpacing(18)
        column.addWidget(self.parked)

    def _tick(self) -> None:
        reading = self._program.lag.reading()
        self.figures.show_reading(reading, self._program.read_side.state())
        if self.isVisible():
            pace = BUSY_MS if reading.waiting or reading.pending else REST_MS
            if self._timer.interval() != pace or not self._timer.isActive():
                self._timer.start(pace)

    def _projected(self, what: Projected) -> None:
        if what.parked or self.parked.isVisible():
            self.parked.show_parked(self._program.read_side.parked())
            self.update()

    def _toggle_pause(self) -> None:
        side = self._program.read_side
        if side.state().paused:
            side.resume()
        else:
            side.pause()

    def _step(self) -> None:
        self._program.read_side.step(1)

    def _set_company(self, level: str) -> None:
        self._program.company.set_level(next(value for value, _words in LEVELS if value == level))


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
