"""The read store's queries answered from plain Python, for views that are tested without a store."""

import itertools
from collections.abc import Collection

from msgspec.structs import replace

from app.commands import (
    AddComment,
    AnyCommand,
    CreatePost,
    DeleteComment,
    DeletePost,
    EditComment,
    EditPost,
    SetFollow,
    SetLike,
    SetMute,
    UpdateAddress,
    UpdateProfile,
)
from app.consistency.reads import SearchOrder
from app.read_model.documents import (
    Address,
    Comment,
    FeedItem,
    FeedPage,
    Marks,
    Notification,
    NotificationPage,
    ParkedEvent,
    PersonHit,
    PostCard,
    Profile,
    ProfileView,
    Relation,
    SearchPage,
    Snapshot,
    ThreadPage,
    Timeline,
    comment_key,
    format_address,
)
from app.text import find_spans


class MemoryReads:
    """Holds documents by id; `apply` does what a projection would. `blocked` makes each read raise it."""

    def __init__(self) -> None:
        self.people_by_id: dict[int, Profile] = {}
        self.cards: dict[int, PostCard] = {}
        self.ancestors: dict[int, tuple[int, ...]] = {}
        self.comments: dict[int, Comment] = {}
        self.marks: dict[tuple[int, int], Marks] = {}
        self.relations: dict[tuple[int, int], Relation] = {}
        self.notices: list[Notification] = []
        self.position = 0
        self.index_behind = 0
        self.blocked: Exception | None = None
        self.asked: list[str] = []

    def person(self, person_id: int, handle: str, name: str, **more: object) -> Profile:
        """Add a person."""
        made = Profile(id=person_id, handle=handle, name=name, joined_ms=1_700_000_000_000)
        self.people_by_id[person_id] = replace(made, **more)
        return self.people_by_id[person_id]

    def post(self, post_id: int, author_id: int, text: str, **more: object) -> PostCard:
        """Add a post."""
        author = self.people_by_id[author_id]
        made = PostCard(
            id=post_id,
            author_id=author_id,
            handle=author.handle,
            name=author.name,
            text=text,
            created_ms=1_767_225_000_000 + post_id,
            avatar=author.avatar,
            spans=find_spans(text),
        )
        self.cards[post_id] = replace(made, **more)
        return self.cards[post_id]

    def comment(
        self, comment_id: int, post_id: int, author_id: int, text: str, parent_id: int = 0, **more: object
    ) -> Comment:
        """Add a comment, below `parent_id` if that is given."""
        author = self.people_by_id[author_id]
        above = (*self.ancestors[parent_id], parent_id) if parent_id else ()
        self.ancestors[comment_id] = above
        made = Comment(
            id=comment_id,
            post_id=post_id,
            author_id=author_id,
            handle=author.handle,
            name=author.name,
            text=text,
            created_ms=1_767_225_000_000 + comment_id,
            depth=len(above),
            parent_id=parent_id,
            spans=find_spans(text),
        )
        self.comments[comment_id] = replace(made, **more)
        card = self.cards[post_id]
        self.cards[post_id] = replace(card, comments=card.comments + 1)
        return self.comments[comment_id]

    def apply(self, command: AnyCommand) -> None:
        """Bring the documents up to date with a command that was committed."""
        self.position += 1
        match command:
            case CreatePost():
                self.post(command.post_id, command.actor_id, command.text, media=command.media)
            case EditPost():
                self.cards[command.post_id] = replace(
                    self.cards[command.post_id], text=command.text, spans=find_spans(command.text), edited_ms=1
                )
            case DeletePost():
                self.cards.pop(command.post_id)
            case AddComment():
                self.comment(
                    command.comment_id, command.post_id, command.actor_id, command.text, command.parent_id or 0
                )
            case EditComment():
                self.comments[command.comment_id] = replace(
                    self.comments[command.comment_id], text=command.text, spans=find_spans(command.text), edited_ms=1
                )
            case DeleteComment():
                gone = self.comments.pop(command.comment_id)
                self.cards[gone.post_id] = replace(
                    self.cards[gone.post_id], comments=self.cards[gone.post_id].comments - 1
                )
            case SetLike():
                card = self.cards[command.post_id]
                self.cards[card.id] = replace(card, likes=card.likes + (1 if command.liked else -1))
                self.marks[command.actor_id, card.id] = Marks(liked=command.liked)
            case SetFollow():
                self._relate(command.actor_id, command.person_id, following=command.following)
            case SetMute():
                self._relate(command.actor_id, command.person_id, muted=command.muted)
            case UpdateProfile():
                self._change(command.actor_id, name=command.name, bio=command.bio, bio_spans=find_spans(command.bio))
                item = command.avatar
                self._change(command.actor_id, avatar=item.sha256 if item else "", avatar_item=item)
            case UpdateAddress():
                address = Address(command.street, command.city, command.postal_code, command.country)
                self._change(command.actor_id, address=address, display_address=format_address(address))
            case _:
                pass

    def _relate(self, viewer: int, person_id: int, **what: bool) -> None:
        before = self.relations.get((viewer, person_id), Relation())
        self.relations[viewer, person_id] = replace(before, **what)
        if "following" in what and before.following != what["following"]:
            step = 1 if what["following"] else -1
            self._change(person_id, followers=self.people_by_id[person_id].followers + step)
            self._change(viewer, following=self.people_by_id[viewer].following + step)

    def _change(self, person_id: int, **what: object) -> None:
        self.people_by_id[person_id] = replace(self.people_by_id[person_id], **what)

    # The queries

    def snapshot(self) -> Snapshot:
        return Snapshot(self.position)

    def feed(
        self,
        timeline: Timeline,
        owner: int,
        viewer: int,
        limit: int = 50,
        before: int | None = None,
        after: int | None = None,
    ) -> FeedPage:
        self._ask("feed")
        ids = sorted(self.cards, reverse=True)
        if timeline == "author":
            ids = [one for one in ids if self.cards[one].author_id == owner]
        if timeline == "likes":
            ids = [one for one in ids if self.marks.get((owner, one), Marks()).liked]
        if before is not None:
            ids = [one for one in ids if one < before]
        if after is not None:
            ids = [one for one in ids if one > after]
        upward = after is not None and before is None
        page = ids[-limit:] if upward else ids[:limit]
        follows = page[0 if upward else -1] if len(ids) > limit else None
        return FeedPage(tuple(self._item(one, viewer) for one in page), self.snapshot(), follows)

    def edges(self, timeline: Timeline, owner: int) -> tuple[int, int] | None:
        items = self.feed(timeline, owner, 0, limit=len(self.cards)).items
        return (items[-1].entry_id, items[0].entry_id) if items else None

    def newer_count(self, timeline: Timeline, owner: int, than_entry: int, at_most: int = 1000) -> int:
        return sum(item.entry_id > than_entry for item in self.feed(timeline, owner, owner, limit=at_most).items)

    def item(self, post_id: int, viewer: int) -> FeedItem | None:
        return self._item(post_id, viewer) if post_id in self.cards else None

    def items(self, post_ids: Collection[int], viewer: int) -> dict[int, FeedItem]:
        return {one: self._item(one, viewer) for one in post_ids if one in self.cards}

    def card(self, post_id: int) -> PostCard | None:
        return self.cards.get(post_id)

    def thread(self, post_id: int, viewer: int, limit: int = 50, after: int | None = None) -> ThreadPage:
        self._ask("thread")
        rows = [(comment_key(post_id, self.ancestors[one.id], one.id), one) for one in self._of(post_id)]
        rows.sort(key=lambda row: row[0])
        if after is not None:
            rows = [row for row in rows if row[0] > after]
        page = rows[:limit]
        return ThreadPage(
            self.item(post_id, viewer),
            tuple(comment for _key, comment in page),
            self.snapshot(),
            page[-1][0] if len(rows) > limit else None,
        )

    def profile(self, person_id: int, viewer: int = 0) -> ProfileView:
        self._ask("profile")
        found = self.people_by_id.get(person_id)
        if found is not None:
            found = replace(found, posts=sum(card.author_id == person_id for card in self.cards.values()))
        return ProfileView(found, self.relations.get((viewer, person_id), Relation()), self.snapshot())

    def profile_by_handle(self, handle: str, viewer: int = 0) -> ProfileView:
        found = next((one for one in self.people_by_id.values() if one.handle == handle.lower()), None)
        return self.profile(found.id if found else 0, viewer)

    def people(self, limit: int = 200, include_simulated: bool = False) -> tuple[PersonHit, ...]:
        return tuple(itertools.islice(map(_hit, self.people_by_id.values()), limit))

    def notifications(self, viewer: int, limit: int = 50, before: int | None = None) -> NotificationPage:
        return NotificationPage(tuple(self.notices[:limit]), self.snapshot())

    def unread_notifications(self, viewer: int, after_id: int) -> int:
        return sum(one.id > after_id for one in self.notices)

    def search(self, query: str, viewer: int, limit: int = 20, order: SearchOrder = "best") -> SearchPage:
        self._ask(f"search {query} {order}")
        word = query.lower().lstrip("@")
        people = tuple(
            _hit(one)
            for one in self.people_by_id.values()
            if word and (one.handle.startswith(word) or word in one.name.lower())
        )
        ids = [one for one in sorted(self.cards, reverse=True) if word and word in self.cards[one].text.lower()]
        posts = tuple(self._item(one, viewer) for one in ids[:limit])
        return SearchPage(people[:limit], posts, self.snapshot(), self.position - self.index_behind)

    def parked(self) -> tuple[ParkedEvent, ...]:
        return ()

    def statistics(self) -> dict[str, int]:
        return {"posts": len(self.cards)}

    def _ask(self, what: str) -> None:
        self.asked.append(what)
        if self.blocked is not None:
            raise self.blocked

    def _item(self, post_id: int, viewer: int) -> FeedItem:
        return FeedItem(post_id, self.cards[post_id], self.marks.get((viewer, post_id), Marks()))

    def _of(self, post_id: int) -> list[Comment]:
        return [one for one in self.comments.values() if one.post_id == post_id]


def _hit(person: Profile) -> PersonHit:
    return PersonHit(person.id, person.handle, person.name, person.avatar, person.bio, person.simulated)
