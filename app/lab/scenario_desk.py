"""The scenarios of a running program: the stories, the one that was played last, and the recording under way."""

from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import InvalidInput
from app.lab.readings.scenarios import Outcome, Story
from app.lab.recording import MOST_STEPS, Began, recorded
from app.lab.scenario_notes import counted
from app.lab.stories import Played, Stories, save_report
from app.lab.written import write_whole
from app.write_model.outbox import Outbox

if TYPE_CHECKING:
    from app.lab.laboratory import LabParts


class ScenarioDesk:
    """What the tab works with. `stands` is the story and the sentence at which the tour stands: it outlives the page.

    All but `recording` and `stands` may take long, so they are called from a pool.
    """

    def __init__(self, parts: "LabParts", folder: Path) -> None:
        self._parts = parts
        self._stories = Stories(folder)
        self._played: Played | None = None
        self._began: Began | None = None
        self.stands: tuple[str, int] | None = None

    def all(self) -> tuple[Story, ...]:
        """The stories that come with the program. Raises `InvalidInput` for a broken file."""
        return self._stories.all()

    def play(self, name: str) -> Outcome:
        """Play a story, by name or file, in a scratch folder on a clock of its own. Raises `TidelineError`."""
        self._played = self._stories.play(name)
        return self._played.outcome

    def save_report(self, file: Path) -> None:
        """Write the report of what was played last. Raises `TidelineError`; then nothing was written."""
        if self._played is None:
            raise InvalidInput("report", "No story was played yet, so there is nothing to report.")
        save_report(self._played, file)

    @property
    def recording(self) -> bool:
        """Whether what is done is being recorded."""
        return self._began is not None

    def begin_recording(self) -> None:
        """From now on what is committed belongs to the recording."""
        outbox = Outbox(self._parts.database)
        try:
            position = outbox.last_position()
        finally:
            outbox.close()
        session, clock = self._parts.session, self._parts.clock
        slowing = self._parts.read_side.state().slowing
        self._began = Began(position, clock.now_ms(), session.viewer, session.strategies, slowing)

    def drop_recording(self) -> None:
        """Forget it."""
        self._began = None

    def save_recording(self, file: Path) -> str:
        """Write the recording as a scenario, and say in a sentence what is in it. Raises `TidelineError`."""
        began = self._began
        if began is None:
            raise InvalidInput("recording", "Nothing is being recorded.")
        outbox = Outbox(self._parts.database)
        try:
            events = outbox.read(began.position, MOST_STEPS + 1)
        finally:
            outbox.close()
        queries = self._parts.queries
        made = recorded(began, events, lambda person: queries.profile(person).profile, queries.card)
        write_whole(file, made.text)
        self._began = None
        left = f"; left out, since a scenario cannot tell it: {counted(made.left_out, 'change')}"
        return f"{counted(made.steps, 'step')} saved in {file.name}{left if made.left_out else ''}."
