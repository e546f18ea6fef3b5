"""An empty generation of the read store that stands in for one that cannot be read, so that every query has an answer.

It lies among the temporary files: the data folder is left as it is, because another process may be mending it.
"""

import tempfile
from pathlib import Path

from app.read_model.generation import Generation
from app.read_model.lmdb_environment import as_fault

NUMBER = 0
"""Less than that of any real generation: a reader may go on from it to every other."""


class StandIn(Generation):
    """Makes one; gone with `close`. Raises `StoreUnusable` or `StoreFull` if there is no room for it."""

    def __init__(self) -> None:
        try:
            self._scratch = tempfile.TemporaryDirectory(prefix="tideline-no-store-")
        except OSError as error:
            raise as_fault(error, Path(tempfile.gettempdir())) from error
        try:
            super().__init__(Path(self._scratch.name) / str(NUMBER), create=True, sync=False)
        except BaseException:
            self._scratch.cleanup()
            raise

    def close(self) -> None:
        """Close it and remove its files; a second time does nothing."""
        super().close()
        self._scratch.cleanup()
