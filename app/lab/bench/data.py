"""The data that is measured on: how much of it, the person who looks at it, and the events queued beside it."""

import itertools
import random
from collections.abc import Iterable, Iterator

import msgspec
from sqlalchemy import text

from app.commands import (
    AddComment,
    AnyCommand,
    CreatePost,
    Receipt,
    RegisterPerson,
    SetBookmark,
    SetFollow,
    SetLike,
)
from app.errors import Mistake
from app.events import EventLog
from app.ids import IdSource
from app.lab.demo import DemoSpec
from app.read_model.queries import Queries
from app.write_model.command_bus import CommandBus
from app.write_model.database import Database

SEED = 7
PEOPLE = 200
READER = "bench_reader"
READER_FOLLOWS = 100
LIKES_A_POST = 10
COMMENTS_A_POST = 3
FULL_REACTIONS_UP_TO = 100_000
"""Posts up to which each has its likes and comments; with more posts there are as many reactions as with this many,
or one like a post, because sending ten million commands takes an hour and changes no figure."""
MARKED_POSTS = 300

LIKES_OF_TEN = 7
COMMENTS_OF_TEN = 2
"""Of ten queued events; the rest are posts."""


class Dataset(msgspec.Struct, frozen=True):
    """What was made: its size, who reads it, and how long the demo took, projection included (seconds)."""

    spec: DemoSpec
    reader_id: int
    demo_s: float


class Cast(msgspec.Struct, frozen=True):
    """Whom and what queued events are about: people, posts (oldest first), and the reader."""

    people: tuple[int, ...]
    posts: tuple[int, ...]
    reader_id: int


def spec_for(posts: int) -> DemoSpec:
    """200 people whose posts have about ten followers each, ten likes and three comments a post."""
    full = min(posts, FULL_REACTIONS_UP_TO)
    likes = max(LIKES_A_POST * full, posts)
    return DemoSpec(people=PEOPLE, posts=posts, likes=likes, comments=COMMENTS_A_POST * full, seed=SEED)


def reader_arrives(queries: Queries, ids: IdSource) -> tuple[int, list[AnyCommand]]:
    """The id of a person who follows 100 of the 200, and the commands that make them."""
    reader_id = ids.next_id()
    people = [person.id for person in queries.people(PEOPLE)]
    commands: list[AnyCommand] = [
        RegisterPerson(command_id="bench-reader", actor_id=reader_id, handle=READER, name="Bench Reader")
    ]
    commands += [
        SetFollow(command_id=f"bench-follow-{person_id}", actor_id=reader_id, person_id=person_id, following=True)
        for person_id in people[:: max(1, len(people) // READER_FOLLOWS)][:READER_FOLLOWS]
    ]
    return reader_id, commands


def reader_marks(queries: Queries, reader_id: int) -> list[AnyCommand]:
    """The reader likes every third of the newest posts of their home, and bookmarks every tenth."""
    page = queries.feed("home", reader_id, reader_id, MARKED_POSTS)
    newest = [item.card.id for item in page.items]
    likes: list[AnyCommand] = [
        SetLike(command_id=f"bench-like-{post_id}", actor_id=reader_id, post_id=post_id, liked=True)
        for post_id in dict.fromkeys(newest[::3])
    ]
    bookmarks: list[AnyCommand] = [
        SetBookmark(command_id=f"bench-bookmark-{post_id}", actor_id=reader_id, post_id=post_id, bookmarked=True)
        for post_id in dict.fromkeys(newest[::10])
    ]
    return likes + bookmarks


def cast_of(database: Database, queries: Queries, reader_id: int) -> Cast:
    """The people of the demo and all posts."""
    with database.reading() as connection:
        posts = tuple(connection.execute(text("SELECT id FROM posts ORDER BY id")).scalars())
    people = tuple(person.id for person in queries.people(PEOPLE) if person.id != reader_id)
    return Cast(people, posts, reader_id)


def mixed(cast: Cast, ids: IdSource, seed: int) -> Iterator[AnyCommand]:
    """Endless commands: 70 % likes and 20 % comments on posts from anywhere, 10 % posts."""
    rng = random.Random(seed)
    liked: set[tuple[int, int]] = set()
    key = f"bench-{ids.next_id()}"
    number = 0
    while True:
        number += 1
        person_id, post_id = rng.choice(cast.people), rng.choice(cast.posts)
        dice = rng.randrange(10)
        command_id = f"{key}-{number}"
        if dice < LIKES_OF_TEN:
            if (person_id, post_id) not in liked:
                liked.add((person_id, post_id))
                yield SetLike(command_id=command_id, actor_id=person_id, post_id=post_id, liked=True)
        elif dice < LIKES_OF_TEN + COMMENTS_OF_TEN:
            yield AddComment(
                command_id=command_id,
                actor_id=person_id,
                comment_id=ids.next_id(),
                post_id=post_id,
                text="Well said, and worth a second look.",
            )
        else:
            yield CreatePost(
                command_id=command_id,
                actor_id=person_id,
                post_id=ids.next_id(),
                text="The tide is out, and the whole harbour smells of salt and rope. #tide",
            )


def likes(cast: Cast, ids: IdSource, seed: int) -> Iterator[AnyCommand]:
    """Endless likes alone."""
    return (command for command in mixed(cast, ids, seed) if isinstance(command, SetLike))


def queue(bus: CommandBus, log: EventLog, commands: Iterator[AnyCommand], number: int) -> None:
    """Commit commands until `number` more events are in the log; a like that was there before adds none."""
    end = log.last_position() + number
    while (missing := end - log.last_position()) > 0:
        send(bus, itertools.islice(commands, missing))


def send(bus: CommandBus, commands: Iterable[AnyCommand]) -> int:
    """Commit commands, in order; the position of the last. Raises `Mistake` if one is refused."""
    position = 0
    for answer in bus.execute_many(commands):
        if not isinstance(answer, Receipt):
            raise Mistake(
                f"A command of the measurement was refused ({answer.reason}); nothing of a person is touched."
            )
        position = max(position, answer.position)
    return position
