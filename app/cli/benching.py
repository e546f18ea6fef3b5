"""The `bench` command: makes scratch data through the write model, measures row by row, prints a table or JSON."""

import contextlib
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

import msgspec

from app.bootstrap import Tideline, WindowRows
from app.cli import work
from app.cli.output import Json, print_json
from app.cli.progress import bar
from app.errors import EnvironmentFault, InvalidInput, Stopped
from app.lab.bench import reads as bench_reads
from app.lab.bench import writes as bench_writes
from app.lab.bench.data import Cast, Dataset, cast_of, reader_arrives, reader_marks, send, spec_for
from app.lab.bench.figures import Measured, machine, percentile, quiet, timed
from app.lab.bench.parts import Parts
from app.lab.bench.reach import HEADLESS, REACHES
from app.lab.bench.writes import CommitTimes

INCOMPLETE = 1
KEPT_FILE = "bench.json"
DATA = "data"
COPY = "measured"
FULL_EFFORT_FROM = 2_000
"""Posts; with fewer there are fewer samples, for a quick look."""


def bench(posts: int, rows: str | None, window_rows: WindowRows | None, *, keep: Path | None = None, json: bool) -> int:
    """Measure the rows (all of them without `rows`) and print them.

    The exit status is 0 whether or not they reach what they should, and 1 if one of them could not be measured.

    `keep` is a folder whose data is used again if it was made for as many posts, and left there. Raises
    `InvalidInput` for a row that there is not, or a folder that holds something else.
    """
    wanted = _wanted(rows, with_window=window_rows is not None)
    with _folder(keep) as folder:
        dataset = _prepared(folder, posts)
        with _copied(folder, needed=keep is not None) as data:
            measured = [*_headless(data, dataset, wanted), *_in_windows(data, wanted, window_rows)]
            found = _report(machine(data), dataset, measured)
    if json:
        print_json(found)
    else:
        from app.cli.bench_table import print_table

        print_table(found)
    return 0 if len(measured) == len(wanted) else INCOMPLETE


def _report(where: str, dataset: Dataset, measured: list[Measured]) -> Json:
    posts = dataset.spec.posts
    order = list(REACHES)
    return {
        "machine": where,
        "posts": posts,
        "data": msgspec.to_builtins(dataset.spec),
        "rows": [row_json(row, posts) for row in sorted(measured, key=lambda row: order.index(row.name))],
    }


def row_json(row: Measured, posts: int) -> Json:
    """A row as it is told: rounded to what can be meant, judged, with the ratio to each comparison side."""
    reach = REACHES[row.name]
    found: Json = {
        "name": row.name,
        "p50": _rounded(row.p50),
        "p99": _rounded(row.p99),
        "max": _rounded(max(row.samples)),
        "unit": row.unit,
        "samples": len(row.samples),
        "reach": reach.words,
        "met": reach.is_met(row, posts),
        "peers": {
            name: {
                "p50": _rounded(percentile(samples, 50)),
                "ratio": _rounded(row.ratio(name)),
                "samples": len(samples),
            }
            for name, samples in row.peers.items()
        },
    }
    if row.figures:
        found["figures"] = {name: _rounded(figure) for name, figure in row.figures.items()}
    return found | ({"note": row.note} if row.note else {}) | ({"explain": row.explain} if row.explain else {})


def _wanted(rows: str | None, *, with_window: bool) -> set[str]:
    there = set(REACHES) if with_window else set(HEADLESS)
    if rows is None:
        return there
    names = {name.strip() for name in rows.split(",") if name.strip()}
    unknown = sorted(names - set(REACHES))
    if unknown:
        raise InvalidInput("rows", f"There is no row '{unknown[0]}'; there are {', '.join(REACHES)}.")
    if not names <= there:
        raise InvalidInput("rows", f"The row {min(names - there)} needs a window, and none can be opened here.")
    return names


@contextlib.contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    """The folder for the data: a kept one, or one that is removed afterwards."""
    if keep is not None:
        folder = keep.expanduser().absolute()
        if folder.exists() and not (folder / KEPT_FILE).is_file() and (not folder.is_dir() or any(folder.iterdir())):
            raise InvalidInput("keep", f"{folder} holds something else than data of a bench; name an empty folder.")
        yield folder
        return
    folder = Path(tempfile.mkdtemp(prefix="tideline-bench-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _copied(folder: Path, *, needed: bool) -> Iterator[Path]:
    """The data to measure on, which changes it: a copy of what is kept, so that each run begins with the same."""
    if not needed:
        yield folder / DATA
        return
    copy = folder / COPY
    shutil.rmtree(copy, ignore_errors=True)
    try:
        yield Path(shutil.copytree(folder / DATA, copy))
    finally:
        shutil.rmtree(copy, ignore_errors=True)


def _prepared(folder: Path, posts: int) -> Dataset:
    """The data in `folder`, made if it is not there. Raises `InvalidInput` if there is data of another size."""
    note = folder / KEPT_FILE
    spec = spec_for(posts)
    if note.is_file():
        dataset = msgspec.json.decode(note.read_bytes(), type=Dataset)
        if dataset.spec != spec:
            raise InvalidInput("keep", f"{folder} holds {dataset.spec.posts} posts, not {posts}; name another folder.")
        return dataset
    with Tideline(folder / DATA) as program:
        with bar(f"Making {posts} posts", None) as advance:
            demo_ms = timed(lambda: work.fill(program, spec, advance))
        reader_id, commands = reader_arrives(program.queries, program.ids)
        program.catch_up(send(program.bus, commands))
        program.catch_up(send(program.bus, reader_marks(program.queries, reader_id)))
        program.settings.save(msgspec.structs.replace(program.settings.value, acting_as=reader_id))
    dataset = Dataset(spec, reader_id, demo_ms / 1_000)
    note.write_bytes(msgspec.json.encode(dataset))
    return dataset


def _headless(data: Path, dataset: Dataset, wanted: set[str]) -> list[Measured]:
    found: list[Measured] = []
    with Tideline(data) as program:
        parts = _parts(program, dataset.spec.posts)
        cast = cast_of(parts.database, parts.queries, dataset.reader_id)
        measures: Mapping[str, Callable[[], Measured]] = {
            "page_of_50": lambda: bench_reads.page_of_50(parts, cast, data / "stock"),
            "card_by_id": lambda: bench_reads.card_by_id(parts, cast),
            "profile_by_handle": lambda: bench_reads.profile_by_handle(parts, cast),
            "projector_batched": lambda: bench_writes.projector_batched(parts, cast),
            "projector_single": lambda: bench_writes.projector_single(parts, cast),
            "post_commit": lambda: bench_writes.post_commit(parts, cast),
        }
        found += [_told(name, measure) for name, measure in measures.items() if name in wanted]
        if "rebuild" in wanted:
            with bar("Rebuilding", None) as advance:
                found.append(_told("rebuild", lambda: bench_writes.rebuild(parts, dataset, advance)))
        parts.catch_up()
    if "commit_to_readable" in wanted:
        found.append(_told("commit_to_readable", lambda: _readable(data, cast)))
    return found


def _parts(program: Tideline, posts: int) -> Parts:
    program.bus.start()
    program.project(follow=False)
    side = program.read_side
    if side.log is None or side.projector is None:
        raise Stopped("The read side could not be opened, so nothing can be measured.")
    return Parts(
        program.clock,
        program.ids,
        program.signals,
        program.bus,
        program.database,
        program.queries,
        side.log,
        side.projector,
        side.rebuild_now,
        side.catch_up,
        min(1.0, posts / FULL_EFFORT_FROM),
    )


def _readable(data: Path, cast: Cast) -> Measured:
    """Measured in a program that has begun, as for a window, so that its own threads do the work."""
    commits = CommitTimes()
    with Tideline(data, on_commit=commits) as program:
        parts = _parts(program, len(cast.posts))
        program.begin()
        program.read_side.start()
        return bench_writes.commit_to_readable(parts, cast, commits)


def _in_windows(data: Path, wanted: set[str], window_rows: WindowRows | None) -> list[Measured]:
    """The rows that need a window, each in a process of its own; one that fails says so and is left out."""
    found: list[Measured] = []
    if window_rows is None:
        return found
    for name in (name for name in REACHES if name in wanted and name not in HEADLESS):
        try:
            found.append(_told(name, partial(_in_window, data, name, window_rows)))
        except EnvironmentFault as fault:
            sys.stderr.write(f"{fault}\n")
    return found


def _in_window(data: Path, name: str, window_rows: WindowRows) -> Measured:
    (row,) = window_rows(data, name)
    return msgspec.convert(row, Measured)


def _told(name: str, measure: Callable[[], Measured]) -> Measured:
    if sys.stderr.isatty():
        sys.stderr.write(f"{name} …\n")
    with quiet():
        return measure()


def _rounded(figure: float) -> float:
    """Four digits that count; more than was measured helps nobody."""
    return float(f"{figure:.4g}")
