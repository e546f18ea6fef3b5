"""A log that does not continue where the read store ends, while the program runs."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

from app.bootstrap import Tideline
from app.cli.work import verify
from app.commands import CreatePost, Receipt, RegisterPerson
from app.signals import Projected

MAYA = 3_675_281_817_600_000
PATIENCE_S = 30.0


def test_a_gap_is_healed_by_a_rebuild_and_the_projector_goes_on(tmp_path: Path) -> None:
    rebuilt = threading.Event()

    def heard(_sender: object, what: Projected) -> None:
        if what.everything and what.position == 3:
            rebuilt.set()

    with Tideline(tmp_path) as program:
        program.begin()
        assert isinstance(
            program.execute(RegisterPerson(command_id=1, actor_id=MAYA, handle="maya", name="Maya")), Receipt
        )
        assert program.waits.wait_for(1).result(PATIENCE_S).kind == "fresh"
        program.signals.projected.connect(heard)
        program.read_side.pause()
        for number in (2, 3):
            program.execute(CreatePost(command_id=number, actor_id=MAYA, post_id=MAYA + number, text=f"Post {number}"))
        with closing(sqlite3.connect(tmp_path / "write.db")) as connection, connection:
            connection.execute("DELETE FROM outbox WHERE seq = 2")
        program.read_side.resume()
        assert rebuilt.wait(PATIENCE_S)
        after = program.execute(CreatePost(command_id=4, actor_id=MAYA, post_id=MAYA + 4, text="After the gap"))
        assert isinstance(after, Receipt)
        assert program.waits.wait_for(after.position).result(PATIENCE_S).kind == "fresh"
        assert program.read_side.state().stopped == ""
        shown = [item.card.text for item in program.queries.feed("home", MAYA, MAYA).items]
        assert shown == ["After the gap", "Post 3", "Post 2"]
    with Tideline(tmp_path) as program:
        program.catch_up(after.position)
        assert verify(program).differences == ()
