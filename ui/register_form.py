"""The form in which a person says who they are: name and handle, checked against the rules while they type."""

import re
import unicodedata
from concurrent.futures import Future

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from app.commands import Answer, Receipt, RegisterPerson, Rejected
from ui.app_bridge import AppBridge, Lane
from ui.buttons import PillButton
from ui.icons import Icons
from ui.ports import Program
from ui.theme import Look, font
from ui.words import Words

PAUSE_MS = 200
"""How long typing pauses before a handle is looked up."""

MAX_SUGGESTIONS = 3


def suggestions(name: str) -> tuple[str, ...]:
    """Handles that a person of this name may like: letters of the plain alphabet, digits and underscores."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)
    if not words:
        return ()
    first, last = words[0], words[-1]
    made = [first] if len(words) == 1 else [first, f"{first}_{last[0]}", f"{first}_{last}", f"{first[0]}{last}"]
    return tuple(dict.fromkeys(handle for handle in made if len(handle) > 1))


class RegisterForm(QWidget):
    """Registers a person through `program.send`; `registered(person_id, name, handle)` once it is saved."""

    registered = Signal(object, str, str)

    def __init__(
        self,
        program: Program,
        bridge: AppBridge,
        look: Look,
        icons: Icons,
        button: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._program = program
        self._bridge = bridge
        self._look = look
        self._icons = icons
        self._lane = Lane(bridge)
        self._handle_typed = False
        self._taken = ""
        self.name = self._field("Name", "How people see you")
        self.handle = self._field("Handle", "One word, never changed later")
        self.name_problem = self._problem("Name")
        self.handle_problem = self._problem("Handle")
        self.submit = PillButton(look, icons, button, kind="accent", px=15, height=44, parent=self)
        self.submit.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._offers = [PillButton(look, icons, "", kind="soft", px=12, height=26) for _ in range(MAX_SUGGESTIONS)]
        self._arrange()
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._look_up)
        self.name.textEdited.connect(self._name_edited)
        self.handle.textEdited.connect(self._handle_edited)
        self.name.returnPressed.connect(self.handle.setFocus)
        self.handle.returnPressed.connect(self._send)
        self.submit.clicked.connect(self._send)
        for offer in self._offers:
            offer.clicked.connect(lambda _checked, offer=offer: self._take(offer.text().removeprefix("@")))
        self._judge()

    def _field(self, label: str, hint: str) -> QLineEdit:
        field = QLineEdit(self)
        field.setAccessibleName(label)
        field.setPlaceholderText(hint)
        field.setFont(font(15))
        field.setMinimumHeight(44)
        return field

    def _problem(self, about: str) -> Words:
        label = Words(self._look, "", 13, ink="like", parent=self)
        label.setAccessibleName(f"{about} problem")
        label.setMinimumHeight(20)
        return label

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for words, field, problem in (
            ("Name", self.name, self.name_problem),
            ("Handle", self.handle, self.handle_problem),
        ):
            label = Words(self._look, words, 13, bold=True, parent=self)
            label.setBuddy(field)
            column.addWidget(label)
            column.addWidget(field)
            column.addWidget(problem)
        row = QHBoxLayout()
        row.setSpacing(8)
        for offer in self._offers:
            policy = offer.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            offer.setSizePolicy(policy)
            offer.setVisible(False)
            row.addWidget(offer)
        row.addStretch(1)
        column.addLayout(row)
        column.addSpacing(14)
        column.addWidget(self.submit)

    def _name_edited(self) -> None:
        found = suggestions(self.name.text())
        if not self._handle_typed:
            self.handle.setText(found[0] if found else "")
            self._pause.start()
        self._offer(found)
        self._judge()

    def _handle_edited(self) -> None:
        self._handle_typed = bool(self.handle.text())
        self._pause.start()
        self._judge()

    def _offer(self, found: tuple[str, ...]) -> None:
        others = [handle for handle in found if handle != self._handle()]
        for index, offer in enumerate(self._offers):
            offer.setVisible(index < len(others))
            if index < len(others):
                offer.show_as(f"@{others[index]}")

    def _take(self, handle: str) -> None:
        self.handle.setText(handle)
        self._handle_typed = True
        self._offer(suggestions(self.name.text()))
        self._look_up()
        self._judge()

    def _handle(self) -> str:
        return self.handle.text().strip().removeprefix("@")

    def _command(self) -> RegisterPerson:
        ids = self._program.ids
        return RegisterPerson(
            command_id=ids.next_id(), actor_id=ids.next_id(), handle=self._handle(), name=self.name.text().strip()
        )

    def _judge(self) -> None:
        """Say what the rules would say; a field that nobody has touched is not blamed yet."""
        refused = self._program.check(self._command())
        taken = bool(self._taken) and self._taken == self._handle().casefold()
        self.submit.setEnabled(refused is None and not taken)
        reasons = {"name": "", "handle": f"@{self._handle()} is taken; choose another." if taken else ""}
        if refused is not None:
            reasons[refused.field if refused.field in reasons else "handle"] = refused.reason
        self.name_problem.setText(reasons["name"] if self.name.text() else "")
        self.handle_problem.setText(reasons["handle"] if self._handle() else "")

    def _look_up(self) -> None:
        handle = self._handle()
        if handle:
            queries = self._program.queries
            self._lane.run(
                lambda: queries.profile_by_handle(handle).profile is not None,
                lambda exists: self._looked_up(handle, exists=exists),
            )

    def _looked_up(self, handle: str, *, exists: bool) -> None:
        self._taken = handle.casefold() if exists else ""
        self._judge()

    def _send(self) -> None:
        if not self.submit.isEnabled():
            return
        command = self._command()
        self.submit.setEnabled(False)
        answer: Future[Answer] = self._program.send(command)
        self._bridge.follow(answer, lambda said: self._answered(command, said), self._failed)

    def _answered(self, command: RegisterPerson, answer: Answer) -> None:
        match answer:
            case Receipt():
                self.registered.emit(command.actor_id, command.name, command.handle)
            case Rejected(field=field, reason=reason):
                self.submit.setEnabled(True)
                (self.name_problem if field == "name" else self.handle_problem).setText(reason)

    def _failed(self, error: Exception) -> None:
        self.submit.setEnabled(True)
        self.handle_problem.setText(str(error))
