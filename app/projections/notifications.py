"""Notifications: what others did that concerns a person. Called by the projections of reactions, comments, follows.

The rows are a function of the present state. Nobody is notified of their own acts. An id is that of the reaction, the
follow, the comment, or for a mention in a post the post; what is taken back takes its notification with it. One act
notifies a person once, for the strongest reason: a reply before a comment before a mention. `at_ms` is the date of the
act, for mentions that of the post or comment, whichever edit brought them. `excerpt` is kept for comments only.
"""

from collections.abc import Iterable, Mapping

from app.ids import key_of_name
from app.projections.changes import Changes
from app.read_model.documents import Comment, Notification, NotificationKind, PostCard, Profile
from app.read_model.keys import key, pair
from app.text import Span, excerpt

EXCERPT_GRAPHEMES = 80


def notify(
    changes: Changes,
    owner_id: int,
    actor: Profile,
    identifier: int,
    kind: NotificationKind,
    at_ms: int,
    post_id: int = 0,
) -> None:
    """Tell `owner_id` of a reaction or a follow; nothing if it is their own."""
    if owner_id != actor.id:
        changes.notifications.put(
            pair(owner_id, identifier),
            Notification(identifier, kind, actor.id, actor.handle, actor.name, at_ms, actor.avatar, post_id),
        )


def notify_of_post(changes: Changes, card: PostCard, mentioned: Iterable[int]) -> None:
    """Tell the people whom a post mentions."""
    for owner_id in mentioned:
        changes.person(owner_id)
        if owner_id != card.author_id:
            changes.notifications.put(
                pair(owner_id, card.id),
                Notification(
                    card.id, "mention", card.author_id, card.handle, card.name, card.created_ms, card.avatar, card.id
                ),
            )


def notify_of_comment(changes: Changes, comment: Comment, reasons: Mapping[int, NotificationKind]) -> None:
    """Tell the people whom a comment concerns."""
    if not reasons:
        return
    words = excerpt(comment.text, EXCERPT_GRAPHEMES)
    for owner_id, kind in reasons.items():
        changes.notifications.put(
            pair(owner_id, comment.id),
            Notification(
                comment.id,
                kind,
                comment.author_id,
                comment.handle,
                comment.name,
                comment.created_ms,
                comment.avatar,
                comment.post_id,
                words,
            ),
        )


def reasons_for_comment(
    author_id: int, post_author_id: int, parent_author_id: int, mentioned: Iterable[int]
) -> dict[int, NotificationKind]:
    """Whom a comment concerns, and why most; `parent_author_id` is 0 for a comment on the post itself."""
    reasons: dict[int, NotificationKind] = dict.fromkeys(mentioned, "mention")
    reasons[post_author_id] = "comment"
    if parent_author_id:
        reasons[parent_author_id] = "reply"
    reasons.pop(author_id, None)
    return reasons


def discard(changes: Changes, owner_ids: Iterable[int], identifier: int) -> None:
    """Take back the notification of one act from these people; who has none is passed over."""
    for owner_id in owner_ids:
        changes.notifications.discard(pair(owner_id, identifier))


def rename(changes: Changes, owner_ids: Iterable[int], identifier: int, actor: Profile) -> None:
    """Give the notification of one act the actor's present name and picture, wherever it exists."""
    for owner_id in owner_ids:
        place = pair(owner_id, identifier)
        found = changes.notifications.fetch(place)
        if found is not None and found.actor_id == actor.id:
            changes.notifications.put(place, renamed(found, actor))


def renamed(notification: Notification, actor: Profile) -> Notification:
    """The notification with the actor's present name and picture."""
    return Notification(
        notification.id,
        notification.kind,
        actor.id,
        actor.handle,
        actor.name,
        notification.at_ms,
        actor.avatar,
        notification.post_id,
        notification.excerpt,
    )


def people_mentioned(changes: Changes, spans: Iterable[Span]) -> set[int]:
    """The people whose handles stand in a text: all whom it may have notified."""
    people = set()
    for span in spans:
        if span.kind == "mention":
            found = changes.handles.fetch(key(key_of_name(span.target)))
            if found is not None:
                people.add(found.person_id)
    return people
