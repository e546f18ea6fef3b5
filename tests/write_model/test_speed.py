"""How fast the write side is, on a machine that does nothing else: `pytest -m benchmark tests/write_model`."""

import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.clock import SystemClock
from app.commands import AddComment, AnyCommand, CreatePost, Receipt, RegisterPerson, SetLike
from app.ids import IdSource
from app.media import MediaStore
from app.signals import Signals
from app.write_model.command_bus import CommandBus
from app.write_model.database import Database
from app.write_model.outbox import Outbox
from app.write_model.retell import retell

pytestmark = pytest.mark.benchmark

PEOPLE = 200
WORDS = ("the", "tide", "rolls", "over", "grey", "stones", "while", "gulls", "argue", "about", "boats", "in", "mud")


class Crowd:
    """Two hundred people on a started bus, and what they may do."""

    def __init__(self, folder: Path) -> None:
        self.database = Database(folder / "write.db")
        self.database.open_and_migrate()
        clock = SystemClock()
        self.ids = IdSource(clock, random.Random(1))
        self.rng = random.Random(2)
        self.bus = CommandBus(lambda: self.database, clock, self.ids, Signals(), MediaStore(folder / "media"))
        self.bus.start()
        self.people = [self.ids.next_id() for _ in range(PEOPLE)]
        self.posts: list[int] = []
        for number, person in enumerate(self.people):
            self.bus.execute(
                RegisterPerson(command_id=self.ids.next_id(), actor_id=person, handle=f"p_{number}", name=f"P {number}")
            )

    def post(self) -> CreatePost:
        self.posts.append(self.ids.next_id())
        return CreatePost(
            command_id=self.ids.next_id(),
            actor_id=self.rng.choice(self.people),
            post_id=self.posts[-1],
            text=self.text(),
        )

    def text(self) -> str:
        return " ".join(self.rng.choices(WORDS, k=20)) + self.rng.choice(("", "", " #sea", " @p_3"))

    def mixed(self, number: int) -> Iterator[AnyCommand]:
        """70% likes, 20% comments, 10% posts."""
        for _ in range(number):
            chance = self.rng.random()
            who, post = self.rng.choice(self.people), self.rng.choice(self.posts[-4_000:])
            if chance < 0.1:
                yield self.post()
            elif chance < 0.3:
                yield AddComment(
                    command_id=self.ids.next_id(),
                    actor_id=who,
                    post_id=post,
                    comment_id=self.ids.next_id(),
                    text=self.text(),
                )
            else:
                yield SetLike(command_id=self.ids.next_id(), actor_id=who, post_id=post, liked=True)


@pytest.fixture
def crowd(tmp_path: Path) -> Iterator[Crowd]:
    made = Crowd(tmp_path)
    yield made
    made.bus.close()


def test_a_post_is_durable_within_a_millisecond_and_a_half(crowd: Crowd) -> None:
    taken = []
    for _ in range(500):
        command = crowd.post()
        before = time.perf_counter()
        crowd.bus.execute(command)
        taken.append((time.perf_counter() - before) * 1_000)
    taken.sort()
    print(f"post_commit p50 {taken[250]:.2f} ms, p99 {taken[495]:.2f} ms")
    assert taken[250] <= 1.5


def test_queued_commands_are_committed_at_5000_a_second(crowd: Crowd) -> None:
    posts = [crowd.post() for _ in range(3_000)]
    before = time.perf_counter()
    for answer in [crowd.bus.submit(command) for command in posts]:
        assert isinstance(answer.result(), Receipt)
    single = len(posts) / (time.perf_counter() - before)
    mixed = list(crowd.mixed(20_000))
    before = time.perf_counter()
    assert all(isinstance(answer, Receipt) for answer in crowd.bus.execute_many(mixed))
    many = len(mixed) / (time.perf_counter() - before)
    print(f"queued posts {single:,.0f} a second, mixed {many:,.0f} a second")
    assert single >= 2_500
    assert many >= 5_000


def test_the_log_is_read_and_retold_in_microseconds_an_event(crowd: Crowd) -> None:
    crowd.bus.execute(crowd.post())
    assert all(isinstance(answer, Receipt) for answer in crowd.bus.execute_many(crowd.mixed(20_000)))
    log = Outbox(crowd.database)
    after, before = 0, time.perf_counter()
    while batch := log.read(after, 1_000):
        after = batch[-1].seq
    reading = (time.perf_counter() - before) / after * 1e6
    log.close()
    before = time.perf_counter()
    with retell(crowd.database) as told:
        number = sum(map(len, told.batches()))
    telling = (time.perf_counter() - before) / number * 1e6
    print(f"read {reading:.1f} µs an event, retold {telling:.1f} µs an event")
    assert reading <= 5
    assert telling <= 8.5
