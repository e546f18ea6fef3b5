"""Demo data made while the window is open: on a thread of its own, with progress, and soon stopped when asked to."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import AbstractContextManager
from pathlib import Path

from msgspec.structs import replace

from app.errors import Stopped
from app.lab.demo import DemoSpec
from app.media import MediaStore
from app.write_model.command_bus import CommandBus

WINDOW_SPEC = DemoSpec(people=40, posts=600, likes=4_000, comments=1_200)


class BackgroundFilling:
    """One filling at a time. `viewer` names who looks at it; `undelayed` lets its events pass a slowed read side."""

    def __init__(
        self,
        bus: CommandBus,
        media: MediaStore,
        resources: Path,
        viewer: Callable[[], int],
        undelayed: Callable[[], AbstractContextManager[None]],
        spec: DemoSpec = WINDOW_SPEC,
    ) -> None:
        self._bus = bus
        self._media = media
        self._resources = resources
        self._viewer = viewer
        self._undelayed = undelayed
        self._spec = spec
        self._cancelled = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, progress: Callable[[float, str], None]) -> Future[str]:
        """Begin; the future has a sentence that says what came of it, or the error.

        `progress(share, sentence)` is called on the filling's thread, `share` from 0 to 1.
        """
        done: Future[str] = Future()
        if self._thread is not None and self._thread.is_alive():
            done.set_exception(Stopped("Demo data is being made already; wait until it is done."))
            return done
        self._cancelled.clear()
        self._thread = threading.Thread(target=self._run, args=(progress, done), name="filling")
        self._thread.start()
        return done

    def cancel(self) -> None:
        """Stop soon; what was made stays."""
        self._cancelled.set()

    def join(self) -> None:
        """Wait until it has stopped."""
        if self._thread is not None:
            self._thread.join()

    def _run(self, progress: Callable[[float, str], None], done: Future[str]) -> None:
        from app.lab.filling import fill  # noqa: PLC0415 - loads the painting of pictures

        spec = replace(self._spec, actor_id=self._viewer())
        try:
            with self._undelayed():
                filled = fill(
                    self._bus,
                    self._media,
                    self._resources,
                    spec,
                    progress=lambda sent, total: progress(sent / total, f"{sent:,} of about {total:,} made"),
                    cancelled=self._cancelled.is_set,
                )
        except Exception as error:  # noqa: BLE001 - whoever asked is told, whatever went wrong
            done.set_exception(error)
        else:
            ending = "Stopped" if filled.cancelled else "Done"
            done.set_result(f"{ending}: {filled.people:,} people and {filled.posts:,} posts of the demo are here.")
