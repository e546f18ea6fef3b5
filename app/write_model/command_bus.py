"""The one way to change anything: commands queue here and a single thread commits them, many at a time when many wait.

Importing this loads no SQLAlchemy; the writer's own thread does, so that a window paints first.
"""

import itertools
import logging
import queue
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from typing import TYPE_CHECKING, Literal, Protocol

import blinker

from app.clock import Clock
from app.commands import Answer, AnyCommand, CommandId, Receipt, Rejected
from app.errors import EnvironmentFault, Mistake, Stopped, StoreUnusable, TidelineError
from app.ids import IdSource
from app.media import MediaStore
from app.signals import Signals

if TYPE_CHECKING:
    from app.write_model.database import Database
    from app.write_model.writer import Outcome, Writer

_log = logging.getLogger(__name__)

GROUP_AT_MOST = 500
"""Commands in one transaction: one sync to the disk for all of them, and other processes wait no longer than that."""
GROUPS_AHEAD = 2
GAP_MS = 2
"""After a full group the lock is left alone this long, so that another process gets in; it asks each millisecond."""


class CommandTimes(Protocol):
    """Who follows single commands through the bus, if anybody does: `on` is looked at before each call."""

    on: bool

    def begin(self, command: AnyCommand, stage: Literal["dispatched"], at_ms: float) -> None:
        """The bus has taken this command."""
        ...

    def mark(self, command_id: CommandId, stage: Literal["validated", "doorbell"], at_ms: float) -> None:
        """The rules have passed it; the bell was rung for it."""
        ...

    def rejected(self, command_id: CommandId, reason: str) -> None:
        """The rules have refused it."""
        ...

    def unchanged(self, command_id: CommandId) -> None:
        """The rules have passed it, and nothing was to change: no event is its own."""
        ...


Chore = Callable[[], None]
"""A small piece of upkeep, of a few milliseconds."""

OnCommit = Callable[[CommandId, int, float], None]
"""Called on the writer thread for each receipt: the command id, its position, the monotonic ms of COMMIT's return."""


class _Request:
    """Some commands that wait together, and where their outcomes go."""

    def __init__(self, commands: Sequence[AnyCommand]) -> None:
        self.commands = commands
        self.future: Future[list[Outcome]] = Future()


class _Idle:
    """A chore that waits for a moment without commands."""

    def __init__(self, chore: Chore) -> None:
        self.chore = chore


class CommandBus:
    """Takes commands from any thread from the moment it is made; those that come before `start` wait for it.

    `open_database` is called on the writer thread, and again with the next command if it failed. A receipt is given
    after the COMMIT; then `signals.committed` rings.
    """

    def __init__(
        self,
        open_database: "Callable[[], Database]",
        clock: Clock,
        ids: IdSource,
        signals: Signals,
        media: MediaStore,
        *,
        on_commit: OnCommit | None = None,
        times: CommandTimes | None = None,
    ) -> None:
        self._times = times
        self._open_database = open_database
        self._clock = clock
        self._ids = ids
        self._signals = signals
        self._media = media
        self._on_commit = on_commit
        self._requests: queue.SimpleQueue[_Request | _Idle | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="writer")
        self._lock = threading.Lock()
        self._started = False
        self._closed = False
        self._writer: Writer | None = None
        self._problem: EnvironmentFault | None = None

    @property
    def problem(self) -> EnvironmentFault | None:
        """Why nothing could be written when it was last tried, None if it could."""
        return self._problem

    def start(self) -> None:
        """Start the writer thread, which opens the database at once."""
        with self._lock:
            if not self._started and not self._closed:
                self._started = True
                self._thread.start()

    def work(self) -> int:
        """Commit what waits on the calling thread, and give the number of commands; for a program of one thread.

        Not together with `start`. Raises `Mistake` if the writer's own thread runs.
        """
        with self._lock:
            if self._started:
                raise Mistake("A bus whose thread runs cannot be driven by hand; nothing was changed.")
        done = 0
        while not self._requests.empty():
            group, _ending = self._next_group()
            self._commit(group)
            done += sum(len(request.commands) for request in group)
        return done

    def submit(self, command: AnyCommand) -> Future[Answer]:
        """Queue a command. The future has its answer, or fails with `EnvironmentFault` (full, stopped, …) or `Mistake`.

        Its callbacks run on the writer thread: they may hand on, never work.
        """
        if self._times is not None and self._times.on:
            self._times.begin(command, "dispatched", self._clock.monotonic_ms())
        answer: Future[Answer] = Future()
        answer.set_running_or_notify_cancel()
        self._enqueue((command,)).add_done_callback(lambda done: _pass_on(done, answer))
        return answer

    def execute(self, command: AnyCommand) -> Answer:
        """Send a command and wait for its answer; raises what its future would fail with."""
        return self.submit(command).result()

    def execute_many(self, commands: Iterable[AnyCommand]) -> Iterator[Answer]:
        """Send many commands, in order, and give their answers; they are sent only while the answers are taken.

        Commands from elsewhere are let in between. Raises what a future would fail with, at the first that does.
        """
        ahead: deque[Future[list[Outcome]]] = deque()
        source = iter(commands)
        while group := tuple(itertools.islice(source, GROUP_AT_MOST)):
            ahead.append(self._enqueue(group))
            if len(ahead) >= GROUPS_AHEAD:
                yield from map(_answered, ahead.popleft().result())
        for waiting in ahead:
            yield from map(_answered, waiting.result())

    def when_idle(self, chore: Chore) -> None:
        """Run the chore on the writer thread, between two transactions, or not at all if commands wait by then."""
        with self._lock:
            if self._started and not self._closed:
                self._requests.put(_Idle(chore))

    def close(self) -> None:
        """Refuse new commands, finish those that wait, end the thread and let go of the file."""
        with self._lock:
            already, self._closed = self._closed, True
            if not already:
                self._requests.put(None)
        if self._started:
            self._thread.join()
        else:
            while isinstance(request := self._requests.get(), _Request):
                request.future.set_exception(_stopped())
            self._requests.put(None)
            self._close_writer()

    def _enqueue(self, commands: Sequence[AnyCommand]) -> "Future[list[Outcome]]":
        request = _Request(commands)
        with self._lock:
            if not self._closed:
                self._requests.put(request)
                return request.future
        request.future.set_exception(_stopped())
        return request.future

    def _run(self) -> None:
        try:
            self._opened_writer()
        except Exception:  # noqa: BLE001 - the next command tries again, and whoever sent it is told
            _log.exception("The write database could not be opened.")
        gap = threading.Event()
        ending = False
        while not ending:
            group, ending = self._next_group()
            if group:
                self._commit(group)
            if sum(len(request.commands) for request in group) >= GROUP_AT_MOST:
                self._clock.wait(gap, GAP_MS)
        self._close_writer()

    def _next_group(self) -> tuple[list[_Request], bool]:
        """What waits, up to a group's size; and whether nothing will come after it."""
        group: list[_Request] = []
        size = 0
        request = self._requests.get()
        while request is not None:
            if isinstance(request, _Request):
                group.append(request)
                size += len(request.commands)
            elif not group and self._requests.empty():
                _do(request.chore)
            if size >= GROUP_AT_MOST or self._requests.empty():
                return group, False
            request = self._requests.get()
        return group, True

    def _commit(self, group: list[_Request]) -> None:
        commands = [command for request in group for command in request.commands]
        try:
            outcomes, news = self._opened_writer().commit(commands)
        except TidelineError as error:
            self._fail(group, error)
            return
        except Exception as error:  # noqa: BLE001 - whoever waits has to be told, whatever went wrong
            _log.exception("The writer failed.")
            mistake = Mistake(f"Tideline made a mistake while saving ({error}), so nothing was saved.")
            mistake.__cause__ = error
            self._fail(group, mistake)
            return
        committed_ms = self._clock.monotonic_ms()
        self._tell_trace(outcomes, committed_ms)
        remaining = iter(outcomes)
        for request in group:
            request.future.set_result(list(itertools.islice(remaining, len(request.commands))))
        if news:
            self._ring()
            self._tell_rung(outcomes)

    def _fail(self, group: list[_Request], error: TidelineError) -> None:
        if isinstance(error, StoreUnusable):
            self._problem = error
            self._close_writer()
        for request in group:
            request.future.set_exception(error)

    def _opened_writer(self) -> "Writer":
        if self._writer is None:
            try:
                database = self._open_database()
                from app.write_model.writer import Writer  # noqa: PLC0415 - SQLAlchemy takes 0.4 s, on this thread only

                self._writer = Writer(database, self._clock, self._ids, self._media, self._times)
            except EnvironmentFault as problem:
                self._problem = problem
                raise
        self._problem = None
        return self._writer

    def _close_writer(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def _tell_trace(self, outcomes: "list[Outcome]", committed_ms: float) -> None:
        if self._on_commit is not None:
            for outcome in outcomes:
                if isinstance(outcome, Receipt):
                    _listen(self._on_commit, outcome.command_id, outcome.position, committed_ms)
        if self._times is not None and self._times.on:
            for outcome in outcomes:
                if isinstance(outcome, Rejected):
                    _listen(self._times.rejected, outcome.command_id, outcome.reason)

    def _tell_rung(self, outcomes: "list[Outcome]") -> None:
        if self._times is not None and self._times.on:
            now = self._clock.monotonic_ms()
            for outcome in outcomes:
                if isinstance(outcome, Receipt):
                    _listen(self._times.mark, outcome.command_id, "doorbell", now)

    def _ring(self) -> None:
        for receiver in self._signals.committed.receivers_for(blinker.ANY):
            _listen(receiver, self)


def _listen(listener: Callable[..., object], *news: object) -> None:
    try:
        listener(*news)
    except Exception:  # noqa: BLE001 - the command is committed, whatever a listener makes of it
        _log.exception("A listener to commits failed.")


def _do(chore: Chore) -> None:
    try:
        chore()
    except Exception:  # noqa: BLE001 - the commands that follow must not pay for what could not be tidied
        _log.exception("Upkeep failed.")


def _answered(outcome: "Outcome") -> Answer:
    if isinstance(outcome, Mistake):
        raise outcome
    return outcome


def _pass_on(done: "Future[list[Outcome]]", answer: Future[Answer]) -> None:
    error = done.exception()
    if error is None:
        (outcome,) = done.result()
        error = outcome if isinstance(outcome, Mistake) else None
        if not isinstance(outcome, Mistake):
            answer.set_result(outcome)
    if error is not None:
        answer.set_exception(error)


def _stopped() -> Stopped:
    return Stopped("Tideline is closing, so nothing was saved; the words are still in the draft.")
