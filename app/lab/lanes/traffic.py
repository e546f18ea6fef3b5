"""The traffic of 'Four lanes', planned from its seed alone: what the reader does, and what others do meanwhile."""

import random
from collections.abc import Callable, Iterator

import msgspec

from app.commands import (
    AnyCommand,
    CreatePost,
    DeletePost,
    EditPost,
    RegisterPerson,
    SetFollow,
    SetLike,
    UpdateAddress,
)
from app.lab.readings.lanes import ActKind, LanesSetup

READER = 8
FRIENDS = ((9, "jonas_r", "Jonas Reiter"), (10, "lena", "Lena Fischer"), (11, "ravi", "Ravi Subramanian"))
CROWD = tuple(range(40, 64))
"""They read and like, and follow the reader as time goes on."""

HOME = ("12 Harbour Street", "Porto", "4050-100")
AWAY = ("48 Rua das Flores", "Porto", "4050-262")
"""The reader moves there and back: the same value twice is two versions."""
FIRST_ACT_MS = 1_000
BETWEEN_ACTS_MS = (5_000, 7_500)
OTHERS_EACH_MS = 4_000
REFUSED_AFTER_MS = 300
"""How long after another has deleted a post the reader likes it, still seeing it."""

OWN_WORDS = (
    "Low water at 06:42. Who is coming?",
    "The fog has lifted, and so have the gulls.",
    "Swam to the second buoy and back.",
    "Tea first, then the tide tables.",
)
OTHERS_WORDS = (
    "The ferry is late again, and nobody minds.",
    "Mackerel on the first cast.",
    "Measured it instead of arguing about it.",
    "A letter from 1911 begins with an apology for writing late.",
    "New line, old reel, borrowed torch.",
    "The second drawing leans the right way.",
)


class Act(msgspec.Struct, frozen=True):
    """Something that happens at `at_ms`. `own` is done by the reader, through the session of every lane.

    `concerns` names the value that changes, on the screens `screens`. With `while_shown`, it happens only if the copy
    still holds that post: nobody likes what is not there.
    """

    at_ms: int
    command: AnyCommand
    kind: ActKind | None
    words: str
    concerns: tuple[str, int]
    screens: frozenset[str]
    while_shown: int = 0

    @property
    def own(self) -> bool:
        """Whether the reader does it."""
        return self.kind is not None


BOTH = frozenset({"profile", "feed"})
FEED = frozenset({"feed"})
PROFILE = frozenset({"profile"})


class Traffic:
    """Plans one run. `next_id` gives the ids of commands and posts; all else comes from the seed."""

    def __init__(self, setup: LanesSetup, next_id: Callable[[], int]) -> None:
        self._setup = setup
        self._next_id = next_id
        self._rng = random.Random(f"lanes {setup.seed}")
        self._posts: list[tuple[int, int, str]] = []
        self._own_post = 0
        self._doomed: list[tuple[int, int]] = []
        self._liked: set[tuple[int, int]] = set()

    def opening(self) -> Iterator[AnyCommand]:
        """What has happened before the run: people, whom they follow, an address, and posts."""
        for person_id, handle, name in ((READER, "maya", "Maya Okafor"), *FRIENDS):
            yield RegisterPerson(command_id=self._next_id(), actor_id=person_id, handle=handle, name=name)
        for person_id in CROWD:
            yield RegisterPerson(
                command_id=self._next_id(), actor_id=person_id, handle=f"reader_{person_id}", name=f"Reader {person_id}"
            )
        for person_id, *_ in FRIENDS:
            yield SetFollow(command_id=self._next_id(), actor_id=READER, person_id=person_id, following=True)
        yield self._move(HOME)
        for at, words in enumerate(OTHERS_WORDS[:4]):
            yield self._post(FRIENDS[at % len(FRIENDS)][0], words)
        self._doomed = [(self._posts[at][0], self._posts[at][1]) for at in (0, 1)]
        self._posts = self._posts[2:]
        yield self._post(READER, OWN_WORDS[-1])
        self._own_post = self._posts[-1][0]

    def acts(self) -> list[Act]:
        """Everything that happens, in order of time. Call after `opening` has been taken to its end."""
        times = self._times()
        made = [*self._own(times), *self._others()]
        for (post_id, author), after in zip(self._doomed, (times[1:2] + times[4:5]), strict=False):
            made.extend(self._refused(post_id, author, after + 1_900))
        return sorted(made, key=lambda act: (act.at_ms, not act.own))

    def _times(self) -> list[int]:
        """When the reader does something, never so late that nobody looks at it."""
        times = [FIRST_ACT_MS]
        while times[-1] + BETWEEN_ACTS_MS[1] < self._setup.length_ms:
            times.append(times[-1] + self._rng.randint(*BETWEEN_ACTS_MS))
        return times

    def _own(self, times: list[int]) -> Iterator[Act]:
        kinds: list[ActKind] = ["address"]
        while len(kinds) < len(times):
            more: list[ActKind] = ["post", "like", "edit", "address"]
            self._rng.shuffle(more)
            kinds += more
        moves, words = 0, 0
        for at_ms, kind in zip(times, kinds, strict=False):
            if kind == "address":
                place = (AWAY, HOME)[moves % 2]
                moves += 1
                yield Act(at_ms, self._move(place), kind, place[0], ("address", READER), PROFILE)
            elif kind == "post":
                text = OWN_WORDS[words % len(OWN_WORDS)]
                words += 1
                post = self._post(READER, text)
                self._own_post = post.post_id
                yield Act(at_ms, post, kind, text, ("post", post.post_id), BOTH)
            elif kind == "like":
                post_id, _author, text = next(one for one in self._posts if one[1] != READER)
                self._posts.remove((post_id, _author, text))
                self._posts.append((post_id, _author, text))
                yield Act(at_ms, self._like(READER, post_id), kind, text, ("likes", post_id), FEED)
            else:
                text = self._edited(self._own_post)
                edit = EditPost(command_id=self._next_id(), actor_id=READER, post_id=self._own_post, text=text)
                yield Act(at_ms, edit, kind, text, ("text", self._own_post), FEED)

    def _others(self) -> Iterator[Act]:
        at = 0.0
        crowd, words = list(CROWD), 0
        old = [one for one in self._posts if one[1] != READER][:2]
        while (at := at + self._rng.expovariate(1 / OTHERS_EACH_MS)) < self._setup.length_ms:
            at_ms, what = round(at), self._rng.random()
            if what < 0.25 and crowd:
                follow = SetFollow(command_id=self._next_id(), actor_id=crowd.pop(), person_id=READER, following=True)
                yield Act(at_ms, follow, None, "", ("followers", READER), PROFILE)
            elif what < 0.45:
                author = FRIENDS[self._rng.randrange(len(FRIENDS))][0]
                words += 1
                post = self._post(author, OTHERS_WORDS[words % len(OTHERS_WORDS)])
                yield Act(at_ms, post, None, "", ("post", post.post_id), FEED)
            else:
                post_id = self._rng.choice(old)[0]
                like = self._like(self._rng.choice(CROWD), post_id)
                yield Act(at_ms, like, None, "", ("likes", post_id), FEED)

    def _refused(self, post_id: int, author: int, at_ms: int) -> Iterator[Act]:
        """Another deletes a post, and the reader, who still sees it, likes it."""
        if at_ms + REFUSED_AFTER_MS >= self._setup.length_ms:
            return
        gone = DeletePost(command_id=self._next_id(), actor_id=author, post_id=post_id)
        yield Act(at_ms, gone, None, "", ("post", post_id), FEED)
        like = SetLike(command_id=self._next_id(), actor_id=READER, post_id=post_id, liked=True)
        yield Act(at_ms + REFUSED_AFTER_MS, like, "like", "", ("likes", post_id), FEED, while_shown=post_id)

    def _move(self, place: tuple[str, str, str]) -> UpdateAddress:
        street, city, code = place
        return UpdateAddress(
            command_id=self._next_id(), actor_id=READER, street=street, city=city, postal_code=code, country=""
        )

    def _like(self, liker: int, post_id: int) -> SetLike:
        """Like it, or no longer: a like that is there already would change nothing."""
        self._liked ^= {(liker, post_id)}
        liked = (liker, post_id) in self._liked
        return SetLike(command_id=self._next_id(), actor_id=liker, post_id=post_id, liked=liked)

    def _post(self, author: int, text: str) -> CreatePost:
        post_id = self._next_id()
        self._posts.append((post_id, author, text))
        return CreatePost(command_id=self._next_id(), actor_id=author, post_id=post_id, text=text)

    def _edited(self, post_id: int) -> str:
        at = next(at for at, one in enumerate(self._posts) if one[0] == post_id)
        text = f"{self._posts[at][2].removesuffix(' Truly.')} Really."
        if self._posts[at][2].endswith("Really."):
            text = self._posts[at][2].replace("Really.", "Truly.")
        self._posts[at] = (post_id, self._posts[at][1], text)
        return text
