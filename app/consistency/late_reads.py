"""Reads of the write model that begin to exist with the first of them: a session is made before the write side is."""

from collections.abc import Callable, Collection

from app.consistency.reads import FreshReads
from app.read_model.documents import FeedPage, ProfileView, ThreadPage


class LateFreshReads:
    """Stands in for the fresh reads that `opened` gives when they are first asked for. Raises what that raises."""

    def __init__(self, opened: Callable[[], FreshReads]) -> None:
        self._opened = opened

    def profile(self, person_id: int, viewer: int = 0) -> ProfileView:
        """A profile from the write model."""
        return self._opened().profile(person_id, viewer)

    def items(self, post_ids: Collection[int], viewer: int) -> FeedPage:
        """Posts from the write model."""
        return self._opened().items(post_ids, viewer)

    def comments(self, comment_ids: Collection[int]) -> ThreadPage:
        """Comments from the write model."""
        return self._opened().comments(comment_ids)
