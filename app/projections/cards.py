"""Posts: their cards, their places in timelines, their author's count, and whom they mention."""

from msgspec.structs import replace

from app.events import PostCreated, PostDeleted, PostEdited
from app.projections import notifications, timelines
from app.projections.changes import Changes, Wanted
from app.read_model.documents import PostCard, Profile
from app.read_model.keys import key


def post_created(event: PostCreated, changes: Changes) -> None:
    """A card with its counts at zero, or as they were if the post is known already."""
    place = key(event.post_id)
    before = changes.cards.fetch(place)
    author = changes.person(event.author_id)
    card = PostCard(
        id=event.post_id,
        author_id=event.author_id,
        handle=author.handle,
        name=author.name,
        text=event.text,
        created_ms=event.at_ms,
        avatar=author.avatar,
        spans=event.spans,
        media=event.media,
        edited_ms=event.edited_ms,
        simulated=author.simulated,
    )
    if before is None:
        changes.profiles.put(key(author.id), replace(author, posts=author.posts + 1))
    else:
        card = replace(card, likes=before.likes, reposts=before.reposts, comments=before.comments)
        timelines.retag(changes, before, card)
    changes.cards.put(place, card)
    timelines.publish(changes, card)
    if event.mentioned:
        notifications.notify_of_post(changes, card, event.mentioned)


def post_edited(event: PostEdited, changes: Changes) -> None:
    """The words as they are now. Tags and mentions left behind are those of the card's own words before."""
    before = changes.card(event.post_id)
    card = replace(before, text=event.text, spans=event.spans, edited_ms=event.at_ms)
    changes.cards.put(key(card.id), card)
    timelines.retag(changes, before, card)
    if before.spans:
        notifications.discard(changes, notifications.people_mentioned(changes, before.spans), card.id)
    if event.mentioned:
        notifications.notify_of_post(changes, card, event.mentioned)


def post_deleted(event: PostDeleted, changes: Changes) -> None:
    """The card and its places are gone at once; what hangs on the post is erased by a fan-out."""
    card = changes.cards.fetch(key(event.post_id))
    if card is None:
        return
    changes.cards.discard(key(card.id))
    author = changes.person(card.author_id)
    changes.profiles.put(key(author.id), replace(author, posts=author.posts - 1))
    timelines.withdraw(changes, card)
    if card.spans:
        notifications.discard(changes, notifications.people_mentioned(changes, card.spans), card.id)
    changes.want(Wanted("erase", card.author_id, post_id=card.id))


def rename(changes: Changes, post_id: int, author: Profile) -> None:
    """Give the card, and whom it mentions, its author's present name and picture."""
    card = changes.cards.fetch(key(post_id))
    if card is None:
        return
    changes.cards.put(key(post_id), replace(card, name=author.name, avatar=author.avatar))
    if card.spans:
        notifications.rename(changes, notifications.people_mentioned(changes, card.spans), post_id, author)
