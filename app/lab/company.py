"""Simulated people who act through the command bus like anybody else, so that one is not alone with the read side.

`Company.tick` is a plain function that a test drives; `CompanyThread` only loops it. They are labelled as simulated.
"""

import random
import threading
import tomllib
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Protocol

import msgspec

from app.clock import Clock
from app.commands import (
    AddComment,
    Answer,
    AnyCommand,
    CreatePost,
    Receipt,
    RegisterPerson,
    SetFollow,
    SetLike,
    SetRepost,
)
from app.errors import Stopped, StoreUnusable
from app.ids import IdSource, first_id_at
from app.lab.model import CompanyLevel
from app.read_model.documents import FeedItem, FeedPage, ProfileView, ThreadPage, Timeline

PAUSES_MS: dict[CompanyLevel, tuple[float, float]] = {"quiet": (2_000, 6_000), "lively": (200, 320)}
"""Between which two figures the time until the next act is drawn: one in about 4 s, or 3 to 5 a second."""

PEOPLE_SINCE_MS = 1_577_836_800_000
"""They registered in 2020, under ids that are the same in each run, so that registering them again has no effect."""

ACTS_A_TICK = 5
UNANSWERED_AT_MOST = 8
AT_FIRST = 3
JOINING_SHARE = 0.15
REPLY_SHARE = 0.5
RECENT_POSTS = 30
OWN_POSTS_COUNT_TIMES = 4
"""How much likelier one of the acting person's posts is chosen than another's."""

ASLEEP_MS = 3_600_000.0
ACTS = {"post": 6, "like": 12, "comment": 6, "repost": 2, "follow": 2}


class Member(msgspec.Struct, frozen=True):
    """One of the company; `person_id` is derived from the place in the script."""

    handle: str
    name: str
    bio: str = ""
    person_id: int = 0


class Words(msgspec.Struct, frozen=True):
    """What they say."""

    posts: tuple[str, ...]
    comments: tuple[str, ...]
    replies: tuple[str, ...]


class Script(msgspec.Struct, frozen=True):
    """The people and their words (resources/company.toml)."""

    people: tuple[Member, ...]
    words: Words


def load_script(path: Path) -> Script:
    """The script in this file. Raises `msgspec.ValidationError` for a broken one."""
    script = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Script)
    people = (
        msgspec.structs.replace(member, person_id=first_id_at(PEOPLE_SINCE_MS + number))
        for number, member in enumerate(script.people)
    )
    return Script(tuple(people), script.words)


class CompanyReads(Protocol):
    """What the company looks at: the read store's queries."""

    def feed(self, timeline: Timeline, owner: int, viewer: int, limit: int = 50) -> FeedPage:
        """A page of a timeline."""
        ...

    def thread(self, post_id: int, viewer: int, limit: int = 50) -> ThreadPage:
        """A post with comments."""
        ...

    def profile(self, person_id: int, viewer: int = 0) -> ProfileView:
        """A profile as one viewer sees it."""
        ...


class Company:
    """Up to a dozen people who post, like, comment, repost and follow; whose turn it is, chance decides.

    `send` is the command bus, `whom` tells who the person in front of the screen is: they get most of the attention.
    """

    def __init__(
        self,
        send: Callable[[AnyCommand], "Future[Answer]"],
        queries: CompanyReads,
        clock: Clock,
        ids: IdSource,
        rng: random.Random,
        resources: Path,
        whom: Callable[[], int] = lambda: 0,
    ) -> None:
        self._send = send
        self._queries = queries
        self._clock = clock
        self._ids = ids
        self._rng = rng
        self._file = resources / "company.toml"
        self._whom = whom
        self._script: Script | None = None
        self._level: CompanyLevel = "off"
        self._due_ms = 0.0
        self._strangers: list[Member] = []
        self._present: list[int] = []
        self._joining: list[tuple[int, Future[Answer]]] = []
        self._sent: list[Future[Answer]] = []
        self._unsaid: dict[str, list[str]] = {}
        self.woken = threading.Event()

    @property
    def level(self) -> CompanyLevel:
        """How much they do: off, quiet (an act in about 4 s) or lively (3 to 5 a second)."""
        return self._level

    @property
    def people(self) -> tuple[int, ...]:
        """The ids of those who are there by now."""
        return tuple(self._present)

    def set_level(self, level: CompanyLevel) -> None:
        """Let them do more or less, from now on."""
        self._level = level
        self._due_ms = self._clock.monotonic_ms()
        self.woken.set()

    def next_due_ms(self) -> float | None:
        """In how many milliseconds the next act is due; None while they are off."""
        return None if self._level == "off" else max(0.0, self._due_ms - self._clock.monotonic_ms())

    def tick(self, now_ms: float | None = None) -> int:
        """Do what is due at `now_ms` (`Clock.monotonic_ms`, None: now); the number of commands sent.

        They wait while the writer is busy, and stop by themselves when it takes no commands any more.
        """
        now = self._clock.monotonic_ms() if now_ms is None else now_ms
        sent = 0
        for _ in range(ACTS_A_TICK):
            level = self._level
            if level == "off" or self._due_ms > now:
                break
            low, high = PAUSES_MS[level]
            # After a sleep they take up their pace again, and do not make up for what they missed.
            self._due_ms = max(self._due_ms, now - high) + self._rng.uniform(low, high)
            sent += self._act()
        return sent

    def _act(self) -> int:
        try:
            self._heed_answers()
            command = self._next_command() if len(self._sent) < UNANSWERED_AT_MOST else None
            if command is None:
                return 0
            answer = self._send(command)
        except Stopped:
            self._level = "off"
            return 0
        except StoreUnusable:
            # What cannot be read now may be readable later; nothing of theirs is worth telling.
            return 0
        if isinstance(command, RegisterPerson):
            self._joining.append((command.actor_id, answer))
        self._sent.append(answer)
        return 1

    def _heed_answers(self) -> None:
        """Who was registered is present, a handle that is taken is let go, and a bus that has stopped ends it all."""
        for person_id, answer in [one for one in self._joining if one[1].done()]:
            self._joining.remove((person_id, answer))
            if answer.exception() is None and isinstance(answer.result(), Receipt):
                self._present.append(person_id)
        for answer in [one for one in self._sent if one.done()]:
            self._sent.remove(answer)
            if isinstance(answer.exception(), Stopped):
                raise Stopped(str(answer.exception()))

    def _next_command(self) -> AnyCommand | None:
        if self._script is None:
            self._gather()
        few = len(self._present) + len(self._joining) < AT_FIRST
        if self._strangers and (few or self._rng.random() < JOINING_SHARE):
            return _registration(self._strangers.pop())
        if not self._present:
            return None
        actor = self._rng.choice(self._present)
        (act,) = self._rng.choices(list(ACTS), weights=list(ACTS.values()))
        if act == "follow":
            return self._follow(actor)
        return self._post(actor) if act == "post" else self._react(actor, act)

    def _gather(self) -> None:
        """Find who was here in an earlier run; the others join one after another."""
        self._script = load_script(self._file)
        for member in self._script.people:
            if self._queries.profile(member.person_id).profile is None:
                self._strangers.append(member)
            else:
                self._present.append(member.person_id)
        self._rng.shuffle(self._strangers)

    def _post(self, actor: int) -> CreatePost:
        return CreatePost(
            command_id=self._ids.next_id(), actor_id=actor, post_id=self._ids.next_id(), text=self._say("posts")
        )

    def _react(self, actor: int, act: str) -> AnyCommand:
        """To a recent post; where there is none left to react to, they write one."""
        items = self._queries.feed("everyone", 0, actor, limit=RECENT_POSTS).items
        item = self._choose([one for one in items if _is_open_to(act, one, actor)])
        if item is None:
            return self._post(actor)
        about, command_id = item.card.id, self._ids.next_id()
        if act == "like":
            return SetLike(command_id=command_id, actor_id=actor, post_id=about, liked=True)
        if act == "repost":
            return SetRepost(command_id=command_id, actor_id=actor, post_id=about, reposted=True)
        return self._comment(actor, about)

    def _comment(self, actor: int, post_id: int) -> AddComment:
        """A comment on the post, or now and then a reply to what somebody else said about it."""
        others = [one for one in self._queries.thread(post_id, actor).comments if one.author_id != actor]
        answered = [one.id for one in others if not one.deleted]
        parent = self._rng.choice(answered) if answered and self._rng.random() < REPLY_SHARE else None
        return AddComment(
            command_id=self._ids.next_id(),
            actor_id=actor,
            comment_id=self._ids.next_id(),
            post_id=post_id,
            text=self._say("comments" if parent is None else "replies"),
            parent_id=parent,
        )

    def _follow(self, actor: int) -> AnyCommand:
        """The person in front of the screen first, then each other; who follows them all posts."""
        for person_id in (self._whom(), *self._present):
            view = self._queries.profile(person_id, actor)
            if person_id != actor and view.profile is not None and not view.relation.following:
                return SetFollow(command_id=self._ids.next_id(), actor_id=actor, person_id=person_id, following=True)
        return self._post(actor)

    def _choose(self, items: list[FeedItem]) -> FeedItem | None:
        if not items:
            return None
        whom = self._whom()
        weights = [OWN_POSTS_COUNT_TIMES if item.card.author_id == whom else 1 for item in items]
        return self._rng.choices(items, weights)[0]

    def _say(self, kind: str) -> str:
        """Each text is used once before any comes again."""
        unsaid = self._unsaid.setdefault(kind, [])
        if not unsaid and self._script is not None:
            unsaid.extend(getattr(self._script.words, kind))
            self._rng.shuffle(unsaid)
        return unsaid.pop()


class CompanyThread:
    """Loops `tick` on a thread of its own, which begins with the first level and sleeps while they are off."""

    def __init__(self, company: Company, clock: Clock) -> None:
        self._company = company
        self._clock = clock
        self._ending = False
        self._thread: threading.Thread | None = None

    @property
    def level(self) -> CompanyLevel:
        """How much they do."""
        return self._company.level

    def set_level(self, level: CompanyLevel) -> None:
        """Let them do more or less; called from one thread."""
        self._company.set_level(level)
        if level != "off" and self._thread is None and not self._ending:
            self._thread = threading.Thread(target=self._run, name="company")
            self._thread.start()

    def stop(self) -> None:
        """End after the act under way, and wait for the thread."""
        self._ending = True
        self._company.woken.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._ending:
            self._company.woken.clear()
            self._company.tick()
            due = self._company.next_due_ms()
            if not self._ending:
                self._clock.wait(self._company.woken, ASLEEP_MS if due is None else due)


def _registration(member: Member) -> RegisterPerson:
    return RegisterPerson(
        command_id=f"company:{member.person_id}",
        actor_id=member.person_id,
        at_ms=PEOPLE_SINCE_MS,
        handle=member.handle,
        name=member.name,
        bio=member.bio,
        simulated=True,
    )


def _is_open_to(act: str, item: FeedItem, actor: int) -> bool:
    """Whether this person can still do this to this post."""
    if act == "comment":
        return True
    done = item.marks.liked if act == "like" else item.marks.reposted
    return not done and item.card.author_id != actor
