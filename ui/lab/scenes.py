"""The scenes of the lab: each holds the real pipeline, on a scratch copy with a stepped clock, at a telling moment."""

from msgspec.structs import replace

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


def _choose_otherwise(play: Play) -> None:
    session = play.stage.program.session
    session.strategies = replace(
        session.strategies, posts="acceptance", likes="none", profile="fresh", address="none", counts="none"
    )


LAB_SCENES: dict[str, Scene] = {
    "lab-trace": Scene(
        "the spans of a like that was slowed by 3 s",
        _followed,
        _post_and_wait,
        (_like_slowed, _come_due),
        place=Place("lab", "trace"),
    ),
    "lab-strategies": Scene(
        "one window whose views do something else after each kind of action",
        _choose_otherwise,
        place=Place("lab", "lanes:window"),
    ),
    "lab-lanes": Scene("an address that was just saved, read in four ways", _followed, place=Place("lab", "lanes")),
}
"""Every scene of the lab by name; 'lab-' stands before each."""
