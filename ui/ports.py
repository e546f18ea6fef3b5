"""What the window needs beyond the rooms it may import: small protocols, filled in by main.py.

Calls marked 'pool' may take longer than a frame and are made from the window's thread pool, never from
the GUI thread; all others return at once. Futures resolve on another thread: hand over through the bridge.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Literal, Protocol

import msgspec

from app.clock import Clock
from app.commands import Answer, AnyCommand, Rejected
from app.consistency.session import Session
from app.consistency.visible import LagReading
from app.drafts import Draft
from app.ids import IdSource
from app.media import MediaItem
from app.read_model.documents import ParkedEvent
from app.read_model.queries import Queries
from app.settings import SettingsFile
from app.signals import Signals

CompanyLevel = Literal["off", "quiet", "lively"]


class ReadSideState(msgspec.Struct, frozen=True):
    """How the read side runs: `stopped` is a sentence when the projector is down, '' while it runs.

    `rebuilding` is (done, total) while a rebuild runs, None otherwise; `no_store` while there is no
    read store to show at all; `write_problem` a sentence when the write store cannot be used.
    `elsewhere` is True when another process projects for this folder.
    """

    delay_ms: int = 0
    paused: bool = False
    stopped: str = ""
    rebuilding: tuple[int, int] | None = None
    no_store: bool = False
    write_problem: str = ""
    elsewhere: bool = False


class ReadSide(Protocol):
    """The controls of the sync card. Each change rings `signals.read_side`."""

    def state(self) -> ReadSideState: ...
    def set_delay(self, delay_ms: int) -> None: ...
    def pause(self) -> None: ...
    def resume(self) -> None: ...
    def step(self, events: int = 1) -> None: ...
    def pace(self, *, scrolling: bool) -> None: ...
    def parked(self) -> Sequence[ParkedEvent]: ...
    def retry(self, seq: int) -> None: ...
    def discard(self, seq: int) -> None: ...
    def rebuild(self) -> None: ...
    def restart(self) -> None: ...


class Pictures(Protocol):
    """Pictures in and out. `add_*`: pool; raise `app.errors.InvalidInput` with a sentence."""

    def add_bytes(self, data: bytes, alt: str = "") -> MediaItem: ...
    def add_file(self, path: Path, alt: str = "") -> MediaItem: ...
    def path(self, sha256: str) -> Path: ...
    def thumbnail(self, sha256: str, width: int) -> Path: ...


class Drafts(Protocol):
    """Drafts on disk, one file a target; survive a kill. `save` and `remove`: pool."""

    def load(self, target: str) -> Draft | None: ...
    def all(self) -> Sequence[Draft]: ...
    def save(self, draft: Draft) -> None: ...
    def remove(self, target: str) -> None: ...


class Filling(Protocol):
    """Demo data made in the background: progress from 0 to 1 with a sentence; `cancel` stops soon."""

    def start(self, progress: Callable[[float, str], None]) -> "Future[str]": ...
    def cancel(self) -> None: ...


class CompanyPort(Protocol):
    """Simulated people who act through the command bus."""

    @property
    def level(self) -> CompanyLevel: ...
    def set_level(self, level: CompanyLevel) -> None: ...


class Lag(Protocol):
    """The measured lag, cheap enough to ask at each frame."""

    def reading(self) -> LagReading: ...


class Program(Protocol):
    """The running program as the window sees it; built by the composition root.

    Reads work at once. `begin` is called once, after the first page is painted: it starts the writer, which loads
    and migrates the write side on its own thread, and the projector; trouble shows in `read_side.state()`.
    `send` is for the few commands that no view predicts (registering a person), and may be called before `begin`.
    `check` says at once what the rules would refuse, without sending: only rules that need no look into the store.
    `close` ends everything in the order of the design; the window has flushed its drafts and closed its bridge.
    """

    @property
    def folder(self) -> Path: ...
    def begin(self) -> None: ...
    def close(self) -> None: ...
    def send(self, command: AnyCommand) -> "Future[Answer]": ...
    def check(self, command: AnyCommand) -> Rejected | None: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def ids(self) -> IdSource: ...
    @property
    def signals(self) -> Signals: ...
    @property
    def settings(self) -> SettingsFile: ...
    @property
    def queries(self) -> Queries: ...
    @property
    def session(self) -> Session: ...
    @property
    def lag(self) -> Lag: ...
    @property
    def read_side(self) -> ReadSide: ...
    @property
    def pictures(self) -> Pictures: ...
    @property
    def drafts(self) -> Drafts: ...
    @property
    def company(self) -> CompanyPort: ...
    @property
    def demo(self) -> Filling: ...
