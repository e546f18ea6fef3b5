"""The form of one's own profile: what is sent, what is refused and where it is said, what is never lost."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.commands import AnyCommand, Rejected, UpdateAddress, UpdateProfile
from app.consistency.visible import Operation
from app.read_model.documents import Profile
from tests.ui.profile.conftest import shown
from tests.ui.shore import ME
from tests.ui.stage import Stage
from ui.profile.form import ProfileForm
from ui.profile.pending import with_pending
from ui.profile.view import ProfileView


def opened(view: ProfileView, qtbot: QtBot) -> ProfileForm:
    shown(view, qtbot, "maya")
    view.head.edit.click()
    form = view.form
    assert form is not None
    return form


def write(form: ProfileForm, field: str, words: str) -> None:
    editor = form.fields[field].editor
    editor.selectAll()
    QTest.keyClicks(editor, words)


def test_only_what_was_changed_is_sent(view: ProfileView, stage: Stage, qtbot: QtBot) -> None:
    form = opened(view, qtbot)
    assert not form.save.isEnabled()
    write(form, "city", "Husum")
    form.save.click()
    (command,) = [command for command, _answer in stage.shore.sent]
    assert isinstance(command, UpdateAddress)
    assert (command.street, command.city, command.postal_code) == ("Am Leuchtturm 4", "Husum", "25761")


def test_it_stays_open_until_everything_is_saved(view: ProfileView, stage: Stage, qtbot: QtBot) -> None:
    form = opened(view, qtbot)
    write(form, "name", "Maya Lund")
    write(form, "street", "Deich 1")
    form.save.click()
    assert form.save.text() == "Saving…"
    assert {type(command) for command, _answer in stage.shore.sent} == {UpdateProfile, UpdateAddress}
    with qtbot.waitSignal(form.closed):
        stage.shore.commit()
    assert view.form is None


def test_a_rule_is_told_at_its_field_before_anything_is_sent(view: ProfileView, stage: Stage, qtbot: QtBot) -> None:
    stage.shore.refuses = lambda command: (
        Rejected(command.command_id, "name", "A name needs a letter.") if isinstance(command, UpdateProfile) else None
    )
    form = opened(view, qtbot)
    write(form, "name", "!")
    form.save.click()
    assert not stage.shore.sent
    assert form.fields["name"].problem.text() == "A name needs a letter."
    assert form.fields["name"].editor.accessibleDescription() == "A name needs a letter."
    write(form, "name", "Maya")
    assert form.fields["name"].problem.isHidden()


def test_what_the_write_model_refuses_is_told_at_its_field_and_stays_to_be_changed(
    view: ProfileView, stage: Stage, qtbot: QtBot
) -> None:
    form = opened(view, qtbot)
    write(form, "country", "Atlantis")
    form.save.click()
    stage.shore.reject("country", "This country is not on the map.")
    qtbot.waitUntil(lambda: form.fields["country"].problem.text() == "This country is not on the map.")
    assert view.form is form
    assert form.fields["country"].value == "Atlantis"
    assert form.save.isEnabled()
    assert not stage.shore.overlay.operations()


def test_a_full_disk_is_told_in_the_form(view: ProfileView, stage: Stage, qtbot: QtBot) -> None:
    form = opened(view, qtbot)
    write(form, "name", "Maya Lund")
    form.save.click()
    stage.shore.fill_the_disk()
    qtbot.waitUntil(lambda: "The disk is full" in form.problem.words)
    assert form.fields["name"].value == "Maya Lund"


def test_too_many_characters_are_told_while_typing(view: ProfileView, qtbot: QtBot) -> None:
    form = opened(view, qtbot)
    form.fields["name"].put_value("🌊" * 45)
    assert form.fields["name"].room.text() == "5 left"
    form.fields["name"].put_value("🌊" * 52)
    assert "2 characters too long" in form.fields["name"].problem.text()


def test_a_picture_is_chosen_and_taken_away_again(
    view: ProfileView, stage: Stage, qtbot: QtBot, tmp_path: Path
) -> None:
    image = QImage(64, 64, QImage.Format.Format_RGB32)
    image.fill(QColor("#3080c0"))
    path = tmp_path / "me.png"
    assert image.save(str(path))
    form = opened(view, qtbot)
    form.take_picture(path)
    qtbot.waitUntil(form.remove.isVisible)
    form.save.click()
    command = stage.shore.sent[0][0]
    assert isinstance(command, UpdateProfile)
    assert command.avatar is not None
    stage.shore.commit()
    qtbot.waitUntil(lambda: view.form is None)
    stage.shore.project()
    qtbot.waitUntil(lambda: view.source.visible is not None and not view.source.visible.note and not view.busy)
    form = opened(view, qtbot)
    form.remove.click()
    form.save.click()
    command = stage.shore.sent[0][0]
    assert isinstance(command, UpdateProfile)
    assert command.avatar is None


def test_a_file_that_is_no_picture_is_refused_with_a_sentence(view: ProfileView, qtbot: QtBot, tmp_path: Path) -> None:
    words = tmp_path / "me.png"
    words.write_text("no picture")
    form = opened(view, qtbot)
    form.take_picture(words)
    qtbot.waitUntil(lambda: "none of them by its content" in form.problem.words)


def test_escape_leaves_the_form_and_what_was_typed_is_there_again(view: ProfileView, qtbot: QtBot) -> None:
    form = opened(view, qtbot)
    write(form, "name", "Maya Lund")
    QTest.keyClick(form.fields["name"].editor, Qt.Key.Key_Escape)
    assert view.form is None
    view.head.edit.click()
    assert form.fields["name"].value == "Maya Lund"
    form.cancel.click()
    view.head.edit.click()
    assert form.fields["name"].value == "Maya Okafor"


def test_a_refused_change_is_opened_from_the_head_with_its_words(view: ProfileView, stage: Stage, qtbot: QtBot) -> None:
    shown(view, qtbot, "maya")
    ids = stage.shore.ids
    stage.shore.session.perform(UpdateProfile(command_id=ids.next_id(), actor_id=ME, name="Maya!", bio="Bold words"))
    stage.shore.reject("bio", "These words are too bold.")
    qtbot.waitUntil(view.head.small("edit").isVisible)
    view.head.small("edit").click()
    form = view.form
    assert form is not None
    assert form.fields["bio"].value == "Bold words"
    assert form.fields["bio"].problem.text() == "These words are too bold."
    assert form.save.isEnabled()


def test_the_form_begins_with_what_is_saved_and_not_yet_to_be_read() -> None:
    profile = Profile(ME, "maya", "Maya", 0, bio="Old words")

    def operation(command: AnyCommand, stage: str) -> Operation:
        return Operation(1, command, "wait", stage, 0, 0)  # type: ignore[arg-type]

    saved = UpdateProfile(command_id=1, actor_id=ME, name="Maya Lund", bio="New words")
    refused = UpdateProfile(command_id=2, actor_id=ME, name="Refused", bio="")
    begun = with_pending(profile, [operation(saved, "committed"), operation(refused, "rejected")])
    assert (begun.name, begun.bio) == ("Maya Lund", "New words")


def test_while_nothing_can_be_saved_the_form_says_why(view: ProfileView, stage: Stage, qtbot: QtBot) -> None:
    form = opened(view, qtbot)
    write(form, "name", "Maya Lund")
    stage.shore.read_side.become(write_problem="The write store cannot be opened.")
    qtbot.waitUntil(lambda: not form.save.isEnabled())
    assert "cannot be opened" in form.problem.words


def test_every_field_has_a_name(view: ProfileView, qtbot: QtBot) -> None:
    form = opened(view, qtbot)
    names = [field.editor.accessibleName() for field in form.fields.values()]
    assert names == ["Name", "About you", "Street and number", "Postal code", "City", "Country"]
