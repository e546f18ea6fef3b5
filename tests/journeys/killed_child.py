"""A program that kills itself (SIGKILL) at a named step on the way from a command to what can be read."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.bootstrap import Tideline
from app.commands import CreatePost, Receipt
from app.read_model.generation import Generation
from app.read_model.transaction import Transaction

STEPS = ("queued", "committed", "acknowledged", "applied", "projected", "indexed")
POST_ID = 3_675_281_817_601_777
KEY = "killed"


def die(*_: object, **__: object) -> None:
    """End at once, as a power cut would."""
    os.kill(os.getpid(), signal.SIGKILL)


def main(folder: Path, step: str, author: int) -> None:
    """Send one post and die at `step`; the receipt is printed as soon as it is there."""
    program = Tideline(folder, on_commit=die if step == "committed" else None)
    post = CreatePost(command_id=KEY, actor_id=author, post_id=POST_ID, text="Never lost #words")
    if step == "queued":
        program.bus.start()
        program.bus.submit(post)
        die()
    answer = program.execute(post)
    assert isinstance(answer, Receipt)
    sys.stdout.write(f"{answer.position}\n")
    sys.stdout.flush()
    if step == "acknowledged":
        die()
    if step == "applied":
        real = Generation.writing

        @contextmanager
        def dying(self: Generation) -> Iterator[Transaction]:
            with real(self) as transaction:
                yield transaction
                die()

        Generation.writing = dying  # type: ignore[method-assign]  # this process dies of it
    if step == "projected":
        program.signals.projected.connect(die)
    if step == "indexed":
        program.signals.indexed.connect(die)
    program.catch_up(answer.position)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
