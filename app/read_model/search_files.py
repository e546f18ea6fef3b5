"""The files of the search index: made, opened, and what goes wrong with them told as Tideline's errors."""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import tantivy

from app.errors import ReadStoreOutdated, StoreFull, StoreUnusable
from app.read_model.search_checkpoint import IndexCheckpoint, document_of
from app.read_model.search_terms import ANALYZER, SCHEMA

# The least that tantivy takes.
LIVE_HEAP_BYTES = 15_000_000


Stamp = tuple[int, int]
"""Time and number of the file that names the segments: another one is another commit."""
NO_FILES: Stamp = (0, 0)


def stamp_in(folder: Path) -> Stamp:
    """Which commit the files in `folder` are of; `NO_FILES` if none can be seen there."""
    try:
        meta = (folder / "meta.json").stat()
    except OSError:
        return NO_FILES
    return meta.st_mtime_ns, meta.st_ino


def in_memory(checkpoint: IndexCheckpoint) -> tantivy.Index:
    """An index without files, which holds nothing but its checkpoint."""
    index = tantivy.Index(SCHEMA)
    index.register_tokenizer("words", ANALYZER)
    writer = index.writer(LIVE_HEAP_BYTES, 1)
    writer.add_document(document_of(checkpoint))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return index


def index_in(folder: Path) -> tantivy.Index:
    """Tantivy's index in an existing folder, made if it is not there. Raises ValueError if it is damaged."""
    index = tantivy.Index(SCHEMA, path=str(folder))
    index.register_tokenizer("words", ANALYZER)
    return index


def make(folder: Path, checkpoint: IndexCheckpoint) -> None:
    """Replace whatever `folder` holds by an empty index with this checkpoint. Raises StoreFull or StoreUnusable."""
    try:
        if not folder.is_dir():
            folder.unlink(missing_ok=True)
            folder.mkdir(parents=True)
        # The locks are their holders'; and where a file is still mapped it may stay, once nothing names it.
        (folder / "meta.json").unlink(missing_ok=True)
        for file in folder.iterdir():
            if file.suffix != ".lock":
                with suppress(PermissionError):
                    file.unlink()
        writer = index_in(folder).writer(LIVE_HEAP_BYTES, 1)
        writer.add_document(document_of(checkpoint))
        writer.commit()
        writer.wait_merging_threads()
    except (OSError, ValueError) as error:
        raise write_fault(error) from error


def write_fault(error: Exception) -> StoreUnusable:
    """What a failed write means for a person."""
    if os.strerror(errno.ENOSPC).lower() in str(error).lower():
        return StoreFull("The disk is full, so the search index cannot grow; what it holds is intact. Free some space.")
    return StoreUnusable(f"The search index cannot be written: {error}")


@contextmanager
def damage_shown(note: Callable[[], None]) -> Iterator[None]:
    """Turn what tantivy says of damaged files into ReadStoreOutdated, after calling `note`.

    Its panics, which garbage in a file can cause, are no ordinary exceptions.
    """
    try:
        yield
    except ReadStoreOutdated:
        note()
        raise
    except (ValueError, OSError) as error:
        note()
        raise _outdated(error) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        note()
        raise _outdated(error) from error


def _outdated(error: BaseException) -> ReadStoreOutdated:
    return ReadStoreOutdated(
        f"The search index is damaged ({str(error).rstrip('.')}); nothing is lost, it is made again from the posts."
    )
