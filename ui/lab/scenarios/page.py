"""The scenarios as guided tours: a list of stories, and the chosen one told step by step beside its figures.

A story is played beside the window, in a scratch folder, by the real bus and the real projector. The tour walks along.
"""

from pathlib import Path

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QWidget

from app.errors import TidelineError
from app.lab.readings.scenarios import Outcome, Story
from ui.app_bridge import Lane
from ui.lab.page import LabPage, LabSurroundings
from ui.lab.panel import PADDING_PX, SHADOW_PX, TITLE_ROOM_PX, Panel
from ui.lab.scenarios.lag_picture import HEIGHT_PX as LAG_PX
from ui.lab.scenarios.lag_picture import LagPicture
from ui.lab.scenarios.narrator import HEIGHT_PX as NARRATOR_PX
from ui.lab.scenarios.narrator import Narrator
from ui.lab.scenarios.outcome_panel import OutcomePanel
from ui.lab.scenarios.recorder import Recorder
from ui.lab.scenarios.sides import HEIGHT_PX as SIDES_PX
from ui.lab.scenarios.sides import SidesPicture
from ui.lab.scenarios.story_list import StoryList
from ui.lab.scenarios.tour import Tour
from ui.lab.scenarios.wording import headline

LIST_PX = 268
SLIM_LIST_PX = 196
SHORT_LIST_PX = 164
SHORT_TITLE_PX = 54
"""With the buttons of the head beside it."""
TALL_NARRATOR_PX = 212
GAP_PX = 16
WIDE_PX = 860
NARROW_PX = 600
END_PX = 300
SIDES_ROOM_PX = SIDES_PX + 24
LAG_ROOM_PX = LAG_PX + TITLE_ROOM_PX + 14


class ScenariosPage(LabPage):
    """Playing is asked for; choosing only shows what a story is about."""

    def __init__(self, around: LabSurroundings, parent: QWidget | None = None) -> None:
        super().__init__(around, parent)
        look, icons = self.look, self.icons
        self._desk = around.lab.scenarios
        self._loading = Lane(around.bridge)
        self._waits = 0
        self._tour: Tour | None = None
        self._told = ""
        self._said: tuple[str, str] | None = None
        self._looked_ms = around.program.clock.monotonic_ms()
        self._listed = Panel(look, "Stories", parent=self.body)
        self.list = StoryList(look, self._listed)
        self._sides_panel = Panel(look, parent=self.body)
        self.sides = SidesPicture(look, icons, self._sides_panel)
        self.narrator = Narrator(look, icons, self.body)
        self._lag_panel = Panel(look, "Lag", "age of the oldest change that waits", parent=self.body)
        self.lag = LagPicture(look, self._lag_panel)
        self.end = OutcomePanel(look, self.body)
        self.recorder = Recorder(self._desk, around.bridge, look, icons, self)
        self.set_action(self.recorder)
        self.list.selectionModel().currentChanged.connect(self._chosen)
        self.list.play_asked.connect(self._play_chosen)
        self.narrator.play.clicked.connect(self._play_or_pause)
        self.narrator.next.clicked.connect(lambda: self._step(1))
        self.narrator.back.clicked.connect(lambda: self._step(-1))
        self.recorder.said.connect(self._say)
        self.recorder.saved.connect(self._add_recording)
        self._extra: tuple[Story, ...] = ()
        self._new = ""
        self._load()

    @property
    def busy(self) -> bool:
        return self._waits > 0

    @property
    def tour(self) -> Tour | None:
        """The tour through what was played last, None before."""
        return self._tour

    def refresh(self) -> None:
        now = self.around.program.clock.monotonic_ms()
        passed, self._looked_ms = now - self._looked_ms, now
        tour = self._tour
        if tour is not None and tour.playing:
            tour.pass_time(passed, glides=not self.look.reduced_motion)
            self._remember()
        self._show()

    def play(self, name: str, stand_at: int | None = None) -> None:
        """Play a story, and begin its tour; with `stand_at`, stand at that sentence instead."""
        self._waits += 1
        self._said = None
        self.narrator.play.rest(resting=True)
        self.show_head("Playing the story", "In a scratch folder, on a clock of its own.")
        self._loading.run(
            lambda: self._desk.play(name), lambda outcome: self._played(name, outcome, stand_at), self._not_played
        )

    def arrange(self) -> None:
        narrow = self.width() < NARROW_PX
        if self.recorder.show_compact(compact=narrow):
            # Beside the list's title, where the head needs all of its width for words.
            self._action = None if narrow else self.recorder
            self.recorder.setParent(self._listed if narrow else self)
            self.recorder.show()
        super().arrange()

    def place_body(self, width: int, height: int) -> None:
        overlap = 2 * SHADOW_PX
        listed = _list_width(width)
        if listed:
            left, top, room = listed + GAP_PX, 0, width - listed - GAP_PX
            self._listed.setGeometry(0, 0, listed + overlap, height)
        else:
            left, top, room = 0, SHORT_LIST_PX + GAP_PX, width
            self._listed.setGeometry(0, 0, width, SHORT_LIST_PX + overlap)
        spare = max(0, height - self.height_for(width))
        told = _narrator_height(room) + min(spare // 2, 24)
        self._sides_panel.setGeometry(left, top, room, SIDES_ROOM_PX + overlap)
        top += SIDES_ROOM_PX + GAP_PX
        self.narrator.setGeometry(left, top, room, told + overlap)
        top += told + GAP_PX
        if _side_by_side(room):
            below = height - top
            self._lag_panel.setGeometry(left, top, room - END_PX - GAP_PX, below)
            self.end.setGeometry(left + room - END_PX - overlap, top, END_PX + overlap, below)
        else:
            self._lag_panel.setGeometry(left, top, room, LAG_ROOM_PX + overlap)
            self.end.setGeometry(left, top + LAG_ROOM_PX + GAP_PX, room, LAG_ROOM_PX + overlap)
        card = self._listed.card().toRect()
        self.list.setGeometry(card.adjusted(0, TITLE_ROOM_PX if listed else SHORT_TITLE_PX, 0, -10))
        if not listed:
            size = self.recorder.sizeHint()
            self.recorder.setGeometry(card.right() - 10 - size.width(), card.top() + 6, size.width(), size.height())
        self.sides.setGeometry(self._sides_panel.card().toRect().adjusted(12, 12, -12, -12))
        lag = self._lag_panel.card().toRect()
        self.lag.setGeometry(lag.adjusted(8, TITLE_ROOM_PX, -PADDING_PX, -8))

    def height_for(self, width: int) -> int:
        listed = _list_width(width)
        room = width - listed - GAP_PX if listed else width
        height = SIDES_ROOM_PX + _narrator_height(room) + LAG_ROOM_PX + 2 * GAP_PX + 2 * SHADOW_PX
        height += 0 if _side_by_side(room) else LAG_ROOM_PX + GAP_PX
        return height if listed else height + SHORT_LIST_PX + GAP_PX

    def _load(self) -> None:
        """List the stories, and go where the tour stood when the page was last seen."""
        self._waits += 1
        self.around.bridge.run(self._desk.all, self._listed_now, self._not_listed)

    def _listed_now(self, stories: tuple[Story, ...]) -> None:
        self._waits -= 1
        self.list.items.show_items((*stories, *self._extra))
        stands, said = self._desk.stands, self._said
        if self._new:
            self.list.choose(self._new)
            self._new, self._said = "", said
            self._show()
            return
        name = stands[0] if stands is not None else stories[0].name
        self.list.choose(name)
        if stands is not None and self._tour is None:
            self.play(*stands)

    def _not_listed(self, error: Exception) -> None:
        self._waits -= 1
        self._say("The stories cannot be listed", _words_of(error))

    def _chosen(self, current: QModelIndex, _before: QModelIndex) -> None:
        """Another story: what it is about, until it is played."""
        story = self.list.chosen
        if story is None or not current.isValid() or story.name == self._told:
            return
        self._loading.drop()
        self._waits = 0
        self._tour, self._told, self._said = None, story.name, None
        self.narrator.play.rest(resting=False)
        self.recorder.report.setEnabled(False)
        self._show_outcome(None)
        self._show()

    def _play_chosen(self) -> None:
        story = self.list.chosen
        if story is not None:
            self.play(story.name)

    def _play_or_pause(self) -> None:
        self._said = None
        tour = self._tour
        if tour is None:
            self._play_chosen()
            return
        if tour.playing:
            tour.playing = False
        else:
            tour.play()
        self._show()

    def _step(self, by: int) -> None:
        """Go to the next sentence, or to the one before."""
        self._said = None
        tour = self._tour
        if tour is not None:
            if by > 0:
                tour.next()
            else:
                tour.back()
            self._remember()
            self._show()

    def _played(self, name: str, outcome: Outcome, stand_at: int | None) -> None:
        self._waits -= 1
        self._told = self.recorder.story = name
        tour = self._tour = Tour(outcome)
        self._looked_ms = self.around.program.clock.monotonic_ms()
        if stand_at is None:
            tour.play()
        else:
            tour.stand_at(stand_at)
        self._remember()
        self.narrator.play.rest(resting=False)
        self.recorder.report.setEnabled(True)
        self._show_outcome(outcome)
        self._show()

    def _not_played(self, error: Exception) -> None:
        self._waits -= 1
        self.narrator.play.rest(resting=False)
        self._say("The story could not be played", _words_of(error))

    def _show_outcome(self, outcome: Outcome | None) -> None:
        self.lag.show_outcome(outcome)
        self.end.show_outcome(outcome)

    def _show(self) -> None:
        """Everything as the tour stands."""
        tour, narrator, story = self._tour, self.narrator, self.list.chosen
        narrator.back.setEnabled(tour is not None and tour.index >= 0)
        narrator.next.setEnabled(tour is not None and not tour.ended)
        playing = tour is not None and tour.playing
        again = tour is not None and tour.ended
        narrator.play.show_as("Pause" if playing else "Again" if again else "Play", "pause" if playing else "play")
        if tour is not None:
            beat = tour.beat
            before = tour.outcome.narration[tour.index - 1].text if tour.index > 0 else ""
            narrator.tell(tour.outcome.shows if beat is None else beat.text, before)
            narrator.steps.show_steps(tour.index, tour.count)
            self.sides.show_frame(tour.frame)
            self.lag.show_moment(tour.at_ms)
        elif story is not None:
            narrator.tell(story.shows)
            narrator.steps.show_steps(-1, 0)
            self.sides.show_frame(None)
        if self._said is not None:
            self.show_head(*self._said)
        elif tour is not None:
            self.show_head(*headline(tour))
        elif not self.busy or not self.headline:
            self.show_head(story.title if story is not None else "Stories about lag", "Press Play to have it told.")

    def _remember(self) -> None:
        if self._tour is not None:
            self._desk.stands = (self._told, self._tour.index)

    def _say(self, words: str, more: str) -> None:
        """Say what was done or refused, until something else is."""
        self._said = (words, more)
        self.arrange()
        self._show()

    def _add_recording(self, file: str) -> None:
        made = Story(file, Path(file).stem, "A recording of your own.")
        self._extra = (*(one for one in self._extra if one.name != file), made)
        self._new = file
        self._load()


def _list_width(width: int) -> int:
    """What the list takes beside the tour; 0 where it stands above it."""
    return LIST_PX if width >= WIDE_PX else SLIM_LIST_PX if width >= NARROW_PX else 0


def _narrator_height(room: int) -> int:
    return NARRATOR_PX if room >= 520 else TALL_NARRATOR_PX


def _side_by_side(room: int) -> bool:
    return room - 2 * SHADOW_PX >= 2 * END_PX


def _words_of(error: Exception) -> str:
    return str(error) if isinstance(error, TidelineError) else "Something went wrong; nothing was changed."
