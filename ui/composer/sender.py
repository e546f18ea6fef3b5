"""Sends what was written, and keeps its words on disk until the receipt has come."""

from PySide6.QtCore import QObject

from app.commands import AnyCommand, CreatePost, EditPost, Rejected
from app.consistency.visible import Operation
from app.drafts import Draft
from app.text import clean
from ui.app_bridge import AppBridge
from ui.composer.draft_keeper import DraftKeeper
from ui.composer.occasion import Occasion, Written, command_for, is_sent, occasion_of, sent_target
from ui.ports import Program


class Sender(QObject):
    """One of a window. A refused command keeps its words until it is tried again, changed or dismissed."""

    def __init__(self, program: Program, bridge: AppBridge, keeper: DraftKeeper, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._program = program
        self._keeper = keeper
        self._awaited: dict[int, tuple[int, str]] = {}
        bridge.operations.connect(self._settle)

    def send(
        self, occasion: Occasion, written: Written, *, draft_target: str, known_id: int = 0
    ) -> Operation | Rejected:
        """Send it, or say what the rules refuse; then nothing was done and the draft stays as it is.

        `known_id` is that of words which may have been sent before the program ended: the same id has one effect.
        """
        session = self._program.session
        command_id = known_id or self._program.ids.next_id()
        command = command_for(occasion, written, session.viewer, command_id)
        refused = self._program.check(command)
        if refused is not None:
            return refused
        target = sent_target(command_id, occasion.target)
        draft = Draft(
            target=target,
            text=written.text,
            media=written.media,
            cursor=len(written.text),
            parent_id=occasion.parent_id,
            op_id=command_id,
        )
        self._keeper.move(draft, draft_target)
        operation = session.perform(command)
        self._awaited[operation.op_id] = (session.viewer, target)
        return operation

    def target_of(self, operation: Operation) -> str:
        """Where the words of a refused operation are kept; '' if it was not sent from here."""
        return self._awaited.get(operation.op_id, (0, ""))[1]

    def _settle(self) -> None:
        """Forget the words of what is committed or was dismissed."""
        if not self._awaited:
            return
        session = self._program.session
        stages = {operation.op_id: operation.stage for operation in session.tide().operations}
        over = [
            op_id
            for op_id, (actor_id, _target) in self._awaited.items()
            if actor_id == session.viewer and stages.get(op_id) not in ("saving", "rejected")
        ]
        for op_id in over:
            self._keeper.forget(self._awaited.pop(op_id)[1])


def left_over(program: Program) -> tuple[list[Draft], list[Draft]]:
    """The drafts of an earlier run that were sent without a receipt: those that arrived after all, and the others.

    Reads the disk and the read store: call it from the pool.
    """
    arrived: list[Draft] = []
    waiting: list[Draft] = []
    under_way = [operation.command for operation in program.session.tide().operations]
    of_this_run = {command.command_id for command in under_way}
    for draft in program.drafts.all():
        if is_sent(draft) and draft.op_id not in of_this_run:
            (arrived if _has_arrived(program, draft, under_way) else waiting).append(draft)
    return arrived, waiting


def _has_arrived(program: Program, draft: Draft, under_way: list[AnyCommand]) -> bool:
    """Whether the write model is known to hold it. Unknown is no: sent again, the same id has one effect."""
    occasion = occasion_of(draft)
    match occasion.kind:
        case "post":
            stored = program.queries.card(draft.op_id) is not None
            return stored or any(isinstance(one, CreatePost) and one.post_id == draft.op_id for one in under_way)
        case "edit post":
            card = program.queries.card(occasion.post_id)
            kept = clean(draft.text)
            stored = card is not None and card.text == kept
            return stored or any(isinstance(one, EditPost) and clean(one.text) == kept for one in under_way)
        case _:
            return False
