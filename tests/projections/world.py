"""A small write model of dicts, in which random acts become lawful events."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from app import events as e
from app.media import MediaItem
from app.read_model import documents as d
from app.text import find_spans, handles_of, tags_of

PICTURE = MediaItem("ab" * 32, "image/jpeg", 4, 3, 99, "a gull")
WORDS = ("low water", "#kelp drifts", "@p0 look", "hello @p1 and @p2", "#kelp #Foam @p1", "salt")


@dataclass
class World:
    """Acts take numbers, which choose among what there is; an act that finds nothing to do does nothing."""

    events: list[e.AnyEvent] = field(default_factory=list)
    people: dict[int, dict[str, Any]] = field(default_factory=dict)
    posts: dict[int, dict[str, Any]] = field(default_factory=dict)
    comments: dict[int, dict[str, Any]] = field(default_factory=dict)
    reactions: dict[str, dict[tuple[int, int], tuple[int, int]]] = field(
        default_factory=lambda: {"like": {}, "repost": {}, "bookmark": {}}
    )
    follows: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    mutes: set[tuple[int, int]] = field(default_factory=set)
    now: int = 1_000

    def next_id(self) -> int:
        self.now += 7
        return self.now << 11

    def _tell(self, event: e.AnyEvent) -> None:
        self.events.append(event)

    def _mentioned(self, text: str) -> tuple[int, ...]:
        wanted = handles_of(find_spans(text))
        return tuple(person for person, facts in self.people.items() if facts["handle"] in wanted)

    def register(self, *_: int) -> None:
        person = self.next_id()
        number = len(self.people)
        facts: dict[str, Any] = {
            "handle": f"p{number}",
            "name": f"Name {number}",
            "bio": "",
            "avatar": None,
            "address": d.Address(),
            "joined": self.now,
            "simulated": number % 3 == 2,
        }
        self.people[person] = facts
        self._tell(
            e.PersonRegistered(
                at_ms=self.now,
                person_id=person,
                handle=facts["handle"],
                name=facts["name"],
                simulated=facts["simulated"],
            )
        )

    def rename(self, a: int, b: int, _: int) -> None:
        if person := _pick(self.people, a):
            self.now += 1
            facts = self.people[person]
            before = (facts["name"], facts["avatar"])
            facts.update(name=f"Name {b}", bio=f"bio {b}", avatar=PICTURE if b % 2 else None)
            self._tell(
                e.ProfileUpdated(
                    at_ms=self.now,
                    person_id=person,
                    name=facts["name"],
                    bio=facts["bio"],
                    avatar=facts["avatar"],
                    renamed=(facts["name"], facts["avatar"]) != before,
                )
            )

    def move(self, a: int, b: int, _: int) -> None:
        if person := _pick(self.people, a):
            self.now += 1
            address = d.Address(f"Quay {b}" if b % 2 else "", "Bergen", "5003" if b % 3 else "", "Norway")
            self.people[person]["address"] = address
            self._tell(
                e.AddressUpdated(
                    at_ms=self.now,
                    person_id=person,
                    street=address.street,
                    city=address.city,
                    postal_code=address.postal_code,
                    country=address.country,
                )
            )

    def post(self, a: int, b: int, c: int) -> None:
        if author := _pick(self.people, a):
            post, text = self.next_id(), WORDS[b % len(WORDS)]
            media = (PICTURE,) if c % 3 == 0 else ()
            mentioned = self._mentioned(text)
            self.posts[post] = {
                "author": author,
                "text": text,
                "media": media,
                "mentioned": mentioned,
                "created": self.now,
                "edited": 0,
            }
            self._tell(
                e.PostCreated(
                    at_ms=self.now,
                    post_id=post,
                    author_id=author,
                    text=text,
                    spans=find_spans(text),
                    media=media,
                    mentioned=mentioned,
                )
            )

    def edit(self, a: int, b: int, _: int) -> None:
        if post := _pick(self.posts, a):
            self.now += 1
            facts, text = self.posts[post], WORDS[b % len(WORDS)]
            tags_before = tags_of(find_spans(facts["text"]))
            facts.update(text=text, edited=self.now, mentioned=self._mentioned(text))
            self._tell(
                e.PostEdited(
                    at_ms=self.now,
                    post_id=post,
                    author_id=facts["author"],
                    text=text,
                    spans=find_spans(text),
                    mentioned=facts["mentioned"],
                    tags_before=tags_before,
                )
            )

    def delete(self, a: int, _b: int, _c: int) -> None:
        if post := _pick(self.posts, a):
            self.now += 1
            author = self.posts.pop(post)["author"]
            for rows in self.reactions.values():
                for row in [row for row in rows if row[1] == post]:
                    del rows[row]
            for comment in [one for one, facts in self.comments.items() if facts["post"] == post]:
                del self.comments[comment]
            self._tell(e.PostDeleted(at_ms=self.now, post_id=post, author_id=author))

    def comment(self, a: int, b: int, c: int) -> None:
        author, post = _pick(self.people, a), _pick(self.posts, b)
        if not (author and post):
            return
        above = [one for one, facts in self.comments.items() if facts["post"] == post]
        parent = above[c % len(above)] if above and c % 4 else None
        if parent is not None and self.comments[parent]["deleted"]:
            parent = None
        ancestors = (*self.comments[parent]["ancestors"], parent) if parent is not None else ()
        parent_author = self.comments[parent]["author"] if parent is not None else None
        comment, text = self.next_id(), WORDS[c % len(WORDS)]
        self.comments[comment] = {
            "post": post,
            "author": author,
            "text": text,
            "mentioned": self._mentioned(text),
            "ancestors": ancestors,
            "parent_author": parent_author,
            "created": self.now,
            "edited": 0,
            "deleted": False,
        }
        self._tell(
            e.CommentAdded(
                at_ms=self.now,
                comment_id=comment,
                post_id=post,
                author_id=author,
                text=text,
                spans=find_spans(text),
                mentioned=self._mentioned(text),
                ancestors=ancestors,
                parent_author_id=parent_author,
            )
        )

    def edit_comment(self, a: int, b: int, _: int) -> None:
        comment = _pick(self.comments, a)
        if comment and not self.comments[comment]["deleted"]:
            self.now += 1
            facts, text = self.comments[comment], WORDS[b % len(WORDS)]
            facts.update(text=text, edited=self.now, mentioned=self._mentioned(text))
            self._tell(
                e.CommentEdited(
                    at_ms=self.now,
                    comment_id=comment,
                    post_id=facts["post"],
                    author_id=facts["author"],
                    text=text,
                    spans=find_spans(text),
                    mentioned=facts["mentioned"],
                    ancestors=facts["ancestors"],
                )
            )

    def delete_comment(self, a: int, _b: int, _c: int) -> None:
        comment = _pick(self.comments, a)
        if not comment or self.comments[comment]["deleted"]:
            return
        self.now += 1
        facts = self.comments[comment]
        emptied = self._has_replies(comment)
        pruned: list[int] = []
        if emptied:
            facts.update(deleted=True)
        else:
            del self.comments[comment]
            for above in reversed(facts["ancestors"]):
                if not self.comments[above]["deleted"] or self._has_replies(above):
                    break
                del self.comments[above]
                pruned.append(above)
        self._tell(
            e.CommentDeleted(
                at_ms=self.now,
                comment_id=comment,
                post_id=facts["post"],
                author_id=facts["author"],
                ancestors=facts["ancestors"],
                emptied=emptied,
                pruned=tuple(pruned),
            )
        )

    def _has_replies(self, comment: int) -> bool:
        return any(facts["ancestors"][-1:] == (comment,) for facts in self.comments.values())

    def like(self, a: int, b: int, _: int) -> None:
        self._react("like", a, b, e.PostLiked, e.PostUnliked)

    def repost(self, a: int, b: int, _: int) -> None:
        self._react("repost", a, b, e.PostReposted, e.PostUnreposted)

    def bookmark(self, a: int, b: int, _: int) -> None:
        self._react("bookmark", a, b, e.PostBookmarked, e.PostUnbookmarked)

    def _react(self, kind: str, a: int, b: int, done: Any, undone: Any) -> None:
        person, post = _pick(self.people, a), _pick(self.posts, b)
        if not (person and post):
            return
        rows = self.reactions[kind]
        author = self.posts[post]["author"]
        if (person, post) in rows:
            self.now += 1
            reaction, _ = rows.pop((person, post))
            event = undone
        else:
            reaction = self.next_id()
            rows[(person, post)] = (reaction, self.now)
            event = done
        self._tell(event(at_ms=self.now, reaction_id=reaction, post_id=post, author_id=author, person_id=person))

    def follow(self, a: int, b: int, _: int) -> None:
        follower, followee = _pick(self.people, a), _pick(self.people, b)
        if not (follower and followee) or follower == followee:
            return
        if (follower, followee) in self.follows:
            self.now += 1
            follow, _ = self.follows.pop((follower, followee))
            self._tell(e.PersonUnfollowed(at_ms=self.now, follow_id=follow, follower_id=follower, followee_id=followee))
        else:
            follow = self.next_id()
            self.follows[(follower, followee)] = (follow, self.now)
            self._tell(e.PersonFollowed(at_ms=self.now, follow_id=follow, follower_id=follower, followee_id=followee))

    def mute(self, a: int, b: int, _: int) -> None:
        person, muted = _pick(self.people, a), _pick(self.people, b)
        if not (person and muted) or person == muted:
            return
        self.now += 1
        if (person, muted) in self.mutes:
            self.mutes.remove((person, muted))
            self._tell(e.PersonUnmuted(at_ms=self.now, person_id=person, muted_id=muted))
        else:
            self.mutes.add((person, muted))
            self._tell(e.PersonMuted(at_ms=self.now, person_id=person, muted_id=muted))


ACTS = (
    "post",
    "edit",
    "delete",
    "comment",
    "edit_comment",
    "delete_comment",
    "like",
    "repost",
    "bookmark",
    "follow",
    "mute",
    "rename",
    "move",
    "register",
)


def _pick(things: Iterable[int], number: int) -> int | None:
    known = list(things)
    return known[number % len(known)] if known else None
