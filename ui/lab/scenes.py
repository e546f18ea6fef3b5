"""The scenes of the lab: each holds the real pipeline, on a scratch copy with a stepped clock, at a telling moment."""

from ui import cast
from ui.places import Place
from ui.scene_play import Play, Scene, calm_lag, live


def _followed(play: Play) -> None:
    live(play, 10, calm_lag)
    play.stage.program.trace.on = True


def _post_and_wait(play: Play) -> None:
    play.post(cast.LOW_WATER)
    play.stage.settle()
    play.pass_time(9)


def _like_slowed(play: Play) -> None:
    play.stage.project()
    play.stage.program.read_side.set_delay(3_000)
    play.pass_time(400)
    play.like()
    play.stage.settle()
    play.pass_time(6)


def _come_due(play: Play) -> None:
    play.pass_time(3_001)
    play.stage.project()
    play.pass_time(5)


def _pipeline(play: Play) -> None:
    _followed(play)
    play.stage.program.read_side.set_delay(3_000)
    play.like()
    play.stage.settle()
    play.pass_time(400)
    play.post(cast.LIGHTHOUSE)
    play.stage.settle()
    play.pass_time(800)
    play.edit()
    play.stage.settle()
    play.pass_time(900)
    play.stage.hold_writer()
    play.post(cast.LOW_WATER)
    play.pass_time(120)


def _told(play: Play) -> None:
    play.stage.program.lab.scenarios.stands = ("address", 3)


def _stormy(play: Play) -> None:
    play.stage.program.lab.scenarios.stands = ("like-storm", 2)


LAB_SCENES: dict[str, Scene] = {
    "lab-pipeline": Scene("three changes wait in the outbox, one is being saved", _pipeline, place=Place("lab")),
    "lab-trace": Scene(
        "the spans of a like that was slowed by 3 s",
        _followed,
        _post_and_wait,
        (_like_slowed, _come_due),
        place=Place("lab", "trace"),
    ),
    "lab-scenarios": Scene(
        "the address story at its fourth step: saved, looked at, and not seen",
        _told,
        place=Place("lab", "scenarios"),
    ),
    "lab-scenarios-storm": Scene(
        "the like storm at its height: hundreds of changes wait", _stormy, place=Place("lab", "scenarios")
    ),
}
"""Every scene of the lab by name; 'lab-' stands before each."""
