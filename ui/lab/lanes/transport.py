"""What plays the lanes: play or pause, the time slider, the delay, the seed, and the link to all numbers."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QWidget

from app.lab.model import seconds
from app.lab.readings.lanes import LanesFrame, LanesSetup, OwnAct
from ui.buttons import IconButton, PillButton
from ui.icons import Icons
from ui.lab.lanes.time_slider import TimeSlider
from ui.lab.lanes.wording import clock_words
from ui.lab.panel import SHADOW_PX, Panel
from ui.theme import Look, font

DELAYS_MS = (0, 500, 1_000, 3_000, 6_000, 10_000)
WIDE_PX = 860
HEIGHT_PX = 72 + 2 * SHADOW_PX
TALL_HEIGHT_PX = 128 + 2 * SHADOW_PX
_PLAY_PX = 40
_TIME_PX = 104
_READS_PX = 136
_DELAY_PX = 132
_SEED_PX = 104
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class Transport(Panel):
    """`toggled` by play and pause, `moved(ms)` by the slider; `delay_chosen(ms)`, `seed_chosen(seed)`, `unfolded`."""

    toggled = Signal()
    moved = Signal(int)
    delay_chosen = Signal(int)
    seed_chosen = Signal(int)
    unfolded = Signal()

    def __init__(self, look: Look, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(look, parent=parent)
        self.setAccessibleName("Play the lanes")
        self._icons = icons
        self._setup = LanesSetup()
        self._at_ms = 0.0
        self._saved = 0
        self._playing: bool | None = None
        self._places: dict[str, QRectF] = {}
        self.play = IconButton(look, icons, "Play", "play", size=_PLAY_PX, px=18, kind="accent", parent=self)
        self.slider = TimeSlider(look, self)
        self.delay = PillButton(look, icons, "Delay", kind="link", px=14, height=22, parent=self)
        self.seed = PillButton(look, icons, "Seed", kind="link", px=14, height=22, parent=self)
        self.numbers = PillButton(look, icons, "All numbers", kind="link", px=14, height=22, parent=self)
        self.delay.setToolTip("How long each event takes to the read store. Waiting is given up a second later.")
        self.seed.setToolTip("The same seed gives the same traffic and the same numbers.")
        self.play.clicked.connect(self.toggled)
        self.slider.moved.connect(self.moved)
        self.delay.clicked.connect(self._open_delays)
        self.seed.clicked.connect(self._open_seeds)
        self.numbers.clicked.connect(self.unfolded)

    @staticmethod
    def height_at(width: int) -> int:
        """How high it is at a width of the widget."""
        return HEIGHT_PX if width >= WIDE_PX else TALL_HEIGHT_PX

    def show_run(
        self,
        setup: LanesSetup,
        frame: LanesFrame | None,
        acts: tuple[OwnAct, ...],
        at_ms: float,
        made_ms: float,
        *,
        playing: bool,
    ) -> None:
        """Show where the run is."""
        self._setup, self._at_ms = setup, at_ms
        self._saved = frame.own_acts if frame is not None else 0
        saves = [act.pressed_ms for act in acts if act.committed_ms is not None]
        self.slider.show_time(at_ms, setup.length_ms, made_ms, saves)
        words = (f"Delay {seconds(setup.delay_ms)}" if setup.delay_ms else "No delay", f"Seed {setup.seed}")
        if words != (self.delay.text(), self.seed.text()):
            self.delay.show_as(words[0])
            self.seed.show_as(words[1])
            self.arrange()
        if playing != self._playing:
            self._playing = playing
            self.play.show_icon("Pause" if playing else "Play", "pause" if playing else "play")
        self.update()

    def show_unfolded(self, *, unfolded: bool) -> None:
        """Say what the link does next."""
        self.numbers.show_as("Fewer numbers" if unfolded else "All numbers")
        self.arrange()

    def resizeEvent(self, _event: object) -> None:
        self.arrange()

    def arrange(self) -> None:
        """Lay out one line, or two where it is narrow."""
        card = self.card()
        wide = self.width() >= WIDE_PX
        top, middle = card.top() + 14, card.top() + 36
        self.play.move(round(card.left() + 20), round(middle - _PLAY_PX / 2))
        time_left = card.left() + 20 + _PLAY_PX + 16
        right = card.right() - 20
        lower = top if wide else card.top() + 72
        seed_left = right - _SEED_PX if wide else max(card.left() + 268, right - _SEED_PX)
        delay_left = seed_left - _DELAY_PX if wide else card.left() + 20 + _READS_PX
        reads_left = delay_left - _READS_PX if wide else card.left() + 20
        slider_left = time_left + _TIME_PX
        slider_right = (reads_left - 24) if wide else right
        self.slider.setGeometry(round(slider_left), round(middle - 18), round(slider_right - slider_left), 40)
        self._places = {
            "time": QRectF(time_left, top, _TIME_PX, 44),
            "reads": QRectF(reads_left, lower, _READS_PX - 8, 44),
            "delay": QRectF(delay_left, lower, _DELAY_PX - 8, 44),
        }
        for button, left, down in ((self.delay, delay_left - 5, 0), (self.seed, seed_left - 5, 0)):
            button.setGeometry(round(left), round(lower + down), button.sizeHint().width(), 22)
        width = self.numbers.sizeHint().width()
        if wide:
            self.seed.move(round(right - self.seed.width() + 5), round(lower))
            self.numbers.setGeometry(round(right - width + 5), round(lower + 22), width, 22)
        else:
            self.numbers.setGeometry(round(min(seed_left - 5, right - width + 5)), round(lower + 22), width, 22)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self.look.theme
        painter = QPainter(self)
        self.paint_card(painter)
        setup = self._setup
        bold, plain = font(14, QFont.Weight.DemiBold), font(13)
        saves = f"{self._saved} own save{'' if self._saved == 1 else 's'}"
        lines = (
            ("time", f"Time {clock_words(self._at_ms)}", f"of {clock_words(setup.length_ms)[:-2]}"),
            ("reads", f"{setup.reads:,} reads a lane", f"    {saves}"),
            ("delay", "", f"wait at most {seconds(setup.deadline_ms)}"),
        )
        for name, first, second in lines:
            place = self._places[name]
            painter.setFont(bold)
            painter.setPen(theme.color("text"))
            painter.drawText(QRectF(place.left(), place.top(), place.width(), 22), _LEFT, first)
            painter.setFont(plain)
            painter.setPen(theme.color("muted"))
            painter.drawText(QRectF(place.left(), place.top() + 22, place.width(), 22), _LEFT, second)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("#fb923c" if theme.dark else "#c2410c"))
        reads = self._places["reads"]
        painter.drawRoundedRect(QRectF(reads.left() + 1, reads.top() + 28, 3, 10), 1.5, 1.5)

    def _open_delays(self) -> None:
        menu = QMenu(self)
        for delay_ms in DELAYS_MS:
            words = f"Delay {seconds(delay_ms)}" if delay_ms else "No delay"
            menu.addAction(words).triggered.connect(lambda _on, ms=delay_ms: self.delay_chosen.emit(ms))
        self._open(menu, self.delay)

    def _open_seeds(self) -> None:
        menu = QMenu(self)
        seed = self._setup.seed
        for words, value in (("Next seed", seed + 1), ("Seed before", max(0, seed - 1)), ("Seed 7", 7)):
            menu.addAction(words).triggered.connect(lambda _on, value=value: self.seed_chosen.emit(value))
        self._open(menu, self.seed)

    def _open(self, menu: QMenu, under: QWidget) -> None:
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(under.mapToGlobal(under.rect().bottomLeft()))
