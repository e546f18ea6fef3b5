"""How late the GUI thread is: stamps of the time that are posted to it from another thread."""

import threading
import time

from PySide6.QtCore import QObject, Qt, Signal

STAMP_MS = 4


class Stamps(QObject):
    """Posts the time to the GUI thread every 4 ms, from a thread; `late` has the milliseconds each was late."""

    _posted = Signal(float)

    def __init__(self) -> None:
        super().__init__()
        self.late: list[float] = []
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._post, name="stamps")
        self._posted.connect(self._arrived, Qt.ConnectionType.QueuedConnection)
        self._thread.start()

    def stop(self) -> None:
        """Post no more."""
        self._ending.set()
        self._thread.join()

    def _post(self) -> None:
        while not self._ending.wait(STAMP_MS / 1_000):
            self._posted.emit(time.perf_counter() * 1_000)

    def _arrived(self, posted_ms: float) -> None:
        self.late.append(time.perf_counter() * 1_000 - posted_ms)
