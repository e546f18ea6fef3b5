"""Icons: glyphs of the Phosphor set that qtawesome carries, painted in the theme's colours.

Only the package's font and its list of names are read, never its code: importing that takes 171 ms, and this
7 ms at the first icon, so there is no cache on disk and nothing to load after the first paint.
"""

import json
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QIconEngine, QPainter, QPainterPath, QPixmap, QRawFont

from app.errors import EnvironmentFault
from ui.theme import Look

_PREFIX = "ph."
_EM = 256.0
"""The size in pixels at which outlines are read; they are scaled from there."""


class Icons:
    """The icons of one window. Names are Phosphor's ('heart', 'heart-fill'); a leading 'ph.' is allowed.

    Used on the GUI thread. Raises `KeyError` for a name that the set does not have.
    """

    def __init__(self, look: Look) -> None:
        self._look = look
        self._paths: dict[str, QPainterPath] = {}
        self._pixmaps: dict[tuple[str, int, int, float], QPixmap] = {}

    def icon(self, name: str, color: str = "text") -> QIcon:
        """An icon in a theme token's colour for stock buttons and menus; it follows the theme, sharp at each scale."""
        self._path(name)
        return QIcon(_Engine(self, self._look, name, color))

    def pixmap(self, name: str, px: int, color: QColor, dpr: float = 1.0) -> QPixmap:
        """The icon `px` logical pixels wide and high for a screen of scale `dpr`; kept, so do not paint on it."""
        key = (name, px, color.rgba(), dpr)
        made = self._pixmaps.get(key)
        if made is None:
            made = QPixmap(round(px * dpr), round(px * dpr))
            made.setDevicePixelRatio(dpr)
            made.fill(Qt.GlobalColor.transparent)
            painter = QPainter(made)
            self.paint(painter, name, QRectF(0, 0, px, px), color)
            painter.end()
            self._pixmaps[key] = made
        return made

    def paint(self, painter: QPainter, name: str, rect: QRectF, color: QColor) -> None:
        """Paint the icon's outline into `rect` (logical pixels)."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(rect.topLeft())
        painter.scale(rect.width() / _EM, rect.height() / _EM)
        painter.fillPath(self._path(name), color)
        painter.restore()

    def _path(self, name: str) -> QPainterPath:
        name = name.removeprefix(_PREFIX)
        path = self._paths.get(name)
        if path is None:
            glyphs = self._font.glyphIndexesForString(chr(int(self._names[name], 16)))
            path = self._font.pathForGlyph(glyphs[0]).translated(QPointF(0.0, self._font.ascent()))
            self._paths[name] = path
        return path

    @cached_property
    def _names(self) -> dict[str, str]:
        names: dict[str, str] = json.loads(_data_file("phosphor-charmap-*.json").read_bytes())
        return names

    @cached_property
    def _font(self) -> QRawFont:
        return QRawFont(str(_data_file("phosphor-[0-9]*.ttf")), _EM, QFont.HintingPreference.PreferNoHinting)


class _Engine(QIconEngine):
    """Paints an icon in whatever theme applies at that moment."""

    def __init__(self, icons: Icons, look: Look, name: str, token: str) -> None:
        super().__init__()
        self._icons = icons
        self._look = look
        self._name = name
        self._token = token

    def paint(self, painter: QPainter, rect: object, mode: QIcon.Mode, state: QIcon.State) -> None:
        self._icons.paint(painter, self._name, QRectF(rect), self._color(mode))  # type: ignore[call-overload]

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self._icons.pixmap(self._name, min(size.width(), size.height()), self._color(mode))

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        px = round(min(size.width(), size.height()) / scale)
        return self._icons.pixmap(self._name, px, self._color(mode), scale)

    def clone(self) -> QIconEngine:
        return _Engine(self._icons, self._look, self._name, self._token)

    def _color(self, mode: QIcon.Mode) -> QColor:
        alpha = 0.5 if mode == QIcon.Mode.Disabled else 1.0
        return self._look.theme.color(self._token, alpha)


def _data_file(pattern: str) -> Path:
    spec = find_spec("qtawesome")
    folder = Path(spec.origin).parent / "fonts" if spec and spec.origin else Path()
    found = next(folder.glob(pattern), None)
    if found is None:
        raise EnvironmentFault("The icons are missing: the package qtawesome is damaged; run `make env` to restore it.")
    return found
