"""What the overlay shows ahead is what the read store shows afterwards, through both real sides."""

from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from app import commands
from app.commands import Answer, AnyCommand
from app.consistency.notes import FILLS_IN
from app.consistency.overlay import Overlay
from app.consistency.reads import Reads
from app.consistency.session import Session
from app.consistency.staleness import LagMeter
from app.consistency.strategies import KINDS, strategies_from
from app.consistency.surroundings import Surroundings
from app.consistency.visible import VisibleFeed, VisibleItem
from app.consistency.waits import Waits
from app.read_model.documents import Comment, FeedItem, Profile
from app.read_model.queries import Queries
from app.write_model.outbox import Outbox
from tests.whole_path import WholePath


class Run:
    """A session over both real sides; commands are committed at once, and projected when the test says so."""

    def __init__(self, folder: Path) -> None:
        self.path = WholePath(folder)
        self.ana = self.path.person("ana", name="Ana", bio="Sails")
        self.bo = self.path.person("bo", name="Bo")
        self.path.follow(self.ana, self.bo)
        self.post = self.path.post(self.bo, "Low tide at #dawn")
        self.own = self.path.post(self.ana, "Mine")
        self.path.project()
        queries: Reads = Queries(self.path.store, self.path.index)
        overlay = Overlay(self.path.clock, self.path.signals)
        around = Surroundings(
            send=self.send,
            queries=queries,
            overlay=overlay,
            waits=Waits(self.path.clock),
            lag=LagMeter(self.path.clock),
            clock=self.path.clock,
            signals=self.path.signals,
        )
        self.queries = queries
        self.session = Session(self.ana, around, strategies_from(dict.fromkeys(KINDS, "optimistic")))

    def send(self, command: AnyCommand) -> "Future[Answer]":
        future: Future[Answer] = Future()
        (outcome,), _ = self.path.writer.commit([command])
        if isinstance(outcome, Exception):
            future.set_exception(outcome)
        else:
            future.set_result(outcome)
        return future

    def do(self, kind: Any, **fields: Any) -> None:
        command: AnyCommand = kind(command_id=self.path.ids.next_id(), actor_id=self.ana, **fields)
        operation = self.session.perform(command)
        now = self.session.tide().operations[-1]
        assert (now.op_id, now.stage) == (operation.op_id, "committed"), now.reason

    def project(self) -> None:
        self.path.project()
        self.session.projected(self.queries.snapshot())

    def seen(self) -> dict[str, Any]:
        """Everything that the person sees, without the milliseconds in which it was written."""
        thread = self.session.thread(self.post)
        return {
            "home": rows_of(self.session.feed("home", self.ana)),
            "everyone": rows_of(self.session.feed("everyone")),
            "author": rows_of(self.session.feed("author", self.ana)),
            "head": None if thread.head is None else plain_item(thread.head),
            "comments": [plain_comment(row.comment) for row in thread.comments if not row.removed],
            "ana": plain_profile(self.session.profile(self.ana).profile),
            "bo": plain_profile(self.session.profile(self.bo).profile),
            "relation": self.session.profile(self.bo).relation,
        }


def rows_of(feed: VisibleFeed) -> list[FeedItem]:
    return [plain_item(row) for row in (*feed.standing, *feed.rows) if not row.removed]


def plain_item(row: VisibleItem) -> FeedItem:
    card = row.item.card
    return replace(row.item, card=replace(card, created_ms=0, edited_ms=int(card.edited_ms > 0)))


def plain_comment(comment: Comment) -> Comment:
    return replace(comment, created_ms=0, edited_ms=int(comment.edited_ms > 0))


def plain_profile(profile: Profile | None) -> Profile | None:
    return None if profile is None else replace(profile, joined_ms=0)


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    made = Run(tmp_path)
    yield made
    made.path.close()


def comes_true(run: Run) -> None:
    ahead = run.seen()
    run.project()
    assert run.seen() == ahead
    assert run.session.tide().operations == ()


def test_a_post_with_tags_and_blanks(run: Run) -> None:
    run.do(commands.CreatePost, post_id=run.path.ids.next_id(), text="Look at @bo, #Dawn  \r\nhttps://example.org. \n")
    comes_true(run)


def test_an_edit_of_an_own_post_and_of_one_in_the_water(run: Run) -> None:
    post_id = run.path.ids.next_id()
    run.do(commands.CreatePost, post_id=post_id, text="one")
    run.do(commands.EditPost, post_id=post_id, text="two #dusk")
    run.do(commands.EditPost, post_id=run.own, text="Mine, but better ")
    comes_true(run)


def test_a_deletion(run: Run) -> None:
    run.do(commands.DeletePost, post_id=run.own)
    comes_true(run)


@pytest.mark.parametrize("wishes", [(True,), (True, False), (True, False, True), (False,), (True, True)])
def test_toggles(run: Run, wishes: tuple[bool, ...]) -> None:
    for wish in wishes:
        run.do(commands.SetLike, post_id=run.post, liked=wish)
        run.do(commands.SetBookmark, post_id=run.post, bookmarked=wish)
    comes_true(run)


def test_an_own_repost_stands_in_home_and_profile_where_it_will_be(run: Run) -> None:
    run.do(commands.SetRepost, post_id=run.post, reposted=True, reaction_id=run.path.ids.next_id())
    home = run.session.feed("home", run.ana)
    (row,) = home.standing
    assert (row.in_water, row.item.card.id, row.item.via_handle) == (True, run.post, "ana")
    assert [one.item.entry_id for one in run.session.feed("author", run.ana).standing] == [row.item.entry_id]
    assert run.session.feed("everyone").standing == run.session.feed("home", run.bo).standing == ()
    comes_true(run)


def test_a_repost_of_what_no_page_of_home_holds(run: Run) -> None:
    cleo = run.path.person("cleo")
    post = run.path.post(cleo, "Seen elsewhere #dusk")
    run.path.comment(run.bo, post, "Nice")
    run.project()
    run.do(commands.SetLike, post_id=post, liked=True)
    run.do(commands.SetRepost, post_id=post, reposted=True, reaction_id=run.path.ids.next_id())
    run.do(commands.UpdateProfile, name="Ana Lee", bio="Sails")
    comes_true(run)


@pytest.mark.parametrize("wishes", [(True, False), (True, False, True), (True, True), (False,)])
def test_reposting_on_and_off(run: Run, wishes: tuple[bool, ...]) -> None:
    toggle(run, wishes)
    comes_true(run)


@pytest.mark.parametrize("wishes", [(False,), (False, True), (False, True, False)])
def test_taking_back_a_repost_that_is_ashore(run: Run, wishes: tuple[bool, ...]) -> None:
    run.path.repost(run.ana, run.post)
    run.project()
    toggle(run, wishes)
    comes_true(run)


def test_reposting_again_what_is_reposted_adds_nothing(run: Run) -> None:
    run.path.repost(run.ana, run.post)
    run.project()
    before = run.seen()
    again = commands.SetRepost(
        command_id=run.path.ids.next_id(), actor_id=run.ana, post_id=run.post, reposted=True, reaction_id=77
    )
    run.session.perform(again)
    assert run.seen() == before


def toggle(run: Run, wishes: tuple[bool, ...]) -> None:
    for wish in wishes:
        made = run.path.ids.next_id() if wish else None
        run.do(commands.SetRepost, post_id=run.post, reposted=wish, reaction_id=made)


@pytest.mark.parametrize("muted", [True, False])
def test_a_repost_of_somebody_muted_stands_in_the_profile_alone(run: Run, muted: bool) -> None:
    run.path.mute(run.ana, run.bo)
    run.project()
    if not muted:
        run.path.mute(run.ana, run.bo, muted=False)
        run.project()
    run.do(commands.SetRepost, post_id=run.post, reposted=True, reaction_id=run.path.ids.next_id())
    assert len(run.session.feed("home", run.ana).standing) == (0 if muted else 1)
    assert len(run.session.feed("author", run.ana).standing) == 1
    comes_true(run)


def test_a_mute_on_its_way_keeps_the_own_repost_out_of_home_too(run: Run) -> None:
    run.do(commands.SetMute, person_id=run.bo, muted=True)
    run.do(commands.SetRepost, post_id=run.post, reposted=True, reaction_id=run.path.ids.next_id())
    comes_true(run)


def test_a_repost_without_an_id_of_its_own_stands_too_and_is_then_ordered_by_the_writers(run: Run) -> None:
    run.do(commands.SetRepost, post_id=run.post, reposted=True)
    (ahead,) = run.session.feed("home", run.ana).standing
    run.project()
    home = run.session.feed("home", run.ana)
    assert home.standing == ()
    assert replace(home.rows[0].item, entry_id=0) == replace(ahead.item, entry_id=0)


def test_a_repost_is_restored_at_the_same_place(run: Run) -> None:
    run.do(commands.SetRepost, post_id=run.post, reposted=True, reaction_id=run.path.ids.next_id())
    ahead = run.seen()
    again = Session(run.ana, replaced(run), run.session.strategies)
    log = Outbox(run.path.database)
    again.restore(log.read(run.queries.snapshot().position, 1_000), [run.ana])
    log.close()
    run.session = again
    assert run.seen() == ahead
    comes_true(run)


def test_what_a_follow_or_an_unmute_brings_is_not_predicted_but_said_and_then_there(run: Run) -> None:
    cleo = run.path.person("cleo")
    hers = run.path.post(cleo, "From Cleo")
    run.path.mute(run.ana, run.bo)
    run.project()
    home = run.session.feed("home", run.ana)
    before = rows_of(home)
    assert home.note == ""
    for kind, fields in (
        (commands.SetFollow, {"person_id": cleo, "following": True}),
        (commands.SetMute, {"person_id": run.bo, "muted": False}),
    ):
        run.do(kind, **fields)
        home = run.session.feed("home", run.ana)
        assert (rows_of(home), home.note) == (before, FILLS_IN)
        assert run.session.feed("author", run.ana).note == run.session.feed("everyone").note == ""
        run.project()
        home = run.session.feed("home", run.ana)
        assert home.note == ""
        assert len(home.rows) == len(before) + 1
        before = rows_of(home)
    assert {row.item.card.id for row in home.rows} >= {hers, run.post}


def test_an_own_repost_counts_and_is_marked(run: Run) -> None:
    run.do(commands.SetRepost, post_id=run.post, reposted=True)
    ahead = run.session.thread(run.post).head
    run.project()
    assert ahead is not None
    assert ahead.item == run.queries.thread(run.post, run.ana).head


def test_comments_and_replies_at_their_places(run: Run) -> None:
    first = run.path.comment(run.bo, run.post, "First")
    run.path.comment(run.bo, run.post, "Second")
    run.path.comment(run.bo, run.post, "Reply", parent=first)
    run.project()
    below, deeper = run.path.ids.next_id(), run.path.ids.next_id()
    run.do(commands.AddComment, comment_id=below, post_id=run.post, text="Answer to @bo", parent_id=first)
    run.do(commands.AddComment, comment_id=deeper, post_id=run.post, text="Deeper", parent_id=below)
    run.do(commands.AddComment, comment_id=run.path.ids.next_id(), post_id=run.post, text="Last ")
    run.do(commands.EditComment, comment_id=below, text="Edited #well")
    comes_true(run)


def test_the_deepest_replies_stand_by_age(run: Run) -> None:
    parent = None
    for level in range(10):
        parent = run.path.comment(run.bo, run.post, f"Level {level}", parent=parent)
    run.project()
    comments = run.session.thread(run.post).comments
    for row in (comments[-1], comments[6], comments[5]):
        run.do(
            commands.AddComment,
            comment_id=run.path.ids.next_id(),
            post_id=run.post,
            text=f"To {row.comment.text}",
            parent_id=row.comment.id,
        )
    comes_true(run)


def test_a_deleted_comment_counts_no_more(run: Run) -> None:
    own = run.path.comment(run.ana, run.post, "Oops")
    run.project()
    run.session.thread(run.post)
    run.do(commands.DeleteComment, comment_id=own)
    comes_true(run)


def test_a_new_name_bio_and_address(run: Run) -> None:
    run.path.comment(run.ana, run.post, "Said before")
    run.path.repost(run.ana, run.post)
    run.project()
    run.do(commands.UpdateProfile, name=" Ana Lee ", bio="Sails with @bo \n")
    run.do(commands.UpdateAddress, street=" 1 Pier", city="Oslo ", postal_code="0150", country=" ")
    comes_true(run)


def test_following_and_no_longer(run: Run) -> None:
    cleo = run.path.person("cleo")
    run.project()
    run.do(commands.SetFollow, person_id=cleo, following=True)
    run.do(commands.SetFollow, person_id=run.bo, following=True)
    comes_true(run)
    run.do(commands.SetFollow, person_id=cleo, following=False)
    comes_true(run)


def test_a_mute_empties_ones_home_of_what_the_person_wrote_or_reposted(run: Run) -> None:
    cleo = run.path.person("cleo")
    run.path.follow(run.ana, cleo)
    run.path.repost(cleo, run.post)
    run.path.repost(run.bo, run.path.post(cleo, "Cleo's"))
    run.project()
    run.do(commands.SetMute, person_id=run.bo, muted=True)
    comes_true(run)


def test_what_was_restored_after_a_restart_comes_true_too(run: Run) -> None:
    run.do(commands.CreatePost, post_id=run.path.ids.next_id(), text="Before the restart #dawn")
    run.do(commands.SetLike, post_id=run.post, liked=True)
    ahead = run.seen()
    again = Session(run.ana, replaced(run), run.session.strategies)
    log = Outbox(run.path.database)
    snapshot = run.queries.snapshot()
    assert again.restore(log.read(snapshot.position, 1_000), [run.ana]) == 2
    run.session = again
    assert run.seen() == ahead
    comes_true(run)
    log.close()


def replaced(run: Run) -> Surroundings:
    """What a second run of the program has around it."""
    clock, signals = run.path.clock, run.path.signals
    return Surroundings(
        send=run.send,
        queries=run.queries,
        overlay=Overlay(clock, signals),
        waits=Waits(clock),
        lag=LagMeter(clock),
        clock=clock,
        signals=signals,
    )
