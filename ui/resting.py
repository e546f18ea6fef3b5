"""What nobody sees does nothing: the sources of hidden views wait, and catch up when they are seen again."""


class Rests:
    """For a source that hears of every change. Its view calls `rest`; its slots ask `misses` first."""

    _resting = False
    _missed = False

    def rest(self, *, resting: bool) -> None:
        """Wait, or go on and catch up with what was missed meanwhile."""
        self._resting = resting
        if not resting and self._missed:
            self._missed = False
            self.catch_up()

    def misses(self) -> bool:
        """Whether what has just happened is left for later, because nobody sees it."""
        self._missed = self._missed or self._resting
        return self._resting

    def catch_up(self) -> None:
        """Bring what is shown up to date, whatever was missed."""
        raise NotImplementedError
