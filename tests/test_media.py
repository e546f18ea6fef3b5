"""Pictures are judged by their bytes, stored without what they tell about their owner, and never by halves."""

import errno
import hashlib
import io
import os
import struct
import threading
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from app.errors import InvalidInput, StoreFull, StoreUnusable
from app.media import MAX_BYTES, THUMBNAIL_WIDTHS, MediaItem, MediaStore

SECRET = b"51.5007N 0.1246W"
ORIENTATION = 0x0112
DESCRIPTION = 0x010E


@pytest.fixture
def store(tmp_path: Path) -> MediaStore:
    return MediaStore(tmp_path / "media")


def picture(width: int = 60, height: int = 40, mode: str = "RGB") -> Image.Image:
    """A picture with a bright upper left corner, so that turning it shows."""
    image = Image.linear_gradient("L").resize((width, height)).convert(mode)
    image.paste(Image.new(mode, (width // 4, height // 4), "white"), (0, 0))
    return image


def encoded(kind: str, image: Image.Image | None = None, **options: object) -> bytes:
    out = io.BytesIO()
    (image or picture()).save(out, kind, **options)
    return out.getvalue()


def exif(orientation: int = 1) -> bytes:
    tags = Image.Exif()
    tags[ORIENTATION] = orientation
    tags[DESCRIPTION] = SECRET.decode()
    return tags.tobytes()


def png_claiming(width: int, height: int) -> bytes:
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("kind", "mime", "suffix"),
    [
        ("JPEG", "image/jpeg", ".jpg"),
        ("PNG", "image/png", ".png"),
        ("WEBP", "image/webp", ".webp"),
        ("GIF", "image/gif", ".gif"),
    ],
)
def test_a_picture_is_stored_under_the_hash_of_its_bytes(store: MediaStore, kind: str, mime: str, suffix: str) -> None:
    item = store.add_bytes(encoded(kind), alt="a harbour")
    stored = store.path(item).read_bytes()
    assert item == MediaItem(hashlib.sha256(stored).hexdigest(), mime, 60, 40, len(stored), "a harbour")
    assert store.path(item) == store.path(item.sha256)
    assert store.path(item).suffix == suffix
    assert store.exists(item.sha256)
    assert store.describe(item.sha256) == MediaItem(item.sha256, mime, 60, 40, len(stored))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_adding_the_same_picture_or_the_stored_file_again_changes_nothing(store: MediaStore, kind: str) -> None:
    item = store.add_bytes(encoded(kind))
    written = {path: path.stat().st_mtime_ns for path in files_in(store.path(item).parent)}
    assert store.add_bytes(encoded(kind)) == item
    assert store.add_file(store.path(item)) == item
    assert {path: path.stat().st_mtime_ns for path in files_in(store.path(item).parent)} == written


def test_the_type_is_found_by_content_and_never_by_name(store: MediaStore, tmp_path: Path) -> None:
    disguised = tmp_path / "holiday.gif"
    disguised.write_bytes(encoded("PNG"))
    assert store.add_file(disguised).mime == "image/png"


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"just words, named .png", "none of them"),
        (b"", "none of them"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "none of them"),
        (b"BM" + b"\0" * 60, "none of them"),
        (b"RIFF\0\0\0\0WAVE", "none of them"),
        (b"\x89PNG\r\n\x1a\n", "damaged"),
        (b"\xff\xd8\xff\xe0", "damaged"),
        (b"GIF89a\x01\x00", "damaged"),
        (b"RIFF\x04\0\0\0WEBP", "damaged"),
        (png_claiming(60_000, 60_000), "60000 × 60000"),
        (png_claiming(0, 5), "damaged"),
        (b"\0" * (MAX_BYTES + 1), "20 MB"),
    ],
    ids=["text", "empty", "svg", "bmp", "wave", "png", "jpeg", "gif", "webp", "huge", "no width", "heavy"],
)
def test_what_is_no_picture_is_refused_with_a_reason_and_nothing_is_written(
    store: MediaStore, tmp_path: Path, content: bytes, word: str
) -> None:
    file = tmp_path / "picture.png"
    file.write_bytes(content)
    with pytest.raises(InvalidInput, match=word) as refusal:
        store.add_file(file)
    assert refusal.value.field == "media"
    assert not (tmp_path / "media").exists()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
@pytest.mark.parametrize("share", [0.3, 0.7, 0.97])
def test_a_picture_that_is_cut_off_is_refused(store: MediaStore, kind: str, share: float) -> None:
    whole = encoded(kind, picture(300, 200))
    with pytest.raises(InvalidInput, match="cut off"):
        store.add_bytes(whole[: int(len(whole) * share)])


def test_a_gif_frame_beyond_the_pixel_limit_is_refused(store: MediaStore) -> None:
    whole = bytearray(encoded("GIF"))
    frame = whole.index(b"\x2c")
    whole[frame + 5 : frame + 9] = struct.pack("<HH", 60_000, 60_000)
    with pytest.raises(InvalidInput, match="60000"):
        store.add_bytes(bytes(whole))


def test_a_missing_file_and_a_folder_are_refused_by_name(store: MediaStore, tmp_path: Path) -> None:
    for path in (tmp_path / "gone.png", tmp_path):
        with pytest.raises(InvalidInput, match=path.name):
            store.add_file(path)


def with_png_text() -> bytes:
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", SECRET.decode())
    return encoded("PNG", exif=exif(), pnginfo=words)


@pytest.mark.parametrize(
    "make",
    [
        lambda: encoded("JPEG", exif=exif(), comment=SECRET, xmp=SECRET),
        lambda: encoded("JPEG", exif=exif()) + SECRET,
        with_png_text,
        lambda: encoded("PNG") + SECRET,
        lambda: encoded("WEBP", exif=exif(), xmp=SECRET, lossless=True),
        lambda: encoded("GIF", comment=SECRET),
    ],
    ids=["jpeg", "jpeg trailer", "png", "png trailer", "webp", "gif"],
)
def test_what_a_picture_tells_about_its_owner_is_removed_and_no_pixel_changes(
    store: MediaStore, make: Callable[[], bytes]
) -> None:
    original = make()
    assert SECRET in original
    item = store.add_bytes(original)
    stored = store.path(item).read_bytes()
    assert SECRET not in stored
    assert b"Exif" not in stored
    with Image.open(io.BytesIO(original)) as before, Image.open(io.BytesIO(stored)) as after:
        assert before.convert("RGBA").tobytes() == after.convert("RGBA").tobytes()


def test_a_colour_profile_stays(store: MediaStore) -> None:
    profile = b"profile" * 30
    for kind in ("JPEG", "PNG", "WEBP"):
        item = store.add_bytes(encoded(kind, exif=exif(), icc_profile=profile))
        with Image.open(store.path(item)) as stored:
            assert stored.info["icc_profile"] == profile


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(2, 9))
def test_a_picture_that_the_camera_turned_is_stored_upright(store: MediaStore, kind: str, orientation: int) -> None:
    corners = {2: (59, 0), 3: (59, 39), 4: (0, 39), 5: (0, 0), 6: (39, 0), 7: (39, 59), 8: (0, 59)}
    item = store.add_bytes(encoded(kind, exif=exif(orientation)))
    assert (item.width, item.height) == ((40, 60) if orientation >= 5 else (60, 40))
    with Image.open(store.path(item)) as stored:
        assert stored.size == (item.width, item.height)
        assert ORIENTATION not in stored.getexif()
        value = stored.convert("L").getpixel(corners[orientation])
    assert isinstance(value, int | float)
    assert value > 240


def test_nonsense_in_exif_is_ignored(store: MediaStore) -> None:
    for block in (b"Exif\0\0", b"Exif\0\0II*\0\xff\xff\xff\xff", b"Exif\0\0XX", exif(200)):
        assert store.add_bytes(encoded("JPEG", exif=block)).width == 60


@pytest.mark.parametrize(
    ("image", "kind", "suffix", "sizes"),
    [
        (picture(2000, 1000), "JPEG", ".jpg", [(96, 48), (512, 256), (1024, 512)]),
        (picture(60, 40), "JPEG", ".jpg", [(60, 40)] * 3),
        (picture(100, 3000), "PNG", ".jpg", [(13, 384), (68, 2048), (100, 3000)]),
        (picture(200, 100, "RGBA"), "PNG", ".png", [(96, 48), (200, 100), (200, 100)]),
        (picture(200, 100, "P"), "GIF", ".jpg", [(96, 48), (200, 100), (200, 100)]),
        (picture(200, 100, "CMYK"), "JPEG", ".jpg", [(96, 48), (200, 100), (200, 100)]),
    ],
    ids=["large", "small", "tall", "transparent", "palette", "print"],
)
def test_thumbnails_are_made_at_the_sizes_that_the_feed_paints(
    store: MediaStore, image: Image.Image, kind: str, suffix: str, sizes: list[tuple[int, int]]
) -> None:
    item = store.add_bytes(encoded(kind, image))
    for width, size in zip(THUMBNAIL_WIDTHS, sizes, strict=True):
        path = store.thumbnail(item.sha256, width)
        assert path.suffix == suffix
        with Image.open(path) as thumbnail:
            assert thumbnail.size == size


def test_a_picture_of_16_bits_is_not_washed_out(store: MediaStore) -> None:
    grey = Image.new("I;16", (50, 50), 0x4000)
    item = store.add_bytes(encoded("PNG", grey))
    with Image.open(store.thumbnail(item.sha256, 96)) as thumbnail:
        value = thumbnail.convert("L").getpixel((25, 25))
    assert isinstance(value, int | float)
    assert abs(value - 0x40) <= 2


def test_an_animation_keeps_its_frames(store: MediaStore) -> None:
    frames = [picture(), picture().transpose(Image.Transpose.ROTATE_180)]
    item = store.add_bytes(encoded("GIF", frames[0], save_all=True, append_images=frames[1:], loop=0, comment=SECRET))
    with Image.open(store.path(item)) as stored:
        assert getattr(stored, "n_frames", 1) == 2
        assert stored.info["loop"] == 0


@pytest.mark.parametrize("sha256", ["", "../../etc/passwd", "A" * 64, "0" * 63])
def test_a_name_that_is_no_hash_leads_nowhere(store: MediaStore, sha256: str) -> None:
    assert not store.exists(sha256)
    assert store.describe(sha256) is None
    with pytest.raises(InvalidInput):
        store.path(sha256)


def test_a_picture_that_is_not_stored_is_not_described(store: MediaStore) -> None:
    assert store.describe("0" * 64) is None


@pytest.mark.parametrize("nth", range(4))
@pytest.mark.parametrize(
    ("number", "error", "word"), [(errno.ENOSPC, StoreFull, "full"), (errno.EIO, StoreUnusable, "cannot be written")]
)
def test_a_disk_that_refuses_leaves_nothing_half_done(
    store: MediaStore,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    nth: int,
    number: int,
    error: type[Exception],
    word: str,
) -> None:
    flush, calls = os.fsync, iter(range(100))

    def refusing(descriptor: int) -> None:
        # Each file is flushed, then its folder.
        if next(calls) == 2 * nth:
            raise OSError(number, os.strerror(number))
        flush(descriptor)

    monkeypatch.setattr(os, "fsync", refusing)
    with pytest.raises(error, match=word):
        store.add_bytes(encoded("PNG"))
    assert files_in(tmp_path) == []
    monkeypatch.undo()
    assert store.exists(store.add_bytes(encoded("PNG")).sha256)


def test_two_threads_may_add_the_same_picture(store: MediaStore) -> None:
    together, items = threading.Barrier(2), []

    def add() -> None:
        together.wait()
        items.append(store.add_bytes(encoded("PNG")))

    threads = [threading.Thread(target=add) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert items[0] == items[1]
    assert len(files_in(store.path(items[0]).parent)) == 4
