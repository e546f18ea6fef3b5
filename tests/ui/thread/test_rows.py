"""Comments as rows: in reading order, each once, with the lines that lead from answer to answer."""

from app.consistency.visible import VisibleComment, VisibleThread
from app.read_model.documents import Comment, Snapshot
from ui.thread.rows import DEEPEST, thread_rows


def comment(comment_id: int, depth: int = 0) -> VisibleComment:
    return VisibleComment(Comment(comment_id, 100, 1, "lena", "Lena", "words", 0, depth=depth))


def page(*comments: VisibleComment, standing: tuple[VisibleComment, ...] = ()) -> VisibleThread:
    return VisibleThread(None, comments, Snapshot(1), standing=standing)


def test_pages_follow_each_other_and_a_comment_on_two_of_them_stands_once() -> None:
    rows = thread_rows([page(comment(1), comment(2)), page(comment(2), comment(3))])
    assert [row.id for row in rows] == [1, 2, 3]


def test_own_comments_of_a_page_not_read_yet_stand_last_until_it_comes() -> None:
    first = page(comment(1), standing=(comment(9),))
    assert [row.id for row in thread_rows([first])] == [1, 9]
    assert [row.id for row in thread_rows([first, page(comment(5), comment(9), comment(12))])] == [1, 5, 9, 12]


def test_a_line_goes_on_past_a_row_while_an_answer_at_its_level_is_still_to_come() -> None:
    rows = thread_rows([page(comment(1), comment(2, 1), comment(3, 2), comment(4, 1), comment(5))])
    assert [row.passing for row in rows] == [(), (0,), (0,), (), ()]
    assert [row.leads_down for row in rows] == [True, True, False, False, False]


def test_deep_answers_are_drawn_no_further_in_than_the_deepest_level() -> None:
    rows = thread_rows([page(*(comment(number, number) for number in range(12)))])
    assert max(row.level for row in rows) == DEEPEST


def test_a_thread_without_pages_has_no_rows() -> None:
    assert thread_rows([]) == ()
