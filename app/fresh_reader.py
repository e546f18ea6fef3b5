"""Reads of the write model as documents, for reading one's own writes before the read store has them.

What it gives equals, field by field, what the read store will hold once it has reached the position that
comes with it: document and position are of one SQLite transaction.
"""

from collections.abc import Collection

from app.read_model.documents import (
    Address,
    Comment,
    FeedItem,
    FeedPage,
    Marks,
    PostCard,
    Profile,
    ProfileView,
    Relation,
    Snapshot,
    ThreadPage,
    format_address,
)
from app.text import find_spans
from app.write_model.database import Database
from app.write_model.recent import CommentNow, PersonNow, PostNow, Recent


class FreshReader:
    """A profile, some posts or some comments by id, never lists; any thread may call. Each raises `StoreUnusable`."""

    def __init__(self, database: Database) -> None:
        self._recent = Recent(database)

    def profile(self, person_id: int, viewer: int = 0) -> ProfileView:
        """A profile and how the viewer stands to the person; without a profile if there is no such person."""
        position, person = self._recent.person(person_id, viewer)
        if person is None:
            return ProfileView(profile=None, relation=Relation(), snapshot=Snapshot(position))
        relation = Relation(following=person.followed_by_viewer, muted=person.muted_by_viewer)
        return ProfileView(profile=_profile(person), relation=relation, snapshot=Snapshot(position))

    def items(self, post_ids: Collection[int], viewer: int = 0) -> FeedPage:
        """Those of the posts that exist, with the viewer's marks, each with its own id as its place."""
        position, posts = self._recent.posts(post_ids, viewer)
        return FeedPage(items=tuple(_item(post) for post in posts), snapshot=Snapshot(position))

    def comments(self, comment_ids: Collection[int]) -> ThreadPage:
        """Those of the comments that exist; without a head."""
        position, found = self._recent.comments(comment_ids)
        return ThreadPage(head=None, comments=tuple(_comment(one) for one in found), snapshot=Snapshot(position))

    def close(self) -> None:
        """Let go of the file."""
        self._recent.close()


def _profile(person: PersonNow) -> Profile:
    address = Address(*person.address)
    return Profile(
        id=person.person_id,
        handle=person.handle,
        name=person.name,
        joined_ms=person.joined_ms,
        bio=person.bio,
        bio_spans=find_spans(person.bio),
        avatar=person.avatar.sha256 if person.avatar else "",
        avatar_item=person.avatar,
        display_address=format_address(address),
        address=address,
        posts=person.posts,
        followers=person.followers,
        following=person.following,
        simulated=person.simulated,
    )


def _item(post: PostNow) -> FeedItem:
    card = PostCard(
        id=post.post_id,
        author_id=post.author.person_id,
        handle=post.author.handle,
        name=post.author.name,
        text=post.text,
        created_ms=post.created_ms,
        avatar=post.author.avatar,
        spans=find_spans(post.text),
        media=post.media,
        edited_ms=post.edited_ms,
        likes=post.likes,
        reposts=post.reposts,
        comments=post.comments,
        simulated=post.author.simulated,
    )
    marks = Marks(liked=post.liked, reposted=post.reposted, bookmarked=post.bookmarked)
    return FeedItem(entry_id=post.post_id, card=card, marks=marks)


def _comment(comment: CommentNow) -> Comment:
    return Comment(
        id=comment.comment_id,
        post_id=comment.post_id,
        author_id=comment.author.person_id,
        handle=comment.author.handle,
        name=comment.author.name,
        text=comment.text,
        created_ms=comment.created_ms,
        depth=len(comment.ancestors),
        parent_id=comment.ancestors[-1] if comment.ancestors else 0,
        avatar=comment.author.avatar,
        spans=find_spans(comment.text),
        edited_ms=0 if comment.deleted else comment.edited_ms,
        deleted=comment.deleted,
        simulated=comment.author.simulated,
    )
