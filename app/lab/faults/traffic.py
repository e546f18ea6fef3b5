"""The short seeded traffic that faults are done to: who does what, and what follows a chosen event closely.

An act names people and posts by number; `Cast` makes its command when it is played, so that ids grow with the clock.
"""

import random
from typing import Final

import msgspec

from app.commands import (
    AddComment,
    AnyCommand,
    CreatePost,
    RegisterPerson,
    SetFollow,
    SetLike,
    UpdateAddress,
    UpdateProfile,
)
from app.consistency.trace import Kind
from app.errors import InvalidInput
from app.ids import IdSource
from app.lab.readings.faults import EVENTS

PEOPLE: Final = (("ada", "Ada"), ("bela", "Bela"), ("chen", "Chen"), ("dora", "Dora"), ("emil", "Emil"))
TEXTS: Final = (
    "Low water at six",
    "The lamp is lit",
    "Fog over the bar",
    "Two seals on the rocks",
    "The ferry is late",
    "New paint on the hull",
    "Wind from the west",
    "Herring, at last",
)
STREETS: Final = ("1 Quay Street", "2 Mill Lane", "3 Dock Road", "4 Harbour Square", "5 Pier Walk")
FIRST_POSTS: Final = 2


class Act(msgspec.Struct, frozen=True):
    """One thing that one person does: `actor`, `post` and `other` are numbers of people and posts.

    `undone` takes a like or a follow back; with `renames` the profile's name is changed instead of the address.
    """

    kind: Kind
    actor: int
    post: int = 0
    other: int = 0
    text: str = ""
    undone: bool = False
    renames: bool = False


def acts_of(seed: int) -> list[Act]:
    """The traffic of a seed: as many acts of each kind as `EVENTS` says, each different from all others."""
    rng = random.Random(f"faults {seed}")
    kinds: list[Kind] = [kind for kind, count in EVENTS.items() for _ in range(count)]
    for _ in range(FIRST_POSTS):
        kinds.remove("post")
    rng.shuffle(kinds)
    people = range(len(PEOPLE))
    free = {
        "follow": rng.sample([(one, other) for one in people for other in people if one != other], EVENTS["follow"]),
        "address": [(one, 0) for one in rng.sample(people, EVENTS["address"])],
    }
    liked: set[tuple[int, int]] = set()
    acts: list[Act] = []
    posts = 0
    for number, kind in enumerate((*["post"] * FIRST_POSTS, *kinds)):
        actor = rng.randrange(len(PEOPLE))
        if kind == "post":
            acts.append(Act("post", actor, post=posts, text=TEXTS[posts]))
            posts += 1
        elif kind == "like":
            actor, post = rng.choice([(a, p) for a in people for p in range(posts) if (a, p) not in liked])
            liked.add((actor, post))
            acts.append(Act("like", actor, post=post))
        elif kind == "comment":
            acts.append(Act("comment", actor, post=rng.randrange(posts), text=f"Comment {number}"))
        else:
            actor, other = free[kind].pop()
            acts.append(Act("follow" if kind == "follow" else "address", actor, other=other, text=STREETS[actor]))
    return acts


def place_of(acts: list[Act], kind: Kind, which: int) -> int:
    """Where in the traffic the `which`-th act of a kind stands, counted from 1. Raises `InvalidInput`."""
    if kind not in EVENTS:
        raise InvalidInput("kind", f"There is no kind '{kind}' in this traffic; choose one of {', '.join(EVENTS)}.")
    if not 1 <= which <= EVENTS[kind]:
        raise InvalidInput("which", f"There is no {kind} {which} in this traffic; choose 1 to {EVENTS[kind]}.")
    return [place for place, act in enumerate(acts) if act.kind == kind][which - 1]


def overtaker_of(act: Act) -> Act:
    """What the same person or another does next to the same thing, so that the order of both matters."""
    match act.kind:
        case "post":
            return Act("like", _after(act.actor), post=act.post)
        case "comment":
            return Act("comment", _after(act.actor), post=act.post, text="A later comment")
        case "address":
            return Act("address", act.actor, text="6 Lighthouse Hill")
        case _:
            return Act(act.kind, act.actor, post=act.post, other=act.other, undone=True)


def followers_of(act: Act) -> tuple[Act, Act]:
    """Two more acts on the same aggregate, which have to wait if it is parked."""
    match act.kind:
        case "follow":
            back = overtaker_of(act)
            return back, act
        case "address":
            return Act("address", act.actor, text=f"{PEOPLE[act.actor][1]} of the harbour", renames=True), overtaker_of(
                act
            )
        case "post":
            return overtaker_of(act), Act("comment", _after(act.actor), post=act.post, text="A later comment")
        case _:
            later = Act("comment", _after(act.actor), post=act.post, text="A later comment")
            return later, Act("comment", _after(later.actor), post=act.post, text="A still later comment")


class Cast:
    """The people and posts of one experiment by number, with the ids they were given."""

    def __init__(self, ids: IdSource) -> None:
        self._ids = ids
        self.people: list[int] = []
        self.posts: dict[int, int] = {}

    def registrations(self) -> list[AnyCommand]:
        """The commands that make the people."""
        made: list[AnyCommand] = []
        for handle, name in PEOPLE:
            person = self._ids.next_id()
            self.people.append(person)
            made.append(RegisterPerson(command_id=self._ids.next_id(), actor_id=person, handle=handle, name=name))
        return made

    def command(self, act: Act) -> AnyCommand:
        """The command of an act, with new ids."""
        command_id, actor = self._ids.next_id(), self.people[act.actor]
        match act.kind:
            case "post":
                post = self.posts[act.post] = self._ids.next_id()
                return CreatePost(command_id=command_id, actor_id=actor, post_id=post, text=act.text)
            case "like":
                return SetLike(
                    command_id=command_id, actor_id=actor, post_id=self.posts[act.post], liked=not act.undone
                )
            case "comment":
                return AddComment(
                    command_id=command_id,
                    actor_id=actor,
                    comment_id=self._ids.next_id(),
                    post_id=self.posts[act.post],
                    text=act.text,
                )
            case "follow":
                other = self.people[act.other]
                return SetFollow(command_id=command_id, actor_id=actor, person_id=other, following=not act.undone)
            case _ if act.renames:
                return UpdateProfile(command_id=command_id, actor_id=actor, name=act.text, bio="")
            case _:
                return UpdateAddress(
                    command_id=command_id, actor_id=actor, street=act.text, city="Porto", postal_code="", country="PT"
                )


def words_of(act: Act) -> str:
    """An act for a person: "Ada's like of 'Low water at six'"."""
    who = PEOPLE[act.actor][1]
    match act.kind:
        case "post":
            return f"{who}'s post '{act.text}'"
        case "like":
            return f"{who}'s like of '{TEXTS[act.post]}'"
        case "comment":
            return f"{who}'s comment on '{TEXTS[act.post]}'"
        case "follow":
            return f"{who}'s follow of {PEOPLE[act.other][1]}"
        case _:
            return f"{who}'s new address"


def _after(person: int) -> int:
    return (person + 1) % len(PEOPLE)
