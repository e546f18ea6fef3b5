"""The colours, fonts and few style rules of the window, light and dark, and the object that says which apply.

Widgets get a `Look` and ask it while they paint; nothing here is global.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from weakref import WeakSet

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QGuiApplication, QPalette, QWindow
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QProxyStyle,
    QScrollBar,
    QTextEdit,
    QWidget,
)
from shiboken6 import isValid

from app.settings import ThemeChoice

FAMILIES: Final = ["Inter", "Noto Color Emoji"]
FONT_FOLDER: Final = Path(__file__).parent.parent / "resources" / "fonts"

TEXT_PX: Final = 15
META_PX: Final = 14
SMALL_PX: Final = 12
LINE_PX: Final = 22
CARD_RADIUS: Final = 16
CARD_PADDING: Final = 18
CARD_GAP: Final = 16
COLUMN_MAX_PX: Final = 640
GLIDE_MS: Final = 240
SINK_MS: Final = 200
BOUNCE_MS: Final = 320
SCROLL_MS: Final = 120


@dataclass(frozen=True)
class Theme:
    """The tokens of one appearance, as '#rrggbb'. What each is for is its name; `design` pairs them with texts.

    `standing` fills a card in the water, `water` are the stops 0, .5 and 1 as (colour, alpha), `chosen` fills the
    selected row of a list, `strip` the line that warns, `tab_alpha` is how white a chosen tab is over the water.
    """

    name: str
    background: str
    card: str
    border: str
    text: str
    muted: str
    accent: str
    on_accent: str
    like: str
    repost: str
    badge: str
    hover: str
    chosen: str
    read_side: str
    strip: str
    standing: str
    danger_button: str
    accent_button: str
    tab_alpha: float
    water: tuple[tuple[str, float], tuple[str, float], tuple[str, float]]
    caustic: tuple[str, float]
    wet_sand: str
    shadow: tuple[str, float, float]
    scroll_handle: str

    @property
    def dark(self) -> bool:
        """True for the dark appearance."""
        return self.name == "dark"

    def color(self, token: str, alpha: float = 1.0) -> QColor:
        """The colour of a token, or of '#rrggbb', with `alpha` from 0 to 1. Raises `AttributeError` for no token."""
        return _color(token if token.startswith("#") else getattr(self, token), alpha)


LIGHT: Final = Theme(
    name="light",
    background="#f3f4f8",
    card="#ffffff",
    border="#e6e8ef",
    text="#12151c",
    muted="#5d6679",
    accent="#4f46e5",
    on_accent="#ffffff",
    like="#cc274b",
    repost="#0b7d57",
    badge="#92400e",
    hover="#eef0f6",
    chosen="#e9ebf3",
    read_side="#0d6b63",
    strip="#fdf0da",
    standing="#f8f9ff",
    danger_button="#fdf2f4",
    accent_button="#dddcfa",
    tab_alpha=0.74,
    water=(("#4f5fe8", 0.11), ("#4678ea", 0.115), ("#2f9eea", 0.15)),
    caustic=("#ffffff", 0.75),
    wet_sand="#2f8fe6",
    shadow=("#171b3a", 0.075, 0.055),
    scroll_handle="#c3c8d6",
)

DARK: Final = Theme(
    name="dark",
    background="#0d1017",
    card="#171b24",
    border="#262c38",
    text="#e8ebf2",
    muted="#8b95a7",
    accent="#8b8cff",
    on_accent="#0d1017",
    like="#ff5c7f",
    repost="#34d399",
    badge="#fbbf24",
    hover="#222835",
    chosen="#222835",
    read_side="#2dd4bf",
    strip="#2b2312",
    standing="#181d2b",
    danger_button="#2a1c25",
    accent_button="#2b2d52",
    tab_alpha=0.092,
    water=(("#7f8cff", 0.11), ("#6494ff", 0.12), ("#3fa9f5", 0.18)),
    caustic=("#9fd0ff", 0.13),
    wet_sand="#4fb0ff",
    shadow=("#000000", 0.40, 0.30),
    scroll_handle="#3a4254",
)


class Look(QObject):
    """Which theme applies, whether things may move, and who leads. Lives on the GUI thread; passed to each widget.

    `changed` rings after `theme` has changed and the application wears it; `motion_changed` after `reduced_motion`.
    """

    changed = Signal()
    motion_changed = Signal()

    def __init__(self, choice: ThemeChoice = "system", *, reduced_motion: bool = False) -> None:
        super().__init__()
        self._choice: ThemeChoice = choice
        self._reduced_motion = reduced_motion
        self._by_keyboard = True
        self._theme = LIGHT
        self._style: HouseStyle | None = None
        self._dressed: WeakSet[QWidget] = WeakSet()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._system_changed)
        self.set_choice(choice)

    @property
    def theme(self) -> Theme:
        """The tokens that apply now."""
        return self._theme

    @property
    def choice(self) -> ThemeChoice:
        """What the person chose: the system's appearance, light or dark."""
        return self._choice

    @property
    def reduced_motion(self) -> bool:
        """True if states switch at once instead of moving."""
        return self._reduced_motion

    def set_reduced_motion(self, reduced: bool) -> None:
        """Let things move, or switch."""
        if reduced != self._reduced_motion:
            self._reduced_motion = reduced
            self.motion_changed.emit()

    def set_choice(self, choice: ThemeChoice) -> None:
        """Follow the system's appearance, or keep to one."""
        self._choice = choice
        hints = QGuiApplication.styleHints()
        if choice == "system":
            hints.unsetColorScheme()
        else:
            hints.setColorScheme(Qt.ColorScheme.Dark if choice == "dark" else Qt.ColorScheme.Light)
        self._settle()

    @property
    def by_keyboard(self) -> bool:
        """Whether the last press in the window was a key, not a mouse button: then focus wears a ring."""
        return self._by_keyboard

    def follow_presses(self, window: QWindow) -> None:
        """Learn from this window what a person presses. A key that is a shortcut comes as the override alone."""
        window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonPress:
            self._by_keyboard = False
        elif event.type() in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride):
            self._by_keyboard = True
        return False

    def wear(self, app: QApplication) -> None:
        """Dress the application once: Fusion, fonts, palette, stock widgets. Later changes follow by themselves."""
        if self._style is None:
            self._style = HouseStyle(self._dress)
            app.setStyle(self._style)
        load_fonts()
        app.setFont(font(META_PX))
        app.setPalette(palette(self._theme))
        for widget in app.allWidgets():
            self._dress(widget)

    def _system_changed(self, _scheme: Qt.ColorScheme) -> None:
        self._settle()

    def _settle(self) -> None:
        if self._choice == "system":
            theme = DARK if QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark else LIGHT
        else:
            theme = DARK if self._choice == "dark" else LIGHT
        if theme is self._theme:
            return
        self._theme = theme
        app = QApplication.instance()
        if self._style is not None and isinstance(app, QApplication):
            app.setPalette(palette(theme))
            for widget in list(self._dressed):
                if isValid(widget):
                    widget.setStyleSheet(_rules(widget, theme))
        self.changed.emit()

    def _dress(self, widget: QWidget) -> None:
        """Give a stock widget the few rules that a palette cannot say, unless it has rules of its own."""
        if isinstance(widget, _STOCK) and not widget.styleSheet() and widget not in self._dressed:
            self._dressed.add(widget)
            widget.setStyleSheet(_rules(widget, self._theme))


class HouseStyle(QProxyStyle):
    """Fusion that has each widget dressed when Qt first polishes it.

    One style sheet for the whole application would be simpler, but changing that takes 45 ms in a full window,
    and this 3 ms.
    """

    def __init__(self, dress: Callable[[QWidget], None]) -> None:
        super().__init__("Fusion")
        self._dress = dress

    def polish(self, thing: Any) -> Any:
        """Qt's own hook for a widget, a palette or the application."""
        result = super().polish(thing)
        if isinstance(thing, _STOCK):
            self._dress(thing)
        return result


def load_fonts() -> bool:
    """Register the Inter files that come with the program; False if one is missing and the system's font stands in."""
    files = [FONT_FOLDER / f"Inter-{weight}.otf" for weight in ("Regular", "Medium", "SemiBold", "Bold")]
    loaded = [file.exists() and QFontDatabase.addApplicationFont(str(file)) >= 0 for file in files]
    return all(loaded)


@lru_cache(maxsize=64)
def font(px: float, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Inter at `px` pixels, unhinted, so that text looks the same at each scale. Shared: copy before changing it."""
    made = QFont()
    made.setFamilies(FAMILIES)
    made.setPixelSize(round(px))
    made.setWeight(weight)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    made.setStyleStrategy(QFont.StyleStrategy.PreferAntialias)
    return made


@lru_cache(maxsize=4_096)
def words_px(words: str, px: float, weight: QFont.Weight = QFont.Weight.Normal) -> float:
    """How wide these words are in that `font`. Remembered: layouts ask for the same few over and over."""
    return QFontMetricsF(font(px, weight)).horizontalAdvance(words)


@lru_cache(maxsize=512)
def _color(value: str, alpha: float) -> QColor:
    made = QColor(value)
    made.setAlphaF(alpha)
    return made


def palette(theme: Theme) -> QPalette:
    """The palette from which Fusion paints the stock widgets."""
    made = QPalette()
    role = QPalette.ColorRole
    for target, token in (
        (role.Window, "background"),
        (role.WindowText, "text"),
        (role.Base, "card"),
        (role.AlternateBase, "hover"),
        (role.Text, "text"),
        (role.Button, "card"),
        (role.ButtonText, "text"),
        (role.BrightText, "like"),
        (role.Highlight, "accent"),
        (role.HighlightedText, "on_accent"),
        (role.Link, "accent"),
        (role.LinkVisited, "accent"),
        (role.ToolTipBase, "card"),
        (role.ToolTipText, "muted"),  # Qt draws the edge of a tooltip in the colour of its words
        (role.PlaceholderText, "muted"),
        (role.Accent, "accent"),
        (role.Light, "card"),
        (role.Midlight, "hover"),
        (role.Mid, "border"),
        (role.Dark, "muted"),
        (role.Shadow, "border"),
    ):
        made.setColor(target, theme.color(token))
    for target in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, target, theme.color("muted"))
    return made


_STOCK = (QMenu, QLineEdit, QPlainTextEdit, QTextEdit, QScrollBar)


def _rules(widget: QWidget, theme: Theme) -> str:
    if isinstance(widget, QMenu):
        return _menu_rules(theme)
    return _scroll_bar_rules(theme) if isinstance(widget, QScrollBar) else _field_rules(theme)


def _field_rules(theme: Theme) -> str:
    return f"""
QLineEdit, QPlainTextEdit, QTextEdit {{ background: {theme.card}; color: {theme.text}; border: 1px solid {theme.border};
  border-radius: 10px; padding: 7px 10px; placeholder-text-color: {theme.muted};
  selection-background-color: {theme.accent}; selection-color: {theme.on_accent}; }}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus {{ border: 1px solid {theme.accent}; }}
"""


def _menu_rules(theme: Theme) -> str:
    return f"""
QMenu {{ background: {theme.card}; color: {theme.text}; border: 1px solid {theme.border}; padding: 6px; }}
QMenu::item {{ padding: 7px 26px 7px 12px; border-radius: 8px; }}
QMenu::item:selected {{ background: {theme.hover}; }}
QMenu::item:disabled {{ color: {theme.muted}; }}
QMenu::separator {{ height: 1px; background: {theme.border}; margin: 6px 8px; }}
"""


def _scroll_bar_rules(theme: Theme) -> str:
    return f"""
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; }}
QScrollBar::handle:vertical {{ background: {theme.scroll_handle}; border-radius: 2px; margin: 2px 4px;
  min-height: 36px; }}
QScrollBar::handle:vertical:hover {{ background: {theme.muted}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; width: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""
