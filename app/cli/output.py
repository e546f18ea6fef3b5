"""What commands print: one JSON document on stdout with `--json`, else text for a person. The shapes are stable."""

import datetime as dt
import sys
from collections.abc import Iterable
from typing import Any

import msgspec

from app.commands import Receipt, Rejected
from app.media import MediaItem
from app.read_model.documents import (
    Comment,
    FeedItem,
    FeedPage,
    PersonHit,
    Profile,
    ProfileView,
    SearchPage,
    ThreadPage,
)

Json = dict[str, Any]


def print_json(document: object) -> None:
    """Print one JSON document and a newline. A lone surrogate cannot reach stdout: nothing stored has one."""
    sys.stdout.write(msgspec.json.encode(document).decode() + "\n")
    sys.stdout.flush()


def print_lines(lines: Iterable[str]) -> None:
    """Print text for a person; characters that the terminal cannot show are replaced."""
    encoding = sys.stdout.encoding or "utf-8"
    for line in lines:
        sys.stdout.write(line.encode(encoding, "replace").decode(encoding) + "\n")
    sys.stdout.flush()


def date_of(milliseconds: int) -> str:
    """The date in ISO 8601 with milliseconds, in UTC."""
    moment = dt.datetime.fromtimestamp(milliseconds / 1000, dt.UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def receipt_json(receipt: Receipt) -> Json:
    """`{"command_id", "position", "id"}`."""
    return {"command_id": receipt.command_id, "position": receipt.position, "id": receipt.id}


def rejected_json(rejected: Rejected) -> Json:
    """`{"rejected": {"field", "reason"}}`."""
    return {"rejected": {"field": rejected.field, "reason": rejected.reason}}


def item_json(item: FeedItem) -> Json:
    """A card with the viewer's marks."""
    card = item.card
    found: Json = {
        "id": card.id,
        "author": {"handle": card.handle, "name": card.name},
        "text": card.text,
        "created_at": date_of(card.created_ms),
        "edited_at": date_of(card.edited_ms) if card.edited_ms else None,
        "likes": card.likes,
        "reposts": card.reposts,
        "comments": card.comments,
        "liked": item.marks.liked,
        "reposted": item.marks.reposted,
        "bookmarked": item.marks.bookmarked,
        "media": [media_json(media) for media in card.media],
    }
    if item.via_handle:
        found["reposted_by"] = {"handle": item.via_handle, "name": item.via_name}
    return found


def media_json(media: MediaItem) -> Json:
    """A picture: its alternative text, content hash, type and size."""
    return {
        "alt": media.alt,
        "sha256": media.sha256,
        "mime": media.mime,
        "width": media.width,
        "height": media.height,
    }


def feed_json(page: FeedPage) -> Json:
    """`{"cards": […], "next": id or null}`, with the position of the read store."""
    return {"cards": [item_json(item) for item in page.items], "next": page.next, "position": page.snapshot.position}


def comment_json(comment: Comment) -> Json:
    """A comment in its thread; `depth` 0 stands right under the post."""
    return {
        "id": comment.id,
        "parent": comment.parent_id or None,
        "depth": comment.depth,
        "author": {"handle": comment.handle, "name": comment.name},
        "text": comment.text,
        "created_at": date_of(comment.created_ms),
        "edited_at": date_of(comment.edited_ms) if comment.edited_ms else None,
        "deleted": comment.deleted,
    }


def thread_json(page: ThreadPage) -> Json:
    """The post and its comments in reading order."""
    return {
        "post": item_json(page.head) if page.head else None,
        "comments": [comment_json(comment) for comment in page.comments],
        "position": page.snapshot.position,
    }


def profile_json(view: ProfileView) -> Json:
    """A person's page head, with `display_address` as the document holds it."""
    profile: Profile | None = view.profile
    if profile is None:
        return {"profile": None, "position": view.snapshot.position}
    return {
        "id": profile.id,
        "handle": profile.handle,
        "name": profile.name,
        "bio": profile.bio,
        "display_address": profile.display_address,
        "address": msgspec.to_builtins(profile.address) | {},
        "joined_at": date_of(profile.joined_ms),
        "posts": profile.posts,
        "followers": profile.followers,
        "following": profile.following,
        "avatar": profile.avatar or None,
        "simulated": profile.simulated,
        "position": view.snapshot.position,
    }


def person_json(person: PersonHit) -> Json:
    """A person as a search result."""
    return {"id": person.id, "handle": person.handle, "name": person.name, "bio": person.bio}


def search_json(page: SearchPage) -> Json:
    """People and posts found; `index_position` tells how far the index is."""
    return {
        "people": [person_json(person) for person in page.people],
        "posts": [item_json(item) for item in page.posts],
        "position": page.snapshot.position,
        "index_position": page.index_position,
    }


def item_lines(item: FeedItem) -> list[str]:
    """A card as text: who and when, the words, the counts."""
    card = item.card
    head = f"{card.name} @{card.handle} · {date_of(card.created_ms)} · {card.id}"
    if item.via_handle:
        head = f"{item.via_name} @{item.via_handle} reposted\n{head}"
    marks = "".join(
        sign
        for sign, there in (("♥", item.marks.liked), ("↻", item.marks.reposted), ("★", item.marks.bookmarked))
        if there
    )
    pictures = [f"  [picture: {media.alt or 'no description'}]" for media in card.media]
    counts = f"  {card.comments} comments · {card.reposts} reposts · {card.likes} likes {marks}".rstrip()
    return [head, *(f"  {line}" for line in card.text.splitlines()), *pictures, counts, ""]


def comment_lines(comment: Comment) -> list[str]:
    """A comment as text, indented by its depth."""
    indent = "  " * (comment.depth + 1)
    if comment.deleted:
        return [f"{indent}(deleted)", ""]
    head = f"{indent}{comment.name} @{comment.handle} · {date_of(comment.created_ms)} · {comment.id}"
    return [head, *(f"{indent}{line}" for line in comment.text.splitlines()), ""]


def profile_lines(profile: Profile) -> list[str]:
    """A profile as text."""
    address = profile.display_address.replace("\n", ", ")
    return [
        f"{profile.name} @{profile.handle} · {profile.id}",
        *(f"  {line}" for line in profile.bio.splitlines()),
        *([f"  {address}"] if address else []),
        f"  {profile.posts} posts · {profile.followers} followers · {profile.following} following",
    ]
