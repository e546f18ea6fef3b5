"""One window a data folder: a second one raises the first and goes, over a local, owner-only socket.

A lock file says who is first and is given back by the operating system's word that its owner is gone, so a kill
leaves nothing that would have to be cleaned by hand.
"""

import hashlib
import os
import tempfile
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QLockFile, QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from app.errors import AlreadyRunning, EnvironmentFault

RAISE = b"raise\n"
ANSWER_MS = 3_000
"""How long a second window waits for the first, which may itself be starting."""

_TRY_MS = 100


class SingleInstance(QObject):
    """The claim of one process to the window of a data folder. `raise_asked` when another was started.

    Raises `EnvironmentFault` if the folder for sockets cannot be made or belongs to another user.
    """

    raise_asked = Signal()

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        digest = hashlib.blake2b(str(folder.resolve()).encode(), digest_size=8).hexdigest()
        runtime = runtime_folder()
        self._name = f"tideline-{digest}" if os.name == "nt" else str(runtime / f"{digest}.socket")
        self._lock = QLockFile(str(runtime / f"{digest}.lock"))
        self._lock.setStaleLockTime(0)  # stale by its process being gone, never by its age
        self._server: QLocalServer | None = None

    def claim(self) -> bool:
        """Become the one window of this folder (True), or bring the one that there is to the front (False).

        Raises `AlreadyRunning` if another holds the claim and does not answer in time.
        """
        deadline = QDeadlineTimer(ANSWER_MS)
        while not deadline.hasExpired():
            if self._lock.tryLock(_TRY_MS):
                self._listen()
                return True
            if self._ask(deadline.remainingTime()):
                return False
        raise AlreadyRunning("Tideline already runs on this data, but its window does not answer; close it first.")

    def release(self) -> None:
        """Give the claim back."""
        if self._server is not None:
            self._server.close()
            self._server = None
        self._lock.unlock()

    def _listen(self) -> None:
        QLocalServer.removeServer(self._name)  # left by one that was killed
        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.newConnection.connect(self._answer)
        if not server.listen(self._name):
            self._lock.unlock()
            raise EnvironmentFault(f"A second start could not be heard here ({server.errorString()}).")
        self._server = server

    def _ask(self, timeout_ms: int) -> bool:
        """Whether the window that holds the claim has answered that it comes to the front."""
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(_TRY_MS):
            return False
        socket.write(RAISE)
        socket.waitForBytesWritten(_TRY_MS)
        return socket.bytesAvailable() > 0 or socket.waitForReadyRead(timeout_ms)

    def _answer(self) -> None:
        if self._server is None:
            return
        socket = self._server.nextPendingConnection()
        socket.disconnected.connect(socket.deleteLater)
        socket.write(RAISE)
        socket.flush()
        self.raise_asked.emit()


def runtime_folder() -> Path:
    """A folder of this user alone for sockets and locks, made if missing.

    Raises `EnvironmentFault` if it is not ours or cannot be made.
    """
    given = os.environ.get("XDG_RUNTIME_DIR")
    user = str(os.getuid()) if hasattr(os, "getuid") else "user"
    folder = Path(given) / "tideline" if given else Path(tempfile.gettempdir()) / f"tideline-{user}"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if hasattr(os, "getuid") and folder.stat().st_uid != os.getuid():
            raise EnvironmentFault(f"{folder} belongs to another user; remove it or set XDG_RUNTIME_DIR.")
        folder.chmod(0o700)
    except OSError as error:
        raise EnvironmentFault(f"{folder} cannot be used ({error.strerror}); set XDG_RUNTIME_DIR.") from error
    return folder
