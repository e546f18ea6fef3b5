"""The scenes of the lab: each holds the real pipeline, on a scratch copy with a stepped clock, at a telling moment."""

from app.commands import UpdateAddress
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


def _move_house(play: Play, street: str, postal_code: str) -> None:
    play.perform(
        UpdateAddress(
            command_id=play.command_id(),
            actor_id=play.me,
            street=street,
            city="Porto",
            postal_code=postal_code,
            country="PT",
        )
    )
    play.stage.settle()


def _at_the_harbour(play: Play) -> None:
    live(play, 3, calm_lag)
    _move_house(play, "12 Harbour Street", "4050-100")
    play.stage.project()
    play.post(cast.LOW_WATER)
    play.stage.settle()
    play.stage.project()
    play.stage.program.read_side.set_delay(3_000)


def _to_the_flowers(play: Play) -> None:
    _move_house(play, "48 Rua das Flores", "4050-262")
    play.like()
    play.stage.settle()
    play.pass_time(900)


LAB_SCENES: dict[str, Scene] = {
    "lab-sides": Scene(
        "an address that is saved and not shown yet, on both sides, with the read model of the past below",
        _at_the_harbour,
        _to_the_flowers,
        place=Place("lab", "sides"),
    ),
    "lab-sides-agree": Scene(
        "both sides of a person once they agree",
        _at_the_harbour,
        place=Place("lab", "sides"),
    ),
    "lab-trace": Scene(
        "the spans of a like that was slowed by 3 s",
        _followed,
        _post_and_wait,
        (_like_slowed, _come_due),
        place=Place("lab", "trace"),
    ),
}
"""Every scene of the lab by name; 'lab-' stands before each."""
