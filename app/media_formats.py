"""The bytes of JPEG, PNG, WebP and GIF files: which one it is, how large, how turned, and without metadata.

Nothing is decoded here, so a picture can be refused before it costs memory. `app.media` is the only caller.
"""

import re
import struct
from collections.abc import Iterator

import msgspec

_PNG_START = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset(b"IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP bKGD pHYs acTL fcTL fdAT".split())
_WEBP_KEPT = frozenset((b"VP8X", b"ICCP", b"ANIM", b"ANMF", b"ALPH", b"VP8 ", b"VP8L"))
_WEBP_METADATA_FLAGS = 0x08 | 0x04
_GIF_KEPT_APPLICATIONS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
_JPEG_NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_JPEG_NO_SIZE = frozenset((0xC4, 0xC8, 0xCC))
_ORIENTATION = 0x0112


class BrokenPicture(Exception):
    """The bytes begin like a picture but do not go on like one, or end too early."""


class Header(msgspec.Struct, frozen=True):
    """What the first bytes say: the type by content and the size in pixels, as it is stored (not turned)."""

    mime: str
    width: int
    height: int


def header_of(data: bytes) -> Header | None:
    """The type and size, None if the content is none of the four types. Raises `BrokenPicture`."""
    for starts, mime, size in (
        (data[:3] == b"\xff\xd8\xff", "image/jpeg", _jpeg_size),
        (data[:8] == _PNG_START, "image/png", _png_size),
        (data[:4] == b"RIFF" and data[8:12] == b"WEBP", "image/webp", _webp_size),
        (data[:6] in (b"GIF87a", b"GIF89a"), "image/gif", _gif_size),
    ):
        if starts:
            try:
                width, height = size(data)
            except (struct.error, IndexError) as error:
                raise BrokenPicture from error
            if width < 1 or height < 1:
                raise BrokenPicture
            return Header(mime, width, height)
    return None


def without_metadata(data: bytes, mime: str) -> bytes:
    """The same picture without EXIF, XMP, IPTC, comments, or anything behind its end; colour profiles stay.

    No pixel changes. Raises `BrokenPicture` if the file ends before its own end mark.
    """
    strip = {"image/jpeg": _strip_jpeg, "image/png": _strip_png, "image/webp": _strip_webp, "image/gif": _strip_gif}
    try:
        return strip[mime](data)
    except (struct.error, IndexError) as error:
        raise BrokenPicture from error


def orientation_of(data: bytes, mime: str) -> int:
    """How the camera was held: the EXIF orientation 1 to 8, 1 where nothing (sensible) is said."""
    try:
        exif = next(_exif_blocks(data, mime), b"")
        return _orientation_in(exif.removeprefix(b"Exif\0\0"))
    except (struct.error, IndexError, BrokenPicture):
        return 1


def _exif_blocks(data: bytes, mime: str) -> Iterator[bytes]:
    if mime == "image/jpeg":
        yield from (
            data[start + 4 : end]
            for marker, start, end in _jpeg_segments(data)
            if marker == 0xE1 and data[start + 4 : start + 10] == b"Exif\0\0"
        )
    elif mime == "image/png":
        yield from (data[start + 8 : end - 4] for kind, start, end in _png_chunks(data) if kind == b"eXIf")
    elif mime == "image/webp":
        yield from (data[start + 8 : end] for kind, start, end in _webp_chunks(data) if kind == b"EXIF")


def _orientation_in(exif: bytes) -> int:
    order = {b"II": "<", b"MM": ">"}.get(exif[:2])
    if order is None:
        return 1
    (table,) = struct.unpack_from(f"{order}I", exif, 4)
    (entries,) = struct.unpack_from(f"{order}H", exif, table)
    for entry in range(entries):
        tag, _, _, value = struct.unpack_from(f"{order}HHIH", exif, table + 2 + 12 * entry)
        if tag == _ORIENTATION:
            return value if 1 <= value <= 8 else 1
    return 1


def _jpeg_segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """(marker, start, end) of each segment; a scan reaches to the next marker. The last one is the end mark."""
    position = 2
    while position < len(data):
        if data[position] != 0xFF:
            raise BrokenPicture
        marker = data[position + 1]
        if marker == 0xFF:
            position += 1
            continue
        if marker == 0xD9:
            yield marker, position, position + 2
            return
        end = position + 2 + int(struct.unpack_from(">H", data, position + 2)[0])
        if marker == 0xDA:
            following = _JPEG_NEXT_MARKER.search(data, end)
            if following is None:
                raise BrokenPicture
            end = following.start()
        yield marker, position, end
        position = end
    raise BrokenPicture


def _jpeg_size(data: bytes) -> tuple[int, int]:
    for marker, start, _ in _jpeg_segments(data):
        if 0xC0 <= marker <= 0xCF and marker not in _JPEG_NO_SIZE:
            height, width = struct.unpack_from(">HH", data, start + 5)
            return width, height
    raise BrokenPicture


def _strip_jpeg(data: bytes) -> bytes:
    def stays(marker: int, start: int) -> bool:
        if marker == 0xE2:
            return data[start + 4 : start + 15] == b"ICC_PROFILE"
        return marker in {0xE0, 0xEE} or not (0xE0 <= marker <= 0xEF or marker == 0xFE)

    return b"\xff\xd8" + b"".join(
        data[start:end] for marker, start, end in _jpeg_segments(data) if stays(marker, start)
    )


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    position = 8
    while True:
        (length,) = struct.unpack_from(">I", data, position)
        kind, end = data[position + 4 : position + 8], position + 12 + length
        if end > len(data):
            raise BrokenPicture
        yield kind, position, end
        if kind == b"IEND":
            return
        position = end


def _png_size(data: bytes) -> tuple[int, int]:
    if data[12:16] != b"IHDR":
        raise BrokenPicture
    width, height = struct.unpack_from(">II", data, 16)
    return width, height


def _strip_png(data: bytes) -> bytes:
    return _PNG_START + b"".join(data[start:end] for kind, start, end in _png_chunks(data) if kind in _PNG_KEPT)


def _webp_chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    position, end_of_file = 12, 8 + int(struct.unpack_from("<I", data, 4)[0])
    if end_of_file > len(data) + 1:
        raise BrokenPicture
    while position + 8 <= end_of_file:
        (length,) = struct.unpack_from("<I", data, position + 4)
        if position + 8 + length > len(data):
            raise BrokenPicture
        yield data[position : position + 4], position, position + 8 + length
        position += 8 + length + length % 2


def _webp_size(data: bytes) -> tuple[int, int]:
    kind, body = data[12:16], data[20:34]
    if kind == b"VP8X":
        return 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
    if kind == b"VP8L" and body[0] == 0x2F:
        bits = int.from_bytes(body[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 " and body[3:6] == b"\x9d\x01\x2a":
        width, height = struct.unpack_from("<HH", body, 6)
        return width & 0x3FFF, height & 0x3FFF
    raise BrokenPicture


def _strip_webp(data: bytes) -> bytes:
    kept = []
    for kind, start, end in _webp_chunks(data):
        if kind in _WEBP_KEPT:
            chunk = bytearray(data[start:end])
            if kind == b"VP8X":
                chunk[8] &= ~_WEBP_METADATA_FLAGS
            kept.append(bytes(chunk) + b"\0" * (len(chunk) % 2))
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _gif_blocks(data: bytes) -> Iterator[tuple[int, int, int]]:
    """(introducer, start, end) of each extension and frame; the last one is the end mark."""
    position = 13 + _color_table_size(data[10])
    while True:
        introducer, start = data[position], position
        if introducer == 0x3B:
            yield introducer, start, start + 1
            return
        if introducer == 0x21:
            position += 2
        elif introducer == 0x2C:
            position += 11 + _color_table_size(data[position + 9])
        else:
            raise BrokenPicture
        while data[position]:
            position += 1 + data[position]
        position += 1
        yield introducer, start, position


def _color_table_size(flags: int) -> int:
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _gif_size(data: bytes) -> tuple[int, int]:
    width, height = struct.unpack_from("<HH", data, 6)
    for introducer, start, _ in _gif_blocks(data):
        if introducer == 0x2C:
            left, top, frame_width, frame_height = struct.unpack_from("<HHHH", data, start + 1)
            width, height = max(width, left + frame_width), max(height, top + frame_height)
    return width, height


def _strip_gif(data: bytes) -> bytes:
    def stays(introducer: int, start: int) -> bool:
        if introducer != 0x21 or data[start + 1] not in {0xFE, 0xFF}:
            return True
        return data[start + 1] == 0xFF and data[start + 3 : start + 14] in _GIF_KEPT_APPLICATIONS

    start_of_blocks = 13 + _color_table_size(data[10])
    return data[:start_of_blocks] + b"".join(
        data[start:end] for introducer, start, end in _gif_blocks(data) if stays(introducer, start)
    )
