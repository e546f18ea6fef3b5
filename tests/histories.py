"""Histories to start from: one with something in every table of the read store, and any number lived by chance."""

import random

from app import commands
from tests.whole_path import WholePath

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def fill_every_table(path: WholePath) -> None:
    """At least one document in every table, and the special cases of each rule."""
    picture = path.media.add_bytes(PICTURE, "a dot")
    ana = path.person("ana", bio="Kelp and #tides, see https://example.org")
    bo, cy, di = path.person("bo"), path.person("cy", simulated=True), path.person("di", name="Di Ångström")
    path.send(
        commands.UpdateAddress, actor_id=ana, street="Quay 1", city="Bergen", postal_code="5003", country="Norway"
    )
    path.send(commands.UpdateAddress, actor_id=bo, street="", city="Oslo", postal_code="", country="")
    path.send(commands.UpdateProfile, actor_id=bo, name="Bo Berg", bio="", avatar=picture)
    for follower, followee in ((bo, ana), (cy, ana), (di, bo), (ana, bo), (di, ana)):
        path.follow(follower, followee)
    path.follow(di, ana, following=False)
    path.mute(cy, bo)
    path.mute(di, ana)
    first = path.post(ana, "Low water at #Harbour with @bo and @ana", media=(picture,))
    second = path.post(bo, "High water, @di", media=(picture, picture))
    third = path.post(cy, "#harbour #kelp again")
    for person, post in ((ana, second), (bo, first), (cy, first), (ana, first), (di, third)):
        path.like(person, post)
        path.repost(person, post)
    path.like(cy, first, liked=False)
    path.repost(cy, first, reposted=False)
    path.bookmark(ana, second)
    path.bookmark(bo, second)
    path.bookmark(bo, second, bookmarked=False)
    top = path.comment(bo, first, "Where? " + "A long question, " * 10)
    reply = path.comment(cy, first, "Here, @di and @bo", parent=top)
    deepest = reply
    for number in range(9):
        deepest = path.comment(ana if number % 2 else di, first, f"deeper {number}", parent=deepest)
    path.comment(ana, first, "own post, @cy")
    path.send(commands.EditComment, actor_id=cy, comment_id=reply, text="There, @di")
    path.send(commands.DeleteComment, actor_id=bo, comment_id=top)
    path.edit(bo, second, "High water at #harbour, @cy")
    gone = path.post(di, "gone with @ana #kelp")
    path.like(ana, gone)
    path.comment(bo, gone, "what?")
    path.delete(di, gone)
    path.send(commands.UpdateProfile, actor_id=ana, name="Anna", bio="just #kelp")


class Chance:
    """Six people who do anything at all, by chance, but always the same for the same seed."""

    def __init__(self, path: WholePath, seed: int) -> None:
        self._path = path
        self._chance = random.Random(seed)
        self._people = [path.person(f"person_{number}") for number in range(6)]
        self._posts: list[tuple[int, int]] = []
        self._comments: list[tuple[int, int, int]] = []

    def live(self, acts: int) -> None:
        """Do so many things; now and then the projector takes some of them in."""
        doings = [
            (self._write, 2),
            (self._react, 3),
            (self._relate, 2),
            (self._comment, 2),
            (self._edit, 1),
            (self._uncomment, 1),
            (self._delete, 0.4),
            (self._rename, 0.6),
        ]
        self._write()
        for _ in range(acts):
            (act,) = self._chance.choices([act for act, _ in doings], [weight for _, weight in doings])
            act()
            if self._chance.random() < 0.2:
                self._path.projector.step(self._chance.randrange(1, 20))

    def _words(self) -> str:
        return self._chance.choice(
            ["tide", "#kelp", "@person_1", "#Kelp @person_2 @person_3", "@person_4 #tide", "plain @person_0"]
        )

    def _write(self) -> None:
        author = self._chance.choice(self._people)
        self._posts.append((self._path.post(author, self._words()), author))

    def _react(self) -> None:
        react = self._chance.choice([self._path.like, self._path.repost, self._path.bookmark])
        if self._posts:
            react(self._chance.choice(self._people), self._chance.choice(self._posts)[0], self._chance.random() < 0.7)

    def _relate(self) -> None:
        person, other = self._chance.sample(self._people, 2)
        relate = self._chance.choice([self._path.follow, self._path.mute])
        relate(person, other, self._chance.random() < 0.6)

    def _comment(self) -> None:
        if self._posts:
            post, _ = self._chance.choice(self._posts)
            person = self._chance.choice(self._people)
            above = self._chance.choice([None, *(comment for comment, of, _ in self._comments if of == post)])
            self._comments.append((self._path.comment(person, post, self._words(), above), post, person))

    def _edit(self) -> None:
        if self._posts:
            post, author = self._chance.choice(self._posts)
            self._path.edit(author, post, self._words())

    def _uncomment(self) -> None:
        if self._comments:
            comment, _, writer = self._comments.pop(self._chance.randrange(len(self._comments)))
            self._path.send(commands.DeleteComment, actor_id=writer, comment_id=comment)

    def _delete(self) -> None:
        if self._posts:
            post, author = self._posts.pop(self._chance.randrange(len(self._posts)))
            self._comments = [comment for comment in self._comments if comment[1] != post]
            self._path.delete(author, post)

    def _rename(self) -> None:
        name = f"Name {self._chance.randrange(9)}"
        self._path.send(commands.UpdateProfile, actor_id=self._chance.choice(self._people), name=name, bio="")
