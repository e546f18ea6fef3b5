"""The nine faults, each as what is done and what is noted, from the commit of the chosen event until all is mended."""

from collections.abc import Callable
from typing import Final

from app.events import StoredEvent
from app.lab.faults.run import RESTART_MS, SETTLE_MS, FaultRun
from app.lab.faults.traffic import followers_of, overtaker_of
from app.lab.faults.wrappers import Crash, broken
from app.lab.readings.faults import FaultName

HOUR_MS: Final = 3_600_000
HELD_MS: Final = 1_000


def _lost_doorbell(run: FaultRun) -> None:
    program = run.program
    program.bell.lose_next()
    run.commit(deliver=_nothing)
    run.note("fault", f"Saved as event {run.position}. The doorbell is lost.")
    behind = program.behind
    run.until_shown()
    run.note("read", f"Found {behind} behind at its next look, {_seconds(run.waited_ms)} after the commit.")


def _delivered_twice(run: FaultRun) -> None:
    program = run.program
    program.bell.double_next()
    program.log.give_twice(run.position)
    run.commit(deliver=lambda events: [*events, *events])
    run.note("fault", f"The bell rings twice, and the log gives event {run.position} twice.")
    program.run(0)
    _note_refusal(run)


def _out_of_order(run: FaultRun) -> None:
    program = run.program
    program.log.give_late(run.position)
    run.commit(overtaker_of(run.chosen), deliver=lambda events: [*reversed(events)])
    run.note("fault", f"The log gives event {run.position + 1} before event {run.position}.")
    program.run(0)
    _note_refusal(run)


def _crash_before_commit(run: FaultRun) -> None:
    program = run.program
    program.door.crash_next()
    run.naive.crash_next()
    at = program.position
    try:
        run.commit()
    except Crash:
        run.naive.kill()
    try:
        program.run(0)
    except Crash:
        run.note("fault", f"Event {run.position} is applied. The process dies before the documents are committed.")
    program.run_dead(RESTART_MS)
    program.open_anew()
    run.note("read", f"Opened at {program.position}, as at {at} before: the pages and their place are one transaction.")
    run.naive.start()
    program.run(0)
    run.note("read", f"Applied event {run.position} again, once.")


def _crash_after_commit(run: FaultRun) -> None:
    program = run.program
    program.die_at_commit()
    try:
        run.commit()
    except Crash:
        run.note("fault", f"Saved as event {run.position}. The process dies before it rings.")
    run.naive.kill()
    program.run_dead(RESTART_MS)
    program.open_anew()
    program.new_events()
    behind = program.behind
    run.note("write", f"Event {run.position} is in the outbox: it was saved together with the change it tells of.")
    run.naive.start()
    program.run(0)
    run.note("read", f"Found {behind} behind at the first look.")


def _poison(run: FaultRun) -> None:
    program = run.program
    program.log.poison(run.position)
    run.commit(deliver=lambda events: [broken(stored) for stored in events])
    program.run(0)
    run.note("fault", f"The content of event {run.position} cannot be read.")
    reason = next(parked.reason for parked in program.rig.queries.parked() if parked.seq == run.position)
    run.note("read", f"Parked, and gone on. {reason}")
    run.also(followers_of(run.chosen))
    program.run(SETTLE_MS)
    waiting = len(program.rig.store.snapshot().exceptions) - 1
    run.note("read", f"{waiting} others about the same thing wait behind it.")
    program.log.mend(run.position)
    program.rig.projector.retry(run.position)
    program.run(0)
    run.note("read", f"Mended and tried again: applied, with the {waiting} behind it, in order.")


def _projector_killed(run: FaultRun) -> None:
    program = run.program
    program.kill_projector()
    run.naive.kill()
    run.note("fault", "The projector is gone.")
    run.commit()
    run.also(followers_of(run.chosen))
    program.run(SETTLE_MS)
    behind = program.behind
    run.note("write", f"Saving goes on: {behind} events wait in the outbox.")
    program.start_projector()
    run.naive.start()
    program.run(0)
    run.note("read", f"Started again at {run.position - 1}: applied the {behind} that waited.")


def _store_deleted(run: FaultRun) -> None:
    program = run.program
    program.delete_pages()
    run.naive.delete_documents()
    run.note("fault", "The files of the pages are deleted under way.")
    run.commit()
    program.run(0)
    run.note("read", "Noticed at the next change: the pages are open, but their files are gone.")
    run.note("read", f"Rebuilt beside them, and swapped in: {program.retold} facts told anew.")


def _clock_jump(run: FaultRun) -> None:
    program = run.program
    program.rig.log.set_delay(HELD_MS)
    program.rig.clock.jump_wall(-HOUR_MS)
    run.commit()
    run.note("fault", f"The clock goes back an hour. Event {run.position} is saved with that date.")
    program.run(HELD_MS / 2)
    program.rig.clock.jump_wall(HOUR_MS)
    run.note("fault", "It goes forward again while the event waits.")
    run.until_shown()
    program.rig.log.set_delay(0)
    run.note("read", f"The delay of {_seconds(HELD_MS)} took {_seconds(run.waited_ms)}: waits are not counted by it.")
    run.note("read", "Its place in every list is by its number, which only grows.")


SCRIPTS: Final[dict[FaultName, Callable[[FaultRun], None]]] = {
    "lost_doorbell": _lost_doorbell,
    "delivered_twice": _delivered_twice,
    "out_of_order": _out_of_order,
    "crash_before_commit": _crash_before_commit,
    "crash_after_commit": _crash_after_commit,
    "poison": _poison,
    "projector_killed": _projector_killed,
    "store_deleted": _store_deleted,
    "clock_jump": _clock_jump,
}


def _note_refusal(run: FaultRun) -> None:
    refused = run.program.refused
    if refused is not None:
        run.note("read", f"Refused by its number: {refused.found} came where {refused.expected} was due.")
        run.note("read", f"Nothing was applied. Rebuilt from what is saved: {run.program.retold} facts told anew.")


def _nothing(_events: list[StoredEvent]) -> list[StoredEvent]:
    return []


def _seconds(milliseconds: float | None) -> str:
    return f"{(milliseconds or 0.0) / 1_000:.1f} s"
