"""The session guarantees of the running program: recorded and checked from the first look on, and broken on purpose."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from msgspec.structs import replace

from app.consistency.session import Session
from app.consistency.strategies import KINDS, Strategies
from app.consistency.tape import session_of
from app.lab.histories.files import Checked, Progress, write_elle, write_json
from app.lab.model import ReadSideState, Slowing, slowed_by
from app.lab.readings.guarantees import GuaranteesReading, HistoryForm
from app.lab.workers import Workers
from app.read_model.queries import Queries

BREAKING_DELAY_MS = 3_000


class CanBeSlowed(Protocol):
    """The part of the read side that breaking a promise needs."""

    def state(self) -> ReadSideState:
        """How it runs, and its delay."""
        ...

    def set_slowing(self, slowing: Slowing) -> None:
        """Slow it as `slowing` says."""
        ...


class Guarantees:
    """What the tab 'Guarantees' asks for. Making it begins the recording."""

    def __init__(
        self,
        session: Session,
        queries: Queries,
        read_side: CanBeSlowed,
        index_position: Callable[[], int],
        workers: Workers,
    ) -> None:
        self._session = session
        self._workers = workers
        self._read_side = read_side
        self._before: tuple[Strategies, Slowing] | None = None
        session.tape.start(queries.snapshot(), index_position())

    def reading(self) -> GuaranteesReading:
        """Where the check stands; quick."""
        self._notice_mending()
        tape = self._session.tape
        return GuaranteesReading(
            verdict=tape.verdict(),
            me=session_of(self._session.viewer),
            breaking=self._before is not None,
            dropped=tape.history.dropped,
        )

    def _notice_mending(self) -> None:
        """Somebody has set another delay meanwhile: that ends the breaking too, and the delay stays theirs."""
        if self._before is not None and self._read_side.state().slowing != slowed_by(BREAKING_DELAY_MS):
            self._session.strategies = self._before[0]
            self._before = None

    def begin_breaking(self) -> None:
        """Slow the read side and show nothing ahead of it: the next own change is missed at once."""
        if self._before is None:
            self._before = (self._session.strategies, self._read_side.state().slowing)
            self._session.strategies = replace(self._session.strategies, **dict.fromkeys(KINDS, "none"))
            self._read_side.set_slowing(slowed_by(BREAKING_DELAY_MS))

    def end_breaking(self) -> None:
        """Put back what `begin_breaking` changed."""
        if self._before is not None:
            strategies, slowing = self._before
            self._before = None
            self._session.strategies = strategies
            self._read_side.set_slowing(slowing)

    def export(self, path: Path, form: HistoryForm) -> int:
        """Write what is kept of the history; how many records or operations. Raises `DataFolderUnusable`. Pool."""
        records = self._session.tape.history.records()
        if form == "json":
            return write_json(path, records)
        return write_elle(path, records, "store" if form == "elle-store" else "seen")

    def check(self, path: Path, progress: Progress, go_on: Callable[[], bool]) -> GuaranteesReading:
        """Check a history recorded elsewhere; its first violations. Raises as `check_file` does. Pool."""
        job = self._workers.job("check", path)

        def heard(read: tuple[int, int]) -> None:
            progress(*read)
            if not go_on():
                job.stop()

        checked: Checked = job.result(heard)
        return GuaranteesReading(verdict=replace(checked.verdict, violations=checked.first), source=path.name)
