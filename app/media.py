"""Pictures: content-addressed files in the data folder, checked by content, stripped of EXIF, thumbnailed.

A picture is stored before anything refers to it. Pillow is imported when the first picture is added.
"""

import errno
import hashlib
import io
import os
import re
import struct
import tempfile
import threading
import time
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from app import media_formats
from app.errors import InvalidInput, StoreFull, StoreUnusable
from app.media_formats import BrokenPicture, Header

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_PER_POST = 4
MAX_BYTES = 20_000_000
MAX_PIXELS = 50_000_000
THUMBNAIL_WIDTHS = (96, 512, 1024)

_SUFFIXES = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", "image/gif": ".gif"}
_SHA256 = re.compile(r"[0-9a-f]{64}")
RENEWED_AFTER_S = 60
"""A picture that is added again counts as new from then on, unless it is as new as this."""
_UNFINISHED = ".new-"
_TALLEST = 4  # A thumbnail is at most four times as tall as wide, so that a scroll of a picture stays small.
# What Pillow's decoders raise on bytes that are not what they claim to be.
_UNREADABLE = (OSError, SyntaxError, ValueError, TypeError, LookupError, EOFError, struct.error, zlib.error)
_BROKEN = "This picture is damaged or cut off; nothing was added. Open it in another program and save it again."


class MediaItem(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A stored picture as posts, events and cards carry it; sizes in pixels and bytes."""

    sha256: str
    mime: str
    width: int
    height: int
    size: int
    alt: str = ""


class MediaStore:
    """The folder of pictures. Any thread may use it; adding the same picture again changes nothing.

    GIFs stay animated; their thumbnails show the first frame. A file is kept as it came, without its metadata;
    only one that the camera stored turned is encoded anew.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        # Nothing is removed here while it is being added again.
        self._changing = threading.Lock()

    def add_file(self, path: Path, alt: str = "") -> MediaItem:
        """Store the picture in a file. Raises `InvalidInput` (field 'media'), `StoreFull` or `StoreUnusable`."""
        try:
            if not path.is_file():
                raise InvalidInput("media", f"There is no picture file at {path.name}; nothing was added.")
            # Its size is looked at before its content, so that a huge file costs nothing.
            _refuse_if_large(path.stat().st_size)
            data = path.read_bytes()
        except OSError as error:
            raise InvalidInput("media", f"{path.name} cannot be read ({error.strerror}); nothing was added.") from error
        return self.add_bytes(data, alt)

    def add_bytes(self, data: bytes, alt: str = "") -> MediaItem:
        """Store a picture and its thumbnails durably; raises what `add_file` raises."""
        _refuse_if_large(len(data))
        try:
            header, content = _stripped_and_upright(data)
            item = MediaItem(
                hashlib.sha256(content).hexdigest(), header.mime, header.width, header.height, len(content), alt
            )
            thumbnails = {} if self._is_renewed(item) else _thumbnails_of(content)
        except (BrokenPicture, *_UNREADABLE) as error:
            raise InvalidInput("media", _BROKEN) from error
        if thumbnails:
            with self._changing:
                self._store(item, content, thumbnails)
        return item

    def path(self, picture: MediaItem | str) -> Path:
        """The file of a picture, given as item or as sha-256; it need not exist."""
        if isinstance(picture, MediaItem):
            return self._stem(picture.sha256).with_suffix(_SUFFIXES.get(picture.mime, ".jpg"))
        return self._first_existing(self._stem(picture), tuple(_SUFFIXES.values()))

    def thumbnail(self, sha256: str, width: int) -> Path:
        """The JPEG or PNG (where it is transparent) at most `width` pixels wide, one of `THUMBNAIL_WIDTHS`."""
        if width not in THUMBNAIL_WIDTHS:
            raise ValueError(f"Thumbnails are {THUMBNAIL_WIDTHS} wide, not {width}.")
        stem = self._stem(sha256)
        return self._first_existing(stem.with_name(f"{stem.name}-{width}"), (".jpg", ".png"))

    def exists(self, sha256: str) -> bool:
        """True if the picture is stored, and with it its thumbnails."""
        return _SHA256.fullmatch(sha256) is not None and self.path(sha256).exists()

    def describe(self, sha256: str) -> MediaItem | None:
        """What the stored file says of itself, without alt text; None if it is not stored."""
        if not self.exists(sha256):
            return None
        path = self.path(sha256)
        try:
            header = media_formats.header_of(path.read_bytes())
        except (OSError, BrokenPicture):
            return None
        if header is None:
            return None
        return MediaItem(sha256, header.mime, header.width, header.height, path.stat().st_size)

    def shelves(self) -> tuple[str, ...]:
        """The parts that the folder has, to be looked through one by one; each holds some 1/256 of the pictures."""
        try:
            return tuple(sorted(path.name for path in self._folder.iterdir() if path.is_dir()))
        except OSError:
            return ()

    def older_on(self, shelf: str, before_ms: int) -> set[str]:
        """The sha-256 of each picture there that was neither stored nor added again since `before_ms` (wall time).

        Also of one that is there by halves, as a crash leaves it.
        """
        ages: dict[str, int] = {}
        for path in _files_in(self._folder / shelf):
            name = path.name[:64]
            if _SHA256.fullmatch(name):
                ages[name] = max(ages.get(name, 0), _stored_ms(path))
        return {name for name, stored_ms in ages.items() if stored_ms < before_ms}

    def remove(self, sha256: str, before_ms: int) -> None:
        """Remove a picture and then its thumbnails, unless it was added again since `before_ms` (wall time).

        The caller knows that nothing refers to it. A file that cannot be removed stays for another time.
        """
        stem = self._stem(sha256)
        if not self._changing.acquire(blocking=False):
            return
        try:
            if sha256 in self.older_on(stem.parent.name, before_ms):
                own = [path for path in _files_in(stem.parent) if path.name.startswith(sha256)]
                # Where the picture is, its thumbnails are: so it goes first, and they may be left by a crash.
                _unlink(sorted(own, key=lambda path: path.name[64:].startswith("-")))
        finally:
            self._changing.release()

    def remove_unfinished(self, shelf: str, before_ms: int) -> None:
        """Remove what a crash left half written there before `before_ms` (wall time)."""
        found = _files_in(self._folder / shelf)
        _unlink(path for path in found if path.name.startswith(_UNFINISHED) and _stored_ms(path) < before_ms)

    def _is_renewed(self, item: MediaItem) -> bool:
        """Whether the picture is stored; if so it counts as new, since somebody means to use it."""
        path = self.path(item)
        with self._changing:
            try:
                if path.stat().st_mtime + RENEWED_AFTER_S < time.time():
                    os.utime(path)
            except OSError:
                # Not there, or another's and only to be read.
                return path.exists()
        return True

    def _stem(self, sha256: str) -> Path:
        if _SHA256.fullmatch(sha256) is None:
            raise InvalidInput("media", "A picture is named by the 64 hexadecimal digits of its sha-256.")
        return self._folder / sha256[:2] / sha256

    @staticmethod
    def _first_existing(stem: Path, suffixes: tuple[str, ...]) -> Path:
        candidates = [stem.with_name(stem.name + suffix) for suffix in suffixes]
        return next((path for path in candidates if path.exists()), candidates[0])

    def _store(self, item: MediaItem, content: bytes, thumbnails: dict[int, tuple[str, bytes]]) -> None:
        """Thumbnails first: where the picture is, they are."""
        stem = self._stem(item.sha256)
        files = [(stem.with_name(f"{stem.name}-{width}{suffix}"), data) for width, (suffix, data) in thumbnails.items()]
        files.append((self.path(item), content))
        written: list[Path] = []
        try:
            stem.parent.mkdir(parents=True, exist_ok=True)
            for path, data in files:
                _write_durably(path, data)
                written.append(path)
        except OSError as error:
            for path in written:
                path.unlink(missing_ok=True)
            if error.errno in {errno.ENOSPC, errno.EDQUOT}:
                raise StoreFull(
                    "The disk is full, so the picture was not added; everything saved before is safe. "
                    "Free some space and add it again."
                ) from error
            raise StoreUnusable(
                f"The folder of pictures cannot be written ({error.strerror}), so the picture was not added; "
                "everything saved before is safe."
            ) from error


def _refuse_if_large(size: int) -> None:
    if size > MAX_BYTES:
        raise InvalidInput(
            "media",
            f"This picture has {size / 1e6:.1f} MB and the most is {MAX_BYTES // 1_000_000} MB; nothing was added.",
        )


def _accepted(header: Header | None) -> Header:
    if header is None:
        raise InvalidInput(
            "media", "Only JPEG, PNG, WebP and GIF pictures can be added, and this file is none of them by its content."
        )
    if header.width * header.height > MAX_PIXELS:
        raise InvalidInput(
            "media",
            f"This picture has {header.width} × {header.height} pixels and the most is "
            f"{MAX_PIXELS // 1_000_000} million; nothing was added. Make it smaller first.",
        )
    return header


def _stripped_and_upright(data: bytes) -> tuple[Header, bytes]:
    header = _accepted(media_formats.header_of(data))
    content = media_formats.without_metadata(data, header.mime)
    turned = media_formats.orientation_of(data, header.mime)
    if turned != 1:
        content = _encode_upright(content, header.mime, turned)
        header = _accepted(media_formats.header_of(content))
    return header, content


def _encode_upright(content: bytes, mime: str, orientation: int) -> bytes:
    from PIL import Image  # noqa: PLC0415 - 70 ms that a start without new pictures does not pay

    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }
    kind = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}[mime]
    with Image.open(io.BytesIO(content), formats=[kind]) as image:
        if getattr(image, "is_animated", False):
            return content
        profile = image.info.get("icc_profile")
        upright = image.transpose(turns[orientation])
    upright.info.clear()
    encoded = io.BytesIO()
    upright.save(encoded, kind, quality=95, lossless=b"VP8L" in content[:64], icc_profile=profile)
    return media_formats.without_metadata(encoded.getvalue(), mime)


def _thumbnails_of(content: bytes) -> dict[int, tuple[str, bytes]]:
    """Decodes the whole picture, which is also the proof that it is not cut off."""
    from PIL import Image  # noqa: PLC0415 - as above

    with Image.open(io.BytesIO(content), formats=["JPEG", "PNG", "WEBP", "GIF"]) as opened:
        widest = max(THUMBNAIL_WIDTHS)
        opened.draft("RGB", (widest, widest))
        opened.load()
        image = _in_plain_colors(opened)
        profile = opened.info.get("icc_profile")
    suffix, kind = (".png", "PNG") if image.mode == "RGBA" else (".jpg", "JPEG")
    thumbnails = {}
    for width in sorted(THUMBNAIL_WIDTHS, reverse=True):
        image.thumbnail((width, width * _TALLEST), Image.Resampling.LANCZOS, reducing_gap=2.0)
        encoded = io.BytesIO()
        image.save(encoded, kind, quality=85, icc_profile=profile if image.mode == "RGB" else None)
        thumbnails[width] = (suffix, encoded.getvalue())
    return thumbnails


def _in_plain_colors(image: "Image") -> "Image":
    if image.has_transparency_data:
        return image.convert("RGBA")
    if image.mode.startswith("I"):
        # 16 bits a grey: Pillow's own conversion cuts at 255 instead of scaling.
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L").convert("RGB")
    return image.convert("RGB")


def _files_in(folder: Path) -> Iterator[Path]:
    try:
        yield from folder.iterdir()
    except OSError:
        return


def _unlink(paths: Iterable[Path]) -> None:
    """Remove what can be removed; the rest stays for another time."""
    for path in paths:
        with suppress(OSError):
            path.unlink()


def _stored_ms(path: Path) -> int:
    """When the file was written or renewed (wall time); a file that is gone meanwhile is as old as can be."""
    try:
        return path.stat().st_mtime_ns // 1_000_000
    except OSError:
        return 0


def _write_durably(path: Path, data: bytes) -> None:
    """Write beside, flush to the disk, rename: the file is there whole or not at all."""
    descriptor, beside = tempfile.mkstemp(prefix=_UNFINISHED, dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
