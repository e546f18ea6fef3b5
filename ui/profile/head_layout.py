"""Where everything in the head of a profile lies at one width, and its laid-out texts."""

from dataclasses import dataclass

from PySide6.QtCore import QDateTime, QLocale, QPointF, QRectF
from PySide6.QtGui import QFont, QFontMetricsF

from app.read_model.documents import Profile
from app.text import count_label
from ui.feed.body_text import BodyText
from ui.theme import CARD_PADDING, LINE_PX, META_PX, Theme, font

NARROW_PX = 520
FACE = 88
FACE_RING = 4
ICON = 17
ICON_ROOM = 26
NAME_PX = 22
_BANNER = 104
_BANNER_NARROW = 84
_FACE_UP = 50
_NOTE_ROOM = 236
_NOTE_LEAST = 180
"""What the note about the source wants beside the counts, and what it takes beside the date."""
_COUNT_GAP = 22


@dataclass(frozen=True)
class CountPlace:
    """One of the counts: the number as shown, the exact one, the word, and where they begin."""

    field: str
    number: str
    exact: int
    word: str
    left: float
    number_width: float

    @property
    def width(self) -> float:
        """How wide number and word are."""
        return self.number_width + _word_width(self.word)


class HeadLayout:
    """One profile at one width in one theme; rectangles from the head's top left."""

    def __init__(self, profile: Profile, width: int, theme: Theme) -> None:
        self.width = width
        self.narrow = width < NARROW_PX
        pad = 16 if self.narrow else CARD_PADDING
        inner = width - 2 * pad
        self.banner = QRectF(0, 0, width, _BANNER_NARROW if self.narrow else _BANNER)
        self.face = QRectF(pad - FACE_RING / 2, self.banner.bottom() - _FACE_UP, FACE, FACE)
        self.buttons_y = self.banner.bottom() + 12
        self.name = QRectF(pad, self.face.bottom() + 6, inner, 30)
        self.handle = QRectF(pad, self.name.bottom(), inner, LINE_PX)
        y = self.handle.bottom() + 12
        self.bio_origin = QPointF(pad, y)
        self.bio = BodyText(profile.bio, profile.bio_spans, inner, theme)
        if profile.bio:
            y += self.bio.height + 12
        self.address_origin = QPointF(pad + ICON_ROOM, y)
        used = font(META_PX)
        self.address = BodyText(profile.display_address, (), inner - ICON_ROOM, theme, used)
        if profile.display_address:
            y += self.address.height + 4
        self.joined = QRectF(pad + ICON_ROOM, y, inner - ICON_ROOM, LINE_PX)
        y = self.joined.bottom() + 12
        self.counts_row = QRectF(pad, y, inner, LINE_PX)
        self.counts = _counts(profile, pad)
        self.note, self.note_beside = self._note_place(profile)
        self.height = round(max(self.note.bottom(), self.counts_row.bottom())) + (16 if self.note_beside else 10)

    def _note_place(self, profile: Profile) -> tuple[QRectF, bool]:
        """Where the note about the source has its room, and whether that is beside other words."""
        last = self.counts[-1]
        after_counts = last.left + last.width + _COUNT_GAP
        after_date = self.joined.left() + QFontMetricsF(font(META_PX)).horizontalAdvance(joined_words(profile))
        for row, left, least in (
            (self.counts_row, after_counts, _NOTE_ROOM),
            (self.joined, after_date + _COUNT_GAP, _NOTE_LEAST),
        ):
            if row.right() - left >= least:
                return QRectF(left, row.top(), row.right() - left, row.height()), True
        return self.counts_row.translated(0, self.counts_row.height() + 4), False

    def address_rect(self) -> QRectF:
        """Where the address lies."""
        return QRectF(self.address_origin.x(), self.address_origin.y(), self.address.width, self.address.height)

    def bio_rect(self) -> QRectF:
        """Where the words about the person lie."""
        return QRectF(self.bio_origin.x(), self.bio_origin.y(), self.bio.width, self.bio.height)


def joined_words(profile: Profile) -> str:
    """Since when the person is here, as shown."""
    day = QDateTime.fromMSecsSinceEpoch(profile.joined_ms).date()
    return f"Joined {QLocale().toString(day, 'MMMM yyyy')}"


def number_font() -> QFont:
    """The font of the counts."""
    return font(15, QFont.Weight.DemiBold)


def _counts(profile: Profile, left: float) -> tuple[CountPlace, ...]:
    places = []
    x = left
    for field, count, one, many in (
        ("posts", profile.posts, "post", "posts"),
        ("followers", profile.followers, "follower", "followers"),
        ("following", profile.following, "following", "following"),
    ):
        number, word = count_label(count), one if count == 1 else many
        width = QFontMetricsF(number_font()).horizontalAdvance(number)
        places.append(CountPlace(field, number, count, word, x, width))
        x += width + _word_width(word) + _COUNT_GAP
    return tuple(places)


def _word_width(word: str) -> float:
    return 5 + QFontMetricsF(font(META_PX)).horizontalAdvance(word)
