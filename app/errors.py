"""The errors that Tideline raises on purpose, drawn as a tree that says whose fault each one is.

Every error carries one sentence for a person: what happened, what is safe, what to do.
A broken rule is no error but a result (`app.commands.Rejected`).
"""

from typing import Any


class TidelineError(Exception):
    """The root: anything raised on purpose; `str(error)` is a sentence for a person."""

    exit_status = 1

    def __reduce__(self) -> tuple[Any, ...]:
        """It may be raised in one process and told in another; what an `__init__` takes is not what it keeps."""
        return _made_again, (type(self), self.args, vars(self))


class InvalidInput(TidelineError):
    """The person's input cannot be used as it is; `field` names the part, the message says why."""

    exit_status = 2

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field
        self.reason = reason


class EnvironmentFault(TidelineError):
    """The machine, not the person and not the program: a folder, a disk, a lock, a screen."""

    exit_status = 4


class DataFolderUnusable(EnvironmentFault):
    """The data folder cannot be created, read or written."""


class StoreUnusable(EnvironmentFault):
    """The write store (SQLite) or the read store (LMDB) cannot be opened, read or written."""


class StoreFull(StoreUnusable):
    """A store refused a write because the disk is full; what was committed before is intact."""


class ReadStoreOutdated(StoreUnusable):
    """The read store is missing, damaged or of another version: it has to be rebuilt, nothing is lost."""


class AlreadyRunning(EnvironmentFault):
    """Another process holds the lock that this work needs."""


class Stopped(EnvironmentFault):
    """The part that was asked is shutting down or has stopped; nothing was done."""


class Mistake(TidelineError):
    """Our own bug: an invariant does not hold. The message names it."""


class GapInLog(Mistake):
    """The outbox does not continue at the position after the checkpoint."""

    def __init__(self, expected: int, found: int) -> None:
        super().__init__(f"The event log continues at {found} where {expected} was expected.")
        self.expected = expected
        self.found = found


def _made_again(kind: type[TidelineError], args: tuple[Any, ...], values: dict[str, Any]) -> TidelineError:
    error = kind.__new__(kind, *args)
    vars(error).update(values)
    return error
