"""Sending what a person asked for, and following the answer into the overlay. An answer may come on any thread."""

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial

from app.commands import Answer, AnyCommand, Receipt
from app.consistency.overlay import Overlay
from app.consistency.reads import Parking
from app.consistency.strategies import Strategies
from app.consistency.visible import Operation
from app.consistency.waits import WaitOutcome, Waits
from app.errors import TidelineError
from app.signals import Signals

Send = Callable[[AnyCommand], "Future[Answer]"]

NOT_ANSWERED = "The program stopped before this was saved; your words are kept, try again."
OUR_MISTAKE = "A mistake in the program kept this from being saved; your words are kept, try again."


class Actions:
    """Dispatches commands that the overlay has registered. Nothing in here waits or blocks.

    `outcomes` are those waits of the strategy 'wait' that ended without the position, by op_id.
    """

    def __init__(
        self, send: Send, overlay: Overlay, waits: Waits, signals: Signals, parking: Parking | None = None
    ) -> None:
        self._send = send
        self._overlay = overlay
        self._waits = waits
        self._signals = signals
        self._parking = parking
        self.outcomes: dict[int, WaitOutcome] = {}

    def dispatch(
        self, operation: Operation, strategies: Strategies, acknowledged: Callable[[AnyCommand, int], None]
    ) -> None:
        """Send the command; `acknowledged` is called with its position when the receipt comes."""
        try:
            future = self._send(operation.command)
        except TidelineError as error:
            self._overlay.failed(operation.op_id, str(error))
            return
        future.add_done_callback(partial(self._answered, operation, strategies, acknowledged))

    def retry_parked(self, op_id: int) -> bool:
        """Ask the projector to try the event again that holds this operation back."""
        event = self._overlay.parked_event(op_id)
        return event is not None and self._parking is not None and self._parking.retry(event.blocked_by or event.seq)

    def discard_parked(self, op_id: int) -> bool:
        """Ask the projector to leave this operation's event out; the operation then says so."""
        event = self._overlay.parked_event(op_id)
        if event is None or self._parking is None or not self._parking.discard(event.seq):
            return False
        self._overlay.discarded(event.seq)
        return True

    def forget(self) -> None:
        """Drop the outcomes of operations that are no longer on the list."""
        for op_id in [op_id for op_id in list(self.outcomes) if self._overlay.operation(op_id) is None]:
            self.outcomes.pop(op_id, None)

    def _answered(
        self,
        operation: Operation,
        strategies: Strategies,
        acknowledged: Callable[[AnyCommand, int], None],
        future: "Future[Answer]",
    ) -> None:
        op_id = operation.op_id
        if future.cancelled():
            self._overlay.failed(op_id, NOT_ANSWERED)
            return
        error = future.exception()
        if error is not None:
            self._overlay.failed(op_id, str(error) if isinstance(error, TidelineError) else OUR_MISTAKE)
            return
        answer = future.result()
        if not isinstance(answer, Receipt):
            self._overlay.rejected(op_id, answer.field, answer.reason)
            return
        acknowledged(operation.command, answer.position)
        if operation.strategy == "wait":
            wait = self._waits.wait_for(answer.position, deadline_ms=strategies.deadline_ms)
            self._overlay.committed(op_id, answer.position)
            wait.add_done_callback(partial(self._waited, op_id))
        else:
            self._overlay.committed(op_id, answer.position)

    def _waited(self, op_id: int, wait: "Future[WaitOutcome]") -> None:
        outcome = wait.result()
        if outcome.kind != "fresh":
            self.outcomes[op_id] = outcome
            self._signals.operations.send(self)
