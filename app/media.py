"""Pictures: content-addressed files in the data folder, checked by content, stripped of EXIF, thumbnailed."""

import msgspec

MAX_PER_POST = 4


class MediaItem(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A stored picture as posts, events and cards carry it; sizes in pixels and bytes."""

    sha256: str
    mime: str
    width: int
    height: int
    size: int
    alt: str = ""
