"""Every document of a small world derived from its present state, with no projection: what these must come to."""

from typing import Any

import msgspec

from app.ids import key_of_name
from app.read_model import documents as d
from app.read_model import indexes as i
from app.read_model import keys
from app.text import excerpt, find_spans, tags_of
from tests.projections.world import World


def documents_of(world: World) -> dict[str, dict[bytes, msgspec.Struct]]:
    """Every document of the world's present state, by table and key."""
    made = _Documents(world)
    made.fill()
    return made.tables


class _Documents:
    def __init__(self, world: World) -> None:
        self.world = world
        self.tables: dict[str, dict[bytes, msgspec.Struct]] = {}

    def fill(self) -> None:
        for person in self.world.people:
            self._person(person)
        for post in self.world.posts:
            self._post(post)
        for comment in self.world.comments:
            self._comment(comment)
        for kind, rows in self.world.reactions.items():
            for (person, post), (reaction, at_ms) in rows.items():
                self._reaction(kind, person, post, (reaction, at_ms))
        for (follower, followee), (follow, at_ms) in self.world.follows.items():
            self._put("followers", keys.pair(followee, follower), i.Follower(follow))
            self._notify(followee, follow, "follow", follower, at_ms, 0)
        for person, muted in self.world.mutes:
            self._put("muters", keys.pair(muted, person), i.Muter())
        for person, other in {*self.world.follows, *self.world.mutes}:
            relation = d.Relation((person, other) in self.world.follows, (person, other) in self.world.mutes)
            self._put("relations", keys.pair(person, other), relation)

    def _put(self, table: str, key: bytes, document: msgspec.Struct) -> None:
        self.tables.setdefault(table, {})[key] = document

    def _name(self, person: int) -> tuple[str, str, str]:
        facts = self.world.people[person]
        return facts["handle"], facts["name"], facts["avatar"].sha256 if facts["avatar"] else ""

    def _notify(
        self, owner: int, identifier: int, kind: Any, actor: int, at_ms: int, post: int, words: str = ""
    ) -> None:
        if owner != actor:
            handle, name, avatar = self._name(actor)
            notification = d.Notification(identifier, kind, actor, handle, name, at_ms, avatar, post, words)
            self._put("notifications", keys.pair(owner, identifier), notification)

    def _person(self, person: int) -> None:
        world, facts = self.world, self.world.people[person]
        handle, name, avatar = self._name(person)
        profile = d.Profile(
            id=person,
            handle=handle,
            name=name,
            joined_ms=facts["joined"],
            bio=facts["bio"],
            avatar=avatar,
            avatar_item=facts["avatar"],
            display_address=d.format_address(facts["address"]),
            address=facts["address"],
            posts=sum(post["author"] == person for post in world.posts.values()),
            followers=sum(followee == person for _, followee in world.follows),
            following=sum(follower == person for follower, _ in world.follows),
            simulated=facts["simulated"],
        )
        self._put("profiles", keys.key(person), profile)
        hit = d.PersonHit(person, handle, name, avatar, facts["bio"], facts["simulated"])
        self._put("people", keys.pair(int(facts["simulated"]), person), hit)
        self._put("handles", keys.key(key_of_name(handle)), i.Handle(person))

    def _post(self, post: int) -> None:
        world, facts = self.world, self.world.posts[post]
        author = facts["author"]
        handle, name, avatar = self._name(author)
        spans = find_spans(facts["text"])
        reacted = {kind: sum(row[1] == post for row in rows) for kind, rows in world.reactions.items()}
        card = d.PostCard(
            id=post,
            author_id=author,
            handle=handle,
            name=name,
            text=facts["text"],
            created_ms=facts["created"],
            avatar=avatar,
            spans=spans,
            media=facts["media"],
            edited_ms=facts["edited"],
            likes=reacted["like"],
            reposts=reacted["repost"],
            comments=sum(one["post"] == post and not one["deleted"] for one in world.comments.values()),
            simulated=world.people[author]["simulated"],
        )
        self._put("cards", keys.key(post), card)
        entry = d.TimelineEntry(post, author)
        self._put("everyone", keys.pair(0, post), entry)
        if facts["media"]:
            self._put("everyone_pictures", keys.pair(0, post), entry)
        self._put("author", keys.pair(author, post), entry)
        for tag in tags_of(spans):
            self._put("tag", keys.pair(key_of_name(tag), post), entry)
        self._home(author, post, post, entry)
        for owner in facts["mentioned"]:
            self._notify(owner, post, "mention", author, facts["created"], post)

    def _home(self, source: int, entry_id: int, post: int, entry: d.TimelineEntry) -> None:
        world, facts = self.world, self.world.posts[post]
        for viewer in {source, *(follower for follower, followee in world.follows if followee == source)}:
            if (viewer, source) in world.mutes or (viewer, facts["author"]) in world.mutes:
                continue
            self._put("home", keys.pair(viewer, entry_id), entry)
            if facts["media"]:
                self._put("home_pictures", keys.pair(viewer, entry_id), entry)

    def _comment(self, comment: int) -> None:
        facts = self.world.comments[comment]
        author, deleted = facts["author"], facts["deleted"]
        handle, name, avatar = self._name(author)
        document = d.Comment(
            id=comment,
            post_id=facts["post"],
            author_id=author,
            handle=handle,
            name=name,
            text="" if deleted else facts["text"],
            created_ms=facts["created"],
            depth=len(facts["ancestors"]),
            parent_id=facts["ancestors"][-1] if facts["ancestors"] else 0,
            avatar=avatar,
            spans=() if deleted else find_spans(facts["text"]),
            edited_ms=0 if deleted else facts["edited"],
            deleted=deleted,
            simulated=self.world.people[author]["simulated"],
        )
        key = d.comment_key(facts["post"], facts["ancestors"], comment).to_bytes(64, "big")
        self._put("comments", key, document)
        place = i.CommentPlace(facts["post"], facts["ancestors"], facts["parent_author"] or 0)
        self._put("comment_places", keys.pair(author, comment), place)
        if not deleted:
            reasons = dict.fromkeys(facts["mentioned"], "mention")
            reasons[self.world.posts[facts["post"]]["author"]] = "comment"
            if facts["parent_author"]:
                reasons[facts["parent_author"]] = "reply"
            for owner, kind in reasons.items():
                words = excerpt(facts["text"], 80)
                self._notify(owner, comment, kind, author, facts["created"], facts["post"], words)

    def _reaction(self, kind: Any, person: int, post: int, row: tuple[int, int]) -> None:
        reaction, at_ms = row
        author = self.world.posts[post]["author"]
        rows = self.world.reactions
        marks = d.Marks(*((person, post) in rows[name] for name in ("like", "repost", "bookmark")))
        self._put("marks", keys.pair(person, post), marks)
        if kind == "repost":
            handle, name, _ = self._name(person)
            entry = d.TimelineEntry(post, person, name, handle)
            self._put("author", keys.pair(person, reaction), entry)
            self._put("reposts", keys.pair(author, reaction), i.Repost(post, person))
            self._home(person, reaction, post, entry)
        else:
            timeline = "likes" if kind == "like" else "bookmarks"
            self._put(timeline, keys.pair(person, reaction), d.TimelineEntry(post, author))
        if kind == "bookmark" or (kind == "like" and person == author):
            self._put("quiet_reactions", keys.pair(post, reaction), i.QuietReaction(kind, person))
        if kind != "bookmark":
            self._notify(author, reaction, kind, person, at_ms, post)
