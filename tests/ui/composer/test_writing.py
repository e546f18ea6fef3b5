"""Writing and sending: what the field takes, what it counts, what stands in the way, where the words go."""

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QImage, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.commands import AddComment, CreatePost, EditComment, EditPost, Rejected
from app.consistency.visible import VisibleItem
from app.settings import ThemeChoice
from tests.ui.shore import JONAS, LENA, ME, Shore
from ui.composer.composer import Composer
from ui.theme import Look


def post_of(shore: Shore, post_id: int = 100, author_id: int = LENA, text: str = "Who is coming?") -> VisibleItem:
    shore.queries.post(post_id, author_id, text)
    item = shore.queries.item(post_id, ME)
    assert item is not None
    return VisibleItem(item)


def test_control_enter_sends_a_post_and_closes(composer: Composer, shore: Shore, qtbot: QtBot) -> None:
    composer.open_new()
    QTest.keyClicks(composer.field, "Low water at six")
    with qtbot.waitSignal(composer.closed):
        QTest.keyClick(composer.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    (command, _answer) = shore.sent[0]
    assert isinstance(command, CreatePost)
    assert (command.text, command.actor_id, command.media) == ("Low water at six", ME, ())
    assert not composer.is_open


def test_nothing_written_cannot_be_sent_and_the_button_says_why(composer: Composer, shore: Shore) -> None:
    composer.open_new()
    assert not composer.send.isEnabled()
    assert "nothing written" in composer.send.accessibleDescription()
    composer.field.insertPlainText("\u200b \n")
    assert not composer.send.isEnabled()
    composer.writer.send()
    assert not shore.sent
    assert "nothing written" in composer.problem.words


def test_characters_are_counted_as_people_count_them(composer: Composer) -> None:
    composer.open_new()
    composer.field.insertPlainText("👨‍👩‍👧‍👦é")
    assert composer.ring.left == 498
    assert composer.ring.accessibleName() == "498 characters left"


def test_one_character_too_many_is_tinted_and_cannot_be_sent(composer: Composer) -> None:
    composer.open_new()
    composer.field.insertPlainText("🌊" * 501)
    assert composer.ring.left == -1
    assert "1 characters too many" in composer.ring.accessibleName()
    assert not composer.send.isEnabled()
    (over,) = composer.field.extraSelections()
    assert over.cursor.selectionStart() == 1_000
    composer.field.textCursor().deletePreviousChar()
    assert composer.send.isEnabled()
    assert not composer.field.extraSelections()


def test_pasted_formatting_becomes_plain_words(composer: Composer) -> None:
    composer.open_new()
    data = QMimeData()
    data.setHtml("<b>Bold</b> <script>x</script>")
    data.setText("Bold\r\nand more")
    composer.field.insertFromMimeData(data)
    assert composer.field.words == "Bold\nand more"


def test_words_with_a_picture_beside_them_are_pasted_as_words(composer: Composer) -> None:
    composer.open_new()
    data = QMimeData()
    data.setText("A cell of a table")
    data.setImageData(QImage(10, 10, QImage.Format.Format_RGB32))
    composer.field.insertFromMimeData(data)
    assert composer.field.words == "A cell of a table"
    assert not composer.tray.tiles()


def test_html_is_shown_and_never_interpreted(composer: Composer, shore: Shore) -> None:
    composer.open_new()
    composer.field.insertPlainText("<b>not bold</b>")
    assert composer.field.words == "<b>not bold</b>"
    composer.writer.send()
    assert shore.sent[0][0].text == "<b>not bold</b>"  # type: ignore[union-attr]


def test_tags_mentions_and_links_are_coloured_while_typed(composer: Composer) -> None:
    composer.open_new()
    composer.field.insertPlainText("🌊 #tide by @lena")
    formats = composer.field.document().firstBlock().layout().formats()
    assert [(one.start, one.length) for one in formats] == [(3, 5), (12, 5)]


def test_a_rule_that_refuses_is_told_in_the_sheet_and_the_words_stay(composer: Composer, shore: Shore) -> None:
    shore.refuses = lambda command: Rejected(command.command_id, "text", "That word is not for here.")
    composer.open_new()
    composer.field.insertPlainText("A word")
    assert not composer.writer.send()
    assert composer.problem.words == "That word is not for here."
    assert composer.field.words == "A word"
    composer.field.insertPlainText("s")
    assert not composer.problem.words


def test_while_nothing_can_be_saved_sending_is_off_and_the_reason_stands_there(
    composer: Composer, shore: Shore, qtbot: QtBot
) -> None:
    composer.open_new()
    composer.field.insertPlainText("Kept")
    shore.read_side.become(write_problem="The write store cannot be opened.")
    qtbot.waitUntil(lambda: not composer.send.isEnabled())
    assert "The write store cannot be opened." in composer.problem.words
    assert "Your words are kept." in composer.problem.words
    shore.read_side.become(write_problem="")
    qtbot.waitUntil(composer.send.isEnabled)


def test_a_reply_shows_what_it_answers_and_names_the_post_and_the_comment(composer: Composer, shore: Shore) -> None:
    item = post_of(shore)
    comment = shore.queries.comment(200, 100, JONAS, "I am")
    composer.open_reply(item, comment)
    assert composer.title.text() == "Reply"
    assert "Jonas Reiter" in composer.answered.accessibleName()
    composer.field.insertPlainText("Me too")
    composer.writer.send()
    command = shore.sent[0][0]
    assert isinstance(command, AddComment)
    assert (command.post_id, command.parent_id, command.text) == (100, 200, "Me too")


def test_editing_begins_with_the_words_and_has_no_pictures_to_choose(composer: Composer, shore: Shore) -> None:
    composer.open_edit(post_of(shore, author_id=ME, text="Low watter"))
    assert composer.title.text() == "Edit post"
    assert composer.field.words == "Low watter"
    assert composer.add_pictures.isHidden()
    assert "Nothing has been changed" in composer.send.accessibleDescription()
    composer.field.replace_all("Low water")
    composer.writer.send()
    command = shore.sent[0][0]
    assert isinstance(command, EditPost)
    assert (command.post_id, command.text) == (100, "Low water")


def test_a_comment_is_edited_in_the_same_sheet(composer: Composer, shore: Shore) -> None:
    post_of(shore)
    composer.open_edit_comment(shore.queries.comment(200, 100, ME, "I amm"))
    composer.field.replace_all("I am")
    composer.writer.send()
    command = shore.sent[0][0]
    assert isinstance(command, EditComment)
    assert (command.comment_id, command.text) == (200, "I am")


def test_files_and_pictures_are_not_taken_where_no_pictures_belong(composer: Composer, shore: Shore) -> None:
    composer.open_edit(post_of(shore, author_id=ME))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/somewhere/boat.png")])
    assert not composer.field.takes_pictures
    composer.field.insertFromMimeData(data)
    assert not composer.tray.tiles()


def test_escape_closes_and_gives_the_key_to_nobody_else(composer: Composer, window: QWidget, qtbot: QtBot) -> None:
    composer.open_new()
    with qtbot.waitSignal(composer.closed):
        QTest.keyClick(composer.field, Qt.Key.Key_Escape)
    assert not composer.is_open


def test_a_handle_is_completed_from_the_people_there_are(composer: Composer, qtbot: QtBot) -> None:
    composer.open_new()
    QTest.keyClicks(composer.field, "with @le")
    qtbot.waitUntil(composer.mentions.isVisible)
    people = composer.mentions.people
    assert [people.item(row).text() for row in range(people.count())] == ["Lena Fischer  @lena"]
    QTest.keyClick(composer.field, Qt.Key.Key_Return)
    assert composer.field.words == "with @lena "
    assert composer.mentions.isHidden()


def test_escape_closes_the_offered_people_before_the_sheet(composer: Composer, qtbot: QtBot) -> None:
    composer.open_new()
    QTest.keyClicks(composer.field, "@j")
    qtbot.waitUntil(composer.mentions.isVisible)
    QTest.keyClick(composer.field, Qt.Key.Key_Escape)
    assert composer.mentions.isHidden()
    assert composer.is_open


@pytest.mark.parametrize("text", ["mail@le", "@", "lena", "@lena "])
def test_people_are_offered_only_for_a_handle_that_is_being_typed(composer: Composer, qtbot: QtBot, text: str) -> None:
    composer.open_new()
    QTest.keyClicks(composer.field, text)
    qtbot.waitUntil(lambda: composer.keeper.idle)
    assert composer.mentions.isHidden()


def test_every_control_has_a_name_and_tab_goes_from_the_words_to_sending(composer: Composer, qtbot: QtBot) -> None:
    composer.open_new()
    composer.field.insertPlainText("words")
    controls = [composer.field, composer.add_pictures, composer.discard, composer.send, composer.close_button]
    assert all(control.accessibleName() for control in controls)
    composer.field.setFocus()
    seen = []
    for _ in range(4):
        QTest.keyClick(composer.window().focusWidget(), Qt.Key.Key_Tab)
        focused = composer.window().focusWidget()
        assert focused is not None
        seen.append(focused.accessibleName())
    assert seen == ["Add pictures", "Discard the draft", "Post", "Close, the draft is kept"]


@pytest.mark.parametrize("text", ["bell \a", "turned \u202e around", "tower e" + "\u0301" * 40])
def test_characters_that_cannot_be_kept_are_refused_with_a_sentence_and_stay(
    composer: Composer, shore: Shore, text: str
) -> None:
    composer.open_new()
    composer.field.insertPlainText(text)
    assert not composer.writer.send()
    assert composer.problem.words.endswith(".")
    assert composer.field.words == text
    assert not shore.sent


def test_a_lone_half_of_a_character_and_a_nul_harm_nothing(composer: Composer, qtbot: QtBot) -> None:
    composer.open_new()
    data = QMimeData()
    data.setText("cut \ud83c in two\0")
    composer.field.insertFromMimeData(data)
    assert composer.field.words.startswith("cut ")
    qtbot.waitUntil(lambda: composer.keeper.idle)


def test_in_a_low_window_the_words_give_way_and_sending_stays_in_reach(composer: Composer, window: QWidget) -> None:
    composer.open_new()
    composer.field.insertPlainText("line\n" * 40)
    composer.resize(452, 240)
    window.repaint()
    assert composer.send.geometry().bottom() < 240
    assert composer.field.height() < 120


@pytest.mark.parametrize("shown", [True, False])
def test_words_take_the_colour_of_the_theme_that_is_chosen_meanwhile(
    composer: Composer, look: Look, shown: bool
) -> None:
    composer.open_new("Low water")
    composer.setVisible(shown)
    choices: tuple[ThemeChoice, ...] = ("dark", "light")
    for choice in choices:
        look.set_choice(choice)
        colours = composer.field.palette()
        assert colours.color(QPalette.ColorRole.Text) == look.theme.color("text")
        assert colours.color(QPalette.ColorRole.PlaceholderText) == look.theme.color("muted")
