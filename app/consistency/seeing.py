"""Turns pages into what the viewer sees, without reading anything: cheap enough for the GUI thread."""

from collections.abc import Callable, Mapping, Sequence

from msgspec.structs import replace

from app.commands import (
    AnyCommand,
    RegisterPerson,
    SetFollow,
    SetMute,
    UpdateAddress,
    UpdateProfile,
)
from app.consistency.brought import Brought, BroughtPosts
from app.consistency.fold_feed import fold_feed, fold_item, fold_items
from app.consistency.fold_profile import fold_profile, own_profile
from app.consistency.fold_reposts import HOMES, Bring
from app.consistency.fold_thread import fold_thread
from app.consistency.folding import Folding, key_of
from app.consistency.fresh_copies import FreshCopies
from app.consistency.notes import NOTHING, Note, age_note, filling_note, note_for
from app.consistency.overlay import Overlay
from app.consistency.reached import NOWHERE
from app.consistency.staleness import LagMeter
from app.consistency.strategies import Strategies
from app.consistency.visible import (
    FeedPlace,
    Operation,
    ProfilePlace,
    ThreadPlace,
    VisibleFeed,
    VisibleItem,
    VisibleProfile,
    VisibleThread,
)
from app.consistency.waits import WaitOutcome
from app.read_model.documents import FeedItem, FeedPage, Profile, ProfileView, Relation, Snapshot, ThreadPage

NOBODY = ProfileView(profile=None, relation=Relation(), snapshot=NOWHERE)

_ABOUT_PEOPLE = (RegisterPerson, UpdateProfile, UpdateAddress, SetFollow, SetMute)


class Seeing:
    """Folds pages with the overlay and says where own changes are; safe from any thread.

    `authors` are the people who act in this window as last read, by id: whose name own new rows carry.
    """

    def __init__(
        self,
        overlay: Overlay,
        lag: LagMeter,
        outcomes: Mapping[int, WaitOutcome],
        copies: FreshCopies | None,
        strategies: Callable[[], Strategies],
        brought: BroughtPosts,
    ) -> None:
        self._overlay = overlay
        self._lag = lag
        self._outcomes = outcomes
        self._copies = copies
        self._strategies = strategies
        self._brought = brought
        self.authors: dict[int, ProfileView] = {}

    def feed(self, page: FeedPage, place: FeedPlace) -> VisibleFeed:
        """A page of a feed."""
        folding = self._folding(page.snapshot, place.viewer)
        author = self._author(place.viewer) if folding.created or folding.reposts else None
        visible = fold_feed(page, place, folding, author, self._bringing(place.viewer))
        self._abandon(folding)
        note = self._note(page.snapshot, place.viewer, _concerns_feeds, fresh=bool(folding.fresh_items))
        if note is NOTHING and place.timeline in HOMES and place.owner == place.viewer:
            note = filling_note(folding)
        return visible if note is NOTHING else replace(visible, source=note.source, note=note.text)

    def items(self, items: Sequence[FeedItem], snapshot: Snapshot, viewer: int) -> tuple[VisibleItem, ...]:
        """Rows by themselves."""
        folding = self._folding(snapshot, viewer)
        visible = fold_items(items, folding)
        self._abandon(folding)
        return visible

    def thread(self, page: ThreadPage, place: ThreadPlace) -> VisibleThread:
        """A page of a thread."""
        folding = self._folding(page.snapshot, place.viewer)
        author = self._author(place.viewer) if place.post_id in folding.added else None
        visible = fold_thread(page, place, folding, author)
        self._abandon(folding)
        fresh = bool(folding.fresh_items or folding.fresh_comments)
        note = self._note(page.snapshot, place.viewer, _concerns_feeds, fresh=fresh)
        return visible if note is NOTHING else replace(visible, source=note.source, note=note.text)

    def profile(self, page: ProfileView, place: ProfilePlace) -> VisibleProfile:
        """A profile."""
        folding = self._folding(page.snapshot, place.viewer)
        copies = self._copies
        fresh = None if copies is None else copies.profile(place.person_id, page.snapshot, place.viewer)
        visible = fold_profile(page, place, folding, fresh)
        self._abandon(folding)

        def concerned(command: AnyCommand) -> bool:
            return isinstance(command, _ABOUT_PEOPLE) and key_of(command) == ("person", place.person_id)

        note = self._note(page.snapshot, place.viewer, concerned, fresh=fresh is not None)
        if note is NOTHING:
            return visible
        return replace(visible, source=note.source, note=note.text, waiting=note.waiting)

    def _folding(self, snapshot: Snapshot, viewer: int) -> Folding:
        if self._copies is None:
            return self._overlay.folding(snapshot, viewer)
        items, comments = self._copies.items(snapshot, viewer), self._copies.comments(snapshot, viewer)
        return self._overlay.folding(snapshot, viewer, items, comments)

    def _author(self, viewer: int) -> Profile | None:
        view = self.authors.get(viewer, NOBODY)
        folding = self._overlay.folding(view.snapshot, viewer)
        author = own_profile(view, viewer, folding)
        self._abandon(folding)
        return author

    def _bringing(self, viewer: int) -> Bring:
        """Gives the posts that own reposts bring, as they were read and as the viewer sees them."""
        foldings: dict[Snapshot, Folding] = {}

        def bring(post_id: int) -> tuple[Brought, FeedItem] | None:
            brought = self._brought.get(post_id, viewer)
            if brought is None:
                return None
            folding = foldings.get(brought.snapshot)
            if folding is None:
                folding = foldings[brought.snapshot] = self._overlay.folding(brought.snapshot, viewer)
            shown = fold_item(brought.item, folding)
            self._abandon(folding)
            return None if shown.removed else (brought, shown.item)

        return bring

    def _abandon(self, folding: Folding) -> None:
        if folding.failed:
            self._overlay.abandon(folding.failed)

    def _note(self, snapshot: Snapshot, viewer: int, concerned: Callable[[AnyCommand], bool], *, fresh: bool) -> Note:
        age_ms = self._lag.oldest_ms()
        own = [one for one in self._overlay.operations(viewer) if _is_told(one) and concerned(one.command)]
        note = note_for(own, snapshot, self._outcomes, fresh=fresh, age_ms=age_ms) if own else NOTHING
        if note is NOTHING and self._strategies().counts == "acceptance" and snapshot.position < self._lag.positions[1]:
            return age_note(age_ms)
        return note


def _is_told(operation: Operation) -> bool:
    """Whether a view says in words where this operation is, instead of showing it."""
    return operation.strategy in ("wait", "fresh", "acceptance")


def _concerns_feeds(command: AnyCommand) -> bool:
    return not isinstance(command, _ABOUT_PEOPLE)
