"""Demo data: a seeded stream of commands, so that a person can look around a full feed at once.

The stream goes through the same write model as everything else. The same numbers and seed give the
same people, words, ids and dates, and sent twice they have one effect.
"""

import itertools
import random
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from app.commands import (
    AddComment,
    AnyCommand,
    CreatePost,
    RegisterPerson,
    SetBookmark,
    SetFollow,
    SetLike,
    SetRepost,
    UpdateAddress,
)
from app.errors import InvalidInput
from app.ids import COUNTERS, first_id_at
from app.media import MediaItem

END_MS = 1_795_262_400_000
"""The date of the newest demo event: 2026-11-21 12:00 UTC. Fixed, so that a seed gives the same dates."""
DAY_MS = 86_400_000
FOLLOWED_BY_ACTOR = 12
FOLLOWED_BY_OTHERS = 10
PICTURE_SHARE = 0.12
REPLY_SHARE = 0.3
REPOST_SHARE = 0.04


class DemoSpec(msgspec.Struct, frozen=True):
    """How much to make. `actor_id` is the person who looks at it: 0 makes the first demo person that one."""

    people: int = 20
    posts: int = 200
    likes: int = 1_000
    comments: int = 300
    seed: int = 7
    actor_id: int = 0

    def check(self) -> None:
        """Raise `InvalidInput` for numbers that cannot be met."""
        for name in ("people", "posts", "likes", "comments"):
            if getattr(self, name) < 0:
                raise InvalidInput(name, f"The number of {name} cannot be negative; nothing was made.")
        if self.people == 0 and self.posts > 0:
            raise InvalidInput("people", "Posts need at least one person to write them; nothing was made.")
        if self.likes > self.people * self.posts:
            raise InvalidInput(
                "likes",
                f"{self.people} people can like {self.posts} posts at most {self.people * self.posts} times; "
                "nothing was made.",
            )
        if self.comments and not self.posts:
            raise InvalidInput("comments", "Comments need at least one post; nothing was made.")


class Words(msgspec.Struct, frozen=True):
    """The words that posts, people and comments are made of (resources/demo/words.toml)."""

    people: list[tuple[str, str, str]]
    first_names: list[str]
    last_names: list[str]
    bios: list[str]
    whole: list[str]
    openings: list[str]
    happenings: list[str]
    closings: list[str]
    comments: list[str]
    replies: list[str]
    alts: list[str]


def load_words(folder: Path) -> Words:
    """The words from the resources folder."""
    return msgspec.convert(tomllib.loads((folder / "demo" / "words.toml").read_text("utf-8")), Words)


class Demo:
    """One seeded stream. `total` is the number of commands that `commands` yields."""

    def __init__(self, spec: DemoSpec, words: Words, pictures: Sequence[MediaItem] = ()) -> None:
        spec.check()
        self._spec = spec
        self._words = words
        self._pictures = pictures
        self._rng = random.Random(spec.seed)
        self._serial = itertools.count()
        self._taken: set[int] = set()
        self._span_ms = DAY_MS * (2 + spec.posts // 400)
        self._people = [self._fresh_id(END_MS - self._span_ms - DAY_MS) for _ in range(spec.people)]
        self._likes = self._shares(spec.likes, ceiling=spec.people)
        self._comments = self._shares(spec.comments, ceiling=None)

    @property
    def first_person(self) -> int:
        """The id of the person who looks at the demo when none was named."""
        return self._spec.actor_id or self._people[0]

    @property
    def estimate(self) -> int:
        """About how many commands there will be, for progress."""
        spec = self._spec
        return (
            spec.people * (2 + FOLLOWED_BY_OTHERS) + round(spec.posts * (1 + REPOST_SHARE)) + spec.likes + spec.comments
        )

    def commands(self) -> Iterator[AnyCommand]:
        """People first, then whom they follow, then post by post with its reactions."""
        yield from self._registrations()
        yield from self._follows()
        for index, at_ms in enumerate(self._post_times()):
            yield from self._post(index, at_ms)

    def _registrations(self) -> Iterator[AnyCommand]:
        known = self._words.people
        for index, person_id in enumerate(self._people):
            if index < len(known):
                handle, name, bio = known[index]
            else:
                first, last = self._rng.choice(self._words.first_names), self._rng.choice(self._words.last_names)
                handle, name, bio = (
                    f"{first}_{last}_{index}".lower(),
                    f"{first} {last}",
                    self._rng.choice(self._words.bios),
                )
            at_ms = END_MS - self._span_ms - DAY_MS + index
            yield RegisterPerson(
                command_id=self._key(), actor_id=person_id, at_ms=at_ms, handle=handle, name=name, bio=bio
            )
            if index % 3 == 0:
                yield UpdateAddress(
                    command_id=self._key(),
                    actor_id=person_id,
                    at_ms=at_ms,
                    street=f"{self._rng.choice(('Harbour Street', 'Pier Road', 'Dune Lane'))} {1 + index}",
                    city=self._rng.choice(("Northhaven", "Saltmarsh", "Little Quay")),
                    postal_code=f"{20_000 + 7 * index}",
                    country="Tideland",
                )

    def _follows(self) -> Iterator[AnyCommand]:
        actor = self.first_person
        for person_id in self._people if actor in self._people else [actor, *self._people]:
            others = [other for other in self._people if other != person_id]
            wanted = FOLLOWED_BY_ACTOR if person_id == actor else FOLLOWED_BY_OTHERS
            chosen = others[:wanted] if person_id == actor else self._rng.sample(others, min(wanted, len(others)))
            for other in chosen:
                yield SetFollow(
                    command_id=self._key(),
                    actor_id=person_id,
                    at_ms=END_MS - self._span_ms - DAY_MS // 2,
                    person_id=other,
                    following=True,
                )

    def _post_times(self) -> list[int]:
        return sorted(END_MS - round(self._span_ms * self._rng.random() ** 1.6) for _ in range(self._spec.posts))

    def _post(self, index: int, at_ms: int) -> Iterator[AnyCommand]:
        rng = self._rng
        post_id = self._fresh_id(at_ms)
        yield CreatePost(
            command_id=self._key(),
            actor_id=rng.choice(self._people),
            at_ms=at_ms,
            post_id=post_id,
            text=self._text(),
            media=self._media(),
        )
        for person_id in rng.sample(self._people, self._likes[index]):
            yield SetLike(
                command_id=self._key(), actor_id=person_id, at_ms=self._later(at_ms), post_id=post_id, liked=True
            )
        if rng.random() < REPOST_SHARE:
            person_id = rng.choice(self._people)
            yield SetRepost(
                command_id=self._key(), actor_id=person_id, at_ms=self._later(at_ms), post_id=post_id, reposted=True
            )
        if rng.random() < 0.01:
            yield SetBookmark(
                command_id=self._key(),
                actor_id=self.first_person,
                at_ms=self._later(at_ms),
                post_id=post_id,
                bookmarked=True,
            )
        yield from self._post_comments(post_id, at_ms, self._comments[index])

    def _post_comments(self, post_id: int, at_ms: int, number: int) -> Iterator[AnyCommand]:
        said: list[int] = []
        for date in sorted(self._later(at_ms) for _ in range(number)):
            parent = self._rng.choice(said) if said and self._rng.random() < REPLY_SHARE else None
            comment_id = self._fresh_id(date)
            yield AddComment(
                command_id=self._key(),
                actor_id=self._rng.choice(self._people),
                at_ms=date,
                comment_id=comment_id,
                post_id=post_id,
                text=self._rng.choice(self._words.replies if parent else self._words.comments),
                parent_id=parent,
            )
            said.append(comment_id)

    def _text(self) -> str:
        rng, words = self._rng, self._words
        if rng.random() < 0.35:
            return rng.choice(words.whole)
        text = f"{rng.choice(words.openings)} {rng.choice(words.happenings)}. {rng.choice(words.closings)}".strip()
        if rng.random() < 0.06:
            text += f" @{rng.choice(words.people[: self._spec.people])[0]}"
        return text

    def _media(self) -> tuple[MediaItem, ...]:
        if not self._pictures or self._rng.random() >= PICTURE_SHARE:
            return ()
        number = self._rng.choices((1, 2, 3, 4), (70, 15, 8, 7))[0]
        return tuple(self._rng.sample(self._pictures, min(number, len(self._pictures))))

    def _later(self, at_ms: int) -> int:
        return at_ms + 1 + round((END_MS - at_ms) * self._rng.betavariate(1, 8))

    def _key(self) -> str:
        spec = self._spec
        return f"demo-{spec.seed}-{spec.people}-{spec.posts}-{spec.likes}-{spec.comments}-{next(self._serial)}"

    def _fresh_id(self, at_ms: int) -> int:
        identifier = first_id_at(at_ms) + self._rng.randrange(COUNTERS)
        while identifier in self._taken:
            identifier += 1
        self._taken.add(identifier)
        return identifier

    def _shares(self, total: int, ceiling: int | None) -> list[int]:
        """Split `total` over the posts as attention falls on posts: few get much, most get little."""
        posts = self._spec.posts
        if not posts:
            return []
        weights = [self._rng.paretovariate(1.4) for _ in range(posts)]
        scale = total / sum(weights)
        shares = [int(weight * scale) if ceiling is None else min(int(weight * scale), ceiling) for weight in weights]
        missing = total - sum(shares)
        while missing > 0:
            for index in self._rng.sample(range(posts), min(posts, missing)):
                if ceiling is None or shares[index] < ceiling:
                    shares[index] += 1
                    missing -= 1
        return shares
