"""Scenes of the tab 'Staleness': 400 writes through the real pipeline, by a projector that takes a while each time."""

import random

from app.commands import SetBookmark
from ui.places import Place
from ui.scene_play import Play, Scene

WRITES = 400
MEAN_WORK_MS = 16.0
MEAN_GAP_MS = 70.0
ON_THE_WAY = 3


def _measured(play: Play) -> None:
    rng = random.Random(7)
    commits: list[float] = []
    for _ in range(WRITES):
        commits.append((commits[-1] if commits else 0.0) + rng.expovariate(1 / MEAN_GAP_MS))
    free, sent, reached = 0.0, 0, 0
    while reached < WRITES - ON_THE_WAY:
        begin = max(free, commits[reached])
        batch = sum(begin >= commit for commit in commits) - reached
        free = begin + rng.expovariate(1 / MEAN_WORK_MS)
        while sent < WRITES and commits[sent] <= free:
            _until(play, commits[sent])
            _write(play, marked=sent % 2 == 0)
            sent += 1
        _until(play, free)
        play.stage.project(batch)
        reached += batch
    for at in range(sent, WRITES):
        play.pass_time(9)
        _write(play, marked=at % 2 == 0)
    play.pass_time(6)


def _until(play: Play, at_ms: float) -> None:
    """Let time pass until so long after the beginning."""
    play.pass_time(max(0.0, at_ms - play.stage.clock.monotonic_ms()))


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
    "lab-staleness": Scene("400 writes with a lag of 20 ms on average, three still on the way", _measured, place=PLACE),
    "lab-staleness-paused": Scene("the read side paused while others write", _stalled, place=PLACE),
}
"""By name."""
