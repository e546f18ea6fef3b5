"""Which key means what in a feed. Letters count only here, never window-wide, and a setting turns them off."""

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

Intent = Literal[
    "next", "previous", "like", "reply", "bookmark", "new_post", "search", "home", "help", "open", "menu",
    "first", "last", "page_down", "page_up", "copy", "select_all",
]  # fmt: skip

_LETTERS: dict[str, Intent] = {
    "j": "next",
    "k": "previous",
    "l": "like",
    "r": "reply",
    "b": "bookmark",
    "n": "new_post",
    "/": "search",
    "?": "help",
}

_KEYS: dict[Qt.Key, Intent] = {
    Qt.Key.Key_Down: "next",
    Qt.Key.Key_Up: "previous",
    Qt.Key.Key_Return: "open",
    Qt.Key.Key_Enter: "open",
    Qt.Key.Key_Home: "first",
    Qt.Key.Key_End: "last",
    Qt.Key.Key_PageDown: "page_down",
    Qt.Key.Key_PageUp: "page_up",
    Qt.Key.Key_Space: "page_down",
    Qt.Key.Key_Menu: "menu",
}

_SHIFTED: dict[Qt.Key, Intent] = {Qt.Key.Key_Space: "page_up", Qt.Key.Key_F10: "menu"}

_CONTROL: dict[Qt.Key, Intent] = {Qt.Key.Key_C: "copy", Qt.Key.Key_A: "select_all"}

_QUIET = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier


class FeedKeys:
    """Reads key presses; remembers a 'g' until the next one."""

    def __init__(self) -> None:
        self._after_g = False

    def intent(self, event: QKeyEvent, *, letters: bool) -> Intent | None:
        """What the key means, None if it is not the feed's."""
        after_g, self._after_g = self._after_g, False
        key, modifiers = Qt.Key(event.key()), event.modifiers()
        if modifiers == Qt.KeyboardModifier.ControlModifier:
            return _CONTROL.get(key)
        if modifiers & ~_QUIET:
            return None
        shifted = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        meant = _SHIFTED.get(key) if shifted else None
        if meant is None:
            meant = _KEYS.get(key)
        return meant if meant is not None or not letters else self._letter(event.text().lower(), after_g)

    def _letter(self, letter: str, after_g: bool) -> Intent | None:
        if letter == "g":
            self._after_g = True
            return None
        return "home" if after_g and letter == "h" else _LETTERS.get(letter)

    @property
    def waiting(self) -> bool:
        """Whether the first key of two was pressed."""
        return self._after_g
