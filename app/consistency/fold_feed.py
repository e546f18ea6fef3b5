"""Feeds as the person sees them: a page of documents with the operations folded in that the page has not reached."""

from collections.abc import Sequence

from msgspec.structs import replace

from app.commands import CreatePost, DeletePost, SetMute
from app.consistency.changes import item_changes, unsaved_fields
from app.consistency.fold_reposts import HOMES, PICTURES, Bring, nothing_brought, standing_reposts, without_taken_back
from app.consistency.folding import Folding, later_than
from app.consistency.patches import Prediction, new_item, on_item
from app.consistency.visible import FeedPlace, VisibleFeed, VisibleItem
from app.ids import key_of_name
from app.read_model.documents import FeedItem, FeedPage, Profile


def fold_feed(
    page: FeedPage, place: FeedPlace, folding: Folding, author: Profile | None, bring: Bring = nothing_brought
) -> VisibleFeed:
    """The page with its operations folded in; own new posts and reposts stand above it if it is the top one.

    `author` is the viewer's own profile as the viewer sees it; without one nothing new can be shown. `bring` gives the
    posts that own reposts bring.
    """
    hidden = place.timeline in HOMES and bool(folding.muted)
    items: Sequence[FeedItem] = page.items
    if hidden:
        items = [item for item in items if not is_muted(item, folding)]
    if folding.reposts and author is not None:
        items = without_taken_back(items, place, folding, author)
    standing: list[VisibleItem] = []
    if place.top and author is not None:
        ashore = {item.card.id for item in page.items}
        standing = [
            *_standing(place, folding, author, ashore),
            *standing_reposts(page.items, place, folding, author, bring),
        ]
    return VisibleFeed(
        standing=tuple(sorted(standing, key=lambda row: row.item.entry_id, reverse=True)),
        rows=fold_items(items, folding),
        snapshot=page.snapshot,
        next=page.next,
        page=page,
        place=place,
    )


def fold_items(items: Sequence[FeedItem], folding: Folding) -> tuple[VisibleItem, ...]:
    """Rows as the viewer sees them."""
    return tuple([fold_item(item, folding) for item in items])


def fold_item(item: FeedItem, folding: Folding) -> VisibleItem:
    """One row as the viewer sees it."""
    post_id = item.card.id
    replayed = folding.posts.get(post_id, ())
    names = folding.names if item.via_handle or item.card.author_id == folding.viewer else ()
    operation = folding.marked.get(("post", post_id))
    if not replayed and not names and post_id not in folding.fresh_items:
        return VisibleItem(item, operation)
    shown, removed, replayed = _replayed(item, folding, [*replayed, *names])
    changes = () if shown is item else item_changes(item, shown, unsaved_fields(replayed))
    return VisibleItem(shown, operation, changes=changes, removed=removed)


def is_muted(item: FeedItem, folding: Folding) -> bool:
    """Whether the viewer has just muted who wrote this row or who reposted it."""
    for person_id, prediction in folding.muted.items():
        command = prediction.operation.command
        if isinstance(command, SetMute) and command.muted:
            reposted = bool(item.via_handle) and item.via_handle == prediction.handle
            if reposted or item.card.author_id == person_id:
                return True
    return False


def _replayed(
    item: FeedItem, folding: Folding, predictions: list[Prediction]
) -> tuple[FeedItem, bool, list[Prediction]]:
    """The row, whether its deletion is on its way, and what was replayed on it."""
    shown, removed = item, False
    fresh = folding.fresh_items.get(item.card.id)
    if fresh is not None:
        removed = fresh.item is None
        if fresh.item is not None:
            shown = replace(item, card=fresh.item.card, marks=fresh.item.marks)
        predictions = later_than(fresh.position, predictions)
    for prediction in predictions:
        shown = folding.replay(on_item, prediction, shown)
        removed = removed or isinstance(prediction.operation.command, DeletePost)
    return shown, removed, predictions


def _standing(place: FeedPlace, folding: Folding, author: Profile, ashore: set[int]) -> list[VisibleItem]:
    rows: list[VisibleItem] = []
    for prediction in folding.created:
        command = prediction.operation.command
        if not isinstance(command, CreatePost) or command.post_id in ashore:
            continue
        item = _new_item(prediction, command, folding, author)
        if item is None:
            continue
        refused = prediction.operation.stage == "rejected"
        row = VisibleItem(item, prediction.operation) if refused else _in_water(item, prediction, folding)
        if _belongs(row.item, place):
            rows.append(row)
    return rows


def _new_item(prediction: Prediction, command: CreatePost, folding: Folding, author: Profile) -> FeedItem | None:
    if prediction.operation.strategy != "optimistic" and prediction.operation.stage != "rejected":
        fresh = folding.fresh_items.get(command.post_id)
        return None if fresh is None else fresh.item
    return folding.attempt(prediction, lambda: new_item(prediction, command, author))


def _in_water(item: FeedItem, prediction: Prediction, folding: Folding) -> VisibleItem:
    """The whole row is news, so it has no changes of its own; later operations on it are folded in.

    What was asked for before a creation that had to be retried found no post, and is refused.
    """
    later = [one for one in folding.posts.get(item.card.id, ()) if one.turn > prediction.turn]
    shown, removed, _ = _replayed(item, folding, [*later, *folding.names])
    operation = folding.marked.get(("post", item.card.id), prediction.operation)
    return VisibleItem(shown, operation, in_water=True, removed=removed)


def _belongs(item: FeedItem, place: FeedPlace) -> bool:
    """Whether an own new post has a place in this timeline."""
    if place.timeline in PICTURES and not item.card.media:
        return False
    match place.timeline:
        case "home" | "home_pictures":
            return place.owner == item.card.author_id
        case "everyone" | "everyone_pictures":
            return True
        case "author":
            return place.owner == item.card.author_id
        case "tag":
            return any(span.kind == "tag" and key_of_name(span.target) == place.owner for span in item.card.spans)
        case _:
            return False
