"""Fills the stores with demo data through the command bus, with progress, and stops soon when asked to."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import msgspec

from app.commands import Answer, AnyCommand, CreatePost, Receipt, RegisterPerson
from app.lab.demo import Demo, DemoSpec, Words, load_words
from app.lab.demo_pictures import paint
from app.media import MediaItem, MediaStore

PICTURES = 24
REPORT_EVERY = 500
"""Commands between two reports of progress, two looks at whether to stop, and two turns of the read side."""


class Bus(Protocol):
    """What takes many commands."""

    def execute_many(self, commands: Iterator[AnyCommand]) -> Iterator[Answer]:
        """Send them, in order, and give their answers."""
        ...


class Filled(msgspec.Struct, frozen=True):
    """What came of it. `handle` is whose home to look at; `cancelled` if it was stopped before its end."""

    accepted: int
    refused: int
    position: int
    person_id: int
    handle: str
    people: int
    posts: int
    cancelled: bool = False


def fill(
    bus: Bus,
    media: MediaStore,
    resources: Path,
    spec: DemoSpec,
    *,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
    cancelled: Callable[[], bool] = lambda: False,
    between: Callable[[int], None] = lambda _position: None,
) -> Filled:
    """Send the demo's commands and count the answers.

    `progress(done, total)` and `between(position)` are called every 500 commands; `cancelled` is asked as often.
    Raises `InvalidInput` for numbers that cannot be met, and what the bus raises; what was sent before stays.
    """
    spec.check()
    words = load_words(resources)
    demo = Demo(spec, words, _pictures(media, words, spec))
    accepted = refused = position = people = posts = 0
    handles: dict[int, str] = {}
    stopped = False

    def until_cancelled() -> Iterator[AnyCommand]:
        nonlocal stopped, people, posts
        for number, command in enumerate(demo.commands()):
            if number % REPORT_EVERY == 0 and cancelled():
                stopped = True
                return
            if isinstance(command, RegisterPerson):
                handles[command.actor_id] = command.handle
                people += 1
            posts += isinstance(command, CreatePost)
            yield command

    for done, answer in enumerate(bus.execute_many(until_cancelled()), 1):
        if isinstance(answer, Receipt):
            accepted += 1
            position = max(position, answer.position)
        else:
            refused += 1
        if done % REPORT_EVERY == 0:
            progress(done, max(done, demo.estimate))
            between(position)
    between(position)
    looking = demo.first_person
    return Filled(accepted, refused, position, looking, handles.get(looking, ""), people, posts, stopped)


def _pictures(media: MediaStore, words: Words, spec: DemoSpec) -> tuple[MediaItem, ...]:
    number = min(PICTURES, spec.posts)
    return tuple(media.add_bytes(data, words.alts[sky]) for data, sky in paint(number, spec.seed))
