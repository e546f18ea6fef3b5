"""The people and posts of the scenes: what a scratch folder is filled with when it has nothing of its own."""

from collections.abc import Iterator

from app.commands import AddComment, AnyCommand, CreatePost, RegisterPerson, SetBookmark, SetFollow, SetLike, SetRepost
from app.ids import first_id_at
from app.media import MediaItem

MINUTE_MS = 60_000
DAY_MS = 24 * 60 * MINUTE_MS

MAYA, JONAS, LENA, RAVI, AMINA = 8, 9, 10, 11, 12
"""People's ids: fixed, so that their colours are. They are older than any post."""

PEOPLE = (
    (MAYA, "maya", "Maya Okafor", "Tide tables, cold swims, and a lighthouse on good days."),
    (JONAS, "jonas_r", "Jonas Reiter", "Builds small things that answer quickly."),
    (LENA, "lena", "Lena Fischer", "Archivist. Offline by choice, on trains by chance."),
    (RAVI, "ravi", "Ravi Subramanian", "Maps, ferries, masala tea."),
    (AMINA, "amina_k", "Amina Kaya", "Night fishing, day dreaming."),
)

CROWD = tuple(range(40, 76))
"""People whom nobody in the cast follows: they read, like and pass on."""

LIGHTHOUSE = (
    "Walked out to the lighthouse at low water this morning. You can hear the sea come back long before you can see it."
)
LOW_WATER = "Low water tomorrow at 06:42, high at 12:58. Who is coming?"
SUNRISE = "Sunrise over the bay, from the end of the pier. Worth every cold minute of the walk out."
SUNRISE_EDITED = "Sunrise over the bay, from the end of the old pier. Worth every cold minute of the walk out."
NUMBER = (
    "A number beats a spinner. If what I am reading is three seconds old, tell me three seconds, "
    "and let me get on with it."
)
KITCHEN = (
    "Kitchen table, strong coffee, and the whole archive searchable on a train with no network. I am easily pleased."
)

_OTHERS = (
    (300, RAVI, "The ferry was late, so I drew the harbour wall twice. The second one leans the right way. #harbour"),
    (420, AMINA, "Mackerel on the first cast, nothing for three hours after. That is the whole story of the night."),
    (610, LENA, "If a catalogue needs a network to tell you what is on the shelf behind you, it is not a catalogue."),
    (900, JONAS, "Measured it instead of arguing about it. Everyone went quiet, then everyone went home early."),
    (1_500, MAYA, "Fog so thick the gulls are walking. Tea, then the tide tables for the rest of the week. #tides"),
    (2_100, RAVI, "Asked @maya which rock goes under last. She drew me a map with six rocks and a warning. #tides"),
    (2_900, AMINA, "New line, old reel, borrowed torch. Let us see what the neap tide thinks of that."),
    (3_600, LENA, "Found a letter from 1911 that begins with an apology for writing late. Nothing has changed."),
)


def post_id(now_ms: int, minutes_ago: int) -> int:
    """The id of the post that was written so many minutes before `now_ms`."""
    return first_id_at(now_ms - minutes_ago * MINUTE_MS)


def opening(now_ms: int, picture: MediaItem) -> Iterator[AnyCommand]:
    """Everything that has happened before a scene begins, oldest first; `picture` goes with the sunrise."""
    long_ago = now_ms - 30 * DAY_MS
    number = iter(range(1, 10_000))
    for at, (person_id, handle, name, bio) in enumerate(PEOPLE):
        yield RegisterPerson(
            command_id=next(number), actor_id=person_id, handle=handle, name=name, bio=bio, at_ms=long_ago + at
        )
    for person_id in CROWD:
        yield RegisterPerson(
            command_id=next(number),
            actor_id=person_id,
            handle=f"reader_{person_id}",
            name=f"Reader {person_id}",
            simulated=True,
            at_ms=long_ago + person_id,
        )
    for person_id, *_rest in PEOPLE:
        if person_id != MAYA:
            yield SetFollow(
                command_id=next(number), actor_id=MAYA, person_id=person_id, following=True, at_ms=long_ago + 100
            )
            yield SetFollow(
                command_id=next(number), actor_id=person_id, person_id=MAYA, following=True, at_ms=long_ago + 200
            )
    written = [*_OTHERS, (120, MAYA, SUNRISE), (190, LENA, KITCHEN), (18, JONAS, NUMBER)]
    for minutes, author, text in sorted(written, reverse=True):
        media = (picture,) if text == SUNRISE else ()
        yield CreatePost(
            command_id=next(number),
            actor_id=author,
            post_id=post_id(now_ms, minutes),
            text=text,
            media=media,
            at_ms=now_ms - minutes * MINUTE_MS,
        )
    yield from _answers(now_ms, number)


def chatter(now_ms: int, posts: int) -> Iterator[AnyCommand]:
    """So many posts of the crowd, long ago: enough to keep a rebuild busy."""
    for at in range(posts):
        at_ms = now_ms - 60 * DAY_MS + at * 1_000
        yield CreatePost(
            command_id=f"chatter:{at}",
            actor_id=CROWD[at % len(CROWD)],
            post_id=first_id_at(at_ms),
            text=f"High water at {at % 24:02}:{at * 7 % 60:02}.",
            at_ms=at_ms,
        )


def _answers(now_ms: int, number: Iterator[int]) -> Iterator[AnyCommand]:
    """Likes, reposts, comments and bookmarks, with their notifications for Maya."""
    for minutes, likers in (
        (18, (LENA, RAVI, *CROWD[:33])),
        (190, (JONAS, *CROWD[:20])),
        (120, (JONAS, LENA, *CROWD[30:])),
        (610, (MAYA, *CROWD[5:12])),
    ):
        for at, liker in enumerate(likers):
            yield SetLike(
                command_id=next(number),
                actor_id=liker,
                post_id=post_id(now_ms, minutes),
                liked=True,
                at_ms=now_ms - 15 * MINUTE_MS + at,
            )
    for at, (minutes, reader) in enumerate(((18, 40), (18, 41), (18, 42), (18, 43), (190, 44))):
        yield SetRepost(
            command_id=next(number),
            actor_id=reader,
            post_id=post_id(now_ms, minutes),
            reposted=True,
            at_ms=now_ms - 13 * MINUTE_MS + at,
        )
    yield SetBookmark(
        command_id=next(number),
        actor_id=MAYA,
        post_id=post_id(now_ms, 610),
        bookmarked=True,
        at_ms=now_ms - 14 * MINUTE_MS,
    )
    for at, (minutes, author, text) in enumerate(
        (
            (18, LENA, "Three seconds is an answer. A spinner is a shrug."),
            (18, AMINA, "Mine says 'soon'. It has said so since March."),
            (120, JONAS, "How early did you get up for that?"),
            (120, RAVI, "The pier has two boards missing at the end. I have drawn both."),
        )
    ):
        at_ms = now_ms - (12 - at) * MINUTE_MS
        yield AddComment(
            command_id=next(number),
            actor_id=author,
            comment_id=first_id_at(at_ms),
            post_id=post_id(now_ms, minutes),
            text=text,
            at_ms=at_ms,
        )
