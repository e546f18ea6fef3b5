"""Where rows lie: estimates give way to measures without moving what the reader looks at."""

from app.consistency.visible import VisibleComment, VisibleThread
from app.read_model.documents import Comment, Snapshot
from ui.thread.geometry import HEAD, RowGeometry
from ui.thread.rows import ThreadRow, thread_rows


def rows(*ids: int) -> tuple[ThreadRow, ...]:
    comments = tuple(VisibleComment(Comment(one, 100, 1, "lena", "Lena", f"words {one}", 0)) for one in ids)
    return thread_rows([VisibleThread(None, comments, Snapshot(1))])


def geometry(count: int = 100) -> RowGeometry[ThreadRow]:
    made = RowGeometry[ThreadRow](measure=lambda _row: 90, estimate=lambda _row: 60)
    made.show(rows(*range(1, count + 1)), 200, at_end=True)
    return made


def test_only_the_rows_in_a_stretch_are_found_and_measured() -> None:
    scene = geometry()
    assert len(scene.between(0, 800)) < 15
    assert scene.measure(0, 800)
    assert scene.height_of(1) == 90
    assert scene.height_of(100) == 60
    assert not scene.measure(0, 500)


def test_what_was_measured_stays_so_when_rows_are_added_and_is_forgotten_with_the_width() -> None:
    scene = geometry(20)
    scene.measure(0, 400)
    scene.show(rows(*range(1, 22)), 200, at_end=True)
    assert scene.height_of(1) == 90
    scene.show(scene.rows, 200, at_end=True, forget=True)
    assert scene.height_of(1) == 60


def test_the_post_is_the_anchor_while_it_is_in_view_and_then_the_first_comment() -> None:
    scene = geometry()
    assert scene.anchor(100)[0] == HEAD
    key, y = scene.anchor(1_000)
    top = scene.top_of(key)
    assert top is not None
    assert y == top - 1_000
    assert -60 < y <= 0


def test_at_the_very_top_what_comes_above_the_first_row_is_seen() -> None:
    scene = RowGeometry[ThreadRow](measure=lambda _row: 90, estimate=lambda _row: 60)
    scene.show(rows(1, 2), -22, at_end=True)
    assert scene.anchor(0)[0] == HEAD
    assert scene.anchor(1)[0] == 1


def test_a_comment_below_stands_in_for_an_anchor_that_is_gone() -> None:
    scene = geometry(5)
    assert scene.followers(3) == [3, 4, 5]
    assert scene.followers(99) == [HEAD]


def test_an_empty_thread_keeps_room_for_its_invitation() -> None:
    scene = geometry(0)
    assert scene.surface_bottom - scene.surface_top > 60
    assert scene.order() == [HEAD]
