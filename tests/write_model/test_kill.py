"""Whenever the program is killed, what it acknowledged is there exactly once, and asking again is harmless."""

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from app.commands import AnyCommand, CreatePost, Receipt, RegisterPerson, SetLike
from app.events import PostCreated, PostLiked
from app.write_model.database import Database
from tests.write_model.world import World

ROOT = Path(__file__).resolve().parents[2]

# Sends the commands it is given: the first two one by one, the rest together. Prints each receipt it gets.
# Kills itself when the writer is about to run a statement, or when it has come to a step, once the first two are in.
CHILD = """
import os, random, signal, sys, threading
from pathlib import Path
import msgspec
from app.clock import SystemClock
from app.commands import AnyCommand
from app.ids import IdSource
from app.media import MediaStore
from app.signals import Signals
from app.write_model.command_bus import CommandBus
from app.write_model.database import Database

folder, at = Path(sys.argv[1]), sys.argv[2]
commands = msgspec.json.decode(sys.stdin.buffer.read(), type=list[AnyCommand])
armed = threading.Event()


def die(step):
    if armed.is_set() and step.startswith(at):
        os.kill(os.getpid(), signal.SIGKILL)


class Traced(Database):
    def _connect(self):
        connection = super()._connect()
        connection.set_trace_callback(die)
        return connection


def opened():
    database = Traced(folder / "write.db")
    database.open_and_migrate()
    return database


def acknowledge(answer):
    die("before the receipt")
    print(msgspec.json.encode(answer.result()).decode(), flush=True)
    die("after the receipt")


clock, signals = SystemClock(), Signals()
ring = lambda _sender: die("ring")
signals.committed.connect(ring)
bus = CommandBus(
    opened, clock, IdSource(clock, random.Random(3)), signals, MediaStore(folder / "media"),
    on_commit=lambda *_: die("on_commit"),
)
first = [bus.submit(command) for command in commands[:2]]
for answer in first:
    answer.add_done_callback(acknowledge)
bus.start()
[answer.result() for answer in first]
bus.submit(commands[0]).result()  # the rings of the first two are over
armed.set()
rest = [bus.submit(command) for command in commands[2:]]
for answer in rest:
    answer.add_done_callback(acknowledge)
bus.close()
print("unharmed", flush=True)
"""

STEPS = (
    "BEGIN IMMEDIATE",
    "SAVEPOINT",
    "SELECT receipts",
    "INSERT INTO posts",
    "INSERT INTO outbox",
    "INSERT INTO receipts",
    "RELEASE",
    "COMMIT",
    "on_commit",
    "before the receipt",
    "after the receipt",
    "ring",
)

COMMANDS: list[AnyCommand] = [
    RegisterPerson(command_id="c0", actor_id=5, handle="ana", name="Ana"),
    CreatePost(command_id="c1", actor_id=5, post_id=11, text="One"),
    CreatePost(command_id="c2", actor_id=5, post_id=12, text="Two"),
    SetLike(command_id="c3", actor_id=5, post_id=11, liked=True),
    CreatePost(command_id="c4", actor_id=5, post_id=13, text="Three"),
]


@pytest.mark.parametrize("step", STEPS)
def test_what_was_acknowledged_is_there_once_and_asking_again_is_harmless(
    tmp_path: Path, template: Path, step: str
) -> None:
    shutil.copy(template, tmp_path / "write.db")
    child = subprocess.run(
        [sys.executable, "-c", CHILD, str(tmp_path), step],
        cwd=ROOT,
        input=msgspec.json.encode(COMMANDS),
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert child.returncode == -signal.SIGKILL, child.stderr.decode()
    acknowledged = [msgspec.json.decode(line, type=Receipt) for line in child.stdout.splitlines()]
    assert len(acknowledged) >= 2
    world = World(tmp_path, template)
    assert_sound(world)
    assert {receipt.id for receipt in acknowledged if receipt.id > 5} <= {row[0] for row in world.rows("posts")}
    again = [world.do(command) for command in COMMANDS]
    assert again[: len(acknowledged)] == acknowledged
    assert_sound(world)
    assert [row[0] for row in world.rows("posts")] == [11, 12, 13]
    assert len(world.rows("likes")) == 1
    world.close()


def assert_sound(world: World) -> None:
    """Every row has its one event, the positions have no gap, and the file is whole."""
    happened = world.events()
    posts = [event.post_id for event in happened if isinstance(event, PostCreated)]
    assert sorted(posts) == [row[0] for row in world.rows("posts")]
    assert sum(isinstance(event, PostLiked) for event in happened) == len(world.rows("likes"))
    assert [row[0] for row in world.rows("outbox")] == list(range(1, world.outbox.last_position() + 1))
    assert len(world.rows("receipts")) == len(happened)
    assert world.database.damage() == ()


def test_a_kill_while_a_new_database_is_made_leaves_nothing_in_the_way(tmp_path: Path) -> None:
    script = """
import os, signal, sys
from pathlib import Path
from app.write_model.database import Database

def die(sql):
    if sql.lstrip().startswith(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)

class Traced(Database):
    def _connect(self):
        connection = super()._connect()
        connection.set_trace_callback(die)
        return connection

Traced(Path(sys.argv[1])).open_and_migrate()
"""
    path = tmp_path / "write.db"
    for step in ("BEGIN IMMEDIATE", "CREATE TABLE people", "INSERT INTO alembic_version", "INSERT INTO meta"):
        child = subprocess.run([sys.executable, "-c", script, str(path), step], cwd=ROOT, timeout=60, check=False)
        assert child.returncode == -signal.SIGKILL, step
    database = Database(path)
    database.open_and_migrate()
    assert database.damage() == ()
    assert len(database.database_id()) == 32
