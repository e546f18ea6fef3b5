"""The scenarios of a running program: the stories, what was played of them, and the recording under way.

Made on the GUI thread, so what is heavy is loaded by the calls that need it, in the pool.
"""

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import InvalidInput
from app.lab.readings.scenarios import Outcome, Story
from app.lab.workers import Workers

if TYPE_CHECKING:
    from app.lab.laboratory import LabParts
    from app.lab.scenarios.recording import Began
    from app.lab.scenarios.stories import Played, Stories


class ScenarioDesk:
    """What the tab works with. `stands` is the story and the sentence at which the tour stands: it outlives the page.

    All but `recording` and `stands` may take long, so they are called from a pool.
    """

    def __init__(self, parts: "LabParts", folder: Path, workers: Workers) -> None:
        self._parts = parts
        self._folder = folder
        self._workers = workers
        self._played: dict[str, Played] = {}
        self._began: Began | None = None
        self.stands: tuple[str, int] | None = None

    def all(self) -> tuple[Story, ...]:
        """The stories that come with the program. Raises `InvalidInput` for a broken file."""
        return self._stories.all()

    def play(self, name: str) -> Outcome:
        """Play a story, by name or file, in a scratch folder on a clock of its own. Raises `TidelineError`."""
        played: Played = self._workers.job("story", self._folder, name).result()
        self._played[name] = played
        return played.outcome

    def save_report(self, name: str, file: Path) -> None:
        """Write the report of a story as it was last played. Raises `TidelineError`; then nothing was written."""
        from app.lab.scenarios.stories import save_report  # noqa: PLC0415 - in the pool

        if name not in self._played:
            raise InvalidInput("report", "This story was not played yet, so there is nothing to report.")
        save_report(self._played[name], file)

    @property
    def recording(self) -> bool:
        """Whether what is done is being recorded."""
        return self._began is not None

    def begin_recording(self) -> None:
        """From now on what is committed belongs to the recording. Raises `StoreUnusable`."""
        from app.lab.scenarios.recording import began  # noqa: PLC0415 - in the pool

        self._began = began(self._parts)

    def drop_recording(self) -> None:
        """Forget it."""
        self._began = None

    def save_recording(self, file: Path) -> str:
        """Write the recording as a scenario, and say in a sentence what is in it. Raises `TidelineError`."""
        if self._began is None:
            raise InvalidInput("recording", "Nothing is being recorded.")
        from app.lab.scenarios.notes import counted  # noqa: PLC0415
        from app.lab.scenarios.recording import recorded_in  # noqa: PLC0415 - in the pool
        from app.lab.written import write_whole  # noqa: PLC0415

        made = recorded_in(self._parts, self._began)
        write_whole(file, made.text)
        self._began = None
        left = f"; left out, since a scenario cannot tell it: {counted(made.left_out, 'change')}"
        return f"{counted(made.steps, 'step')} saved in {file.name}{left if made.left_out else ''}."

    @cached_property
    def _stories(self) -> "Stories":
        from app.lab.scenarios.stories import Stories  # noqa: PLC0415 - in the pool

        return Stories(self._folder)
