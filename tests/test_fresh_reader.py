"""What is read from the write model equals what the read store will hold."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.commands import DeleteComment, EditComment, UpdateAddress, UpdateProfile
from app.consistency.reads import FreshReads
from app.fresh_reader import FreshReader
from app.read_model.queries import Queries
from tests.whole_path import WholePath


@pytest.fixture
def path(tmp_path: Path) -> Iterator[WholePath]:
    made = WholePath(tmp_path)
    yield made
    made.close()


@pytest.fixture
def fresh(path: WholePath) -> Iterator[FreshReader]:
    made = FreshReader(path.database)
    yield made
    made.close()


def test_a_fresh_profile_is_the_projected_one(path: WholePath, fresh: FreshReader) -> None:
    ana, bo = path.person("ana"), path.person("bo", simulated=True)
    path.send(UpdateProfile, actor_id=ana, name="Ana Lee", bio="Sails with @bo near #dawn")
    path.send(UpdateAddress, actor_id=ana, street="1 Pier", city="Oslo", postal_code="0150", country="")
    path.post(ana, "Low tide")
    path.follow(bo, ana)
    path.mute(bo, ana)
    path.project()
    queries = Queries(path.store)
    for person, viewer in ((ana, bo), (bo, 0)):
        read, projected = fresh.profile(person, viewer), queries.profile(person, viewer)
        assert read.profile is not None
        assert (read.profile, read.relation) == (projected.profile, projected.relation)
        assert read.snapshot.position == projected.snapshot.position


def test_fresh_posts_are_the_projected_ones_with_the_viewers_marks(path: WholePath, fresh: FreshReader) -> None:
    ana, bo = path.person("ana"), path.person("bo")
    first, second = path.post(ana, "One #dawn"), path.post(bo, "Two")
    path.like(bo, first)
    path.repost(bo, first)
    path.bookmark(ana, second)
    path.edit(ana, first, "Edited for @bo")
    path.comment(bo, first, "Well")
    path.project()
    queries = Queries(path.store)
    for viewer in (ana, bo, 0):
        page = fresh.items([first, second, 99], viewer)
        assert {item.card.id: item for item in page.items} == queries.items([first, second], viewer)
        assert page.snapshot.position == queries.snapshot().position


def test_fresh_comments_are_the_projected_ones(path: WholePath, fresh: FreshReader) -> None:
    ana = path.person("ana")
    post = path.post(ana, "One")
    top = path.comment(ana, post, "Top")
    reply = path.comment(ana, post, "Reply to @ana", parent=top)
    path.comment(ana, post, "Deeper", parent=reply)
    path.send(EditComment, actor_id=ana, comment_id=reply, text="Better #dawn")
    path.send(DeleteComment, actor_id=ana, comment_id=top)
    path.project()
    projected = Queries(path.store).thread(post, viewer=0)
    found = fresh.comments([comment.id for comment in projected.comments])
    assert set(found.comments) == set(projected.comments)
    assert len(found.comments) == 3


def test_it_is_ahead_of_the_read_store_and_says_how_far(path: WholePath, fresh: FreshReader) -> None:
    ana = path.person("ana")
    path.project()
    position = path.send(UpdateAddress, actor_id=ana, street="", city="Oslo", postal_code="", country="").position
    view = fresh.profile(ana)
    assert view.profile is not None
    assert (view.profile.display_address, view.snapshot.position) == ("Oslo", position)
    before = Queries(path.store).profile(ana).profile
    assert before is not None
    assert before.display_address == ""


def test_what_does_not_exist_is_not_found(fresh: FreshReader) -> None:
    assert fresh.profile(99).profile is None
    assert fresh.items([99]).items == ()
    assert fresh.comments([99]).comments == ()


def test_it_is_what_a_session_reads_fresh_from(fresh: FreshReader) -> None:
    reads: FreshReads = fresh
    assert reads.profile(1).snapshot.position == 0
