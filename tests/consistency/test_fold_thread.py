"""Threads as the person sees them."""

from app.commands import AnyCommand
from app.consistency.fold_thread import fold_thread
from app.consistency.visible import ThreadPlace, VisibleThread
from app.read_model.documents import Comment, Snapshot, ThreadPage
from tests.consistency.builders import (
    ME,
    Pond,
    add_comment,
    comment,
    delete_comment,
    edit_comment,
    item,
    like,
    rename,
)

TREE = (comment(20), comment(22, depth=1, parent=20), comment(23, depth=2, parent=22), comment(21))
"""20 with a reply 22, which has a reply 23; then 21."""


def see(
    pond: Pond, *comments: Comment, position: int = 0, following: int | None = None, first: bool = True
) -> VisibleThread:
    page = ThreadPage(
        head=item(10, comments=len(comments)), comments=comments, snapshot=Snapshot(position), next=following
    )
    return fold_thread(page, ThreadPlace(10, ME, first=first), pond.overlay.folding(page.snapshot, ME), pond.author)


def ids(visible: VisibleThread) -> list[int]:
    return [row.comment.id for row in visible.comments]


def test_an_own_comment_stands_last_and_counts_on_the_head(pond: Pond) -> None:
    operation = pond.begin(add_comment(70))
    visible = see(pond, *TREE)
    assert ids(visible) == [20, 22, 23, 21, 70]
    row = visible.comments[-1]
    assert (row.in_water, row.operation, row.comment.name, row.comment.depth) == (True, operation, "Person 1", 0)
    assert visible.head is not None
    assert visible.head.item.card.comments == 5


def test_a_reply_stands_behind_the_older_replies_of_its_parent(pond: Pond) -> None:
    pond.begin(add_comment(70, parent=20))
    visible = see(pond, *TREE)
    assert ids(visible) == [20, 22, 23, 70, 21]
    assert visible.comments[3].comment.depth == 1


def test_a_reply_to_a_reply_stands_one_deeper(pond: Pond) -> None:
    pond.begin(add_comment(70, parent=23))
    visible = see(pond, *TREE)
    assert ids(visible) == [20, 22, 23, 70, 21]
    assert visible.comments[3].comment.depth == 3


def test_a_reply_to_ones_own_comment_in_the_water_stands_below_it(pond: Pond) -> None:
    pond.begin(add_comment(70, parent=20))
    pond.begin(add_comment(71, parent=70))
    assert ids(see(pond, *TREE)) == [20, 22, 23, 70, 71, 21]


def test_below_the_last_level_replies_stand_by_age(pond: Pond) -> None:
    chain = [comment(20 + level, depth=level, parent=19 + level if level else 0) for level in range(9)]
    pond.begin(add_comment(70, parent=26))
    assert ids(see(pond, *chain, comment(90)))[-2:] == [70, 90]


def test_a_comment_with_an_older_id_stands_before_the_newer_ones(pond: Pond) -> None:
    pond.begin(add_comment(70))
    assert ids(see(pond, comment(20), comment(80))) == [20, 70, 80]


def test_a_comment_whose_place_is_on_a_later_page_stands_below_the_first(pond: Pond) -> None:
    pond.begin(add_comment(70))
    visible = see(pond, *TREE, following=21)
    assert ids(visible) == [20, 22, 23, 21]
    assert [row.comment.id for row in visible.standing] == [70]
    assert see(pond, comment(30), following=30, first=False).standing == ()
    assert ids(see(pond, comment(60), first=False)) == [60, 70]


def test_a_reply_whose_place_is_on_this_page_stands_there_though_more_follow(pond: Pond) -> None:
    pond.begin(add_comment(70, parent=20))
    assert ids(see(pond, *TREE, following=21)) == [20, 22, 23, 70, 21]


def test_a_reply_to_a_comment_that_is_not_there_stands_last(pond: Pond) -> None:
    pond.begin(add_comment(70, parent=99))
    visible = see(pond, *TREE)
    assert ids(visible)[-1] == 70
    assert visible.comments[-1].comment.depth == 1


def test_a_comment_that_the_page_has_is_not_shown_twice(pond: Pond) -> None:
    operation = pond.begin(add_comment(70))
    visible = see(pond, comment(70, author=ME), position=4)
    assert ids(visible) == [70]
    assert (visible.comments[0].in_water, visible.comments[0].operation) == (False, operation)


def test_a_refused_comment_stays_at_its_place_with_the_reason(pond: Pond) -> None:
    operation = pond.begin(add_comment(70, parent=20))
    pond.overlay.rejected(operation.op_id, "text", "Too long.")
    row = see(pond, *TREE).comments[3]
    assert (row.comment.id, row.in_water) == (70, False)
    assert row.operation is not None
    assert row.operation.reason == "Too long."


def test_an_edited_comment_shows_its_new_words_and_what_changed(pond: Pond) -> None:
    pond.begin(edit_comment(21, "comment twenty-one"))
    row = see(pond, *TREE).comments[3]
    assert row.comment.text == "comment twenty-one"
    assert [(change.field, change.stored, change.ranges) for change in row.changes] == [
        ("text", "comment 21", ((8, 18),))
    ]


def test_a_comment_in_the_water_can_be_edited_there(pond: Pond) -> None:
    pond.begin(add_comment(70, text="one"))
    pond.begin(edit_comment(70, "two"))
    assert see(pond).comments[0].comment.text == "two"


def test_a_deletion_on_its_way_is_shown_on_its_comment_and_counted(pond: Pond) -> None:
    operation = pond.overlay.begin(delete_comment(21), post_id=10)
    visible = see(pond, *TREE)
    assert (visible.comments[3].removed, visible.comments[3].operation) == (True, operation)
    assert visible.head is not None
    assert visible.head.item.card.comments == 3


def test_an_own_new_name_stands_on_own_comments(pond: Pond) -> None:
    pond.begin(rename("Ada"))
    rows = see(pond, comment(20, author=ME), comment(21)).comments
    assert [row.comment.name for row in rows] == ["Ada", "Person 2"]


def test_the_head_is_folded_as_in_a_feed(pond: Pond) -> None:
    wish: AnyCommand = like(10)
    pond.begin(wish)
    head = see(pond).head
    assert head is not None
    assert head.item.marks.liked


def test_without_knowing_who_the_viewer_is_no_comment_is_made_up(pond: Pond) -> None:
    pond.begin(add_comment(70))
    page = ThreadPage(head=item(10), comments=(), snapshot=Snapshot(0))
    assert fold_thread(page, ThreadPlace(10, ME), pond.overlay.folding(page.snapshot, ME), None).comments == ()
