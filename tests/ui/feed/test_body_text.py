"""Text in cards: wrapped, in its own direction, with links, selectable by code points."""

import pytest
from PySide6.QtCore import QPointF
from pytestqt.qtbot import QtBot

from app.media import MediaItem
from app.text import find_spans
from ui.feed.body_text import BodyText, text_is_rtl
from ui.feed.header_line import header_line
from ui.feed.media_grid import media_grid
from ui.feed.moment import exact_time, relative_time
from ui.theme import Look

MINUTE = 60_000


def laid_out(look: Look, text: str, width: float = 300) -> BodyText:
    return BodyText(text, find_spans(text), width, look.theme)


def test_lines_are_22_px_and_paragraphs_begin_anew(look: Look) -> None:
    assert laid_out(look, "one").height == 22
    assert laid_out(look, "one\n\nthree").height == 66
    assert laid_out(look, "").height == 0


def test_a_word_longer_than_the_line_breaks(look: Look) -> None:
    body = laid_out(look, "Donaudampfschifffahrtsgesellschaft" * 4)
    assert body.lines >= 3
    assert all(stretch.left + stretch.width <= 301 for stretch in body.stretches(((0, len(body.text)),)))


@pytest.mark.parametrize(
    ("text", "rtl"), [("low water", False), ("שלום", True), ("مرحبا", True), ("12 שלום", True), ("👋", False)]
)
def test_the_first_letter_with_a_direction_decides(text: str, rtl: bool) -> None:
    assert text_is_rtl(text) is rtl


def test_right_to_left_text_begins_at_the_right(look: Look) -> None:
    (stretch,) = laid_out(look, "שלום").stretches(((0, 4),))
    assert stretch.left + stretch.width == pytest.approx(300, abs=1)


def test_each_paragraph_has_its_own_direction(look: Look) -> None:
    first, second = laid_out(look, "low\nשלום").stretches(((0, 3), (4, 8)))
    assert first.left == pytest.approx(0, abs=1)
    assert second.left > 200


def test_positions_are_code_points_also_after_emoji(look: Look) -> None:
    text = "👨‍👩‍👧👋 pier"
    body = laid_out(look, text)
    (stretch,) = body.stretches(((text.index("pier"), len(text)),))
    assert body.position_at(QPointF(stretch.left + 1, 5)) == text.index("pier")
    assert body.position_at(QPointF(290, 5)) == len(text)


def test_links_tags_and_mentions_are_found_under_the_pointer(look: Look) -> None:
    text = "see #tides and @maya"
    body = laid_out(look, text)
    (tag, mention) = (body.stretches(((span.start, span.end),))[0] for span in body.spans)
    found = body.span_at(QPointF(tag.left + 3, 10))
    assert found is not None
    assert (found.kind, found.target) == ("tag", "tides")
    other = body.span_at(QPointF(mention.left + 3, 10))
    assert other is not None
    assert other.kind == "mention"
    assert body.span_at(QPointF(3, 10)) is None


def test_a_double_click_takes_a_whole_word(look: Look) -> None:
    body = laid_out(look, "the old pier's end")
    assert body.word_at(10) == (8, 14)


def test_waves_lie_under_exactly_the_changed_glyphs_line_by_line(look: Look) -> None:
    text = "one two three four five six seven eight nine ten eleven twelve"
    body = laid_out(look, text, 160)
    stretches = body.stretches(((4, len(text)),))
    assert len(stretches) == body.lines
    assert stretches[0].left > 20
    assert all(stretch.left == pytest.approx(0, abs=1) for stretch in stretches[1:])
    assert [round(s.baseline) for s in stretches] == sorted(round(s.baseline) for s in stretches)


def test_waves_are_cut_around_descenders_only(look: Look) -> None:
    (deep,) = laid_out(look, "gypsy").stretches(((0, 5),))
    (flat,) = laid_out(look, "lemon").stretches(((0, 5),))
    assert not deep.descenders.isEmpty()
    assert flat.descenders.isEmpty()


def test_handles_elide_before_names_and_the_age_stays(qtbot: QtBot, look: Look) -> None:
    whole = header_line("Maya Okafor", "maya", " · 2 h", 500.0)
    assert (whole.name, whole.meta) == ("Maya Okafor", "@maya · 2 h")
    tight = header_line("Maya Okafor", "a_very_long_handle_of_hers", " · 2 h", 230.0)
    assert tight.name == "Maya Okafor"
    assert tight.meta.startswith("@a")
    assert tight.meta.endswith("… · 2 h")
    tighter = header_line("Maximiliane von und zu Hohenzollern", "max", " · 2 h", 180.0)
    assert tighter.name.endswith("…")
    assert tighter.meta == "2 h"
    assert tighter.width <= 181


def test_ages_are_short_and_dates_exact(look: Look) -> None:
    now = 1_767_225_600_000
    assert relative_time(now - 5_000, now) == "now"
    assert relative_time(now + 60_000, now) == "now"
    assert relative_time(now - 18 * MINUTE, now) == "18 min"
    assert relative_time(now - 125 * MINUTE, now) == "2 h"
    assert relative_time(now - 3 * 24 * 60 * MINUTE, now) == "3 d"
    assert relative_time(now - 30 * 24 * 60 * MINUTE, now) == "2 Dec 2025"
    assert "2026" in exact_time(now)


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_pictures_lie_6_px_apart_and_fill_the_width(count: int) -> None:

    items = [MediaItem("a" * 64, "image/jpeg", 900, 600, 1)] * count
    rects = media_grid(items, 74, 100, 512)
    assert len(rects) == count
    assert max(rect.right() for rect in rects) == 74 + 512
    assert all(not one.intersects(two) for at, one in enumerate(rects) for two in rects[at + 1 :])


def test_a_single_picture_is_neither_a_ribbon_nor_a_tower() -> None:

    (ribbon,) = media_grid([MediaItem("a" * 64, "image/png", 4000, 10, 1)], 0, 0, 500)
    (tower,) = media_grid([MediaItem("a" * 64, "image/png", 10, 4000, 1)], 0, 0, 500)
    assert ribbon.height() >= 200
    assert tower.height() <= 460
