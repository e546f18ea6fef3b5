"""What the settings say about strategies, which a run of the program may follow otherwise for a while."""

from app.consistency.strategies import Strategies, strategies_from
from app.errors import InvalidInput
from app.settings import Settings


def chosen_in(settings: Settings) -> Strategies:
    """The strategies of the settings; the defaults if they name something that there is not."""
    deadline_ms, fresh_ms = settings.read_deadline_ms, settings.fresh_seconds * 1_000
    try:
        return strategies_from(settings.strategies, deadline_ms=deadline_ms, fresh_ms=fresh_ms)
    except InvalidInput:
        return Strategies(deadline_ms=deadline_ms, fresh_ms=fresh_ms)
