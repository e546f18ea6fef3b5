"""Pool work by name, one at a time each: starting an errand anew drops the result of the one before."""

from collections.abc import Callable
from typing import TypeVar

from ui.app_bridge import AppBridge, Lane

T = TypeVar("T")


class Errands:
    """Used on the GUI thread. `busy` are the names of what has not come back yet."""

    def __init__(self, bridge: AppBridge) -> None:
        self._bridge = bridge
        self._lanes: dict[str, Lane] = {}
        self.busy: set[str] = set()

    def run(
        self, name: str, work: Callable[[], T], then: Callable[[T], None], failed: Callable[[Exception], None]
    ) -> None:
        """Have `work` done in the pool, then hand on its result or its error."""

        def arrived(result: T) -> None:
            self.busy.discard(name)
            then(result)

        def broken(error: Exception) -> None:
            self.busy.discard(name)
            failed(error)

        self.busy.add(name)
        self._lanes.setdefault(name, Lane(self._bridge)).run(work, arrived, broken)

    def drop(self, *names: str) -> None:
        """Forget these errands; without names, all of them."""
        for name in names or tuple(self._lanes):
            self.busy.discard(name)
            if name in self._lanes:
                self._lanes[name].drop()
