"""`lab wars` and `lab verdict`: what copies would do to freshness, and whether a recorded reader keeps up."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from app.cli.output import print_json, print_lines
from app.errors import InvalidInput

if TYPE_CHECKING:
    from app.lab.staleness.latency import Legs
    from app.lab.staleness.wars import Latencies, Replicas

SHARES = ("0.99", "0.999")
MOST_TIMES = 10_000
WORDS = {
    "OK": "It keeps up, or catches up.",
    "WARN": "It advances, but never gains on the log.",
    "STALL": "It commits the same offset again and again.",
    "STOP": "It has stopped committing.",
    "REWIND": "It went back and has not come to where it was.",
}


def add_staleness(group: typer.Typer, json: bool) -> None:
    """Add both commands to the group `lab`."""

    @group.command()
    def wars(  # noqa: PLR0913, PLR0917 - one option for each figure of the model
        n: Annotated[int, typer.Option(help="Copies.")] = 3,
        r: Annotated[int, typer.Option(help="Copies that answer a read.")] = 1,
        w: Annotated[int, typer.Option(help="Copies that acknowledge a write.")] = 1,
        fit: Annotated[str | None, typer.Option(metavar="ssd|disk", help="Latencies as the paper fitted them.")] = None,
        legs: Annotated[
            Path | None, typer.Option(metavar="FILE", help="Own latencies: TOML, arrays w, a, r, s.")
        ] = None,
        t: Annotated[str, typer.Option(metavar="MS,…", help="How long after the commit a read starts.")] = "0,10",
        draws: Annotated[int, typer.Option(help="Pairs of a write and a read.")] = 1_000_000,
        seed: Annotated[int, typer.Option(help="The same seed gives the same numbers.")] = 7,
        remote_ms: Annotated[float, typer.Option(metavar="MS", help="Added each way on all copies but one.")] = 0.0,
    ) -> int:
        """What if the read side were replicated? The chance that a read is fresh."""
        from app.lab.staleness.wars import Cluster, simulate

        times = _times(t)
        cluster = Cluster(n=n, r=r, w=w, legs=_legs(fit, legs), remote_ms=remote_ms)
        return _tell_wars(simulate(cluster, draws, seed), times, json=json)

    @group.command()
    def verdict(
        file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV: offset,timestamp_ms,lag,broker_offset.")],
        now: Annotated[int, typer.Option(metavar="MS", help="The moment that is judged, as the timestamps.")],
        allowed_lag: Annotated[int, typer.Option(metavar="N", help="A lag up to this is never an error.")] = 0,
    ) -> int:
        """Judge a recorded series of lag: OK, WARN, STALL, STOP or REWIND."""
        from app.consistency.lag_verdicts import judge
        from app.lab.staleness.lag_series import read_series

        if allowed_lag < 0:
            raise InvalidInput("--allowed-lag", f"--allowed-lag is {allowed_lag}; take 0 or more.")
        found = judge(read_series(file), now, allowed_lag)
        if json:
            print_json({"verdict": found})
        else:
            print_lines([f"{found}: {WORDS[found]}"])
        return 0


def _times(words: str) -> dict[str, float]:
    """The times as they were typed, with their milliseconds."""
    times: dict[str, float] = {}
    for word in (part.strip() for part in words.split(",")):
        try:
            value = float(word)
        except ValueError as error:
            raise InvalidInput("--t", f"--t: '{word[:40]}' is no number of milliseconds; write it as 0,10.") from error
        if not 0 <= value <= 1e9:
            raise InvalidInput("--t", f"--t: {word[:40]} ms is not between 0 and 1,000,000,000.")
        times[word] = value
    if len(times) > MOST_TIMES:
        raise InvalidInput("--t", f"--t has {len(times):,} times; take up to {MOST_TIMES:,}.")
    return times


def _legs(fit: str | None, file: Path | None) -> "Legs":
    from app.lab.staleness.latency import FITS
    from app.lab.staleness.latency_toml import legs_from_file

    if (fit is None) == (file is None):
        raise InvalidInput("--fit", "Give --fit ssd, --fit disk or --legs FILE: one of them, and only one.")
    if file is not None:
        return legs_from_file(file)
    if fit is None or fit not in FITS:
        raise InvalidInput("--fit", f"There is no fit '{fit}'; take {' or '.join(FITS)}.")
    return FITS[fit]


def _tell_wars(outcome: "Replicas", times: dict[str, float], *, json: bool) -> int:
    fresh = dict(zip(times, outcome.p_consistent(tuple(times.values())), strict=True))
    visible = {share: round(outcome.t_visibility(float(share)), 6) for share in SHARES}
    read, write = outcome.read_latency, outcome.write_latency
    if json:
        print_json(
            {
                "p_consistent": fresh,
                "t_visibility_ms": visible,
                "read_latency_ms": _latencies(read),
                "write_latency_ms": _latencies(write),
            }
        )
        return 0
    print_lines(
        [
            *(f"fresh {time} ms after the commit: {100 * share:.3f}%" for time, share in fresh.items()),
            *(f"{100 * float(share):g}% of reads are fresh after {value:.2f} ms" for share, value in visible.items()),
            f"a read takes {read.p50:.2f} ms, 1 of 100 over {read.p99:.2f} ms, on average {read.mean:.2f} ms",
            f"a write takes {write.p50:.2f} ms, 1 of 100 over {write.p99:.2f} ms, on average {write.mean:.2f} ms",
            f"{outcome.draws:,} draws",
        ]
    )
    return 0


def _latencies(found: "Latencies") -> dict[str, float]:
    return {name: round(value, 6) for name, value in msgspec.structs.asdict(found).items()}
