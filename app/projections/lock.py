"""The lock that lets one process at a time project and index a data folder.

It is the operating system's own lock on a file, so it vanishes with its holder, also after a kill.
"""

import os
import sys
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import IO

from app.errors import DataFolderUnusable

FILE_NAME = "projector.lock"

if sys.platform == "win32":
    import msvcrt

    # Windows locks bytes, and hides them from other readers: the one locked lies far behind the holder's name.
    _LOCKED_BYTE = 1 << 30

    def _try_lock(file: IO[str]) -> bool:
        file.seek(_LOCKED_BYTE)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(file: IO[str]) -> None:
        file.seek(_LOCKED_BYTE)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try_lock(file: IO[str]) -> bool:
        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(file: IO[str]) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_UN)


class ProjectorLock:
    """The lock of one data folder. Whoever holds it projects and indexes; the others only read.

    The file stays behind when it is let go; only the lock on it counts.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME
        self._file: IO[str] | None = None
        self._said: str | None = None

    @property
    def held(self) -> bool:
        """Whether this object holds the lock."""
        return self._file is not None

    def acquire(self) -> bool:
        """Take the lock if nobody holds it, at once; True if this object holds it now.

        Raises DataFolderUnusable if the file cannot be opened.
        """
        if self._file is not None:
            return True
        try:
            with ExitStack() as opened:
                file = opened.enter_context(self._path.open("a+", encoding="ascii"))
                if not _try_lock(file):
                    return False
                opened.pop_all()
        except OSError as error:
            raise DataFolderUnusable(
                f"The data folder cannot be written ({error.strerror}); nothing was changed. Check {self._path.parent}."
            ) from error
        self._file, self._said = file, None
        self.say("")
        return True

    def say(self, words: str) -> None:
        """While it is held: leave words beside the holder's name, for the processes that only read."""
        if self._file is not None and words != self._said:
            self._said = words
            _leave(self._file, f"{os.getpid()}\n{words}\n")

    def release(self) -> None:
        """Let the lock go; nothing happens if it is not held."""
        file, self._file = self._file, None
        if file is not None:
            _leave(file, "")
            _unlock(file)
            file.close()

    def holder(self) -> int | None:
        """The process id that the holder left in the file, for people to read; None if nobody did."""
        written = self._written()[0]
        return int(written) if written.isdecimal() else None

    def said_elsewhere(self) -> str:
        """The words that another process which holds it has left; '' if none does: a killed one may have left some."""
        words = self._written()[1]
        return words if words and self._is_held_elsewhere() else ""

    def _written(self) -> tuple[str, str]:
        try:
            lines = self._path.read_text(encoding="ascii", errors="replace").splitlines()
        except OSError:
            lines = []
        name, words, *_ = [*lines, "", ""]
        return name.strip(), words.strip()

    def _is_held_elsewhere(self) -> bool:
        if self._file is not None:
            return False
        with suppress(OSError), self._path.open("a+", encoding="ascii") as file:
            if not _try_lock(file):
                return True
            _unlock(file)
        return False


def _leave(file: IO[str], words: str) -> None:
    # A full disk must not keep anybody from the lock: who holds it is only told to people.
    with suppress(OSError):
        file.seek(0)
        file.truncate()
        file.write(words)
        file.flush()
