"""Answers commands in transactions of one or many. The bus calls it, on the one thread that writes."""

import logging
import sqlite3
import threading
from collections.abc import Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Self

from sqlalchemy import RootTransaction
from sqlalchemy.exc import OperationalError

from app.clock import Clock
from app.commands import Answer, AnyCommand, Receipt, Rejected
from app.errors import Mistake
from app.ids import IdSource
from app.media import MediaStore
from app.write_model import receipts, rules
from app.write_model.database import Database
from app.write_model.faults import is_busy, is_of_the_store, told_to_people
from app.write_model.handlers.dispatch import HANDLERS
from app.write_model.rules import RuleBroken
from app.write_model.unit_of_work import Transaction, UnitOfWork

if TYPE_CHECKING:
    from app.write_model.command_bus import CommandTimes

_log = logging.getLogger(__name__)

LOCK_AWAITED_MS = 10_000
LOCK_ASKED_FOR_EVERY_MS = 1

Outcome = Answer | Mistake
"""What became of one command; a mistake of ours concerns only the command that met it."""


class Writer:
    """The writing connection. Not for sharing between threads."""

    def __init__(
        self, database: Database, clock: Clock, ids: IdSource, media: MediaStore, times: "CommandTimes | None" = None
    ) -> None:
        self._times = times
        self._clock = clock
        self._ids = ids
        self._media = media
        with told_to_people():
            self._connection = database.writing()
            driver = self._connection.connection.driver_connection
        if not isinstance(driver, sqlite3.Connection):
            raise TypeError("The write model works with SQLite alone.")
        driver.execute("PRAGMA busy_timeout=0")
        self._driver = driver

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.close()

    def commit(self, commands: Sequence[AnyCommand]) -> tuple[list[Outcome], bool]:
        """Answer the commands in one durable transaction; also whether there are new events.

        Raises `StoreUnusable` or `StoreFull` if it could not be committed; then none of them has an effect.
        """
        with told_to_people(), self._begun():
            transaction = Transaction(self._driver, self._clock, self._ids, self._media)
            before = transaction.position
            outcomes = [self._answered(transaction, command) for command in commands]
        return outcomes, transaction.position > before

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _answered(self, transaction: Transaction, command: AnyCommand) -> Outcome:
        before = transaction.position
        outcome = _answer(transaction, command)
        if self._times is not None and self._times.on:
            self._times.mark(command.command_id, "validated", self._clock.monotonic_ms())
            if isinstance(outcome, Receipt) and transaction.position == before:
                self._times.unchanged(command.command_id)
        return outcome

    def _begun(self) -> RootTransaction:
        """Wait for the write lock, asking often: SQLite itself asks each 0.1 s and so misses the gaps of a busy writer.

        Beside a process that writes without end, SQLite's waiting took up to 9 s.
        """
        asked = threading.Event()
        gives_up_ms = self._clock.monotonic_ms() + LOCK_AWAITED_MS
        while True:
            try:
                return self._connection.begin()
            except OperationalError as error:
                if not is_busy(error.orig) or self._clock.monotonic_ms() >= gives_up_ms:
                    raise
            self._clock.wait(asked, LOCK_ASKED_FOR_EVERY_MS)


def _answer(transaction: Transaction, command: AnyCommand) -> Outcome:
    try:
        return _handle(transaction, command)
    except RuleBroken as broken:
        return Rejected(command.command_id, broken.field, broken.reason)
    except Exception as error:
        if isinstance(error, sqlite3.Error) and is_of_the_store(error):
            raise
        # A bug in one handler must not take the commands beside it down.
        _log.exception("The handler of %s failed.", type(command).__name__)
        mistake = Mistake(f"Tideline made a mistake with this ({error}), so nothing was saved; what was saved is safe.")
        mistake.__cause__ = error
        return mistake


def _handle(transaction: Transaction, command: AnyCommand) -> Answer:
    key = rules.command_key(command.command_id)
    at_ms = None if command.at_ms is None else rules.date(command.at_ms)
    digest = receipts.digest_of(command)
    with UnitOfWork(transaction, key, at_ms) as unit:
        given = receipts.given_before(unit, key, digest, command)
        if given is not None:
            return given
        made_id = HANDLERS[type(command)](command, unit)
        receipt = Receipt(command.command_id, unit.position, made_id)
        receipts.keep(unit, key, digest, receipt)
        unit.commit()
        return receipt
