"""What a session asks of its surroundings, as small protocols: the read store's queries, fresh reads, and parking."""

from collections.abc import Collection
from typing import Literal, Protocol

from app.read_model.documents import (
    FeedItem,
    FeedPage,
    NotificationPage,
    ProfileView,
    SearchPage,
    Snapshot,
    ThreadPage,
    Timeline,
)

SearchOrder = Literal["best", "newest"]


class Reads(Protocol):
    """The queries of the read store, as `app.read_model.queries` answers them; safe from any thread."""

    def feed(
        self,
        timeline: Timeline,
        owner: int,
        viewer: int,
        limit: int = 50,
        before: int | None = None,
        after: int | None = None,
    ) -> FeedPage:
        """A page of a timeline, newest first."""
        ...

    def items(self, post_ids: Collection[int], viewer: int) -> dict[int, FeedItem]:
        """The posts that exist, by id, with the viewer's marks."""
        ...

    def thread(self, post_id: int, viewer: int, limit: int = 50, after: int | None = None) -> ThreadPage:
        """A post and a page of its comments in reading order."""
        ...

    def profile(self, person_id: int, viewer: int = 0) -> ProfileView:
        """A profile as one viewer sees it."""
        ...

    def profile_by_handle(self, handle: str, viewer: int = 0) -> ProfileView:
        """The profile with this handle."""
        ...

    def notifications(self, viewer: int, limit: int = 50, before: int | None = None) -> NotificationPage:
        """What others did that concerns the viewer, newest first."""
        ...

    def search(self, query: str, viewer: int, limit: int = 20, order: SearchOrder = "best") -> SearchPage:
        """People and posts that match."""
        ...

    def snapshot(self) -> Snapshot:
        """How far the read store is."""
        ...


class FreshReads(Protocol):
    """Reads of the write model, document and position from one transaction; the position is the snapshot's."""

    def profile(self, person_id: int, viewer: int = 0) -> ProfileView:
        """A profile as the read store will show it once it has reached the position."""
        ...

    def items(self, post_ids: Collection[int], viewer: int) -> FeedPage:
        """Those of the posts that exist, each with its own id as its place."""
        ...

    def comments(self, comment_ids: Collection[int]) -> ThreadPage:
        """Those of the comments that exist; without a head."""
        ...


class Parking(Protocol):
    """What a person can do about an event that is held back; the projector does it at its next step."""

    def retry(self, seq: int) -> bool:
        """Try the parked event again; False if none is parked there."""
        ...

    def discard(self, seq: int) -> bool:
        """Leave the parked event out for good; False if none is parked there."""
        ...
