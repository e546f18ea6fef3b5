"""What is measured in the window: paints after commits, frames while scrolling, stalls of the GUI thread, memory."""

import itertools
import random
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
from PySide6.QtCore import QTimer

from app.commands import AddComment, AnyCommand, CommandId, CreatePost, SetLike
from app.consistency.visible import VisibleItem
from app.errors import EnvironmentFault, TidelineError
from app.read_model.documents import Snapshot
from ui.bench_hands import SIZE, Hands
from ui.bench_lab import lab_frames
from ui.bench_stamps import STAMP_MS, Stamps
from ui.main_window import MainWindow
from ui.ports import Program

Row = dict[str, Any]

POSTS = 60
WARM_UP_POSTS = 5
PAUSE_MS = 300
STEPS = 500
STEPS_A_LOOK = 20
"""Steps between two looks whether the projector still has something to do."""
QUEUED = 40_000
QUEUED_AT_ONCE = 2_000
ROUNDS = 3
PLACES = ("everyone", "notifications", "profile", "search", "bookmarks", "settings", "thread", "home")
WORDS = "The tide is out, and the whole harbour smells of salt and rope."
MEGABYTE = 1_000_000


def run_in(window: MainWindow, program: Program, commits: dict[CommandId, float], name: str) -> None:
    """Measure the row `name` once the window lives, print it as JSON and close the window."""

    def measure() -> None:
        hands = Hands(window, program)
        try:
            hands.settle()
            row = MEASURES[name](hands, commits)
        except TidelineError as error:
            sys.stderr.write(f"{error}\n")
        else:
            sys.stdout.write(msgspec.json.encode(row).decode() + "\n")
            sys.stdout.flush()
        finally:
            window.close()

    QTimer.singleShot(0, window, measure)


def commit_to_painted(hands: Hands, commits: dict[CommandId, float]) -> Row:
    """From COMMIT's return to the end of the paintEvent that shows an own post as the read store has it."""
    samples = [_painted_after_commit(hands, commits) for _ in range(WARM_UP_POSTS + POSTS)][WARM_UP_POSTS:]
    return {"unit": "ms", "samples": samples, "note": "An own post at the top of the home, one by one."}


def _painted_after_commit(hands: Hands, commits: dict[CommandId, float]) -> float:
    program = hands.program
    post_id, command_id = program.ids.next_id(), program.ids.next_id()
    painted_ms: list[float] = []

    def painted(item: VisibleItem, snapshot: Snapshot | None) -> None:
        if not painted_ms and item.item.card.id == post_id and not item.in_water and snapshot is not None:
            painted_ms.append(program.clock.monotonic_ms())

    hands.feed.on_painted = painted
    program.session.perform(
        CreatePost(command_id=command_id, actor_id=program.session.viewer, post_id=post_id, text=WORDS)
    )
    hands.wait_until(lambda: bool(painted_ms))
    hands.feed.on_painted = None
    hands.wait(PAUSE_MS)
    return painted_ms[0] - commits[command_id]


def scroll_idle(hands: Hands, _commits: dict[CommandId, float]) -> Row:
    """Steps of 100 px while nothing else happens."""
    return _scrolled(hands, hands.scroll(STEPS))


def scroll_saturated(hands: Hands, _commits: dict[CommandId, float]) -> Row:
    """The same while the projector works off a queue, which is filled again whenever it comes to its end."""
    samples: list[float] = []
    applied, seconds, fillings = 0, 0.0, 0
    while len(samples) < STEPS:
        queue_events(hands)
        fillings += 1
        begun, before = time.perf_counter(), hands.program.queries.snapshot().position
        hands.program.read_side.resume()
        while len(samples) < STEPS:
            some = hands.scroll(STEPS_A_LOOK)
            if not hands.program.lag.reading().waiting:
                break  # it may have ended before the last of these steps: none of them counts
            samples += some
            applied += hands.program.queries.snapshot().position - before
            seconds += time.perf_counter() - begun
            begun, before = time.perf_counter(), hands.program.queries.snapshot().position
    return _scrolled(hands, samples) | {
        "figures": {
            "steps with rows missing": hands.missing,
            "events/s meanwhile": applied / seconds,
            "fillings of the queue": fillings,
        }
    }


def _scrolled(hands: Hands, samples: list[float]) -> Row:
    return {
        "unit": "ms",
        "samples": samples,
        "figures": {"cards painted a step": hands.painted / len(samples), "steps with rows missing": hands.missing},
        "note": f"{len(samples)} steps of 100 px, sixty a second, at {SIZE[0]}×{SIZE[1]}.",
    }


def queue_events(hands: Hands) -> None:
    """Commit 70 % likes, 20 % comments and 10 % posts, with the projector paused."""
    program = hands.program
    hands.wait_until(lambda: _paused(program))
    commands = _by_others(program)
    for _ in range(QUEUED // QUEUED_AT_ONCE):
        sent = [program.send(command) for command in itertools.islice(commands, QUEUED_AT_ONCE)]
        hands.wait_until(lambda sent=sent: all(future.done() for future in sent))  # type: ignore[misc]  # bound at once


def _paused(program: Program) -> bool:
    """Pause; True once it took effect, which needs the write side to be open."""
    program.read_side.pause()
    return program.read_side.state().paused


def _by_others(program: Program) -> Iterator[AnyCommand]:
    """Endless commands of others about posts in everyone's feed."""
    rng = random.Random(13)
    viewer = program.session.viewer
    people = [person.id for person in program.queries.people(200) if person.id != viewer]
    posts = [item.card.id for item in program.queries.feed("everyone", 0, viewer, 1_000).items]
    while True:
        actor_id, command_id, post_id = rng.choice(people), program.ids.next_id(), rng.choice(posts)
        dice = rng.randrange(10)
        if dice < 7:
            yield SetLike(command_id=command_id, actor_id=actor_id, post_id=post_id, liked=rng.random() < 0.9)
        elif dice < 9:
            comment_id = program.ids.next_id()
            yield AddComment(
                command_id=command_id, actor_id=actor_id, comment_id=comment_id, post_id=post_id, text="Well said."
            )
        else:
            yield CreatePost(command_id=command_id, actor_id=actor_id, post_id=program.ids.next_id(), text=WORDS)


def gui_stall(hands: Hands, _commits: dict[CommandId, float]) -> Row:
    """How late the GUI thread takes up what is posted to it, while a person posts, scrolls and switches views."""
    _live(hands, 1)  # views are made when they are first gone to; that has its own figure
    first = Stamps()
    first.stop()
    stamps = Stamps()
    _live(hands, ROUNDS)
    stamps.stop()
    hands.wait(PAUSE_MS)
    return {
        "unit": "ms",
        "samples": stamps.late,
        "figures": {"max": max(stamps.late), "over 16 ms": sum(late > 16 for late in stamps.late)},
        "note": f"A stamp every {STAMP_MS} ms while a person writes posts, scrolls and goes to every view.",
    }


def _live(hands: Hands, rounds: int) -> None:
    """Write, scroll, and go everywhere."""
    queries, viewer = hands.program.queries, hands.program.session.viewer
    thread = str(queries.feed("everyone", 0, viewer, 1).items[0].card.id)
    arguments = {"search": "tide", "thread": thread}
    for _ in range(rounds):
        hands.write_post(WORDS)
        hands.scroll(60)
        hands.scroll(60, -100)
        for place in PLACES:
            hands.go(place, arguments.get(place, ""))
            hands.wait(PAUSE_MS)


def private_memory(hands: Hands, commits: dict[CommandId, float]) -> Row:
    """What the process has for itself after all that the other rows do."""
    for _ in range(WARM_UP_POSTS):
        _painted_after_commit(hands, commits)
    hands.scroll(STEPS)
    _live(hands, ROUNDS)
    queue_events(hands)
    hands.program.read_side.resume()
    hands.scroll(STEPS, -100)
    return {"unit": "MB", "samples": [memory("RssAnon")], "figures": {"RssFile, MB": memory("RssFile")}}


def memory(kind: str) -> float:
    """A figure of /proc/self/status in megabytes."""
    for line in Path("/proc/self/status").read_text("ascii").splitlines():
        name, _, value = line.partition(":")
        if name == kind:
            return int(value.split()[0]) * 1_024 / MEGABYTE
    raise EnvironmentFault(f"This system does not tell {kind}, so the memory cannot be measured.")


MEASURES: dict[str, Callable[[Hands, dict[CommandId, float]], Row]] = {
    "commit_to_painted": commit_to_painted,
    "scroll_idle": scroll_idle,
    "scroll_saturated": scroll_saturated,
    "gui_stall": gui_stall,
    "lab_frames": lambda hands, _commits: lab_frames(hands, _by_others(hands.program)),
    "private_memory": private_memory,
}
