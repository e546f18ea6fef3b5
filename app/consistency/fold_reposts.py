"""Own reposts in a feed ahead of the read store: the row that the projection will place, and those it will take out.

Only in the acting person's own home and profile, where the projection places them too. What another person's posts
bring into home after a follow or an unmute is not predicted: that would be a query over a timeline which the read
store has not made. The view says so (`seeing`), and is read again when it is there.
"""

from collections.abc import Callable, Iterable, Sequence

from msgspec.structs import replace

from app.commands import SetMute, SetRepost
from app.consistency.brought import Brought
from app.consistency.folding import Folding
from app.consistency.patches import Prediction
from app.consistency.reached import is_reached
from app.consistency.visible import FeedPlace, VisibleItem
from app.ids import first_id_at
from app.read_model.documents import FeedItem, Profile

Bring = Callable[[int], tuple[Brought, FeedItem] | None]
"""The post with this id as it was read, and as the viewer sees it; None if it was not read or is on its way out."""

HOMES = ("home", "home_pictures")
PICTURES = ("home_pictures", "everyone_pictures")


def nothing_brought(_post_id: int) -> None:
    """Where no post was read beside the page."""


def without_taken_back(
    items: Sequence[FeedItem], place: FeedPlace, folding: Folding, author: Profile
) -> Sequence[FeedItem]:
    """The rows without own reposts that are on their way out."""
    if not _has_own_reposts(place):
        return items
    return [item for item in items if not (item.via_handle == author.handle and _is_taken_back(item, folding))]


def standing_reposts(
    items: Sequence[FeedItem], place: FeedPlace, folding: Folding, author: Profile, bring: Bring
) -> Iterable[VisibleItem]:
    """Rows of own reposts that the page does not have yet; `items` are those that it has."""
    if not _has_own_reposts(place):
        return
    ashore = {item.entry_id for item in items}
    marks = {item.card.id: item.marks for item in items}
    for post_id, predictions in folding.reposts.items():
        found = bring(post_id)
        if found is None or not _belongs(found[0], place, folding):
            continue
        brought, shown = found
        own = marks.get(post_id)
        reposted = _before(predictions, brought) if own is None else own.reposted
        made = _made_by(predictions, reposted=reposted)
        if made is not None and _entry_id(made) not in ashore:
            yield _row(made, shown, author)


def _row(made: Prediction, item: FeedItem, author: Profile) -> VisibleItem:
    row = replace(item, entry_id=_entry_id(made), via_handle=author.handle, via_name=author.name)
    return VisibleItem(row, made.operation, in_water=True)


def _entry_id(made: Prediction) -> int:
    """The id that the repost will have, or one at its time if the command leaves it to the writer."""
    command = made.operation.command
    chosen = command.reaction_id if isinstance(command, SetRepost) else None
    return first_id_at(made.at_ms) if chosen is None else chosen


def _made_by(predictions: Sequence[Prediction], *, reposted: bool) -> Prediction | None:
    """Which of them makes the repost that stands in the end, if it is none that the read store has."""
    made: Prediction | None = None
    for prediction in predictions:
        wanted = _wanted(prediction)
        if wanted != reposted:
            made = prediction if wanted else None
        reposted = wanted
    return made


def _before(predictions: Sequence[Prediction], brought: Brought) -> bool:
    """Whether the post was reposted before all of them; a row that has the first already cannot tell any more."""
    first = predictions[0]
    position = first.operation.position
    if position is not None and is_reached(position, brought.snapshot):
        return not _wanted(first)
    return brought.item.marks.reposted


def _is_taken_back(item: FeedItem, folding: Folding) -> bool:
    return any(not _wanted(one) for one in folding.reposts.get(item.card.id, ())) and item.entry_id not in {
        _entry_id(one) for one in folding.reposts.get(item.card.id, ())
    }


def _wanted(prediction: Prediction) -> bool:
    command = prediction.operation.command
    return isinstance(command, SetRepost) and command.reposted


def _has_own_reposts(place: FeedPlace) -> bool:
    return place.owner == place.viewer and place.timeline in (*HOMES, "author")


def _belongs(brought: Brought, place: FeedPlace, folding: Folding) -> bool:
    """Home takes no post of somebody whom its owner mutes, whoever reposts it; the profile does."""
    card = brought.item.card
    if place.timeline in PICTURES and not card.media:
        return False
    return place.timeline not in HOMES or not _is_muted(brought, folding.muted.get(card.author_id))


def _is_muted(brought: Brought, prediction: Prediction | None) -> bool:
    wish = prediction.operation.command if prediction is not None else None
    return wish.muted if isinstance(wish, SetMute) else brought.muted
