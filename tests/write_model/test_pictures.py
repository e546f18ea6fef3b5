"""A picture is removed when nothing refers to it, and never a moment before."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from app.commands import CreatePost, DeletePost, EditPost, Receipt, UpdateProfile
from app.errors import StoreUnusable
from app.media import MediaItem, MediaStore
from app.write_model import pictures
from app.write_model.pictures import UnusedPictures
from tests.write_model.world import World

LONG_AGO_S = 1_000_000
BEFORE_MS = 2_000_000_000
"""All of the pictures here were stored before this, except those that are added again."""


@pytest.fixture
def kept() -> set[str]:
    """What drafts and commands on their way name."""
    return set()


@pytest.fixture
def sweep(world: World, kept: set[str]) -> Callable[[], None]:
    unused = UnusedPictures(world.database, world.media, lambda: kept)

    def go_through() -> None:
        for shelf in unused.shelves():
            while unused.remove_some(shelf, BEFORE_MS):
                continue

    return go_through


def old_picture(world: World, shade: int = 100) -> MediaItem:
    """A picture that was stored long ago."""
    item = world.picture(shade)
    for path in files_of(world, item):
        os.utime(path, (LONG_AGO_S, LONG_AGO_S))
    return item


def files_of(world: World, item: MediaItem) -> list[Path]:
    return sorted((world.folder / "media" / item.sha256[:2]).glob(f"{item.sha256}*"))


def delete(world: World, author: int, post: int) -> None:
    world.do(DeletePost(command_id=world.key(), actor_id=author, post_id=post))


def show(world: World, person: int, avatar: MediaItem | None) -> None:
    world.do(UpdateProfile(command_id=world.key(), actor_id=person, name="Ana", bio="", avatar=avatar))


def test_the_picture_of_a_deleted_post_goes_with_its_thumbnails_and_its_row(
    world: World, ana: int, sweep: Callable[[], None]
) -> None:
    item = old_picture(world)
    post = world.post(ana, media=(item,))
    sweep()
    assert len(files_of(world, item)) == 4
    delete(world, ana, post)
    sweep()
    assert files_of(world, item) == []
    assert world.rows("media") == []
    assert world.database.damage() == ()


def test_a_picture_of_two_posts_stays_until_both_are_deleted(
    world: World, ana: int, bo: int, sweep: Callable[[], None]
) -> None:
    item = old_picture(world)
    first, second = world.post(ana, media=(item,)), world.post(bo, media=(item,))
    delete(world, ana, first)
    sweep()
    assert len(files_of(world, item)) == 4
    delete(world, bo, second)
    sweep()
    assert files_of(world, item) == []


def test_an_edited_post_keeps_its_pictures_and_its_revisions_have_none(
    world: World, ana: int, sweep: Callable[[], None]
) -> None:
    item = old_picture(world)
    post = world.post(ana, media=(item,))
    world.do(EditPost(command_id=world.key(), actor_id=ana, post_id=post, text="Other words"))
    sweep()
    assert len(files_of(world, item)) == 4
    delete(world, ana, post)
    assert world.rows("post_revisions") == []
    sweep()
    assert files_of(world, item) == []


def test_an_avatar_stays_until_it_is_replaced(world: World, ana: int, sweep: Callable[[], None]) -> None:
    first, second = old_picture(world, 1), old_picture(world, 2)
    show(world, ana, first)
    sweep()
    assert (len(files_of(world, first)), len(files_of(world, second))) == (4, 0)
    show(world, ana, None)
    sweep()
    assert files_of(world, first) == []


def test_what_a_draft_or_a_command_on_its_way_names_stays(
    world: World, ana: int, sweep: Callable[[], None], kept: set[str]
) -> None:
    item = old_picture(world)
    kept.add(item.sha256)
    sweep()
    assert len(files_of(world, item)) == 4
    kept.clear()
    sweep()
    assert files_of(world, item) == []


def test_a_young_picture_stays_and_adding_an_old_one_again_makes_it_young(
    world: World, sweep: Callable[[], None]
) -> None:
    young, old = world.picture(3), old_picture(world, 4)
    world.picture(4)
    sweep()
    assert (len(files_of(world, young)), len(files_of(world, old))) == (4, 4)


def test_a_removed_picture_can_be_added_and_posted_again(world: World, ana: int, sweep: Callable[[], None]) -> None:
    item = old_picture(world)
    delete(world, ana, world.post(ana, media=(item,)))
    sweep()
    assert world.picture() == item
    assert len(files_of(world, item)) == 4
    world.post(ana, media=(item,))


def test_a_command_that_names_a_removed_picture_is_refused(world: World, ana: int, sweep: Callable[[], None]) -> None:
    item = old_picture(world)
    sweep()
    refusal = world.refused(
        CreatePost(command_id=world.key(), actor_id=ana, post_id=world.ids.next_id(), text="Late", media=(item,))
    )
    assert "add it again" in refusal.reason


def test_a_crash_between_the_row_and_the_files_is_made_up_for(
    world: World, ana: int, sweep: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    item = old_picture(world)
    delete(world, ana, world.post(ana, media=(item,)))

    def dying(self: MediaStore, sha256: str, before_ms: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(MediaStore, "remove", dying)
        with pytest.raises(KeyboardInterrupt):
            sweep()
    assert (world.rows("media"), len(files_of(world, item))) == ([], 4)
    assert isinstance(world.send(creating(world, ana, item))[0], Receipt)
    sweep()
    assert len(files_of(world, item)) == 4


def creating(world: World, author: int, item: MediaItem) -> CreatePost:
    return CreatePost(
        command_id=world.key(), actor_id=author, post_id=world.ids.next_id(), text="Back again", media=(item,)
    )


def test_thumbnails_that_a_crash_left_alone_go_too(world: World, sweep: Callable[[], None]) -> None:
    item = old_picture(world)
    world.media.path(item).unlink()
    leftover = world.media.path(item).with_name(".new-x")
    leftover.write_bytes(b"half")
    os.utime(leftover, (LONG_AGO_S, LONG_AGO_S))
    sweep()
    assert (files_of(world, item), leftover.exists()) == ([], False)


def test_a_command_of_another_process_that_comes_first_keeps_the_picture(
    world: World, ana: int, sweep: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    item = old_picture(world)
    delete(world, ana, world.post(ana, media=(item,)))
    forget = pictures._forget

    def overtaken(driver: object, names: list[str]) -> None:
        forget(driver, names)  # type: ignore[arg-type]  # handed through
        world.post(ana, media=(item,))

    monkeypatch.setattr(pictures, "_forget", overtaken)
    sweep()
    assert len(files_of(world, item)) == 4


def test_removing_gives_way_to_another_program(world: World, sweep: Callable[[], None]) -> None:
    item = old_picture(world)
    with world.database.writing() as other, other.begin(), pytest.raises(StoreUnusable, match="Another program"):
        sweep()
    assert len(files_of(world, item)) == 4


def test_no_more_pictures_go_at_once_than_a_command_would_wait_for(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = world.folder / "media" / "aa"
    shelf.mkdir(parents=True)
    for number in range(6):
        path = shelf / f"aa{number:062x}.png"
        path.touch()
        os.utime(path, (LONG_AGO_S, LONG_AGO_S))
    monkeypatch.setattr(pictures, "REMOVED_AT_ONCE", 4)
    unused = UnusedPictures(world.database, world.media, set)
    left = [(unused.remove_some("aa", BEFORE_MS), len(list(shelf.iterdir()))) for _ in range(2)]
    assert left == [(True, 2), (False, 0)]
