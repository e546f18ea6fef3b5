"""Drafts: on disk a moment after each key, there after a kill, kept until the receipt, back after a refusal."""

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.drafts import Draft, DraftFolder
from app.errors import DataFolderUnusable
from tests.ui.shore import LENA, ME, Shore
from ui.app_bridge import AppBridge
from ui.composer.composer import Composer
from ui.feed.images import ImageLoader
from ui.icons import Icons
from ui.theme import Look

KILLED = """
import os, sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
app = QApplication([])
from tests.ui.shore import Shore
from ui.app_bridge import AppBridge
from ui.composer.composer import Composer
from ui.feed.images import ImageLoader
from ui.icons import Icons
from ui.theme import Look
shore = Shore(Path(sys.argv[1]))
bridge = AppBridge(shore)
look = Look("light")
composer = Composer(shore, bridge, look, Icons(look), ImageLoader(shore.pictures, bridge))
composer.open_new()
composer.field.insertPlainText("Words before the kill")
composer.keeper.kept.connect(lambda: os.kill(os.getpid(), 9))
app.exec()
"""


def another(shore: Shore, bridge: AppBridge, look: Look, window: QWidget) -> Composer:
    """A composer as the next start makes it."""
    return Composer(shore, bridge, look, Icons(look), ImageLoader(shore.pictures, bridge), window)


def test_what_was_closed_a_moment_ago_is_there_again_before_it_is_on_disk(
    composer: Composer, shore: Shore, photograph: Path, qtbot: QtBot
) -> None:
    composer.open_new()
    composer.tray.add([photograph])
    qtbot.waitUntil(lambda: not composer.tray.preparing)
    composer.ask_close()
    composer.open_new()
    assert shore.drafts.load("") is None
    assert len(composer.writer.written.media) == 1
    composer.ask_close()
    composer.flush()
    assert shore.drafts.load("") is not None
    composer.open_new()
    composer.writer.discard()
    composer.ask_close()
    composer.open_new()
    assert composer.writer.is_empty


def test_a_picture_that_is_still_prepared_outlasts_closing_and_opening_again(
    composer: Composer, photograph: Path, qtbot: QtBot
) -> None:
    composer.open_new()
    composer.tray.add([photograph])
    assert composer.tray.preparing
    composer.ask_close()
    composer.open_new()
    qtbot.waitUntil(lambda: not composer.tray.preparing)
    assert len(composer.writer.written.media) == 1


def test_words_pictures_descriptions_and_cursor_are_kept_as_they_are_typed(
    composer: Composer, shore: Shore, photograph: Path, qtbot: QtBot
) -> None:
    composer.open_new()
    composer.tray.add([photograph])
    qtbot.waitUntil(lambda: not composer.tray.preparing)
    composer.tray.alt.setPlainText("The harbour")
    composer.field.show_words("Low 🌊 water", 5)
    composer.writer.keep()
    with qtbot.waitSignal(composer.keeper.kept):
        pass
    draft = shore.drafts.load("")
    assert draft is not None
    assert (draft.text, draft.cursor, draft.media[0].alt) == ("Low 🌊 water", 5, "The harbour")


def test_a_draft_reaches_the_disk_while_typing_goes_on(composer: Composer, shore: Shore, qtbot: QtBot) -> None:
    composer.open_new()
    with qtbot.waitSignal(composer.keeper.kept, timeout=2_000):
        QTest.keyClicks(composer.field, "tide " * 12, delay=8)
    draft = shore.drafts.load("")
    assert draft is not None
    assert draft.text.startswith("tide")


def test_a_kill_leaves_the_words(tmp_path: Path) -> None:
    run = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False, cwd=Path.cwd(), timeout=60)
    assert run.returncode == -9
    draft = DraftFolder(tmp_path / "drafts").load("")
    assert draft is not None
    assert draft.text == "Words before the kill"


def test_the_next_start_offers_what_was_not_sent(
    composer: Composer, shore: Shore, bridge: AppBridge, look: Look, window: QWidget, qtbot: QtBot
) -> None:
    composer.open_new()
    composer.field.show_words("Half a thought", 4)
    composer.ask_close()
    composer.flush()
    again = another(shore, bridge, look, window)
    again.open_new()
    assert again.field.words == "Half a thought"
    assert again.field.cursor_point == 4


def test_closing_and_opening_again_goes_on_where_it_was(composer: Composer, qtbot: QtBot) -> None:
    waiting: list[bool] = []
    composer.waiting_changed.connect(waiting.append)
    composer.open_new()
    composer.field.insertPlainText("Half a thought")
    composer.ask_close()
    qtbot.waitUntil(lambda: composer.keeper.idle)
    composer.open_new()
    assert composer.field.words == "Half a thought"
    assert waiting == [True]


def test_words_are_kept_until_the_receipt_and_then_forgotten(composer: Composer, shore: Shore, qtbot: QtBot) -> None:
    composer.open_new()
    composer.field.insertPlainText("On its way")
    composer.writer.send()
    qtbot.waitUntil(lambda: composer.keeper.idle)
    (draft,) = shore.drafts.all()
    assert (draft.text, draft.op_id) == ("On its way", shore.sent[0][0].command_id)
    shore.commit()
    qtbot.waitUntil(lambda: not shore.drafts.all())


def test_a_new_post_can_be_written_while_another_waits(composer: Composer, shore: Shore, qtbot: QtBot) -> None:
    composer.open_new()
    composer.field.insertPlainText("First")
    composer.writer.send()
    composer.open_new()
    assert composer.field.words == ""
    composer.field.insertPlainText("Second")
    qtbot.waitUntil(lambda: composer.keeper.idle)
    assert {draft.text for draft in shore.drafts.all()} == {"First", "Second"}
    shore.commit()
    qtbot.waitUntil(lambda: [draft.text for draft in shore.drafts.all()] == ["Second"])


def test_refused_words_and_pictures_come_back_whole_for_editing(
    composer: Composer, shore: Shore, photograph: Path, qtbot: QtBot
) -> None:
    composer.open_new()
    composer.field.insertPlainText("Too bold")
    composer.tray.add([photograph])
    qtbot.waitUntil(lambda: not composer.tray.preparing)
    composer.tray.alt.setPlainText("The harbour")
    composer.writer.send()
    shore.reject("text", "That word is not for here.")
    (refused,) = shore.overlay.operations()
    assert refused.stage == "rejected"
    qtbot.waitUntil(lambda: composer.keeper.idle)
    assert [draft.text for draft in shore.drafts.all()] == ["Too bold"]
    composer.open_refused(refused)
    assert composer.field.words == "Too bold"
    assert composer.tray.items[0].alt == "The harbour"
    assert composer.problem.words == "That word is not for here."
    composer.field.replace_all("Milder")
    composer.writer.send()
    assert shore.overlay.operation(refused.op_id) is None
    shore.commit()
    qtbot.waitUntil(lambda: not shore.drafts.all())


def test_dismissing_a_refusal_forgets_its_words(composer: Composer, shore: Shore, qtbot: QtBot) -> None:
    composer.open_new()
    composer.field.insertPlainText("Never mind")
    composer.writer.send()
    shore.fill_the_disk()
    qtbot.waitUntil(lambda: composer.keeper.idle)
    assert len(shore.drafts.all()) == 1
    shore.session.dismiss(shore.overlay.operations()[0].op_id)
    qtbot.waitUntil(lambda: not shore.drafts.all())


def test_discarding_refused_words_and_closing_dismisses_the_refusal(
    composer: Composer, shore: Shore, qtbot: QtBot
) -> None:
    composer.open_new()
    composer.field.insertPlainText("Never mind")
    composer.writer.send()
    shore.fill_the_disk()
    refused = shore.overlay.operations()[0]
    composer.open_refused(refused)
    composer.ask_close()
    assert shore.overlay.operation(refused.op_id) is not None, "looked at, not decided"
    composer.open_refused(refused)
    composer.discard.click()
    composer.ask_close()
    assert shore.overlay.operation(refused.op_id) is None
    qtbot.waitUntil(lambda: not shore.drafts.all())


def test_editing_a_refused_post_leaves_an_unsent_one_alone(composer: Composer, shore: Shore, qtbot: QtBot) -> None:
    composer.open_new()
    composer.field.insertPlainText("Refused")
    composer.writer.send()
    shore.fill_the_disk()
    composer.open_new()
    composer.field.insertPlainText("Another thought")
    composer.open_refused(shore.overlay.operations()[0])
    assert composer.field.words == "Refused"
    composer.ask_close()
    qtbot.waitUntil(lambda: composer.keeper.idle)
    composer.open_new()
    assert composer.field.words == "Another thought"


def test_words_sent_without_a_receipt_are_offered_again_under_the_same_id(
    composer: Composer, shore: Shore, qtbot: QtBot
) -> None:
    shore.drafts.save(Draft("sent:4711:", "Was it saved?", op_id=4711))
    with qtbot.waitSignal(composer.waiting_changed):
        composer.restore()
    composer.open_new()
    assert composer.field.words == "Was it saved?"
    assert "being sent when Tideline closed" in composer.problem.words
    composer.writer.send()
    assert shore.sent[0][0].command_id == 4711


def test_a_kept_draft_is_told_of_after_a_start_until_it_is_opened(
    composer: Composer, shore: Shore, qtbot: QtBot
) -> None:
    shore.drafts.save(Draft("", "Kept from before"))
    with qtbot.waitSignal(composer.waiting_changed) as waiting:
        composer.restore()
    assert waiting.args == [True]
    composer.open_new()
    assert composer.field.words == "Kept from before"
    composer.field.clear()
    with qtbot.waitSignal(composer.waiting_changed) as waiting:
        composer.ask_close()
    assert waiting.args == [False]


def test_words_that_were_changed_since_are_another_post(composer: Composer, shore: Shore, qtbot: QtBot) -> None:
    shore.drafts.save(Draft("sent:4711:", "Was it saved?", op_id=4711))
    with qtbot.waitSignal(composer.waiting_changed):
        composer.restore()
    composer.open_new()
    composer.field.insertPlainText(" Now it is.")
    composer.writer.send()
    assert shore.sent[0][0].command_id != 4711


def test_words_that_arrived_before_the_end_are_not_offered_again(
    composer: Composer, shore: Shore, qtbot: QtBot
) -> None:
    shore.queries.post(4711, ME, "It was saved")
    shore.drafts.save(Draft("sent:4711:", "It was saved", op_id=4711))
    composer.restore()
    qtbot.waitUntil(lambda: not shore.drafts.all())
    composer.open_new()
    assert composer.field.words == ""


def test_a_reply_keeps_its_own_draft_for_each_post(composer: Composer, shore: Shore, qtbot: QtBot) -> None:
    shore.queries.post(100, LENA, "One")
    shore.queries.post(101, LENA, "Two")
    items = shore.session.items([100, 101]).rows
    composer.open_reply(items[0])
    composer.field.insertPlainText("About the first")
    composer.open_reply(items[1])
    assert composer.field.words == ""
    qtbot.waitUntil(lambda: composer.keeper.idle)
    composer.open_reply(items[0])
    assert composer.field.words == "About the first"


def test_an_edit_that_changes_nothing_leaves_no_draft(composer: Composer, shore: Shore, qtbot: QtBot) -> None:
    shore.queries.post(100, ME, "As it is")
    composer.open_edit(shore.session.items([100]).rows[0])
    composer.field.insertPlainText("!")
    composer.field.undo()
    composer.ask_close()
    qtbot.waitUntil(lambda: composer.keeper.idle)
    assert not shore.drafts.all()


def test_discarding_can_be_undone(composer: Composer, shore: Shore, qtbot: QtBot) -> None:
    composer.open_new()
    composer.field.insertPlainText("Not so good")
    composer.discard.click()
    assert composer.field.words == ""
    assert composer.problem.words == "The draft is discarded."
    qtbot.waitUntil(lambda: not shore.drafts.all())
    composer.problem.action.click()
    assert composer.field.words == "Not so good"
    assert not composer.problem.words


def test_a_disk_that_refuses_the_draft_is_told_of_and_tried_again(
    composer: Composer, shore: Shore, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_draft: Draft) -> None:
        raise DataFolderUnusable("The draft cannot be written (no space left).")

    composer.open_new()
    with monkeypatch.context() as patch:
        patch.setattr(shore.drafts, "save", refuse)
        composer.field.insertPlainText("Keep me")
        qtbot.waitUntil(lambda: "cannot be written" in composer.problem.words)
    composer.field.insertPlainText("!")
    qtbot.waitUntil(lambda: composer.keeper.idle)
    draft = shore.drafts.load("")
    assert draft is not None
    assert draft.text == "Keep me!"


def test_a_deleted_post_is_offered_as_a_new_one_beside_an_unsent_one(
    composer: Composer, shore: Shore, qtbot: QtBot
) -> None:
    composer.open_new()
    composer.field.insertPlainText("Unsent")
    composer.write_again("Was deleted")
    assert composer.field.words == "Was deleted"
    composer.writer.send()
    shore.commit()
    qtbot.waitUntil(lambda: [draft.text for draft in shore.drafts.all()] == ["Unsent"])


def test_what_is_on_its_way_in_this_run_is_no_leftover(composer: Composer, shore: Shore, qtbot: QtBot) -> None:
    shore.queries.post(100, LENA, "One")
    composer.open_reply(shore.session.items([100]).rows[0])
    composer.field.insertPlainText("On its way")
    composer.writer.send()
    qtbot.waitUntil(lambda: composer.keeper.idle)
    composer.open_new()
    composer.restore()
    qtbot.waitUntil(lambda: composer.keeper.idle and not composer._bridge.busy)
    assert composer.field.words == ""
    assert not composer.problem.words
