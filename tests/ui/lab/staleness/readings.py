"""A reading of 100 writes, of which the n-th is readable after n ms; tests change what they are about."""

from app.consistency.fresh_curve import Lifetime, curve_of
from app.lab.readings.staleness import VERSIONS, FreshReading


def measured(*, waiting: int = 0) -> FreshReading:
    """100 readable writes, so many more on their way for 200 ms, and a prediction that is twice as slow."""
    lifetimes = [Lifetime(float(at), True) for at in range(1, 101)]
    lifetimes += [Lifetime(200.0, False)] * waiting
    return FreshReading(
        measured=curve_of(lifetimes),
        predicted=tuple((2.0 * at, at / 100) for at in range(101)),
        versions=tuple(curve_of([Lifetime(at / k, True) for at in range(1, 101)]) for k in VERSIONS),
        lag=waiting,
        oldest_ms=200.0 if waiting else None,
        heartbeat_ms=300.0,
        dead=False,
        verdict="OK",
    )
