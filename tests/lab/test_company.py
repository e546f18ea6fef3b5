"""Simulated people: they join, talk, react to each other and above all to the person in front of the screen."""

import random
import threading
from collections import Counter
from concurrent.futures import Future
from pathlib import Path

import pytest

from app.clock import ManualClock
from app.commands import (
    AddComment,
    Answer,
    AnyCommand,
    CreatePost,
    Receipt,
    RegisterPerson,
    Rejected,
    SetFollow,
    SetLike,
    SetRepost,
)
from app.errors import Stopped, StoreUnusable
from app.ids import IdSource
from app.lab.company import AT_FIRST, UNANSWERED_AT_MOST, Company, CompanyThread, load_script
from app.limits import BIO_CHARACTERS
from app.read_model.documents import (
    Comment,
    FeedItem,
    FeedPage,
    Marks,
    PostCard,
    Profile,
    ProfileView,
    Relation,
    Snapshot,
    ThreadPage,
    Timeline,
)
from app.text import grapheme_count, problem_with
from app.write_model import rules

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
ME = 7


class Town:
    """Both sides at once: a bus that takes everything, and documents that have it immediately."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.commands: list[AnyCommand] = []
        self.people: dict[int, Profile] = {ME: Profile(ME, "me", "Me", 0)}
        self.posts: dict[int, PostCard] = {}
        self.likes: set[tuple[int, int]] = set()
        self.reposts: set[tuple[int, int]] = set()
        self.follows: set[tuple[int, int]] = set()
        self.comments: dict[int, list[Comment]] = {}
        self.taken: set[str] = set()
        self.fails: Exception | None = None
        self.is_slow = False
        self.company = self.open(1)

    def open(self, seed: int) -> Company:
        ids = IdSource(self.clock, random.Random(seed))
        return Company(self.send, self, self.clock, ids, random.Random(seed), RESOURCES, lambda: ME)

    def send(self, command: AnyCommand) -> "Future[Answer]":
        answer: Future[Answer] = Future()
        if self.fails is not None:
            answer.set_exception(self.fails)
            return answer
        self.commands.append(command)
        if self.is_slow:
            return answer
        if isinstance(command, RegisterPerson) and command.handle in self.taken:
            answer.set_result(Rejected(command.command_id, "handle", "Taken."))
            return answer
        self.apply(command)
        answer.set_result(Receipt(command.command_id, len(self.commands), 0))
        return answer

    def apply(self, command: AnyCommand) -> None:
        actor = command.actor_id
        match command:
            case RegisterPerson():
                self.people[actor] = Profile(actor, command.handle, command.name, 0, simulated=True)
            case CreatePost():
                self.post(actor, command.post_id, command.text)
            case SetLike():
                self.likes.add((actor, command.post_id))
            case SetRepost():
                self.reposts.add((actor, command.post_id))
            case SetFollow():
                self.follows.add((actor, command.person_id))
            case AddComment():
                parent = command.parent_id or 0
                comment = Comment(command.comment_id, command.post_id, actor, "", "", command.text, 0, parent_id=parent)
                self.comments.setdefault(command.post_id, []).append(comment)
            case _:
                raise AssertionError(command)

    def post(self, author: int, post_id: int, text: str = "mine") -> None:
        self.posts[post_id] = PostCard(post_id, author, "", "", text, 0)

    def feed(self, timeline: Timeline, owner: int, viewer: int, limit: int = 50) -> FeedPage:
        newest = sorted(self.posts.values(), key=lambda card: card.id, reverse=True)[:limit]
        items = (
            FeedItem(card.id, card, Marks((viewer, card.id) in self.likes, (viewer, card.id) in self.reposts))
            for card in newest
        )
        return FeedPage(tuple(items), Snapshot(0))

    def thread(self, post_id: int, viewer: int, limit: int = 50) -> ThreadPage:
        return ThreadPage(None, tuple(self.comments.get(post_id, ())), Snapshot(0))

    def profile(self, person_id: int, viewer: int = 0) -> ProfileView:
        return ProfileView(
            self.people.get(person_id), Relation(following=(viewer, person_id) in self.follows), Snapshot(0)
        )

    def live(self, acts: int, step_ms: float = 350) -> None:
        """Time passes in steps that are long enough for one lively act each."""
        for _ in range(acts):
            self.clock.advance(step_ms)
            self.company.tick()

    def sent(self, kind: type) -> list[AnyCommand]:
        return [command for command in self.commands if isinstance(command, kind)]


@pytest.fixture
def town() -> Town:
    return Town()


def test_nothing_happens_while_they_are_off(town: Town) -> None:
    town.live(50)
    assert town.commands == []
    assert town.company.next_due_ms() is None


def test_a_few_join_at_first_and_in_time_all_of_them_labelled_as_simulated(town: Town) -> None:
    town.company.set_level("lively")
    town.live(AT_FIRST)
    assert [type(command) for command in town.commands[:AT_FIRST]] == [RegisterPerson] * AT_FIRST
    town.live(400)
    everyone = [command for command in town.sent(RegisterPerson) if isinstance(command, RegisterPerson)]
    assert len(everyone) == len(town.company.people) == 12
    assert all(command.simulated for command in everyone)


def test_lively_is_three_to_five_acts_a_second_and_quiet_one_in_about_four_seconds(town: Town) -> None:
    town.company.set_level("lively")
    town.live(6_000, step_ms=10)
    assert 3 * 60 <= len(town.commands) <= 5 * 60
    before = len(town.commands)
    town.company.set_level("quiet")
    town.live(24_000, step_ms=10)
    assert 50 <= len(town.commands) - before <= 70


def test_they_do_all_that_people_do(town: Town) -> None:
    town.company.set_level("lively")
    town.live(300)
    done = Counter(type(command) for command in town.commands)
    assert set(done) == {RegisterPerson, CreatePost, SetLike, SetRepost, SetFollow, AddComment}
    assert done[SetLike] > done[SetRepost]
    assert any(isinstance(command, AddComment) and command.parent_id for command in town.commands)


def test_the_persons_own_posts_get_more_attention_than_any_other(town: Town) -> None:
    town.company.set_level("lively")
    town.live(60)
    for number in range(5):
        town.post(ME, (1 << 52) + number)
    town.live(200)
    attention = Counter(
        town.posts[command.post_id].author_id == ME
        for command in town.commands[60:]
        if isinstance(command, SetLike | AddComment | SetRepost)
    )
    assert attention[True] > attention[False] / 3
    assert any(follower != ME and followed == ME for follower, followed in town.follows)


def test_nobody_likes_a_post_twice_or_their_own(town: Town) -> None:
    town.company.set_level("lively")
    town.live(400)
    likes = [(one.actor_id, one.post_id) for one in town.commands if isinstance(one, SetLike)]
    assert len(likes) == len(set(likes))
    assert all(town.posts[post_id].author_id != person for person, post_id in likes)


def test_no_post_is_repeated_before_each_was_written_once(town: Town) -> None:
    town.company.set_level("lively")
    texts: list[str] = []
    while len(texts) < 40:
        town.live(10)
        texts = [one.text for one in town.commands if isinstance(one, CreatePost)]
    assert len(texts[:40]) == len(set(texts[:40]))


def test_the_same_seed_gives_the_same_acts() -> None:
    first, second = Town(), Town()
    for town in (first, second):
        town.company.set_level("lively")
        town.live(150)
    assert first.commands == second.commands


def test_who_was_there_in_an_earlier_run_is_there_again_and_nobody_twice(town: Town) -> None:
    town.company.set_level("lively")
    town.live(400)
    town.commands.clear()
    town.company = town.open(2)
    town.company.set_level("lively")
    town.live(50)
    assert town.sent(RegisterPerson) == []
    assert len(town.company.people) == 12


def test_a_person_registers_with_the_same_command_in_each_run_so_that_it_has_one_effect(town: Town) -> None:
    town.company.set_level("lively")
    town.live(400)
    first = {one.actor_id: one for one in town.commands if isinstance(one, RegisterPerson)}
    again = Town()
    again.company = again.open(99)
    again.company.set_level("lively")
    again.live(400)
    assert first == {one.actor_id: one for one in again.commands if isinstance(one, RegisterPerson)}


def test_a_handle_that_a_real_person_has_stays_theirs(town: Town) -> None:
    town.taken = {"ines_m", "ruth_b"}
    town.company.set_level("lively")
    town.live(400)
    assert len(town.company.people) == 10


def test_they_wait_while_the_writer_is_busy(town: Town) -> None:
    town.is_slow = True
    town.company.set_level("lively")
    town.live(50)
    assert len(town.commands) <= UNANSWERED_AT_MOST


def test_they_end_with_the_program(town: Town) -> None:
    town.fails = Stopped("Tideline is closing.")
    town.company.set_level("lively")
    town.live(3)
    assert town.company.level == "off"


def test_a_read_store_that_cannot_be_read_for_a_while_is_waited_out(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.company.set_level("lively")
    town.live(20)
    before = len(town.commands)

    def unreadable(*_: object, **__: object) -> FeedPage:
        raise StoreUnusable("The read store cannot be read.")

    with monkeypatch.context() as broken:
        broken.setattr(town, "feed", unreadable)
        broken.setattr(town, "profile", unreadable)
        town.live(20)
    assert town.company.level == "lively"
    town.live(20)
    assert len(town.commands) > before + 10


def test_after_a_sleep_they_do_not_make_up_for_what_they_missed(town: Town) -> None:
    town.company.set_level("lively")
    town.live(AT_FIRST)
    before = len(town.commands)
    town.live(1, step_ms=3_600_000)
    assert len(town.commands) - before <= 3


def test_the_thread_loops_it_and_sleeps_while_they_are_off(town: Town) -> None:
    waits: list[float] = []
    acted = threading.Event()
    gone = threading.Event()

    class Steps(ManualClock):
        """Moves on instead of sleeping, until they have said enough."""

        def wait(self, event: threading.Event, timeout_ms: float) -> bool:
            waits.append(timeout_ms)
            self.advance(timeout_ms)
            if len(town.commands) >= 20:
                acted.set()
                gone.wait(10)
            return event.is_set()

    clock = Steps()
    town.clock = clock
    town.company = town.open(3)
    thread = CompanyThread(town.company, clock)
    thread.set_level("lively")
    assert acted.wait(10)
    assert thread.level == "lively"
    thread.set_level("off")
    gone.set()
    thread.stop()
    assert max(waits[: len(town.commands)]) <= 320


def test_a_thread_that_was_never_needed_is_never_started(town: Town) -> None:
    before = threading.active_count()
    thread = CompanyThread(town.company, town.clock)
    thread.set_level("off")
    thread.stop()
    assert threading.active_count() == before


def test_what_they_say_passes_the_rules_that_hold_for_everybody() -> None:
    script = load_script(RESOURCES / "company.toml")
    for member in script.people:
        assert rules.handle(member.handle) == member.handle
        assert rules.name(member.name) == member.name
        assert rules.optional_words(member.bio, "bio", BIO_CHARACTERS) == member.bio
    assert len({member.handle for member in script.people}) == len(script.people) == 12
    for text in (*script.words.posts, *script.words.comments, *script.words.replies):
        assert problem_with(text) is None
        assert rules.words(text) == text
        assert grapheme_count(text) <= 140
