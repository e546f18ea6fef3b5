"""The pictures of a post that is being written: prepared in the pool, described, put in order, taken out again."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from msgspec.structs import replace
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Signal
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from app.errors import InvalidInput, TidelineError
from app.limits import ALT_CHARACTERS
from app.media import MAX_PER_POST, MediaItem
from app.text import grapheme_count
from ui.app_bridge import AppBridge
from ui.composer.picture_tile import PictureTile
from ui.feed.images import ImageLoader
from ui.icons import Icons
from ui.ports import Pictures
from ui.theme import Look, font
from ui.words import Words

Source = Path | bytes | QImage
"""A picture as it comes: a file, what the clipboard holds encoded, or decoded."""

_GAP: Final = 8
_WIDEST: Final = 232
_LOWEST: Final = 92
_HIGHEST: Final = 150


@dataclass
class _Entry:
    tile: PictureTile
    item: MediaItem | None = None


class PictureTray(QWidget):
    """`changed(by_hand)` when pictures, order or descriptions are other ones; `refused(sentence)` when a picture is."""

    changed = Signal(bool)
    refused = Signal(str)

    def __init__(
        self,
        pictures: Pictures,
        bridge: AppBridge,
        look: Look,
        icons: Icons,
        images: ImageLoader,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._pictures = pictures
        self._bridge = bridge
        self._look = look
        self._icons = icons
        self._images = images
        self._entries: list[_Entry] = []
        self._spare: list[Source] = []
        self._chosen: _Entry | None = None
        self.setAccessibleName("Pictures")
        self._row = _Row(self)
        self._about = Words(look, "", 12, bold=True, ink="muted", parent=self)
        self.alt = QPlainTextEdit(self)
        self.alt.setFont(font(14))
        self.alt.setTabChangesFocus(True)
        self.alt.setFixedHeight(62)
        self.alt.setPlaceholderText("What would you tell someone who cannot see it?")
        self.alt.textChanged.connect(self._alt_typed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._row)
        column.addSpacing(4)
        column.addWidget(self._about)
        column.addWidget(self.alt)
        self.hide()

    @property
    def items(self) -> tuple[MediaItem, ...]:
        """The pictures that are ready, in order, with their descriptions."""
        return tuple(entry.item for entry in self._entries if entry.item is not None)

    @property
    def preparing(self) -> bool:
        """Whether a picture is still being stored."""
        return any(entry.item is None for entry in self._entries)

    @property
    def undescribed(self) -> int:
        """How many pictures have no description."""
        return sum(not item.alt.strip() for item in self.items)

    @property
    def problem(self) -> str:
        """What is wrong with a description, '' if nothing is."""
        longest = max((grapheme_count(item.alt) for item in self.items if len(item.alt) > ALT_CHARACTERS), default=0)
        if longest > ALT_CHARACTERS:
            return f"A description has {longest:,} characters, and {ALT_CHARACTERS:,} are the most."
        return ""

    def tiles(self) -> tuple[PictureTile, ...]:
        """The tiles in their order."""
        return tuple(entry.tile for entry in self._entries)

    def show_items(self, items: Sequence[MediaItem]) -> None:
        """Show these pictures, which are stored already, instead of the ones before."""
        for entry in self._entries:
            entry.tile.take_away()
        self._entries = [_Entry(self._new_tile(), item) for item in items]
        self._spare = []
        self._choose(None)
        self._show()

    def add(self, sources: Sequence[Source]) -> None:
        """Store pictures and show them; those that are one too many or cannot be used are refused with a sentence.

        One too many takes the place of one that cannot be used.
        """
        room = max(0, MAX_PER_POST - len(self._entries))
        for source in sources[:room]:
            self._begin(source)
        self._spare = [*sources[room:]]
        self._show()
        self.changed.emit(False)
        left_out = len(sources) - room
        if left_out > 0:
            those = "this one was" if left_out == 1 else f"{left_out} of these were"
            self.refused.emit(f"A post carries at most {MAX_PER_POST} pictures; {those} not added.")

    def _begin(self, source: Source) -> None:
        entry = _Entry(self._new_tile())
        self._entries.append(entry)
        self._store(entry, source)

    def describe_next(self) -> None:
        """Take the person to the first picture that has no description."""
        for entry in self._entries:
            if entry.item is not None and not entry.item.alt.strip():
                self._choose(entry)
                self.alt.setFocus()
                return

    def _new_tile(self) -> PictureTile:
        tile = PictureTile(self._look, self._icons, self._images, self._row)
        tile.clicked.connect(lambda: self._pressed(tile))
        tile.moved.connect(lambda step: self._move(tile, step))
        tile.removed.connect(lambda: self._remove(tile))
        tile.dragged.connect(lambda x: self._drag(tile, x))
        tile.dropped.connect(self._row.arrange)
        tile.show()
        return tile

    def _store(self, entry: _Entry, source: Source) -> None:
        pictures = self._pictures

        def failed(error: Exception) -> None:
            if entry in self._entries:
                self._take_out(entry)
                if self._spare:
                    self._begin(self._spare.pop(0))
                    self._show()
                self.changed.emit(False)
                self.refused.emit(_sentence(error))

        self._bridge.run(lambda: _stored(pictures, source), lambda item: self._stored(entry, item), failed)

    def _stored(self, entry: _Entry, item: MediaItem) -> None:
        if entry in self._entries:
            entry.item = item
            if self._chosen is None or self._chosen.item is None or self._chosen.item.alt:
                self._choose(entry)
            self._show()
            self.changed.emit(False)

    def _entry_of(self, tile: PictureTile) -> _Entry:
        return next(entry for entry in self._entries if entry.tile is tile)

    def _pressed(self, tile: PictureTile) -> None:
        entry = self._entry_of(tile)
        self._choose(entry if entry.item is not None else None)
        if entry.item is not None:
            self.alt.setFocus()

    def _move(self, tile: PictureTile, step: int) -> None:
        at = self._entries.index(self._entry_of(tile))
        self._place(at, at + step)

    def _place(self, at: int, to: int) -> None:
        if 0 <= to < len(self._entries) and to != at:
            self._entries.insert(to, self._entries.pop(at))
            self._show()
            self.changed.emit(True)

    def _drag(self, tile: PictureTile, x: float) -> None:
        """The tile follows the pointer; the others make room as it passes their middles."""
        at = self._entries.index(self._entry_of(tile))
        to = sum(other.tile is not tile and other.tile.geometry().center().x() < x for other in self._entries)
        self._place(at, to)
        tile.raise_()
        tile.move(round(min(max(0.0, x - tile.width() / 2), self._row.width() - tile.width())), tile.y())

    def _remove(self, tile: PictureTile) -> None:
        at = self._entries.index(self._entry_of(tile))
        had_focus = tile.hasFocus() or tile.isAncestorOf(self.focusWidget())
        self._take_out(self._entries[at])
        if had_focus and self._entries:
            self._entries[min(at, len(self._entries) - 1)].tile.setFocus()
        self.changed.emit(True)

    def _take_out(self, entry: _Entry) -> None:
        self._entries.remove(entry)
        entry.tile.hide()
        entry.tile.take_away()
        if self._chosen is entry:
            self._choose(None)
        self._show()

    def _choose(self, entry: _Entry | None) -> None:
        self._chosen = entry
        for other in self._entries:
            other.tile.setChecked(other is entry)
        alt = entry.item.alt if entry is not None and entry.item is not None else ""
        if self.alt.toPlainText() != alt:
            self.alt.blockSignals(True)
            self.alt.setPlainText(alt)
            self.alt.blockSignals(False)
        self._show_alt()

    def _alt_typed(self) -> None:
        entry = self._chosen
        if entry is not None and entry.item is not None:
            entry.item = replace(entry.item, alt=self.alt.toPlainText())
            self._show_tile(self._entries.index(entry))
            self.changed.emit(True)

    def _show(self) -> None:
        for place in range(len(self._entries)):
            self._show_tile(place)
        self._row.show_tiles([entry.tile for entry in self._entries])
        self.setVisible(bool(self._entries))
        self._show_alt()

    def _show_tile(self, place: int) -> None:
        entry = self._entries[place]
        sha256, alt = (entry.item.sha256, entry.item.alt) if entry.item is not None else ("", "")
        entry.tile.show_picture(sha256, alt.strip(), place + 1, len(self._entries))

    def _show_alt(self) -> None:
        entry = self._chosen
        shown = entry is not None and entry.item is not None and entry in self._entries
        self.alt.setVisible(shown)
        self._about.setVisible(shown)
        if entry is not None and shown:
            which = f"picture {self._entries.index(entry) + 1}" if len(self._entries) > 1 else "the picture"
            self._about.setText(f"Describe {which}")
            self.alt.setAccessibleName(f"Description of {which}")


class _Row(QWidget):
    """Places the tiles side by side: as wide as there is room for, never taller than the words above them."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._tiles: list[PictureTile] = []

    def show_tiles(self, tiles: list[PictureTile]) -> None:
        self._tiles = tiles
        before: QWidget | None = None
        for tile in tiles:
            for widget in (tile, tile.left, tile.right, tile.remove):
                if before is not None:
                    QWidget.setTabOrder(before, widget)
                before = widget
        self.updateGeometry()
        self.arrange()

    def arrange(self) -> None:
        width, height = self._tile_size(self.width())
        for place, tile in enumerate(self._tiles):
            tile.setGeometry(place * (width + _GAP), 0, width, height)

    def sizeHint(self) -> QSize:
        return QSize(320, self._tile_size(self.width())[1])

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()
        if self._tiles:
            self.updateGeometry()

    def _tile_size(self, room: int) -> tuple[int, int]:
        count = max(2, len(self._tiles))
        width = min(_WIDEST, (room - _GAP * (count - 1)) // count)
        return width, round(min(_HIGHEST, max(_LOWEST, width * 0.75)))


def _stored(pictures: Pictures, source: Source) -> MediaItem:
    if isinstance(source, Path):
        return pictures.add_file(source)
    return pictures.add_bytes(source if isinstance(source, bytes) else _encoded(source))


def _encoded(image: QImage) -> bytes:
    """A picture that came decoded, as PNG. Any thread."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not image.save(buffer, "PNG"):  # type: ignore[call-overload]  # its stubs want the format as bytes
        raise InvalidInput("media", "The picture on the clipboard cannot be read; nothing was added.")
    return bytes(data.data())


def _sentence(error: Exception) -> str:
    return str(error) if isinstance(error, TidelineError) else "This picture cannot be added; nothing was changed."
