"""The scenes of the lab: each holds the real pipeline, on a scratch copy with a stepped clock, at a telling moment."""

from functools import partial

from msgspec.structs import replace

from app.commands import UpdateAddress
from ui import cast
from ui.lab.staleness.scene import STALENESS_SCENES
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


def _watched(play: Play) -> None:
    play.stage.project()
    play.stage.program.lab.guarantees.reading()
    live(play, 5, calm_lag)
    for _read in range(4):
        play.like()
        play.stage.settle()
        play.pass_time(7)
        play.stage.project()
        play.stage.program.session.feed("home", play.me)


def _missed_writes(play: Play) -> None:
    program = play.stage.program
    program.lab.guarantees.begin_breaking()
    for act in (partial(play.post, cast.LOW_WATER), play.edit):
        act()
        play.stage.settle()
        play.pass_time(400)
        program.session.feed("home", play.me)
        play.pass_time(700)


def _reached_at_last(play: Play) -> None:
    play.pass_time(1_900)
    play.stage.project()
    play.pass_time(200)


def _calm(play: Play) -> None:
    live(play, 1, calm_lag)


def _tug(play: Play) -> None:
    live(play, 5, calm_lag)
    play.stage.program.lab.tug.start(play.me).result()


def _choose_otherwise(play: Play) -> None:
    session = play.stage.program.session
    session.strategies = replace(
        session.strategies, posts="acceptance", likes="none", profile="fresh", address="none", counts="none"
    )


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


def _told(play: Play) -> None:
    play.stage.program.lab.scenarios.stands = ("address", 3)


def _stormy(play: Play) -> None:
    play.stage.program.lab.scenarios.stands = ("like-storm", 2)


LAB_SCENES: dict[str, Scene] = {
    "lab-pipeline": Scene("three changes wait in the outbox, one is being saved", _pipeline, place=Place("lab")),
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
    "lab-guarantees": Scene(
        "own writes are missed while the read side is slowed, and one of them is applied at last",
        _watched,
        _missed_writes,
        (_reached_at_last,),
        place=Place("lab", "guarantees"),
    ),
    "lab-guarantees-hold": Scene("all four promises hold", _watched, place=Place("lab", "guarantees")),
    **STALENESS_SCENES,
    "lab-faults": Scene("a lost doorbell, and what came of it", _calm, place=Place("lab", "faults")),
    "lab-tug": Scene("a page by SQL and by documents, and the bill of both", _tug, place=Place("lab", "tug")),
    "lab-strategies": Scene(
        "one window whose views do something else after each kind of action",
        _choose_otherwise,
        place=Place("lab", "lanes:window"),
    ),
    "lab-lanes": Scene("an address that was just saved, read in four ways", _followed, place=Place("lab", "lanes")),
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
