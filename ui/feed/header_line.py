"""The first line of a card: name, handle, age. Handles elide before names; the age is always whole."""

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF

from ui.theme import META_PX, TEXT_PX, font

NAME_GAP = 8
_LEAST_HANDLE = 34
_LEAST_NAME = 40


@dataclass(frozen=True)
class HeaderLine:
    """The words as they fit, and where they begin, in pixels from the line's left."""

    name: str
    name_width: float
    meta: str
    meta_left: float
    meta_width: float

    @property
    def width(self) -> float:
        """How much of the line is used."""
        return self.meta_left + self.meta_width


@lru_cache(maxsize=512)
def header_line(name: str, handle: str, rest: str, available: float) -> HeaderLine:
    """Fit name, '@handle' and the rest (' · 2 h · edited') into `available` pixels."""
    bold = QFontMetricsF(font(TEXT_PX, QFont.Weight.DemiBold))
    plain = QFontMetricsF(font(META_PX))
    rest_width = plain.horizontalAdvance(rest)
    name_width = bold.horizontalAdvance(name)
    room = available - rest_width - NAME_GAP
    shown = f"@{handle}"
    if name_width + plain.horizontalAdvance(shown) > room:
        left = room - name_width
        shown = plain.elidedText(shown, Qt.TextElideMode.ElideRight, left) if left >= _LEAST_HANDLE else ""
        if not shown:
            rest = rest.removeprefix(" · ")
            most = max(float(_LEAST_NAME), available - plain.horizontalAdvance(rest) - NAME_GAP)
            name = bold.elidedText(name, Qt.TextElideMode.ElideRight, most)
            name_width = bold.horizontalAdvance(name)
    meta = shown + rest
    return HeaderLine(name, name_width, meta, name_width + NAME_GAP, plain.horizontalAdvance(meta))
