"""Scenes of the tab 'Staleness': 400 writes through the real pipeline, slowed or paused by hand."""

import random

from app.commands import SetBookmark
from app.lab.model import Slowing
from ui.places import Place
from ui.scene_play import Play, Scene

WRITES = 400
MEAN_DELAY_MS = 20.0
MEAN_GAP_MS = 30.0
LOOK_MS = 1.0


def _measured(play: Play) -> None:
    rng = random.Random(7)
    play.stage.program.read_side.set_slowing(Slowing("exponential", MEAN_DELAY_MS))
    due = 0.0
    for sent in range(WRITES):
        due += rng.expovariate(1 / MEAN_GAP_MS)
        while due >= LOOK_MS:
            play.pass_time(LOOK_MS)
            play.stage.project()
            due -= LOOK_MS
        _write(play, marked=sent % 2 == 0)


def _stalled(play: Play) -> None:
    for at in range(12):
        _write(play, marked=at % 2 == 0)
        play.pass_time(8)
        play.stage.project()
    play.stage.program.read_side.pause()
    for at in range(5):
        _write(play, marked=at % 2 == 0)
        play.pass_time(500)


def _write(play: Play, *, marked: bool) -> None:
    """Somebody marks or unmarks a post: one event each."""
    if play.others_post is not None:
        who, post = play.others_post.author_id, play.others_post.id
        play.save(SetBookmark(command_id=play.command_id(), actor_id=who, post_id=post, bookmarked=marked))


PLACE = Place("lab", "staleness")

STALENESS_SCENES: dict[str, Scene] = {
    "lab-staleness": Scene("400 writes, slowed by 20 ms on average, in order", _measured, place=PLACE),
    "lab-staleness-paused": Scene("the read side paused while others write", _stalled, place=PLACE),
}
"""By name."""
