"""Drafts: what stands in a composer, kept on disk as it is typed, and until the receipt has come.

One file a target, replaced whole, so that a kill at any moment leaves the last saved words.
"""

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

import msgspec

from app.errors import DataFolderUnusable
from app.media import MediaItem
from app.settings import write_whole

_SHA256 = re.compile(rb"\b[0-9a-f]{64}\b")


class Draft(msgspec.Struct, frozen=True):
    """What stands in a composer.

    `target` is '' for a new post, 'post:ID' for a reply, 'edit:ID' for an edit. `cursor` counts code
    points. `parent_id` is the comment a reply answers. `op_id` is set once the words were sent and the
    receipt is awaited: a draft found with it after a crash may be on its way already.
    """

    target: str
    text: str
    media: tuple[MediaItem, ...] = ()
    cursor: int = 0
    parent_id: int = 0
    op_id: int = 0


class DraftFolder:
    """The drafts of a data folder. A damaged file is set aside as `*.damaged` and never lost."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self, target: str) -> Draft | None:
        """The draft for `target`, None if there is none that can be read."""
        return self._read(self._path(target))

    def all(self) -> Sequence[Draft]:
        """Every draft, in the order of its target."""
        found = [self._read(path) for path in sorted(self._folder.glob("*.json"))]
        return sorted((draft for draft in found if draft), key=lambda draft: draft.target)

    def save(self, draft: Draft) -> None:
        """Replace the draft of its target. A lone surrogate, which no file can hold, is saved as '?'.

        Raises `DataFolderUnusable`; the draft saved before stays.
        """
        text = draft.text.encode("utf-8", "replace").decode() if _has_surrogate(draft.text) else draft.text
        write_whole(self._path(draft.target), msgspec.json.encode(msgspec.structs.replace(draft, text=text)))

    def remove(self, target: str) -> None:
        """Forget the draft for `target`, if there is one. Raises `DataFolderUnusable`."""
        try:
            self._path(target).unlink(missing_ok=True)
        except OSError as error:
            raise DataFolderUnusable(
                f"The draft cannot be removed from {self._folder} ({error.strerror}); it may appear again."
            ) from error

    def pictures(self) -> set[str]:
        """The sha-256 of each picture that a draft names, also a damaged one. Raises `DataFolderUnusable`."""
        named: set[bytes] = set()
        for path in self._folder.iterdir() if self._folder.is_dir() else ():
            try:
                named.update(_SHA256.findall(path.read_bytes()))
            except FileNotFoundError:
                continue  # sent or discarded at this moment
            except OSError as error:
                raise DataFolderUnusable(
                    f"The draft in {path} cannot be read ({error.strerror}); it is still there."
                ) from error
        return {name.decode() for name in named}

    def _path(self, target: str) -> Path:
        name = hashlib.sha256(target.encode()).hexdigest()[:24]
        return self._folder / f"{name}.json"

    def _read(self, path: Path) -> Draft | None:
        try:
            return msgspec.json.decode(path.read_bytes(), type=Draft)
        except FileNotFoundError:
            return None
        except (msgspec.DecodeError, UnicodeDecodeError):
            path.replace(path.with_suffix(".damaged"))
            return None
        except OSError as error:
            raise DataFolderUnusable(
                f"The draft in {path} cannot be read ({error.strerror}); it is still there."
            ) from error


def _has_surrogate(text: str) -> bool:
    return any("\ud800" <= letter <= "\udfff" for letter in text)
