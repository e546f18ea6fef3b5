"""What a person has chosen, kept in one small file in the data folder, and where that folder lies."""

import os
import tempfile
from pathlib import Path
from typing import Literal

import msgspec

from app.errors import DataFolderUnusable

ThemeChoice = Literal["system", "light", "dark"]


class ScrollPlace(msgspec.Struct, frozen=True):
    """Where a reader was in a feed: the entry on top and how many pixels of it were scrolled away."""

    entry_id: int
    offset: int


class Settings(msgspec.Struct, frozen=True):
    """All settings with their defaults. Unknown keys of a newer version are ignored, not refused.

    `strategies` maps a kind of action (see `app.consistency.strategies`) to the strategy chosen for it.
    `geometry` is Qt's saved window geometry, base64. `seen` are hints that were dismissed.
    """

    theme: ThemeChoice = "system"
    letter_keys: bool = True
    reduced_motion: bool = False
    acting_as: int = 0
    strategies: dict[str, str] = {}
    read_deadline_ms: int = 2_000
    fresh_seconds: int = 5
    places: dict[str, ScrollPlace] = {}
    geometry: str = ""
    seen: tuple[str, ...] = ()
    notifications_seen: dict[str, int] = {}


class SettingsFile:
    """Loads and saves `Settings`; a damaged file is set aside, never a reason not to start."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.value = Settings()

    def load(self) -> Settings:
        """Read the file; a missing one gives the defaults, a damaged one is renamed to `*.damaged`."""
        try:
            self.value = msgspec.json.decode(self.path.read_bytes(), type=Settings)
        except FileNotFoundError:
            self.value = Settings()
        except (msgspec.DecodeError, UnicodeDecodeError):
            self.path.replace(self.path.with_suffix(".damaged"))
            self.value = Settings()
        except OSError as error:
            raise DataFolderUnusable(
                f"The settings in {self.path} cannot be read ({error.strerror}); check the folder's permissions."
            ) from error
        return self.value

    def save(self, value: Settings) -> None:
        """Write the file whole: a temporary file, then a rename.

        Raises `DataFolderUnusable` if the folder cannot be written; the old file stays as it was.
        """
        self.value = value
        write_whole(self.path, msgspec.json.format(msgspec.json.encode(value), indent=2))


def write_whole(path: Path, data: bytes) -> None:
    """Replace the file at `path` by `data`, so that a reader sees the old or the new, never a part.

    Raises `DataFolderUnusable`; the old file stays as it was.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(path)
        except OSError:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise DataFolderUnusable(
            f"{path} cannot be written ({error.strerror}); what it held before is unchanged."
        ) from error


def make_folder(folder: Path) -> None:
    """Make the data folder, for its owner alone. Raises `DataFolderUnusable`."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise DataFolderUnusable(
            f"{folder} cannot be used as a data folder ({error.strerror}); nothing was changed. Choose another one."
        ) from error
