"""Random operations, answers, projections and old pages against a slow model that is obviously right.

The model holds sets of people, never counts: what is visible is the documents' world with the pending commands
applied to it, one after the other.
"""

import copy
from dataclasses import dataclass, field

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from app.commands import (
    AddComment,
    AnyCommand,
    CreatePost,
    DeleteComment,
    DeletePost,
    EditPost,
    SetLike,
    SetRepost,
    UpdateProfile,
)
from app.consistency.fold_profile import own_profile
from app.consistency.stages import aggregate_of_command
from app.consistency.visible import VisibleItem
from app.read_model.documents import FeedItem, FeedPage, Marks, PostCard, Profile, ProfileView, Relation, Snapshot
from tests.consistency.builders import (
    ME,
    OTHER,
    Pond,
    add_comment,
    create,
    delete,
    delete_comment,
    edit,
    like,
    parked,
    profile,
    rename,
    repost,
)

TEXTS = st.sampled_from(["low tide", "high tide", "a boat at dawn"])


@dataclass
class Post:
    author: int
    text: str
    likes: set[int] = field(default_factory=set)
    reposts: set[int] = field(default_factory=set)
    comments: set[int] = field(default_factory=set)


@dataclass
class World:
    """The truth as sets, changed by commands in order; a command about something that is not there does nothing."""

    posts: dict[int, Post] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=lambda: {ME: "Person 1", OTHER: "Person 2"})

    def apply(self, command: AnyCommand) -> None:
        person = command.actor_id
        match command:
            case CreatePost():
                self.posts.setdefault(command.post_id, Post(person, command.text))
            case DeletePost():
                self.posts.pop(command.post_id, None)
            case EditPost() if command.post_id in self.posts:
                self.posts[command.post_id].text = command.text
            case SetLike() if command.post_id in self.posts:
                likes = self.posts[command.post_id].likes
                (likes.add if command.liked else likes.discard)(person)
            case SetRepost() if command.post_id in self.posts:
                reposts = self.posts[command.post_id].reposts
                (reposts.add if command.reposted else reposts.discard)(person)
            case AddComment() if command.post_id in self.posts:
                self.posts[command.post_id].comments.add(command.comment_id)
            case DeleteComment():
                for post in self.posts.values():
                    post.comments.discard(command.comment_id)
            case UpdateProfile():
                self.names[person] = command.name
            case _:
                pass

    def takes(self, command: AnyCommand) -> bool:
        """Whether the write side's rules let it pass."""
        match command:
            case CreatePost():
                return command.post_id not in self.posts
            case EditPost() | DeletePost():
                return command.post_id in self.posts and self.posts[command.post_id].author == command.actor_id
            case SetLike() | SetRepost() | AddComment():
                return command.post_id in self.posts
            case DeleteComment():
                return any(command.comment_id in post.comments for post in self.posts.values())
            case _:
                return True

    def item(self, post_id: int) -> FeedItem:
        post = self.posts[post_id]
        card = PostCard(
            id=post_id,
            author_id=post.author,
            handle=f"p{post.author}",
            name=self.names[post.author],
            text=post.text,
            created_ms=0,
            likes=len(post.likes),
            reposts=len(post.reposts),
            comments=len(post.comments),
        )
        return FeedItem(post_id, card, Marks(liked=ME in post.likes, reposted=ME in post.reposts))


class FoldAgainstTheModel(RuleBasedStateMachine):
    """`log` is the outbox; `read` the snapshot of the read store; `pages` what was read and may be folded again."""

    @initialize()
    def begin(self) -> None:
        self.pond = Pond()
        self.log: list[AnyCommand] = []
        self.snapshot = Snapshot(0)
        self.unanswered: list[int] = []
        self.asked: dict[int, AnyCommand] = {}
        self.turns: list[int] = []
        self.position_of: dict[int, int] = {}
        self.refused: set[int] = set()
        self.pages: list[FeedPage] = []
        self.comments: dict[int, int] = {}
        self.next_id = 100
        for post_id, author in ((10, OTHER), (11, ME), (12, ME)):
            self.log.append(create(post_id, "low tide", actor=author))
        self.project(len(self.log))

    # What people do

    def ask(self, command: AnyCommand) -> None:
        post_id = self.comments.get(command.comment_id, 0) if isinstance(command, DeleteComment) else 0
        operation = self.pond.overlay.begin(command, post_id=post_id)
        self.asked[operation.op_id] = command
        self.turns.append(operation.op_id)
        self.unanswered.append(operation.op_id)
        # A refused toggle makes way for a new one.
        for op_id in list(self.refused):
            if self.pond.overlay.operation(op_id) is None:
                self.refused.discard(op_id)
                self.turns.remove(op_id)

    def posts(self) -> list[int]:
        known = {command.post_id for command in [*self.log, *self.asked.values()] if isinstance(command, CreatePost)}
        return sorted(known)

    @rule(data=st.data(), wish=st.booleans())
    def like(self, data: st.DataObject, wish: bool) -> None:
        self.ask(like(data.draw(st.sampled_from(self.posts())), liked=wish))

    @rule(data=st.data(), wish=st.booleans())
    def repost(self, data: st.DataObject, wish: bool) -> None:
        self.ask(repost(data.draw(st.sampled_from(self.posts())), reposted=wish))

    @rule(text=TEXTS)
    def create(self, text: str) -> None:
        self.next_id += 1
        self.ask(create(self.next_id, text))

    @rule(data=st.data(), text=TEXTS)
    def edit(self, data: st.DataObject, text: str) -> None:
        self.ask(edit(data.draw(st.sampled_from(self.posts())), text))

    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        self.ask(delete(data.draw(st.sampled_from(self.posts()))))

    @rule(data=st.data())
    def add_comment(self, data: st.DataObject) -> None:
        post_id = data.draw(st.sampled_from(self.posts()))
        self.next_id += 1
        self.comments[self.next_id] = post_id
        self.ask(add_comment(self.next_id, post=post_id))

    @precondition(lambda self: self.comments)
    @rule(data=st.data())
    def delete_comment(self, data: st.DataObject) -> None:
        comment_id = data.draw(st.sampled_from(sorted(self.comments)))
        if not any(isinstance(one, DeleteComment) and one.comment_id == comment_id for one in self.asked.values()):
            self.ask(delete_comment(comment_id))

    @rule(name=st.sampled_from(["Ada", "Bo"]))
    def rename(self, name: str) -> None:
        self.ask(rename(name))

    @rule(data=st.data())
    def another_person_likes(self, data: st.DataObject) -> None:
        command = like(data.draw(st.sampled_from(self.posts())), actor=OTHER)
        if self.world(len(self.log)).takes(command):
            self.log.append(command)

    # What the write side answers, in the order in which it was asked

    @precondition(lambda self: self.unanswered)
    @rule()
    def answer(self) -> None:
        op_id = self.unanswered.pop(0)
        command = self.asked[op_id]
        if self.world(len(self.log)).takes(command):
            self.log.append(command)
            self.position_of[op_id] = len(self.log)
            self.pond.overlay.committed(op_id, len(self.log))
        else:
            self.refused.add(op_id)
            self.pond.overlay.rejected(op_id, "post_id", "No.")

    @precondition(lambda self: self.unanswered)
    @rule()
    def the_disk_is_full(self) -> None:
        op_id = self.unanswered.pop(0)
        self.refused.add(op_id)
        self.pond.overlay.failed(op_id, "The disk is full.")

    @precondition(lambda self: self.refused)
    @rule(data=st.data())
    def try_again_or_let_go(self, data: st.DataObject) -> None:
        op_id = data.draw(st.sampled_from(sorted(self.refused)))
        self.refused.discard(op_id)
        self.turns.remove(op_id)
        if self.pond.overlay.retrying(op_id) is None:
            self.pond.overlay.dismiss(op_id)
        else:
            self.turns.append(op_id)
            self.unanswered.append(op_id)

    # What the read side does

    @rule(events=st.integers(1, 4))
    def project(self, events: int) -> None:
        self.reach(Snapshot(min(len(self.log), self.snapshot.position + events), self.snapshot.exceptions))

    @precondition(lambda self: self.snapshot.position < len(self.log))
    @rule()
    def park_the_next_event(self) -> None:
        seq = self.snapshot.position + 1
        self.reach(Snapshot(seq, self.snapshot.exceptions | {seq}))

    @precondition(lambda self: self.snapshot.exceptions)
    @rule()
    def retry_what_is_parked(self) -> None:
        self.reach(Snapshot(self.snapshot.position))

    def reach(self, snapshot: Snapshot) -> None:
        """Later events of a parked aggregate are parked with it."""
        held = set(snapshot.exceptions)
        aggregates = {self.aggregate(seq) for seq in held}
        held |= {
            seq
            for seq in range(1, snapshot.position + 1)
            if self.aggregate(seq) in aggregates
            and seq > min(other for other in held if self.aggregate(other) == self.aggregate(seq))
        }
        self.snapshot = Snapshot(snapshot.position, frozenset(held))
        self.pond.overlay.settle(self.snapshot, [parked(seq, self.aggregate(seq)) for seq in sorted(held)])

    def aggregate(self, seq: int) -> str:
        command = self.log[seq - 1]
        post_id = self.comments.get(command.comment_id, 0) if isinstance(command, DeleteComment) else 0
        return aggregate_of_command(command, post_id)

    @rule(milliseconds=st.sampled_from([10, 1_000, 5_000]))
    def time_passes(self, milliseconds: int) -> None:
        self.pond.clock.advance(milliseconds)
        self.pond.overlay.expire()

    @rule()
    def keep_a_page(self) -> None:
        self.pages.append(self.page())

    # What must be seen

    def world(self, position: int, exceptions: frozenset[int] = frozenset()) -> World:
        world = World()
        for seq, command in enumerate(self.log[:position], 1):
            if seq not in exceptions:
                world.apply(command)
        return world

    def page(self) -> FeedPage:
        world = self.world(self.snapshot.position, self.snapshot.exceptions)
        items = tuple(world.item(post_id) for post_id in sorted(world.posts, reverse=True))
        return FeedPage(items=items, snapshot=self.snapshot)

    @invariant()
    def every_page_shows_its_documents_and_what_it_has_not_reached(self) -> None:
        for page in [*self.pages[-2:], self.page()]:
            self.check(page)

    def check(self, page: FeedPage) -> None:
        base = self.world(page.snapshot.position, page.snapshot.exceptions)
        seen = copy.deepcopy(base)
        late = [op_id for op_id in self.turns if op_id not in self.refused and not self.is_reached(op_id, page)]
        for op_id in late:
            seen.apply(self.asked[op_id])
        self.pond.author = self.author()
        visible = self.pond.see(page)
        assert [row.item.card.id for row in visible.rows] == sorted(base.posts, reverse=True)
        for row in visible.rows:
            self.check_row(row, base, seen)
        new = {one.post_id for op_id in late if isinstance(one := self.asked[op_id], CreatePost)} - set(base.posts)
        assert [row.item.card.id for row in visible.standing if row.in_water] == sorted(new, reverse=True)
        for row in visible.standing:
            if row.in_water:
                self.check_row(row, None, seen)
        sunk = {one.post_id for op_id in self.refused if isinstance(one := self.asked[op_id], CreatePost)}
        assert {row.item.card.id for row in visible.standing if not row.in_water} == sunk

    def author(self) -> Profile:
        """Who stands above own new posts: the viewer's profile as last read, with what is pending."""
        name = self.world(self.snapshot.position, self.snapshot.exceptions).names[ME]
        view = ProfileView(profile(ME, name=name), Relation(), self.snapshot)
        author = own_profile(view, ME, self.pond.overlay.folding(self.snapshot, ME))
        assert author is not None
        return author

    def is_reached(self, op_id: int, page: FeedPage) -> bool:
        position = self.position_of.get(op_id)
        return position is not None and position <= page.snapshot.position and position not in page.snapshot.exceptions

    def check_row(self, row: VisibleItem, base: World | None, seen: World) -> None:
        post_id = row.item.card.id
        assert row.removed == (post_id not in seen.posts)
        if row.removed:
            return
        stored = None if base is None else base.item(post_id)
        wanted, shown = seen.item(post_id), row.item
        card, expected = shown.card, wanted.card
        assert (card.text, card.name, shown.marks) == (expected.text, expected.name, wanted.marks)
        assert (card.likes, card.reposts, card.comments) == (expected.likes, expected.reposts, expected.comments)
        if stored is not None:
            differing = {
                name
                for name in ("text", "name", "likes", "reposts", "comments")
                if getattr(stored.card, name) != getattr(card, name)
            } | {name for name in ("liked", "reposted") if getattr(stored.marks, name) != getattr(shown.marks, name)}
            assert {change.field for change in row.changes} == differing


TestFoldAgainstTheModel = FoldAgainstTheModel.TestCase
TestFoldAgainstTheModel.settings = settings(max_examples=60, stateful_step_count=30)
