"""The form for one's own name, words, picture and address. It stays open until everything in it is saved."""

from itertools import pairwise
from pathlib import Path
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.commands import AnyCommand, UpdateAddress, UpdateProfile
from app.errors import TidelineError
from app.limits import ADDRESS_CHARACTERS, BIO_CHARACTERS, NAME_CHARACTERS
from app.media import MediaItem
from app.read_model.documents import Profile
from ui.app_bridge import AppBridge, Lane
from ui.buttons import IconButton, PillButton
from ui.composer.problem_line import ProblemLine
from ui.composer.writing_field import take_copy
from ui.face import Face
from ui.feed.images import ImageLoader
from ui.files import PICTURES, Where, ask_which
from ui.icons import Icons
from ui.ports import Program
from ui.profile.form_field import FormField
from ui.theme import CARD_RADIUS, Look
from ui.words import Words

WIDTH_PX: Final = 520
_FACE_PX: Final = 72
_AROUND_PX: Final = 146
"""Title and buttons, above and below the fields."""
_ADDRESS: Final = ("street", "postal_code", "city", "country")


class ProfileForm(QWidget):
    """`closed` when it is saved or a person leaves it; what was typed then stays until `show_profile`."""

    closed = Signal()

    def __init__(
        self,
        program: Program,
        bridge: AppBridge,
        look: Look,
        icons: Icons,
        images: ImageLoader,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._program = program
        self._bridge = bridge
        self._look = look
        self._preparing = Lane(bridge)
        self._profile: Profile | None = None
        self._avatar: MediaItem | None = None
        self._awaited: set[int] = set()
        self._storing = False
        self._body = QWidget()
        self.setAccessibleName("Edit profile")
        self.setAcceptDrops(True)
        self.title = Words(look, "Edit profile", 17, bold=True, parent=self)
        self.close_button = IconButton(look, icons, "Close", "x", size=34, px=18, parent=self)
        self.face = Face(images, _FACE_PX, self)
        self.choose = PillButton(look, icons, "Choose a picture", px=13, height=34, parent=self)
        self.remove = PillButton(look, icons, "Remove", kind="link", px=13, height=34, parent=self)
        self.problem = ProblemLine(look, icons, self)
        self.fields = {
            "name": FormField(look, "Name", NAME_CHARACTERS, hint="How people see you"),
            "bio": FormField(look, "About you", BIO_CHARACTERS, hint="A few words, tags and links", lines=4),
            "street": FormField(look, "Street and number", ADDRESS_CHARACTERS),
            "postal_code": FormField(look, "Postal code", ADDRESS_CHARACTERS),
            "city": FormField(look, "City", ADDRESS_CHARACTERS),
            "country": FormField(look, "Country", ADDRESS_CHARACTERS),
        }
        self.cancel = PillButton(look, icons, "Cancel", px=14, height=38, parent=self)
        self.save = PillButton(look, icons, "Save", kind="accent", px=14, height=38, parent=self)
        self._arrange(look)
        self.close_button.clicked.connect(self.closed)
        self.cancel.clicked.connect(self._give_up)
        self.save.clicked.connect(self._save)
        self.choose.clicked.connect(self._choose_file)
        self.remove.clicked.connect(lambda: self._show_avatar(None))
        for field in self.fields.values():
            field.changed.connect(self._judge)
        bridge.operations.connect(self._follow)
        bridge.read_side.connect(self._judge)
        look.changed.connect(self.update)

    @property
    def is_changed(self) -> bool:
        """Whether anything differs from what is stored."""
        return self._avatar_changed or any(field.is_changed for field in self.fields.values())

    @property
    def saving(self) -> bool:
        """Whether what was sent is not answered yet."""
        return bool(self._awaited)

    def show_profile(self, profile: Profile) -> None:
        """Show what is stored of this person, unless they have changes here that are not saved yet."""
        if self._profile is not None and self._profile.id == profile.id and (self.is_changed or self.saving):
            return
        self._load(profile)

    def show_refused(self, profile: Profile, command: AnyCommand, field: str, reason: str) -> None:
        """Show what was refused, to be changed: over what is stored, with the reason at its field."""
        self._load(profile)
        if isinstance(command, UpdateProfile):
            self.fields["name"].put_value(command.name)
            self.fields["bio"].put_value(command.bio)
            self._show_avatar(command.avatar)
        elif isinstance(command, UpdateAddress):
            for name in _ADDRESS:
                self.fields[name].put_value(getattr(command, name))
        self._blame(field, reason)
        self._judge()

    def hasHeightForWidth(self) -> bool:
        return False

    def sizeHint(self) -> QSize:
        return QSize(WIDTH_PX, self._body.sizeHint().height() + _AROUND_PX)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            event.accept()
            self.closed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and (
            event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            event.accept()
            self._save()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        take_copy(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        take_copy(event)

    def dropEvent(self, event: QDropEvent) -> None:
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if take_copy(event) and files:
            self.take_picture(files[0])

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("border"), 1))
        painter.setBrush(theme.color("card"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), CARD_RADIUS, CARD_RADIUS)
        line = self.save.y() - 12
        painter.drawLine(1, line, self.width() - 2, line)

    def take_picture(self, path: Path) -> None:
        """Store a picture and show it; what cannot be used is refused with a sentence."""
        pictures = self._program.pictures
        self._storing = True
        self._judge()

        def stored(item: MediaItem) -> None:
            self._storing = False
            self._show_avatar(item)

        def failed(error: Exception) -> None:
            self._storing = False
            self._judge()
            sentence = str(error) if isinstance(error, TidelineError) else "This picture cannot be used."
            self.problem.show_problem(sentence)

        self._preparing.run(lambda: pictures.add_file(path), stored, failed)

    def _arrange(self, look: Look) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 12, 1, 14)
        outer.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(19, 0, 11, 6)
        head.addWidget(self.title, 1)
        head.addWidget(self.close_button)
        outer.addLayout(head)
        outer.addWidget(self._scrolled(look), 1)
        told = QHBoxLayout()
        told.setContentsMargins(19, 6, 19, 0)
        told.addWidget(self.problem)
        outer.addLayout(told)
        outer.addSpacing(24)
        foot = QHBoxLayout()
        foot.setContentsMargins(19, 0, 19, 0)
        foot.setSpacing(10)
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.save)
        outer.addLayout(foot)
        editors = [self.fields[name].editor for name in ("name", "bio", *_ADDRESS)]
        order: list[QWidget] = [self.choose, self.remove, *editors, self.cancel, self.save, self.close_button]
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def _scrolled(self, look: Look) -> QScrollArea:
        """The fields, which scroll in a low window."""
        column = QVBoxLayout(self._body)
        column.setContentsMargins(20, 4, 20, 14)
        column.setSpacing(14)
        person = QHBoxLayout()
        person.setSpacing(14)
        person.addWidget(self.face)
        for button in (self.choose, self.remove):
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            person.addWidget(button)
        person.addStretch(1)
        column.addLayout(person)
        column.addWidget(self.fields["name"])
        column.addWidget(self.fields["bio"])
        column.addWidget(Words(look, "Address", 15, bold=True))
        column.addWidget(self.fields["street"])
        place = QHBoxLayout()
        place.setSpacing(12)
        place.addWidget(self.fields["postal_code"], 2, Qt.AlignmentFlag.AlignTop)
        place.addWidget(self.fields["city"], 3, Qt.AlignmentFlag.AlignTop)
        column.addLayout(place)
        column.addWidget(self.fields["country"])
        scroll = QScrollArea(self)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self._body)
        for ground in (scroll.viewport(), self._body):
            ground.setAutoFillBackground(False)
        return scroll

    def _load(self, profile: Profile) -> None:
        self._profile = profile
        self._awaited.clear()
        self.fields["name"].show_value(profile.name)
        self.fields["bio"].show_value(profile.bio)
        for name in _ADDRESS:
            self.fields[name].show_value(getattr(profile.address, name))
        self.problem.show_problem("")
        self._show_avatar(profile.avatar_item)

    @property
    def _avatar_changed(self) -> bool:
        stored = self._profile.avatar_item if self._profile is not None else None
        return (self._avatar.sha256 if self._avatar else "") != (stored.sha256 if stored else "")

    def _show_avatar(self, item: MediaItem | None) -> None:
        self._avatar = item
        if self._profile is not None:
            self.face.show_person(self._profile.id, self._profile.name, item.sha256 if item is not None else "")
        self.remove.setVisible(item is not None)
        self.problem.show_problem("")
        self._judge()

    def _commands(self) -> list[AnyCommand]:
        """What has to be sent for what was changed."""
        program, profile = self._program, self._profile
        if profile is None:
            return []
        values = {name: field.value for name, field in self.fields.items()}
        commands: list[AnyCommand] = []
        if self._avatar_changed or self.fields["name"].is_changed or self.fields["bio"].is_changed:
            commands.append(
                UpdateProfile(
                    command_id=program.ids.next_id(),
                    actor_id=profile.id,
                    name=values["name"],
                    bio=values["bio"],
                    avatar=self._avatar,
                )
            )
        if any(self.fields[name].is_changed for name in _ADDRESS):
            commands.append(
                UpdateAddress(
                    command_id=program.ids.next_id(),
                    actor_id=profile.id,
                    street=values["street"],
                    city=values["city"],
                    postal_code=values["postal_code"],
                    country=values["country"],
                )
            )
        return commands

    def _judge(self) -> None:
        problem = self._program.read_side.state().write_problem
        self.save.show_as("Saving…" if self.saving else "Save")
        why = problem or ("A picture is still being prepared." if self._storing else "")
        self.save.setEnabled(self.is_changed and not self.saving and not why)
        self.save.setToolTip(why or "Save (Ctrl+Enter)")
        self.save.setAccessibleDescription(why)
        if problem:
            self.problem.show_problem(problem)

    def _save(self) -> None:
        if not self.save.isEnabled():
            return
        commands = self._commands()
        refused = [answer for answer in map(self._program.check, commands) if answer is not None]
        for answer in refused:
            self._blame(answer.field, answer.reason)
        if refused:
            return
        for command in commands:
            self._awaited.add(self._program.session.perform(command).op_id)
        self._judge()
        self._follow()

    def _follow(self) -> None:
        """See what became of what was sent; what was refused is said at its field."""
        if not self._awaited:
            return
        session = self._program.session
        operations = {operation.op_id: operation for operation in session.tide().operations}
        refused = False
        for op_id in list(self._awaited):
            operation = operations.get(op_id)
            if operation is not None and operation.stage == "saving":
                continue
            self._awaited.discard(op_id)
            if operation is not None and operation.stage == "rejected":
                refused = True
                self._blame(operation.field, operation.reason)
                session.dismiss(op_id)
        if not self._awaited:
            self._judge()
            if not refused and not self.problem.words:
                self._profile = None
                self.closed.emit()

    def _blame(self, field: str, reason: str) -> None:
        blamed = self.fields.get(field)
        if blamed is None:
            self.problem.show_problem(reason)
            return
        blamed.show_problem(reason)
        blamed.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose_file(self) -> None:
        ask_which(
            self, "Choose a picture", PICTURES, lambda files: self.take_picture(files[0]), where=Where.PicturesLocation
        )

    def _give_up(self) -> None:
        """Forget what was typed."""
        self._profile = None
        self.closed.emit()
