"""The scenes of the lab: each holds the real pipeline, on a scratch copy with a stepped clock, at a telling moment."""

from ui import cast
from ui.places import Place
from ui.scene_play import Play, Scene, calm_lag, live


def _trace(play: Play) -> None:
    live(play, 10, calm_lag)
    program = play.stage.program
    program.trace.on = True
    play.post(cast.LOW_WATER)
    play.stage.settle()
    play.pass_time(9)
    play.stage.project()


def _trace_slowed(play: Play) -> None:
    _trace(play)
    play.stage.program.read_side.set_delay(3_000)
    play.pass_time(400)
    play.like()
    play.stage.settle()


def _trace_slowed_after(play: Play) -> None:
    play.pass_time(3_012)
    play.stage.project()


LAB_SCENES: dict[str, Scene] = {
    "lab-trace": Scene(
        "the spans of a like that was slowed by 3 s", _trace_slowed, _trace_slowed_after, place=Place("lab", "trace")
    ),
}
"""Every scene of the lab by name; 'lab-' stands before each."""
