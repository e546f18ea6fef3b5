"""Posts are written, edited and deleted by their authors, and every fact about them is told."""

from typing import Any

import pytest

from app.commands import CreatePost, DeletePost, EditPost
from app.events import PostCreated, PostDeleted, PostEdited
from app.ids import MAX_ID, first_id_at
from app.media import MediaItem
from app.text import find_spans
from tests.write_model.world import World

FAMILY = "👨‍👩‍👧‍👦"
HTML = "<script>alert('x')</script> & <b>bold</b>"


def creating(author: int, **changed: Any) -> CreatePost:
    fields: dict[str, Any] = {"command_id": 900, "actor_id": author, "post_id": 77, "text": "Words"}
    return CreatePost(**fields | changed)


def editing(author: int, post: int, text: str = "New words", command_id: int = 901) -> EditPost:
    return EditPost(command_id=command_id, actor_id=author, post_id=post, text=text)


def test_a_post_is_told_with_its_pictures_spans_and_those_it_mentions(world: World, ana: int, bo: int) -> None:
    text = "Look @bo @ana @nobody: #Tide https://tide.example"
    pictures = (world.picture(10, alt="a pier"), world.picture(20))
    assert world.do(creating(ana, text=text, media=pictures)).id == 77
    assert world.last_event() == PostCreated(
        at_ms=world.clock.now_ms(),
        post_id=77,
        author_id=ana,
        text=text,
        spans=find_spans(text),
        media=pictures,
        mentioned=(bo,),
    )
    assert world.rows("post_media") == [(77, 0, pictures[0].sha256, "a pier"), (77, 1, pictures[1].sha256, "")]
    assert [tag for _, tag in world.rows("hashtags")] == ["tide"]
    assert world.rows("mentions") == [(77, bo)]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (HTML, HTML),
        ("cafe\u0301\r\n\tau lait  \n\n", "café\n\tau lait"),
        ("שלום \u2067abc\u2069", "שלום \u2067abc\u2069"),
        (FAMILY * 500, FAMILY * 500),
        ("x" * 500 + "\n ", "x" * 500),
    ],
)
def test_words_are_kept_as_they_are_written(world: World, ana: int, given: str, kept: str) -> None:
    world.do(creating(ana, text=given))
    assert [row[2] for row in world.rows("posts")] == [kept]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "nothing to read"),
        (" \n\t\u200b\u2800", "nothing to read"),
        ("x" * 501, "too long"),
        (FAMILY * 501, "too long"),
        ("x" * 1_000_000, "too long"),
        ("a" + "\u0301" * 3_000, "marks"),
        ("a" + "\u0301" * 10_000, "too long"),
        ("a\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308\u0309" * 450, "too long"),
        ("bell\x07", "control"),
        ("half \udfff", "cut in two"),
        ("safe\u202egpj.exe", "direction"),
        ("open \u2067", "direction"),
    ],
    ids=lambda value: value[:12].encode("unicode_escape").decode(),
)
def test_words_that_break_a_rule_are_refused_with_a_sentence(world: World, ana: int, text: str, word: str) -> None:
    for command in (creating(ana, text=text), editing(ana, world.post(ana), text)):
        refusal = world.refused(command)
        assert refusal.field == "text"
        assert word in refusal.reason


@pytest.mark.parametrize("post_id", [0, -1, MAX_ID + 1, 1 << 70])
def test_an_id_out_of_range_is_refused(world: World, ana: int, post_id: int) -> None:
    assert world.refused(creating(ana, post_id=post_id)).field == "post_id"


def test_an_id_from_a_far_future_is_taken_since_clocks_jump(world: World, ana: int) -> None:
    assert world.do(creating(ana, post_id=MAX_ID)).id == MAX_ID


@pytest.mark.parametrize("kind", ["post", "comment", "like", "repost", "bookmark", "follow"])
def test_an_id_that_something_in_a_timeline_has_is_refused(world: World, ana: int, bo: int, kind: str) -> None:
    post = world.post(ana)
    if kind == "comment":
        world.comment(ana, post)
    elif kind == "follow":
        world.follow(bo, ana)
    elif kind != "post":
        getattr(world, kind)(bo, post)
    taken = world.rows(f"{kind}s")[0][0 if kind in {"post", "comment"} else 2]
    assert world.refused(creating(ana, post_id=taken)).field == "post_id"


def test_a_person_who_is_not_registered_cannot_post(world: World) -> None:
    assert world.refused(creating(5)).field == "actor_id"


def test_a_fifth_picture_is_refused(world: World, ana: int) -> None:
    pictures = tuple(world.picture(shade) for shade in range(5))
    assert world.refused(creating(ana, media=pictures)).field == "media"
    assert world.do(creating(ana, media=pictures[:4])).id == 77


@pytest.mark.parametrize("field", ["sha256", "mime", "width", "height", "size"])
def test_a_picture_that_is_not_stored_or_is_another_one_is_refused(world: World, ana: int, field: str) -> None:
    stored = world.picture()
    lies = {"sha256": "0" * 64, "mime": "image/gif", "width": 999, "height": 999, "size": 1}
    told = MediaItem(
        **{name: getattr(stored, name) for name in ("sha256", "mime", "width", "height", "size")} | {field: lies[field]}
    )
    assert world.refused(creating(ana, media=(told,))).field == "media"
    world.do(creating(ana, media=(stored,)))
    assert world.refused(creating(ana, command_id=950, post_id=78, media=(told,))).field == "media"


def test_alt_text_is_kept_clean_and_is_limited(world: World, ana: int) -> None:
    world.do(creating(ana, media=(world.picture(alt="two\r\nlines  "),)))
    assert world.rows("post_media")[0][3] == "two\nlines"
    for alt in ("a" * 1_501, "\x00", "\ud800"):
        assert world.refused(creating(ana, command_id=950, post_id=78, media=(world.picture(alt=alt),))).field == "alt"


def test_the_same_picture_may_be_shown_twice(world: World, ana: int) -> None:
    picture = world.picture()
    world.do(creating(ana, media=(picture, picture)))
    assert len(world.rows("post_media")) == 2
    assert len(world.rows("media")) == 1


def test_a_post_takes_the_date_that_it_is_given(world: World, ana: int) -> None:
    world.do(creating(ana, at_ms=1_500_000_000_000, post_id=first_id_at(1_500_000_000_000)))
    assert world.last_event().at_ms == 1_500_000_000_000
    (stored,) = world.outbox.read(world.outbox.last_position() - 1, 1)
    assert stored.committed_ms == world.clock.now_ms()


def test_an_edit_tells_the_new_words_and_the_tags_of_the_old(world: World, ana: int, bo: int) -> None:
    post = world.post(ana, "Old #Tide #sea @bo")
    world.do(editing(ana, post, "New #Sea #moon @ana"))
    assert world.last_event() == PostEdited(
        at_ms=world.clock.now_ms(),
        post_id=post,
        author_id=ana,
        text="New #Sea #moon @ana",
        spans=find_spans("New #Sea #moon @ana"),
        mentioned=(),
        tags_before=("sea", "tide"),
    )
    tags = dict(world.rows("hashtags"))
    assert sorted(tags[tag] for _, tag in world.rows("post_hashtags")) == ["moon", "sea"]
    assert world.rows("mentions") == []


def test_every_edit_keeps_the_words_it_replaces_with_their_date(world: World, ana: int) -> None:
    post = world.post(ana, "First")
    first = world.clock.now_ms()
    world.do(editing(ana, post, "Second", 901))
    second = world.clock.now_ms()
    world.do(editing(ana, post, "Third", 902))
    assert world.rows("post_revisions") == [(post, 1, "First", first), (post, 2, "Second", second)]
    assert world.rows("posts") == [(post, ana, "Third", first, world.clock.now_ms())]


def test_an_edit_to_the_same_words_changes_nothing(world: World, ana: int) -> None:
    post = world.post(ana, "Same")
    assert world.unchanged(editing(ana, post, "Same \r\n")).id == post


def test_only_the_author_edits_or_deletes_a_post(world: World, ana: int, bo: int) -> None:
    post = world.post(ana)
    assert world.refused(editing(bo, post)).field == "actor_id"
    assert world.refused(DeletePost(command_id=902, actor_id=bo, post_id=post)).field == "actor_id"
    assert world.refused(editing(5, post)).field == "actor_id"


@pytest.mark.parametrize("post_id", [0, 5, MAX_ID + 1])
def test_a_post_that_does_not_exist_is_neither_edited_nor_deleted(world: World, ana: int, post_id: int) -> None:
    assert world.refused(editing(ana, post_id)).field == "post_id"
    assert world.refused(DeletePost(command_id=902, actor_id=ana, post_id=post_id)).field == "post_id"


def test_a_deleted_post_takes_all_that_hangs_on_it_along(world: World, ana: int, bo: int) -> None:
    post = world.post(ana, "Old #tide @bo", media=(world.picture(),))
    world.do(editing(ana, post, "New #tide @bo"))
    comment = world.comment(bo, post, "Hello @ana")
    world.comment(ana, post, "Hello @bo", comment)
    for react in (world.like, world.repost, world.bookmark):
        react(bo, post)
    world.do(DeletePost(command_id=902, actor_id=ana, post_id=post))
    assert world.last_event() == PostDeleted(at_ms=world.clock.now_ms(), post_id=post, author_id=ana)
    hanging = ("post_revisions", "post_media", "post_hashtags", "mentions", "comments", "comment_mentions")
    emptied = ("posts", *hanging, "likes", "reposts", "bookmarks")
    assert {table: rows for table in emptied if (rows := world.rows(table))} == {}
    assert world.database.damage() == ()
    assert world.refused(editing(ana, post, command_id=903)).field == "post_id"
