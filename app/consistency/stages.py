"""How far a committed operation has come, judged from a snapshot of the read store and what it holds back."""

from collections.abc import Mapping

from msgspec.structs import replace

from app.commands import (
    AddComment,
    AnyCommand,
    CreatePost,
    DeleteComment,
    DeletePost,
    EditComment,
    EditPost,
    SetBookmark,
    SetFollow,
    SetLike,
    SetMute,
    SetRepost,
)
from app.consistency.patches import Prediction
from app.consistency.reached import is_reached
from app.read_model.documents import ParkedEvent, Snapshot


def settled(prediction: Prediction, snapshot: Snapshot, parked: Mapping[int, ParkedEvent], now_ms: float) -> Prediction:
    """The prediction with its operation at the stage that the snapshot tells; the same object if that is its own."""
    operation = prediction.operation
    position = operation.position
    if position is None or operation.stage not in ("committed", "held"):
        return prediction
    event = parked.get(position)
    if event is not None and _is_of(event, prediction):
        if operation.stage == "held" and operation.reason == event.reason:
            return prediction
        return replace(prediction, operation=replace(operation, stage="held", stage_ms=now_ms, reason=event.reason))
    if event is not None and position <= snapshot.position:
        # A command that changed nothing was given the newest position, which is another aggregate's event.
        snapshot = Snapshot(snapshot.position)
    if is_reached(position, snapshot):
        lag_ms = max(0.0, now_ms - prediction.committed_ms)
        reached = replace(operation, stage="reached", stage_ms=now_ms, lag_ms=lag_ms, reason="")
        return replace(prediction, operation=reached)
    if operation.stage == "held":
        return replace(prediction, operation=replace(operation, stage="committed", stage_ms=now_ms, reason=""))
    return prediction


def aggregate_of_command(command: AnyCommand, post_id: int = 0) -> str:
    """The aggregate whose events this command records; 'post:' alone for a comment whose post is not known."""
    match command:
        case CreatePost() | EditPost() | DeletePost() | SetLike() | SetRepost() | SetBookmark() | AddComment():
            return f"post:{command.post_id}"
        case EditComment() | DeleteComment():
            return f"post:{post_id or ''}"
        case SetFollow() | SetMute():
            return f"follower:{command.actor_id}"
        case _:
            return f"person:{command.actor_id}"


def _is_of(event: ParkedEvent, prediction: Prediction) -> bool:
    aggregate = aggregate_of_command(prediction.operation.command, prediction.post_id)
    return event.aggregate.startswith(aggregate) if aggregate == "post:" else event.aggregate == aggregate
