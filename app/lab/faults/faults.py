"""Faults on a chosen event: run for real on a scratch program, beside a naive design, and proved by `verify`.

`run_fault` is the one door, for the window, the command line and scenarios. The wrappers that do the faults are in
`app.lab.faults.wrappers`.
"""

from collections.abc import Callable
from typing import get_args

from app.consistency.trace import Kind
from app.errors import InvalidInput
from app.lab.faults.naive_losses import losses_of
from app.lab.faults.run import FaultRun
from app.lab.faults.scripts import SCRIPTS
from app.lab.faults.traffic import words_of
from app.lab.faults.words import headline, naive_words, seen_words
from app.lab.readings.faults import EVENTS, FaultName, FaultReading

Progress = Callable[[int, int], None]


def run_fault(
    fault: FaultName,
    kind: Kind = "like",
    which: int = 1,
    *,
    seed: int = 7,
    progress: Progress = lambda _done, _total: None,
) -> FaultReading:
    """Do `fault` to the `which`-th event of `kind` (1 to `EVENTS[kind]`) in the traffic of `seed`; what came of it.

    Runs on the calling thread, in a scratch folder, for some tenths of a second; the same arguments give the same
    reading. `progress` is told (acts done, acts in all). Raises `InvalidInput`, before anything is made, and
    `EnvironmentFault`.
    """
    if fault not in get_args(FaultName):
        raise InvalidInput("fault", f"There is no fault '{fault}'; choose one of {', '.join(get_args(FaultName))}.")
    total = sum(EVENTS.values())
    run = FaultRun(kind, which, seed)
    try:
        run.begin(lambda done: progress(done, total))
        SCRIPTS[fault](run)
        run.end(lambda done: progress(done, total))
        return _reading(run, fault, which, seed)
    finally:
        run.close()


def _reading(run: FaultRun, fault: FaultName, which: int, seed: int) -> FaultReading:
    rig = run.program.rig
    report = rig.verify()
    lost = losses_of(run.naive, rig.database)
    waited_ms = run.waited_ms or 0.0
    return FaultReading(
        fault=fault,
        kind=run.chosen.kind,
        which=which,
        seed=seed,
        position=run.position,
        event=words_of(run.chosen),
        headline=headline(fault, clean=not report.differences),
        seen=seen_words(fault, run.chosen.kind, run.before, run.after, waited_ms),
        steps=tuple(run.steps),
        waited_ms=waited_ms,
        retold=run.program.retold,
        parked=run.parked,
        events=rig.outbox.last_position(),
        documents=report.documents,
        differences=len(report.differences) + report.more,
        exceptions=len(report.exceptions),
        naive=naive_words(fault, run.chosen.kind, len(lost)),
        lost=lost,
    )
