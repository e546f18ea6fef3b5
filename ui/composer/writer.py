"""Holds together a field, its pictures, its draft and its sending, for the composer and for the reply box alike."""

from PySide6.QtCore import QObject, Signal

from app.commands import Rejected
from app.drafts import Draft
from app.limits import POST_CHARACTERS
from app.media import MediaItem
from app.text import is_blank
from ui.app_bridge import AppBridge
from ui.composer.draft_keeper import DraftKeeper
from ui.composer.occasion import NEW_POST, Occasion, Written, occasion_of
from ui.composer.picture_tray import PictureTray
from ui.composer.sender import Sender
from ui.composer.tally import Tally
from ui.composer.writing_field import WritingField
from ui.ports import Program


class Writer(QObject):
    """`changed` when words, count or what stands in the way are other ones; `sent(Operation)`.

    `refusal` is the sentence of the last attempt that was refused, '' once something has changed since.
    """

    changed = Signal()
    sent = Signal(object)

    def __init__(
        self,
        program: Program,
        bridge: AppBridge,
        field: WritingField,
        keeper: DraftKeeper,
        sender: Sender,
        tray: PictureTray | None = None,
    ) -> None:
        super().__init__(field)
        self._program = program
        self._field = field
        self._keeper = keeper
        self._sender = sender
        self._tray = tray
        self._tally = Tally()
        self._loading = False
        self._known_id = 0
        self._sent_as: Written | None = None
        self._before: Written = Written("")
        self.occasion = NEW_POST
        self.target = ""
        self.count = 0
        self.refusal = ""
        self.write_problem = program.read_side.state().write_problem
        field.written.connect(self._edited)
        field.send_asked.connect(self.send)
        bridge.read_side.connect(self._look_at_store)
        if tray is not None:
            field.pictures_given.connect(self._give_pictures)
            tray.changed.connect(self._pictures_changed)
            tray.refused.connect(self.refuse)

    @property
    def written(self) -> Written:
        """The words and pictures as they stand."""
        takes = self._tray is not None and self.occasion.takes_pictures
        return Written(self._field.words, self._tray.items if takes and self._tray is not None else ())

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written and no picture is there."""
        written = self.written
        return is_blank(written.text) and not written.media and not self._preparing

    @property
    def in_the_way(self) -> str:
        """Why it cannot be sent now, as a sentence; '' if it can."""
        if self.write_problem:
            return self.write_problem
        too_many = self.count - POST_CHARACTERS
        if too_many > 0:
            return f"This is {too_many:,} characters too long."
        if self._preparing:
            return "A picture is still being prepared."
        if self._tray is not None and self._tray.problem:
            return self._tray.problem
        written = self.written
        if is_blank(written.text):
            return "A post needs words beside its pictures." if written.media else "There is nothing written yet."
        if self.occasion.kind in ("edit post", "edit comment") and written.text == self._before.text:
            return "Nothing has been changed yet."
        return ""

    def begin(self, occasion: Occasion, before: str = "") -> None:
        """Write for this occasion, with its draft if there is one; `before` are the words that an edit changes."""
        if self._preparing and (occasion, occasion.target) == (self.occasion, self.target):
            return  # it was closed a moment ago, and a picture of it is not stored yet
        draft = self._keeper.load(occasion.target)
        self._before = Written(before)
        if draft is None:
            self._show(occasion, occasion.target, Written(before), len(before))
            return
        if occasion.kind == "reply" and not occasion.parent_id:
            occasion = occasion_of(draft)
        self._show(occasion, occasion.target, Written(draft.text, draft.media), draft.cursor)

    def resume(self, draft: Draft) -> None:
        """Go on with a draft that was sent in an earlier run and never acknowledged."""
        self._before = Written("")
        written = Written(draft.text, draft.media)
        self._show(occasion_of(draft), draft.target, written, draft.cursor)
        self._known_id, self._sent_as = draft.op_id, written

    def change(self, occasion: Occasion, written: Written, target: str, reason: str) -> None:
        """Change words that were refused for `reason`; their draft lies at `target`."""
        self._before = Written("")
        self._show(occasion, target, written, len(written.text))
        self.refuse(reason)

    def aim(self, occasion: Occasion) -> None:
        """Keep the words and let them answer something else of the same post."""
        self.occasion = occasion
        self._edited()

    def send(self) -> bool:
        """Send it, or say what is in the way; True if it is on its way."""
        self.refusal = self.in_the_way
        if not self.refusal:
            written = self.written
            known = self._known_id if written == self._sent_as else 0
            answer = self._sender.send(self.occasion, written, draft_target=self.target, known_id=known)
            if not isinstance(answer, Rejected):
                self._show(self.occasion, self.occasion.target, Written(""), 0)
                self.sent.emit(answer)
                return True
            self.refusal = answer.reason
        self.changed.emit()
        return False

    def discard(self) -> Written:
        """Take everything away, on disk too; gives back what it was. Ctrl+Z brings the words back."""
        gone = self.written
        self._field.replace_all("")
        self._show_pictures(())
        self._known_id = 0
        self.target = self.target if self.target == self.occasion.target else self._leave(self.target)
        self._edited()
        return gone

    def put_back(self, written: Written) -> None:
        """Undo `discard`."""
        self._field.replace_all(written.text)
        self._show_pictures(written.media)
        self._edited()

    def refuse(self, sentence: str) -> None:
        """Say that something was refused."""
        self.refusal = sentence
        self.changed.emit()

    def keep(self) -> None:
        """Have the draft on disk soon, with the cursor where it is; an edit that changed nothing leaves none."""
        written = self.written
        if self.occasion.kind in ("edit post", "edit comment") and written.text == self._before.text:
            self._keeper.forget(self.target)
            return
        self._keeper.keep(
            Draft(
                target=self.target,
                text=written.text,
                media=written.media,
                cursor=self._field.cursor_point,
                parent_id=self.occasion.parent_id,
                op_id=self._known_id if written == self._sent_as else 0,
            )
        )

    @property
    def _preparing(self) -> bool:
        return self._tray is not None and self._tray.preparing

    def _leave(self, target: str) -> str:
        self._keeper.forget(target)
        return self.occasion.target

    def _give_pictures(self, pictures: object) -> None:
        if self._tray is not None and isinstance(pictures, list):
            self._tray.add(pictures)

    def _show(self, occasion: Occasion, target: str, written: Written, cursor: int) -> None:
        """Show without saving what was just loaded."""
        self._loading = True
        self.occasion, self.target = occasion, target
        self._known_id, self._sent_as = 0, None
        self._field.takes_pictures = self._tray is not None and occasion.takes_pictures
        self._field.show_words(written.text, cursor)
        self._show_pictures(written.media if occasion.takes_pictures else ())
        self._loading = False
        self._recount()
        self.refusal = ""
        self.changed.emit()

    def _show_pictures(self, items: tuple[MediaItem, ...]) -> None:
        if self._tray is not None:
            self._tray.show_items(items)

    def _edited(self) -> None:
        if self._loading:
            return
        self._recount()
        self.refusal = ""
        self.keep()
        self.changed.emit()

    def _pictures_changed(self, by_hand: bool) -> None:
        """What was refused stays said while the pictures that were taken are prepared."""
        said = "" if by_hand else self.refusal
        self._edited()
        if said:
            self.refuse(said)

    def _recount(self) -> None:
        words = self._field.words
        self.count = self._tally.count(words.rstrip())
        over = self.count > POST_CHARACTERS
        self._field.mark_over(self._tally.end_of(words, POST_CHARACTERS) if over else None)

    def _look_at_store(self) -> None:
        problem = self._program.read_side.state().write_problem
        if problem != self.write_problem:
            self.write_problem = problem
            self.changed.emit()
