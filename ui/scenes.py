"""The scenes of `--scene`: states that pass too quickly to be looked at, played on the real pipeline and held.

Each is played on a scratch copy of the person's own data, or on the cast of `ui.cast` where there is none.
"""

from app.commands import CreatePost, RegisterPerson, SetBookmark, SetFollow
from app.errors import InvalidInput
from ui import cast
from ui.lab.scenes import LAB_SCENES
from ui.scene_play import Play, Scene, calm_lag, drift, live, reopened, slow_lag


def scene_named(name: str) -> Scene:
    """The scene of this name. Raises `InvalidInput` if there is none."""
    if name not in SCENES:
        raise InvalidInput("scene", f"There is no scene '{name}'; choose one of {', '.join(SCENES)}.")
    return SCENES[name]


def _ashore(play: Play) -> None:
    live(play, 60, calm_lag)
    play.post(cast.LIGHTHOUSE)
    play.stage.settle()
    play.pass_time(7)
    play.stage.project()
    live(play, 0.75, calm_lag)


def _saving(play: Play) -> None:
    live(play, 60, calm_lag)
    play.stage.hold_writer()
    play.post(cast.LOW_WATER)
    play.pass_time(400)


def _committed(play: Play) -> None:
    live(play, 60, calm_lag)
    play.stage.program.read_side.pause()
    play.post(cast.LIGHTHOUSE)
    play.stage.settle()
    play.pass_time(1_200)


def _tide(play: Play) -> None:
    play.pass_time(60_000)
    live(play, 20, calm_lag)
    play.stage.program.read_side.set_delay(3_000)
    live(play, 37, slow_lag)
    drift(play, 600)
    play.post(cast.LIGHTHOUSE)
    play.stage.settle()
    drift(play, 900)
    play.like()
    play.edit()
    play.stage.settle()
    drift(play, 1_100)
    play.stage.hold_writer()
    play.post(cast.LOW_WATER)
    drift(play, 400)


def _waves(play: Play) -> None:
    live(play, 60, calm_lag)
    play.stage.program.read_side.pause()
    play.like()
    play.stage.settle()
    play.stage.hold_writer()
    play.edit()
    play.pass_time(900)


def _deep_water(play: Play) -> None:
    live(play, 60, calm_lag)
    play.stage.program.read_side.pause()
    if play.others_post is not None:
        for at in range(120):
            play.save(
                SetBookmark(
                    command_id=play.command_id(),
                    actor_id=play.others_post.author_id,
                    post_id=play.others_post.id,
                    bookmarked=at % 2 == 0,
                )
            )
            play.pass_time(60)
    play.post(cast.LIGHTHOUSE)
    play.stage.settle()
    play.pass_time(1_500)


def _held(play: Play) -> None:
    live(play, 60, calm_lag)
    if play.others_post is not None:
        play.stage.hold(f"post:{play.others_post.id}", "Held back by hand, to be looked at.")
    play.like()
    play.stage.settle()
    play.pass_time(8)
    play.stage.project()
    play.pass_time(1_000)


def _rejected(play: Play) -> None:
    live(play, 60, calm_lag)
    play.stage.fill_disk()
    reopened(play)
    play.stage.settle()
    play.post(cast.LOW_WATER)
    play.stage.settle()
    play.pass_time(1_000)


def _busy(play: Play) -> None:
    play.stage.save_many(cast.chatter(play.stage.clock.now_ms(), 8_000))
    play.stage.project()


def _rebuilding(play: Play) -> None:
    _busy(play)
    play.stage.begin_rebuild()


def _no_read_store(play: Play) -> None:
    _busy(play)
    play.stage.lose_read_store()
    reopened(play)


def _write_unusable(play: Play) -> None:
    play.stage.break_writes()
    reopened(play)


def _projector_stopped(play: Play) -> None:
    live(play, 60, calm_lag)
    for text in (cast.LIGHTHOUSE, cast.LOW_WATER):
        play.like()
        play.post(text)
    play.stage.settle()
    play.stage.stop_projector()
    play.pass_time(2_000)


def _nothing(_play: Play) -> None:
    """Nobody has done anything yet."""


def _empty(play: Play) -> None:
    me = play.command_id()
    play.save(RegisterPerson(command_id=play.command_id(), actor_id=me, handle="ines", name="Inês Rocha"))
    play.stage.project()
    play.me = me
    reopened(play)


def _written_by(play: Play, handle: str, name: str, *texts: str) -> None:
    """Somebody new whom the acting person follows has written these."""
    person = play.command_id()
    play.save(RegisterPerson(command_id=play.command_id(), actor_id=person, handle=handle, name=name))
    play.save(SetFollow(command_id=play.command_id(), actor_id=play.me, person_id=person, following=True))
    for text in texts:
        play.stage.project()
        play.pass_time(61_000)
        made = play.command_id()
        play.save(CreatePost(command_id=made, actor_id=person, post_id=made, text=text))
        play.pass_time(7)
    play.stage.project()


def _long_names(play: Play) -> None:
    _written_by(
        play,
        "wolfeschlegelsteinhausenberger",
        "Hubert Blaine Wolfeschlegelsteinhausenbergerdorff",
        "My name does not fit on a harbour pass, so the harbour master calls me the long one.",
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2,
    )


def _right_to_left(play: Play) -> None:
    _written_by(
        play,
        "layla",
        "ليلى الحداد",
        "خرجت إلى المنارة عند الجزر هذا الصباح. تسمع البحر يعود قبل أن تراه بوقت طويل.",
        "مرحبا @maya، الجزر غدا عند 06:42 #tides",
    )
    _written_by(play, "noam", "נועם לוי", "המים נמוכים מחר ב-06:42. מי בא? Bring boots, not shoes.")


def _emoji(play: Play) -> None:
    _written_by(
        play,
        "momo",
        "Momo 🌊",
        "🌅🏊‍♀️☕️",
        "The whole family came along 👨‍👩‍👧‍👦, even the dog 🐕 and both flags 🏴‍☠️🇵🇹. 👍🏽",
    )


def _others_post(play: Play) -> None:
    if play.others_post is None:
        return
    for text in (cast.KITCHEN, cast.LOW_WATER, cast.NUMBER):
        play.pass_time(1_000)
        made = play.command_id()
        play.save(CreatePost(command_id=made, actor_id=play.others_post.author_id, post_id=made, text=text))
        play.pass_time(7)
        play.stage.project()


SCENES: dict[str, Scene] = {
    "ashore": Scene("an own post reached the feeds a moment ago", _ashore),
    "tide": Scene("slowed by 3 s: a post being saved, one saved, a like and an edit on their way", _tide),
    "saving": Scene("a post that is not acknowledged yet", _saving),
    "committed": Scene("a post that is saved and in no feed yet", _committed),
    "held": Scene("a like that is held back, with Retry and Discard", _held),
    "rejected": Scene("a post for which the disk had no room, sunk into its reason", _rejected),
    "deep-water": Scene("many events of others wait", _deep_water),
    "waves": Scene("a like saved and an edit being saved, each under its wave", _waves),
    "rebuilding": Scene("the read store is rebuilt, the old feed stays", _rebuilding),
    "empty": Scene("somebody new, and an empty feed that invites", _empty, bare=True),
    "first-start": Scene("the first start of all", _nothing, bare=True),
    "no-read-store": Scene("no read store, and how far the new one is", _no_read_store),
    "write-unusable": Scene("the write store cannot be used: reading works", _write_unusable),
    "projector-stopped": Scene("the projector met what it cannot heal", _projector_stopped),
    "long-names": Scene("names, handles and words without an end", _long_names),
    "right-to-left": Scene("Arabic and Hebrew among Latin", _right_to_left),
    "emoji": Scene("emoji, alone and joined", _emoji),
    "new-posts-pill": Scene("others have posted since the page was read", _nothing, _others_post),
    "narrow": Scene("the tide in a window 480 pixels wide", _tide, size=(480, 800)),
    **LAB_SCENES,
}
"""Every scene by name."""
