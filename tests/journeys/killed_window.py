"""A window that kills itself (SIGKILL) inside the paintEvent that first shows a sent post at a named stage."""

import sys
from pathlib import Path

from app.bootstrap import Tideline
from app.commands import CreatePost
from app.consistency.visible import VisibleItem
from tests.journeys.killed_child import KEY, POST_ID, die
from ui.main_window import MainWindow
from ui.ports import Program
from ui.start import run_window

MOMENTS = ("sent", "acknowledged", "ashore")
_LATE_MS = 10_000


def main(folder: Path, moment: str, author: int) -> None:
    """Send one post and die when it is painted; its position is printed before, as far as it is known by then."""

    def opened(window: MainWindow, program: Program) -> None:
        if moment != "ashore":
            program.read_side.set_delay(_LATE_MS)  # nothing overtakes the stage that is waited for
        window.views.column.feed.on_painted = lambda item, _snapshot: painted(program, item)
        program.session.perform(CreatePost(command_id=KEY, actor_id=author, post_id=POST_ID, text="Never lost #words"))

    def painted(program: Program, item: VisibleItem) -> None:
        if item.item.card.id != POST_ID:
            return
        (operation,) = program.session.tide().operations or (None,)
        position = operation.position if operation is not None else program.queries.snapshot().position
        in_water = item.operation is not None and item.in_water
        if (moment == "ashore" and in_water) or (moment == "acknowledged" and position is None):
            return
        sys.stdout.write(f"{position or ''}\n")
        sys.stdout.flush()
        die()

    run_window(lambda: Tideline(folder), folder, opened)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
