"""Who and what a scenario begins with, and what its steps mean as commands: handles and keys become ids."""

import itertools
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from app.commands import (
    AddComment,
    AnyCommand,
    CreatePost,
    DeleteComment,
    DeletePost,
    EditComment,
    EditPost,
    RegisterPerson,
    SetBookmark,
    SetFollow,
    SetLike,
    SetMute,
    SetRepost,
    UpdateAddress,
    UpdateProfile,
)
from app.lab.rig import Rig
from app.lab.scenarios.model import Scenario, StepTable, TrafficKind, TrafficTable

CROWD_POSTS: Final = ("Low water.", "The ferry is late.", "Bread is out.", "Fog over the bar.", "Tide turns at six.")


class Cast:
    """The ids of a scenario's people, posts, comments and crowd; `post_of` is the post of each comment."""

    def __init__(self, scenario: Scenario, rig: Rig) -> None:
        self._scenario = scenario
        self._rig = rig
        self._command_ids = itertools.count(1)
        self.people: dict[str, int] = {}
        self.names: dict[str, str] = {}
        self.posts: dict[str, int] = {}
        self.comments: dict[str, int] = {}
        self.post_of: dict[int, int] = {}
        self.crowd: list[int] = []
        self._turn = itertools.count()

    def command_id(self) -> int:
        """An id for a command, counted."""
        return next(self._command_ids)

    def opening(self) -> Iterator[AnyCommand]:
        """The commands that make everybody and everything that is there at the beginning."""
        for person in self._scenario.people:
            self.names[person.handle] = person.name
            if person.same_as:
                self.people[person.handle] = self.people[person.same_as]
                continue
            self.people[person.handle] = self._rig.ids.next_id()
            yield self._register(self.people[person.handle], person.handle, person.name, person.bio)
        for number in range(self._scenario.crowd):
            self.crowd.append(self._rig.ids.next_id())
            yield self._register(self.crowd[-1], f"crowd_{number + 1}", f"Guest {number + 1}", "", simulated=True)
        for post in self._scenario.posts:
            author = self.people[post.by]
            for number in range(post.count):
                made = self._rig.ids.next_id()
                text = post.text if post.count == 1 else f"{post.text} {number + 1}"
                yield CreatePost(command_id=self.command_id(), actor_id=author, post_id=made, text=text)
                self.posts[post.key or f"_{made}"] = made
        for comment in self._scenario.comments:
            yield self._comment(self.people[comment.by], comment.on, comment.key, comment.text)

    def command(self, step: StepTable) -> AnyCommand:
        """What a step asks for; a payment is none, it depends on what is read."""
        make: Mapping[str, Callable[[], AnyCommand]] = {
            "post": lambda: self._post(step),
            "edit": lambda: EditPost(**self._who(step), post_id=self.posts[step.on], text=_text(step)),
            "delete": lambda: DeletePost(**self._who(step), post_id=self.posts[step.on]),
            "comment": lambda: self._comment(self.people[step.who], step.on, step.key, _text(step)),
            "edit_comment": lambda: EditComment(**self._who(step), comment_id=self.comments[step.on], text=_text(step)),
            "delete_comment": lambda: DeleteComment(**self._who(step), comment_id=self.comments[step.on]),
            "like": lambda: SetLike(**self._on_post(step), liked=True),
            "unlike": lambda: SetLike(**self._on_post(step), liked=False),
            "repost": lambda: SetRepost(**self._on_post(step), reposted=True),
            "unrepost": lambda: SetRepost(**self._on_post(step), reposted=False),
            "bookmark": lambda: SetBookmark(**self._on_post(step), bookmarked=True),
            "unbookmark": lambda: SetBookmark(**self._on_post(step), bookmarked=False),
            "follow": lambda: SetFollow(**self._who(step), person_id=self.people[step.on], following=True),
            "unfollow": lambda: SetFollow(**self._who(step), person_id=self.people[step.on], following=False),
            "mute": lambda: SetMute(**self._who(step), person_id=self.people[step.on], muted=True),
            "unmute": lambda: SetMute(**self._who(step), person_id=self.people[step.on], muted=False),
            "address": lambda: UpdateAddress(
                **self._who(step),
                street=step.street,
                city=step.city,
                postal_code=step.postal_code,
                country=step.country,
            ),
            "profile": lambda: UpdateProfile(
                **self._who(step), name=step.name or self.names[step.who], bio=step.bio, avatar=None
            ),
        }
        return make[step.does]()

    def guest(self, traffic: TrafficTable, kind: TrafficKind) -> AnyCommand:
        """What one of the crowd does, drawn from the rig's chance."""
        rng, ids = self._rig.rng, self._rig.ids
        # One after the other, so that hardly anybody likes the same post twice, which would change nothing.
        actor, command_id = self.crowd[next(self._turn) % len(self.crowd)], self.command_id()
        if kind == "post":
            made = ids.next_id()
            self.posts[f"_{made}"] = made
            return CreatePost(command_id=command_id, actor_id=actor, post_id=made, text=rng.choice(CROWD_POSTS))
        if kind == "follow":
            others = [one for one in (*self.people.values(), *self.crowd) if one != actor]
            return SetFollow(command_id=command_id, actor_id=actor, person_id=rng.choice(others), following=True)
        post = self.posts[traffic.on] if traffic.on else rng.choice(tuple(self.posts.values()))
        if kind == "comment":
            text = rng.choice(CROWD_POSTS)
            return AddComment(command_id=command_id, actor_id=actor, comment_id=ids.next_id(), post_id=post, text=text)
        if kind == "repost":
            return SetRepost(command_id=command_id, actor_id=actor, post_id=post, reposted=True)
        return SetLike(command_id=command_id, actor_id=actor, post_id=post, liked=True)

    def _post(self, step: StepTable) -> CreatePost:
        made = self._rig.ids.next_id()
        self.posts[step.key or f"_{made}"] = made
        return CreatePost(command_id=self.command_id(), actor_id=self.people[step.who], post_id=made, text=_text(step))

    def _comment(self, author: int, on: str, key: str, text: str) -> AddComment:
        made = self._rig.ids.next_id()
        parent = self.comments.get(on)
        post = self.posts[on] if parent is None else self.post_of[parent]
        self.comments[key or f"_{made}"] = made
        self.post_of[made] = post
        return AddComment(
            command_id=self.command_id(), actor_id=author, comment_id=made, post_id=post, text=text, parent_id=parent
        )

    def _on_post(self, step: StepTable) -> dict[str, int]:
        return {**self._who(step), "post_id": self.posts[step.on]}

    def _who(self, step: StepTable) -> dict[str, int]:
        return {"command_id": self.command_id(), "actor_id": self.people[step.who]}

    def _register(self, person: int, handle: str, name: str, bio: str, *, simulated: bool = False) -> RegisterPerson:
        command_id = self.command_id()
        return RegisterPerson(
            command_id=command_id, actor_id=person, handle=handle, name=name, bio=bio, simulated=simulated
        )


def _text(step: StepTable) -> str:
    return step.text + "." * step.long
