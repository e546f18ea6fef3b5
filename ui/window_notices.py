"""Which notice stands at the foot of the window, and what its answers do. Filling with demo data is told here too."""

from PySide6.QtCore import QObject, Signal

from app.commands import CreatePost
from app.consistency.visible import Operation
from ui.app_bridge import AppBridge
from ui.centre import Centre
from ui.composer.occasion import what_was_written
from ui.notices import Notice, filled_notice, filling_notice, notice_for, refused_notice
from ui.ports import Program
from ui.preferences import Preferences

SLOW_HINT = "slow-and-post-again"
SLOW_MS = 3_000


class WindowNotices(QObject):
    """Decides from the state of the read side, from trouble told, and from the first own post.

    `compose` to write; `edit_refused(Operation)` to have its words back; `filled` when the demo data is there, or as
    much of it as was not cancelled.
    """

    compose = Signal()
    filled = Signal()
    edit_refused = Signal(object)

    def __init__(
        self, program: Program, bridge: AppBridge, preferences: Preferences, centre: Centre, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._program = program
        self._bridge = bridge
        self._filling: Notice | None = None
        self._preferences = preferences
        self._centre = centre
        self._refused: tuple[Operation, ...] = ()
        self._trouble = ""
        self._invites_to_slow = False
        self._own_posts = -1
        centre.notice_acted.connect(self._acted)
        centre.notice_dismissed.connect(self._dismissed)
        preferences.failed.connect(self.tell)

    def refresh(self) -> None:
        """Show what is worth saying now."""
        refused = refused_notice(self._refused, has_words=self._with_words() is not None) if self._refused else None
        notice = notice_for(
            self._program.read_side.state(),
            invite_to_slow=self._invites_to_slow,
            trouble=self._trouble,
            filling=self._filling,
            refused=refused,
        )
        self._centre.show_notice(notice)

    def tell_refused(self) -> None:
        """Tell what was not saved: the card that says so may be gone with its post. A refused post has its own row."""
        operations = self._program.session.tide().operations
        self._refused = tuple(
            one for one in operations if one.stage == "rejected" and not isinstance(one.command, CreatePost)
        )
        self.refresh()

    def fill(self) -> None:
        """Fill with demo data, and tell how far it is."""
        if self._filling is not None and self._filling.key == "filling":
            return
        self._progressed(0.0, "Making people …")
        bridge = self._bridge
        future = self._program.demo.start(
            lambda share, sentence: bridge.deliver(lambda: self._progressed(share, sentence))
        )
        bridge.follow(future, lambda sentence: self._ended(filled_notice(sentence)), self._failed)

    def tell(self, sentence: str) -> None:
        """Tell of trouble, until it is dismissed."""
        self._trouble = sentence
        self.refresh()

    def count_own_posts(self, posts: int, *, anew: bool = False) -> None:
        """How many posts the acting person has in the read store: the first one more brings the invitation."""
        if not anew and -1 < self._own_posts < posts and not self._preferences.seen(SLOW_HINT):
            self._invites_to_slow = True
            self.refresh()
        self._own_posts = posts

    def _progressed(self, share: float, sentence: str) -> None:
        self._filling = filling_notice(share, sentence)
        self.refresh()

    def _ended(self, notice: Notice | None) -> None:
        self._filling = notice
        self.refresh()
        self.filled.emit()

    def _failed(self, error: BaseException) -> None:
        self._ended(None)
        self.tell(str(error))

    def _with_words(self) -> Operation | None:
        return next((one for one in self._refused if what_was_written(one.command) is not None), None)

    def _dismiss_refused(self) -> None:
        """Words stay until they are sent or discarded where they are written."""
        refused, self._refused = self._refused, ()
        for one in refused:
            if what_was_written(one.command) is None:
                self._program.session.dismiss(one.op_id)

    def _acted(self, key: str) -> None:
        if key == "refused":
            written = self._with_words()
            self._dismissed(key)
            self.edit_refused.emit(written)
        elif key == "filling":
            self._program.demo.cancel()
        elif key == "stopped":
            self._program.read_side.restart()
        elif key == "slow":
            self._dismissed(key)
            self._program.read_side.set_delay(SLOW_MS)
            self.compose.emit()

    def _dismissed(self, key: str) -> None:
        if key == "slow":
            self._invites_to_slow = False
            self._preferences.dismiss(SLOW_HINT)
        elif key == "refused":
            self._dismiss_refused()
        elif key == "filled":
            self._filling = None
        elif key == "trouble":
            self._trouble = ""
        self.refresh()
