"""How a scene is played: a stage that is set, who acts on it, and time that passes while others act."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from app.commands import AnyCommand, CreatePost, EditPost, Rejected, SetBookmark, SetLike
from app.errors import Mistake
from app.read_model.documents import PostCard
from app.settings import Settings
from ui import cast
from ui.places import HOME, Place
from ui.ports import Stage

HOUR_MS = 3_600_000
TICK_MS = 250.0
"""One sample of the sync card's chart."""


@dataclass
class Play:
    """A stage that is set: who acts, and two posts to act upon."""

    stage: Stage
    me: int
    others_post: PostCard | None
    own_post: PostCard | None

    def command_id(self) -> int:
        """An id for a command or for what it makes."""
        return self.stage.program.ids.next_id()

    def perform(self, command: AnyCommand) -> None:
        """Do it as the acting person, through the session."""
        self.stage.program.session.perform(command)

    def post(self, text: str) -> None:
        """Post as the acting person."""
        made = self.command_id()
        self.perform(CreatePost(command_id=made, actor_id=self.me, post_id=made, text=text))

    def like(self) -> None:
        """Like the other's post, or take the like back."""
        if self.others_post is not None:
            command = SetLike(command_id=self.command_id(), actor_id=self.me, post_id=self.others_post.id, liked=True)
            self.perform(command)

    def edit(self) -> None:
        """Change the words of the own post."""
        if self.own_post is not None:
            text = cast.SUNRISE_EDITED if self.own_post.text == cast.SUNRISE else f"{self.own_post.text} Still true."
            self.perform(EditPost(command_id=self.command_id(), actor_id=self.me, post_id=self.own_post.id, text=text))

    def save(self, command: AnyCommand) -> None:
        """Have somebody else do it, committed when this returns. Raises `Mistake` if the rules refuse it."""
        answer = self.stage.save(command)
        if isinstance(answer, Rejected):
            raise Mistake(f"A scene does what the rules refuse: {answer.reason}")

    def pass_time(self, milliseconds: float) -> None:
        """Step the clock."""
        self.stage.clock.advance(milliseconds)


@dataclass(frozen=True)
class Scene:
    """`before` plays before the window opens, `after` once its first page is shown, `later` one after the other then.

    The window comes to rest between them.
    """

    tells: str
    before: Callable[[Play], None]
    after: Callable[[Play], None] | None = None
    later: tuple[Callable[[Play], None], ...] = ()
    bare: bool = False
    size: tuple[int, int] | None = None
    place: Place = HOME


def set_stage(stage: Stage, *, bare: bool) -> Play:
    """Fill an empty stage with the cast (unless `bare`), bring both stores level, and say who acts."""
    program = stage.program
    stage.project()
    _come_later(stage)
    people = program.queries.people(1)
    if not people and not bare:
        now_ms = stage.clock.now_ms()
        for command in cast.opening(now_ms, stage.picture("The sun over a calm bay, a pier at the left")):
            stage.save(command)
        stage.project()
        people = program.queries.people(1)
    me = 0
    if people and not bare:
        me = cast.MAYA if program.queries.profile(cast.MAYA).profile is not None else people[0].id
    program.session.acting_as(me)
    home = program.queries.feed("home", me, me).items if me else ()
    play = Play(
        stage,
        me,
        next((item.card for item in home if item.card.author_id != me and not item.marks.liked), None),
        next((item.card for item in home if item.card.author_id == me), None),
    )
    _settle_settings(play)
    return play


def _come_later(stage: Stage) -> None:
    """Let a copy's scene be an hour after its newest post: what is new must be newer than what is there."""
    newest = stage.program.queries.feed("everyone", 0, 0, limit=1).items
    if newest:
        stage.clock.jump_wall(max(0, newest[0].card.created_ms + HOUR_MS - stage.clock.now_ms()))


def _settle_settings(play: Play) -> None:
    """Settings of the scene's own; two notifications are new."""
    program = play.stage.program
    told = program.queries.notifications(play.me, 3).items if play.me else ()
    seen = {str(play.me): told[2].id} if len(told) > 2 else {}
    program.settings.value = Settings(acting_as=play.me, reduced_motion=True, notifications_seen=seen)


def reopened(play: Play) -> None:
    """The program was opened anew: the same person acts in it."""
    play.stage.program.session.acting_as(play.me)
    _settle_settings(play)


def live(play: Play, seconds: float, lag_ms: Callable[[float], float]) -> None:
    """Let others act unseen for a while, each event read `lag_ms(second)` after its commit: a chart to look at."""
    if play.others_post is None:
        return
    someone = play.others_post.author_id
    for tick in range(int(seconds * 1_000 / TICK_MS)):
        play.save(
            SetBookmark(
                command_id=play.command_id(), actor_id=someone, post_id=play.others_post.id, bookmarked=tick % 2 == 0
            )
        )
        lag = min(TICK_MS - 1, lag_ms(tick * TICK_MS / 1_000))
        play.pass_time(lag)
        play.stage.project()
        play.pass_time(TICK_MS - lag)


def drift(play: Play, milliseconds: float) -> None:
    """Let time pass with nothing new, while the read side takes in what comes due."""
    steps = max(1, round(milliseconds / TICK_MS))
    for _step in range(steps):
        play.pass_time(milliseconds / steps)
        play.stage.project()


def slow_lag(second: float) -> float:
    """How long after a tick the read side looks again while it is slowed: a little unevenly."""
    return 120 + 90 * math.sin(second * 1.7)


def calm_lag(second: float) -> float:
    """Some milliseconds, with two peaks in a minute."""
    swell = 1.6 * math.sin(second * 2.3) + 1.1 * math.sin(second * 5.1)
    peaks = 22 * math.exp(-(((second - 23) / 1.6) ** 2)) + 15 * math.exp(-(((second - 44) / 1.3) ** 2))
    return 8.5 + swell + peaks
