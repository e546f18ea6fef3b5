"""What 'reached' means; waits, overlay, marks and every other judge of freshness use only this."""

from app.read_model.documents import Snapshot

NOWHERE = Snapshot(position=0)
"""The snapshot of a reader who has seen nothing yet."""


def is_reached(position: int, snapshot: Snapshot) -> bool:
    """Whether the snapshot holds the event at `position`: the checkpoint is at or past it and it is no exception."""
    return position <= snapshot.position and position not in snapshot.exceptions


def covers(newer: Snapshot, older: Snapshot) -> bool:
    """Whether who has read `older` may read `newer` next: nothing that was reached is missing.

    A rebuilt store (a later generation) always may, an earlier one never: positions of two stores are
    not compared.
    """
    if newer.generation != older.generation:
        return newer.generation > older.generation
    if newer.position < older.position:
        return False
    return all(position > older.position or position in older.exceptions for position in newer.exceptions)
