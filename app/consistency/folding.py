"""Which operations a page has to replay, and which it only marks: sorted once for a page, looked up row by row."""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from app.commands import (
    AddComment,
    AnyCommand,
    CreatePost,
    DeleteComment,
    DeletePost,
    EditComment,
    EditPost,
    RegisterPerson,
    SetBookmark,
    SetFollow,
    SetLike,
    SetMute,
    SetRepost,
    UpdateAddress,
    UpdateProfile,
)
from app.consistency.patches import Prediction
from app.consistency.reached import is_reached
from app.consistency.visible import Operation
from app.read_model.documents import Comment, FeedItem, Snapshot

Key = tuple[str, int]
"""What an operation is about: ('post', id), ('comment', id) or ('person', id)."""

Document = TypeVar("Document")

_SETS: dict[type, str] = {
    EditPost: "text",
    EditComment: "text",
    SetLike: "like",
    SetRepost: "repost",
    SetBookmark: "bookmark",
    SetFollow: "follow",
    SetMute: "mute",
    UpdateProfile: "profile",
    UpdateAddress: "address",
}
"""Commands that set a whole value: once a later one of the same kind and key is reached, an earlier one is void."""

_ALWAYS_MARKED = (
    RegisterPerson,
    CreatePost,
    EditPost,
    DeletePost,
    AddComment,
    EditComment,
    DeleteComment,
    UpdateProfile,
    UpdateAddress,
)
"""Their rows carry a mark at every stage; of the others only what was refused or is held back."""

_SEEN = ("optimistic", "fresh")


class FreshItem(msgspec.Struct, frozen=True):
    """A row as the write model had it at `position`; `item` None when it was gone there."""

    item: FeedItem | None
    position: int


class FreshComment(msgspec.Struct, frozen=True):
    """A comment as the write model had it at `position`; `comment` None when it was gone there."""

    comment: Comment | None
    position: int


def key_of(command: AnyCommand) -> Key:
    """What the command is about."""
    match command:
        case CreatePost() | EditPost() | DeletePost() | SetLike() | SetRepost() | SetBookmark():
            return "post", command.post_id
        case AddComment() | EditComment() | DeleteComment():
            return "comment", command.comment_id
        case SetFollow() | SetMute():
            return "person", command.person_id
        case _:
            return "person", command.actor_id


def set_by(command: AnyCommand) -> tuple[str, Key] | None:
    """The value that the command sets whole, None for one that adds or removes something."""
    kind = _SETS.get(type(command))
    return None if kind is None else (kind, key_of(command))


class Folding:
    """The operations of one viewer sorted for one snapshot; made by `folding_for`, then only read but for `failed`.

    `posts`, `comments`, `people`: what to replay on the row with this id, in order. `reposts`: those of `posts` that
    make or take back a row, the viewer's own repost. `created`, `added` (by post):
    rows the documents do not have. `profile`, `names`: changes of the viewer's own profile, and those of them
    that rename. `muted`: the last wish by person. `marked`: the operation that a row carries, by its key.
    `fresh_items`, `fresh_comments`: rows read from the write model. `failed`: op_id → why its replay failed.
    """

    def __init__(
        self,
        viewer: int,
        fresh_items: Mapping[int, FreshItem] | None = None,
        fresh_comments: Mapping[int, FreshComment] | None = None,
    ) -> None:
        self.viewer = viewer
        self.posts: dict[int, list[Prediction]] = {}
        self.comments: dict[int, list[Prediction]] = {}
        self.people: dict[int, list[Prediction]] = {}
        self.reposts: dict[int, list[Prediction]] = {}
        self.created: list[Prediction] = []
        self.added: dict[int, list[Prediction]] = {}
        self.profile: list[Prediction] = []
        self.names: list[Prediction] = []
        self.muted: dict[int, Prediction] = {}
        self.marked: dict[Key, Operation] = {}
        self.fresh_items = fresh_items or {}
        self.fresh_comments = fresh_comments or {}
        self.failed: dict[int, str] = {}

    def replay(
        self, fold: Callable[[Prediction, Document], Document], prediction: Prediction, document: Document
    ) -> Document:
        """The document with this prediction folded in, or as it is if that throws."""
        folded = self.attempt(prediction, lambda: fold(prediction, document))
        return document if folded is None else folded

    def attempt(self, prediction: Prediction, make: Callable[[], Document | None]) -> Document | None:
        """What `make` makes for this prediction; None if it throws, and why is noted in `failed`."""
        try:
            return make()
        except Exception as error:  # noqa: BLE001 - one wrong guess must not take the page with it; it is noted and shown
            self.failed[prediction.operation.op_id] = f"{type(error).__name__}: {error}"
            return None


def later_than(position: int, predictions: Iterable[Prediction]) -> list[Prediction]:
    """The predictions that a reading of the write model at `position` does not hold."""
    return [one for one in predictions if one.operation.position is None or one.operation.position > position]


def folding_for(
    predictions: Iterable[Prediction],
    snapshot: Snapshot,
    viewer: int,
    fresh_items: Mapping[int, FreshItem] | None = None,
    fresh_comments: Mapping[int, FreshComment] | None = None,
) -> Folding:
    """Sort what a page of `snapshot` needs, from all predictions in the order in which they were asked for."""
    folding = Folding(viewer, fresh_items, fresh_comments)
    own = [prediction for prediction in predictions if prediction.operation.command.actor_id == viewer]
    void = _void(own, snapshot)
    gone = _never_there(own)
    for prediction in own:
        operation = prediction.operation
        reached = operation.position is not None and is_reached(operation.position, snapshot)
        if not prediction.dismissed:
            _mark(folding, operation, reached=reached)
        if operation.stage == "rejected":
            _keep_row(folding, prediction)
        elif not (reached or prediction.abandoned or operation.op_id in void):
            if operation.strategy in _SEEN:
                _keep_row(folding, prediction)
            if operation.strategy == "optimistic":
                _sort(folding, prediction, gone)
                if isinstance(operation.command, CreatePost | DeletePost) and not _is_applied(operation, snapshot):
                    folding.profile.append(prediction)
    return folding


def _is_applied(operation: Operation, snapshot: Snapshot) -> bool:
    """Whether the documents hold the change itself though it is not reached: only its fan-out is unfinished.

    Flags and words can be replayed once more; the count of posts, which has no flag, would move twice.
    """
    position = operation.position
    return position is not None and position <= snapshot.position and operation.stage != "held"


def _void(own: list[Prediction], snapshot: Snapshot) -> set[int]:
    """Operations that the page has not reached while it has a later one that set the same value."""
    void: set[int] = set()
    settled: set[tuple[str, Key]] = set()
    for prediction in reversed(own):
        operation = prediction.operation
        value = set_by(operation.command)
        if value is None or operation.stage == "rejected":
            continue
        if operation.position is not None and is_reached(operation.position, snapshot):
            settled.add(value)
        elif value in settled:
            void.add(operation.op_id)
    return void


def _mark(folding: Folding, operation: Operation, *, reached: bool) -> None:
    stage = operation.stage
    if stage not in ("rejected", "held"):
        told = isinstance(operation.command, _ALWAYS_MARKED) and operation.strategy not in ("none", "acceptance")
        if not told or (reached and stage != "reached"):
            return
        if stage == "reached" and not reached:
            # This page is older than the read store: as far as it goes, the change is still on its way.
            operation = replace(operation, stage="committed")
    elif stage == "held" and reached:
        return
    key = key_of(operation.command)
    carried = folding.marked.get(key)
    if carried is None or _urgency(operation) >= _urgency(carried):
        folding.marked[key] = operation


def _urgency(operation: Operation) -> int:
    return {"rejected": 3, "held": 2, "reached": 0}.get(operation.stage, 1)


def _keep_row(folding: Folding, prediction: Prediction) -> None:
    """A post or comment of one's own has a row before the read store does, and keeps it when it was refused."""
    command = prediction.operation.command
    if isinstance(command, CreatePost):
        folding.created.append(prediction)
    elif isinstance(command, AddComment):
        folding.added.setdefault(command.post_id, []).append(prediction)


def _never_there(own: list[Prediction]) -> set[int]:
    """Comments that a deletion cannot find: refused ones, and those that were retried after it."""
    turns = {one.operation.command.comment_id: one for one in own if isinstance(one.operation.command, AddComment)}
    gone: set[int] = set()
    for prediction in own:
        command = prediction.operation.command
        if isinstance(command, DeleteComment) and command.comment_id in turns:
            added = turns[command.comment_id]
            if added.operation.stage == "rejected" or added.turn > prediction.turn:
                gone.add(command.comment_id)
    return gone


def _sort(folding: Folding, prediction: Prediction, gone: set[int]) -> None:
    command = prediction.operation.command
    match command:
        case EditPost() | DeletePost() | SetLike() | SetRepost() | SetBookmark():
            folding.posts.setdefault(command.post_id, []).append(prediction)
            if isinstance(command, SetRepost):
                folding.reposts.setdefault(command.post_id, []).append(prediction)
        case AddComment():
            folding.posts.setdefault(command.post_id, []).append(prediction)
        case EditComment():
            folding.comments.setdefault(command.comment_id, []).append(prediction)
        case DeleteComment() if command.comment_id not in gone:
            gone.add(command.comment_id)
            folding.comments.setdefault(command.comment_id, []).append(prediction)
            folding.posts.setdefault(prediction.post_id, []).append(prediction)
        case SetFollow() | SetMute():
            folding.people.setdefault(command.person_id, []).append(prediction)
            if isinstance(command, SetMute):
                folding.muted[command.person_id] = prediction
        case UpdateProfile():
            folding.names.append(prediction)
            folding.profile.append(prediction)
        case RegisterPerson() | UpdateAddress():
            folding.profile.append(prediction)
        case _:
            return
