"""Turns what a session reads and shows into records of the history: the hooks of `Session`, each one line there."""

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from app.consistency.folding import Folding
from app.consistency.history import Read, SeenRead
from app.consistency.patches import Prediction
from app.consistency.reads import FreshReads
from app.consistency.seeing import Seeing
from app.consistency.tape import READ_STORE, SEARCH, WRITE_MODEL, Tape, session_of
from app.consistency.visible import (
    FeedPlace,
    ProfilePlace,
    ThreadPlace,
    VisibleFeed,
    VisibleProfile,
    VisibleSearch,
    VisibleThread,
)
from app.read_model.documents import FeedPage, NotificationPage, ProfileView, Snapshot, ThreadPage

PAGES_REMEMBERED = 64

Place = FeedPlace | ThreadPlace | ProfilePlace
Shown = VisibleFeed | VisibleThread | VisibleProfile | VisibleSearch | NotificationPage


class Records(Protocol):
    """What the decorators need of a session."""

    @property
    def recording(self) -> "Recording":
        """Where its reads are told."""
        ...

    @property
    def viewer(self) -> int:
        """The acting person."""
        ...


Who = TypeVar("Who", bound=Records)
Visible = TypeVar("Visible", bound=Shown)
Arguments = ParamSpec("Arguments")


def recorded(
    read: Callable[Concatenate[Who, Arguments], Visible],
) -> Callable[Concatenate[Who, Arguments], Visible]:
    """A read of the session, told to the history while recording is on."""

    @wraps(read)
    def reading(session: Who, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> Visible:
        recording = session.recording
        if not recording.tape.on:
            return read(session, *args, **kwargs)
        viewer, start_ms = session.viewer, recording.tape.now_ms()
        visible = read(session, *args, **kwargs)
        recording.returned(visible, viewer, start_ms)
        recording.showed(visible, viewer, start_ms)
        return visible

    return reading


class Recording:
    """Records for one session what stores returned to it, and what its person saw of that."""

    def __init__(self, tape: Tape, seeing: Seeing) -> None:
        self.tape = tape
        self._seeing = seeing
        self._last: dict[Place, tuple[Snapshot, frozenset[int]]] = {}

    def returned(self, visible: Shown, viewer: int, start_ms: float) -> None:
        """What the stores returned for this read."""
        session, end_ms, at = session_of(viewer), self.tape.now_ms(), visible.snapshot
        keys, missing = keys_read(visible, viewer), tuple(at.exceptions)
        self.tape.add(Read(session, READ_STORE, keys, start_ms, end_ms, at.position, missing))
        if isinstance(visible, VisibleSearch):
            self.tape.add(Read(session, SEARCH, (SEARCH,), start_ms, end_ms, visible.index_position, missing))

    def showed(self, visible: Shown, viewer: int, start_ms: float) -> None:
        """What the person saw of it; a profile that still waits for its new value has not been answered yet."""
        if isinstance(visible, VisibleProfile) and visible.waiting:
            return
        session, end_ms, at = session_of(viewer), self.tape.now_ms(), visible.snapshot
        missing = tuple(at.exceptions)
        folding = self._seeing.folding(at, viewer)
        shown, versions = self._positions(folding), self._versions(folding, visible, viewer)
        self._remember(visible, shown)
        keys = keys_read(visible, viewer)
        self.tape.add(
            SeenRead(session, READ_STORE, keys, start_ms, end_ms, at.position, missing, versions, shown=shown)
        )
        if isinstance(visible, VisibleSearch):
            self.tape.add(SeenRead(session, SEARCH, (SEARCH,), start_ms, end_ms, visible.index_position, missing))

    def folded_again(self, visible: VisibleFeed | VisibleThread | VisibleProfile, viewer: int) -> None:
        """A page was folded again, which reads nothing: it counts only if something vanished that it had shown."""
        before = None if visible.place is None else self._last.get(visible.place)
        shown = self._positions(self._seeing.folding(visible.snapshot, viewer))
        if before is not None and before[0] == visible.snapshot and not before[1] <= set(shown):
            self.showed(visible, viewer, self.tape.now_ms())
        else:
            self._remember(visible, shown)

    def _remember(self, visible: Shown, shown: tuple[int, ...]) -> None:
        if isinstance(visible, VisibleFeed | VisibleThread | VisibleProfile) and visible.place is not None:
            if len(self._last) >= PAGES_REMEMBERED:
                self._last.clear()
            self._last[visible.place] = (visible.snapshot, frozenset(shown))

    def _positions(self, folding: Folding) -> tuple[int, ...]:
        """Where the operations that the fold showed were committed; those not committed are no writes yet."""
        found = set()
        for prediction in _shown(folding):
            operation = prediction.operation
            position = self.tape.position_of(operation.command.command_id)
            found.add(operation.position if position is None else position)
        return tuple(sorted(position for position in found if position))

    def _versions(self, folding: Folding, visible: Shown, viewer: int) -> dict[str, int]:
        versions = {f"post:{post_id}": item.position for post_id, item in folding.fresh_items.items()}
        versions |= {f"comment:{one}": comment.position for one, comment in folding.fresh_comments.items()}
        if isinstance(visible, VisibleProfile) and visible.place is not None:
            fresh = self._seeing.fresh_profile(visible.place.person_id, visible.snapshot, viewer)
            if fresh is not None:
                versions |= dict.fromkeys(keys_read(visible, viewer), fresh.snapshot.position)
        return versions


class RecordedFreshReads:
    """Reads of the write model, told to the history while recording is on."""

    def __init__(self, reads: FreshReads, tape: Tape) -> None:
        self._reads = reads
        self._tape = tape

    def profile(self, person_id: int, viewer: int = 0) -> ProfileView:
        """A profile from the write model."""
        start_ms = self._tape.now_ms()
        view = self._reads.profile(person_id, viewer)
        self._tell([f"person:{person_id}", f"relation:{viewer}:{person_id}"], view.snapshot, viewer, start_ms)
        return view

    def items(self, post_ids: Collection[int], viewer: int) -> FeedPage:
        """Posts from the write model."""
        start_ms = self._tape.now_ms()
        page = self._reads.items(post_ids, viewer)
        self._tell([f"post:{one}" for one in post_ids], page.snapshot, viewer, start_ms)
        return page

    def comments(self, comment_ids: Collection[int]) -> ThreadPage:
        """Comments from the write model; who asks is not known, so they are not recorded."""
        return self._reads.comments(comment_ids)

    def _tell(self, keys: Iterable[str], snapshot: Snapshot, viewer: int, start_ms: float) -> None:
        if self._tape.on and viewer:
            end_ms = self._tape.now_ms()
            read = Read(session_of(viewer), WRITE_MODEL, tuple(keys), start_ms, end_ms, snapshot.position)
            self._tape.add(read)


def keys_read(visible: Shown, viewer: int) -> tuple[str, ...]:
    """What a page returned, by name; a feed's or thread's own name only with its first page, where new rows stand."""
    match visible:
        case VisibleFeed(page=FeedPage() as page, place=place):
            keys = [f"post:{item.card.id}" for item in page.items]
            if place is not None and place.top:
                keys.append(f"feed:{place.timeline}:{place.owner}")
        case VisibleThread(page=ThreadPage() as page, place=place) if place is not None:
            keys = [f"post:{place.post_id}", *(f"comment:{comment.id}" for comment in page.comments)]
            if place.first:
                keys.append(f"thread:{place.post_id}")
        case VisibleProfile(place=place) if place is not None:
            keys = [f"person:{place.person_id}", f"relation:{viewer}:{place.person_id}"]
        case VisibleSearch():
            keys = [f"post:{row.item.card.id}" for row in visible.posts]
        case NotificationPage():
            keys = [f"notifications:{viewer}"]
        case _:
            keys = []
    return tuple(keys)


def _shown(folding: Folding) -> Iterable[Prediction]:
    """The operations whose change the fold shows."""
    lists: tuple[Mapping[int, list[Prediction]], ...] = (
        folding.posts,
        folding.comments,
        folding.people,
        folding.added,
    )
    found = [one for rows in lists for predictions in rows.values() for one in predictions]
    for one in (*found, *folding.created, *folding.profile, *folding.names):
        operation = one.operation
        if operation.stage == "rejected" or operation.op_id in folding.failed:
            continue
        if operation.strategy == "optimistic" or _is_fresh(one, folding):
            yield one


def _is_fresh(prediction: Prediction, folding: Folding) -> bool:
    """Whether a row that the read store does not have stands there as the write model has it."""
    command = prediction.operation.command
    post_id, comment_id = getattr(command, "post_id", 0), getattr(command, "comment_id", 0)
    return post_id in folding.fresh_items if not comment_id else comment_id in folding.fresh_comments
