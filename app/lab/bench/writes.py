"""Measures what writing costs: the projector in batches and one by one, a command to its receipt, a rebuild."""

import itertools
import threading
from collections.abc import Callable, Iterator
from functools import partial

from app.commands import AnyCommand, CommandId, CreatePost, Receipt
from app.errors import Mistake
from app.lab.bench.data import Cast, Dataset, likes, mixed, queue, send
from app.lab.bench.figures import Measured, timed
from app.lab.bench.parts import Parts
from app.lab.bench.reach import DEMO, HUNDREDS, QUEUED
from app.signals import Projected

BATCH = 1_000
BATCHES_A_TURN = 4
SMALL_BATCH = 100
SMALL_BATCHES_A_TURN = 20
TURNS = 5
"""What is compared is measured in so many turns, so that the machine treats both alike."""
SINGLES = 500
POSTS_A_TURN = 60
QUEUED_POSTS_A_TURN = 600
WARM_UP = 20
READABLE = 200
IDLE_MS = 20.0
GIVE_UP_MS = 10_000.0
WORDS = "Low water at noon; the boats lie on their sides and the gulls walk between them."


def projector_batched(parts: Parts, cast: Cast) -> Measured:
    """From outbox rows to the durable commit, 70 % likes, 20 % comments, 10 % posts on posts from anywhere."""
    projector = parts.projector
    turns = parts.times(TURNS, at_least=1)
    events = (turns * BATCHES_A_TURN + 1) * BATCH + (turns * SMALL_BATCHES_A_TURN + 1) * SMALL_BATCH
    queue(parts.bus, parts.log, mixed(cast, parts.ids, 21), events)
    projector.step(BATCH)
    projector.step(SMALL_BATCH)
    large: list[float] = []
    small: list[float] = []
    for _ in range(turns):
        large += [timed(lambda: projector.step(BATCH)) for _ in range(BATCHES_A_TURN)]
        small += [timed(lambda: projector.step(SMALL_BATCH)) for _ in range(SMALL_BATCHES_A_TURN)]
    projector.drain()
    return Measured(
        name="projector_batched",
        unit="events/s",
        samples=tuple(BATCH / milliseconds * 1_000 for milliseconds in large),
        peers={HUNDREDS: tuple(SMALL_BATCH / milliseconds * 1_000 for milliseconds in small)},
        figures={
            "overall": BATCH * len(large) / sum(large) * 1_000,
            "overall in batches of 100": SMALL_BATCH * len(small) / sum(small) * 1_000,
        },
        note="p50 and p99 are over batches; the reach is judged by all of them together ('overall').",
        higher_is_better=True,
    )


def projector_single(parts: Parts, cast: Cast) -> Measured:
    """One like by itself, from the outbox row to the durable commit."""
    projector = parts.projector
    number = parts.times(SINGLES)
    queue(parts.bus, parts.log, likes(cast, parts.ids, 22), number + WARM_UP)
    for _ in range(WARM_UP):
        projector.step(1)
    samples = tuple(timed(lambda: projector.step(1)) for _ in range(number))
    projector.drain()
    return Measured(name="projector_single", unit="ms", samples=samples)


def post_commit(parts: Parts, cast: Cast) -> Measured:
    """A post through the bus until its receipt, and many that wait together."""
    posts = _posts(parts, cast)
    for command in itertools.islice(posts, WARM_UP):
        _executed(parts, command)
    samples: list[float] = []
    together: list[float] = []
    for _ in range(parts.times(TURNS, at_least=1)):
        samples += [timed(lambda: _executed(parts, next(posts))) for _ in range(POSTS_A_TURN)]
        group = list(itertools.islice(posts, QUEUED_POSTS_A_TURN))
        together.append(timed(partial(_all_executed, parts, group)) / len(group))
    parts.projector.drain()
    return Measured(
        name="post_commit",
        unit="ms",
        samples=tuple(samples),
        peers={QUEUED: tuple(together)},
        figures={"queued commands/s": 1_000 * len(together) / sum(together)},
        note=f"'{QUEUED}' is the time for each command when many wait, on the same disk.",
    )


class CommitTimes:
    """Notes when COMMIT returned for each command; given to the program as its `on_commit`."""

    def __init__(self) -> None:
        self._times: dict[CommandId, float] = {}

    def __call__(self, command_id: CommandId, _position: int, at_ms: float) -> None:
        """Note the monotonic milliseconds of a commit."""
        self._times[command_id] = at_ms

    def of(self, command_id: CommandId) -> float:
        """The monotonic milliseconds at which COMMIT returned for this command."""
        return self._times[command_id]


def commit_to_readable(parts: Parts, cast: Cast, commits: CommitTimes) -> Measured:
    """From COMMIT's return to the end of the query that has the post, while nothing else happens.

    The program's own threads run: it has begun as for a window, with `commits` listening.
    """
    told = threading.Event()
    never = threading.Event()

    def hear(_sender: object, what: Projected, **_more: object) -> None:
        if what.position:
            told.set()

    def once(command: CreatePost) -> float:
        parts.clock.wait(never, IDLE_MS)
        answer = parts.bus.submit(command)
        begun = parts.clock.monotonic_ms()
        while parts.queries.card(command.post_id) is None:
            parts.clock.wait(told, IDLE_MS)
            told.clear()
            if parts.clock.monotonic_ms() - begun > GIVE_UP_MS:
                raise Mistake("A post of the measurement did not reach the read store; the projector does not run.")
        readable_ms = parts.clock.monotonic_ms()
        answer.result()
        return readable_ms - commits.of(command.command_id)

    parts.signals.projected.connect(hear)
    posts = _posts(parts, cast)
    for command in itertools.islice(posts, WARM_UP):
        once(command)
    samples = tuple(once(command) for command in itertools.islice(posts, parts.times(READABLE)))
    return Measured(name="commit_to_readable", unit="ms", samples=samples)


def rebuild(parts: Parts, dataset: Dataset, progress: Callable[[int, int], None]) -> Measured:
    """The documents built anew beside the old ones and swapped in, and the search index after them."""
    documents = timed(lambda: parts.rebuild(progress)) / 1_000
    index = timed(parts.catch_up) / 1_000
    spec = dataset.spec
    return Measured(
        name="rebuild",
        unit="s",
        samples=(documents + index,),
        peers={DEMO: (dataset.demo_s,)},
        figures={"documents": documents, "search index": index},
        note=f"Measured with {spec.posts} posts, {spec.likes} likes and {spec.comments} comments; with another number "
        "than 100,000 posts the reach counts in proportion.",
    )


def _posts(parts: Parts, cast: Cast) -> Iterator[CreatePost]:
    """Endless posts, by one person after the other; about ten followers get each."""
    for number in itertools.count():
        post_id = parts.ids.next_id()
        author = cast.people[number % len(cast.people)]
        yield CreatePost(command_id=f"bench-post-{post_id}", actor_id=author, post_id=post_id, text=WORDS)


def _all_executed(parts: Parts, commands: list[CreatePost]) -> None:
    send(parts.bus, commands)


def _executed(parts: Parts, command: AnyCommand) -> None:
    answer = parts.bus.execute(command)
    if not isinstance(answer, Receipt):
        raise Mistake(f"A command of the measurement was refused ({answer.reason}); nothing of a person is touched.")
