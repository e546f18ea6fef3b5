"""Both sides, side by side: the rows at the left, the document at the right, what will bring them together between."""

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QPoint, QPointF, QRect
from PySide6.QtWidgets import QWidget

from app.errors import InvalidInput, TidelineError
from app.lab.readings.sides import UNOPENED, Moment, Past, Sides, Subject, TravelState
from ui.app_bridge import Lane
from ui.lab.page import LabPage, LabSurroundings
from ui.lab.panel import SHADOW_PX
from ui.lab.sides.chooser import ChoiceList, Chooser
from ui.lab.sides.connector import Connector
from ui.lab.sides.document_panel import DocumentPanel
from ui.lab.sides.rows_panel import RowsPanel
from ui.lab.sides.travel_panel import HEIGHT_PX as TRAVEL_PX
from ui.lab.sides.travel_panel import TravelPanel
from ui.lab.sides.wording import headline, past_head, subline

REFRESH_MS = 120
GAP_PX = 24
BELOW_PX = 16
BESIDE_PX = 620
"""From this width the sides stand beside one another; below, one above the other."""
NARROW_PX = 560
COMPARED_BACK = 45
PEOPLE, POSTS = 200, 20


class Seen(msgspec.Struct, frozen=True):
    """One look at everything: both sides, how far time travel reaches, and what was `asked` of it."""

    sides: Sides
    travel: TravelState
    past: Past | None
    moments: Sequence[Moment]
    asked: tuple[object, ...] = ()


class BothSidesPage(LabPage):
    """Follows the newest position until a person moves the slider back."""

    body_height = 560

    def __init__(self, around: LabSurroundings, parent: QWidget | None = None) -> None:
        super().__init__(around, parent)
        self._timer.setInterval(REFRESH_MS)
        self._choice: tuple[Subject, int] = ("person", 0)
        self._follows = True
        self._shown: int | None = None
        self._compare: int | None = None
        self._seen: Seen | None = None
        self._looking = self._travelling = False
        self._reach = UNOPENED
        self._listing = Lane(around.bridge)
        self._needed = 0
        self.rows = RowsPanel(self.look, self.icons, self.body)
        self.document = DocumentPanel(self.look, self.icons, self.body)
        self.connector = Connector(self.look, self.icons, self.body)
        self.travel = TravelPanel(self.look, self.icons, self.body)
        self.chooser = Chooser(self.look, self.icons)
        self.choices = ChoiceList(self.look, self)
        self.set_action(self.chooser)
        self.chooser.clicked.connect(self._open_choices)
        self.choices.chosen.connect(self.show_subject)
        self.choices.asked.connect(self._find)
        self.travel.moved.connect(self.travel_to)
        self.travel.chosen.connect(self.show_subject)

    @property
    def busy(self) -> bool:
        seen = self._seen
        late = seen is not None and (seen.travel != self._reach or not self._reach.is_built)
        return self._looking or self._travelling or late

    @property
    def travelling(self) -> bool:
        """Whether time travel is catching up at this moment."""
        return self._travelling

    @property
    def seen(self) -> Seen | None:
        """What was looked at last."""
        return self._seen

    def show_subject(self, subject: Subject, identifier: int) -> None:
        """Show this person or post."""
        self._choice = (subject, identifier)
        self._follows = False
        self.refresh()

    def travel_to(self, shown: int, compare: int) -> None:
        """Show the read model at `shown`, beside `compare`; at the newest position it is followed again."""
        last = self._seen.travel.last if self._seen is not None else shown
        self._shown = None if shown >= last else shown
        self._compare = compare
        if self._seen is not None:
            self._show_travel(self._seen)
        self.refresh()

    def refresh(self) -> None:
        viewer = self.around.program.session.viewer
        if self._follows and not viewer:
            self.show_head("Nobody is here yet", "Register somebody, or fill the feeds with examples.")
            return
        if self._follows:
            self._choice = ("person", viewer)
        if not self._looking:
            self._looking = True
            choice, shown, compare = self._choice, self._shown, self._compare
            self.around.bridge.run(lambda: self._look(choice, shown, compare), self._arrived, self._failed)
        self._go_on()

    def _go_on(self) -> None:
        """Have time travel catch up, beside the looks: making what it needs may take a while."""
        if not self._travelling:
            self._travelling = True
            self.around.bridge.run(self.around.lab.travel.catch_up, self._caught_up, self._failed)

    def _caught_up(self, state: TravelState) -> None:
        self._travelling = False
        moved, self._reach = state != self._reach, state
        if self.isVisible() and (moved or not state.is_built):
            self.refresh()

    def arrange(self) -> None:
        self.chooser.set_narrow(self.width() < NARROW_PX)
        super().arrange()

    def height_for(self, width: int) -> int:
        rows, document = self.rows.needed_height(), self.document.needed_height()
        if width >= BESIDE_PX:
            return max(340, rows, document) + TRAVEL_PX + BELOW_PX
        return rows + document + TRAVEL_PX + 2 * BELOW_PX

    def place_body(self, width: int, height: int) -> None:
        overlap = 2 * SHADOW_PX
        above = height - TRAVEL_PX - BELOW_PX + SHADOW_PX
        if width >= BESIDE_PX:
            left = round((width - overlap - GAP_PX) * 0.525) + overlap
            self.rows.setGeometry(0, 0, left, above)
            right = left + GAP_PX - overlap
            self.document.setGeometry(right, 0, width - right, above)
        else:
            half = self.rows.needed_height()
            self.rows.setGeometry(0, 0, width, half)
            self.document.setGeometry(0, half - overlap + BELOW_PX, width, above - half + overlap - BELOW_PX)
        self.travel.setGeometry(QRect(0, height - TRAVEL_PX - SHADOW_PX, width, TRAVEL_PX + SHADOW_PX))
        self.connector.setGeometry(0, 0, width, above)
        self.connector.raise_()

    def _look(self, choice: tuple[Subject, int], shown: int | None, compare: int | None) -> Seen:
        """Read everything; in the pool."""
        lab = self.around.lab
        sides = lab.sides.read(*choice)
        state = self._reach
        if not state.is_built:
            return Seen(sides, state, None, ())
        at, beside = handles(state, shown, compare)
        low = self.travel.low(state, at, beside)
        asked = (choice, state, at, beside, low)
        before = self._seen
        if before is not None and before.asked == asked:
            return Seen(sides, state, before.past, before.moments, asked)
        past = lab.travel.past(*choice, beside, at)
        return Seen(sides, state, past, lab.travel.moments(*choice, low, state.last), asked)

    def _arrived(self, seen: Seen) -> None:
        self._looking = False
        if (seen.sides.subject, seen.sides.identifier) != self._choice:
            self.refresh()
            return
        self._seen = seen
        self._show(seen)

    def _failed(self, error: Exception) -> None:
        self._looking = self._travelling = False
        if isinstance(error, InvalidInput):
            self.show_head("There is nothing to show", str(error))
        elif isinstance(error, TidelineError):
            self.show_head("Both sides cannot be read now", str(error))
        else:
            raise error
        self._seen = None
        self.connector.show_waiting(None, None, None)

    def _show(self, seen: Seen) -> None:
        program, sides = self.around.program, seen.sides
        now_ms = program.clock.now_ms()
        self.chooser.show_choice(self._choice, sides.title)
        self.rows.show_sides(sides, now_ms)
        past = seen.past
        if past is not None and self._shown is not None:
            self.document.show_document(
                sides.document,
                past.shown,
                past.fields,
                compared=past.compared,
                empty="" if past.exists else "not there yet",
            )
            self.show_head(*past_head(past, seen.travel.last))
        else:
            self.document.show_document(sides.document, sides.read, sides.fields)
            self.show_head(headline(sides), subline(sides, program.read_side.state(), now_ms))
        self._show_travel(seen)
        needed = self.height_for(self.body.width())
        if needed != self._needed:
            self._needed = needed
            self.arrange()
        self._connect(sides)

    def _show_travel(self, seen: Seen) -> None:
        shown, compare = handles(seen.travel, self._shown, self._compare)
        behind = max(0, seen.sides.written - seen.travel.last)
        self.travel.show_state(seen.travel, shown, compare, behind, seen.sides.waiting)
        if seen.past is not None:
            self.travel.show_past(seen.past, seen.moments)

    def _connect(self, sides: Sides) -> None:
        """Draw the waiting event between what both sides have painted."""
        beside = self.rows.y() == self.document.y()
        waiting = next((one for field in sides.differing if (one := sides.bringer(field)) is not None), None)
        if not beside or self._shown is not None:
            waiting = None
        left, right = self.rows.anchor_of(), self.document.anchor_of()
        if left is None or right is None:
            waiting = None
        self.connector.show_waiting(
            waiting,
            None if left is None else QPointF(self.rows.mapToParent(left.toPoint())),
            None if right is None else QPointF(self.document.mapToParent(right.toPoint())),
        )

    def _open_choices(self) -> None:
        queries = self.around.program.queries
        self._listing.run(
            lambda: (queries.people(PEOPLE), queries.feed("everyone", 0, 0, limit=POSTS)),
            lambda found: self.choices.show_choices(*found),
            self._failed,
        )
        self.choices.open_at(self.chooser.mapToGlobal(QPoint(self.chooser.width(), self.chooser.height() + 6)))

    def _find(self, words: str) -> None:
        lab = self.around.lab
        self._listing.run(lambda: lab.sides.find(words), self._found, lambda error: self.choices.say(str(error)))

    def _found(self, choice: tuple[Subject, int]) -> None:
        self.choices.close()
        self.show_subject(*choice)


def handles(state: TravelState, shown: int | None, compare: int | None) -> tuple[int, int]:
    """Where both handles stand: the newest position unless one was chosen, and some events before it."""
    at = state.last if shown is None else min(max(shown, state.first), state.last)
    beside = max(state.first, state.last - COMPARED_BACK) if compare is None else compare
    return at, min(max(beside, state.first), state.last)
