"""Experiments in processes of their own: what comes back, what is told and said, and how each of them ends."""

import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.bootstrap import RESOURCES
from app.errors import EnvironmentFault, GapInLog, InvalidInput, Mistake, Stopped
from app.lab import workers as workers_module
from app.lab.lanes.lanes import FourLanes
from app.lab.lanes.player import LanesPlayer
from app.lab.readings.lanes import LanesFrame, LanesSetup, OwnAct
from app.lab.scenarios.stories import Stories
from app.lab.workers import ROOT, Workers
from tests.lab import odd_process
from tests.lab.here import Here

STORIES = RESOURCES / "scenarios"


@pytest.fixture
def odd() -> Iterator[Workers]:
    made = Workers(odd_process.NAME)
    yield made
    made.close()


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    """Whoever reads it comes to its end when the process that has it open is gone."""
    os.mkfifo(tmp_path / "pipe")
    return tmp_path / "pipe"


def test_a_process_is_kept_for_the_next_job_and_two_jobs_at_once_have_two(odd: Workers) -> None:
    first = odd.job("number").result()
    assert first != os.getpid()
    assert odd.job("number").result() == first
    waiting, began = odd.job("heed"), threading.Event()
    with ThreadPoolExecutor(1) as pool:
        heard = pool.submit(waiting.result, lambda _said: began.set())
        assert began.wait(20)
        assert odd.job("number").result() != first
        waiting.say("enough")
        assert heard.result() == "enough"


def test_what_is_told_comes_in_order_and_before_the_result(odd: Workers) -> None:
    told: list[str] = []
    assert odd.job("echo", "low", "high").result(told.append) == "high"
    assert told == ["low", "high"]


def test_errors_come_back_as_they_were_raised_and_the_process_goes_on(odd: Workers) -> None:
    first = odd.job("number").result()
    with pytest.raises(InvalidInput, match="more reads") as refused:
        odd.job("refuse").result()
    assert refused.value.field == "reads"
    with pytest.raises(GapInLog) as missed:
        odd.job("miss").result()
    assert (missed.value.expected, missed.value.found) == (4, 6)
    with pytest.raises(Mistake, match=r"KeyError\('tide'\).*your data is as it was") as failed:
        odd.job("fail").result()
    assert "in fail" in failed.value.__notes__[0]
    assert odd.job("number").result() == first


def test_a_path_means_the_same_in_the_process(odd: Workers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    assert odd.job("find", Path("data")).result() == tmp_path / "data"


def test_what_a_library_prints_does_not_stand_among_the_answers(odd: Workers) -> None:
    assert odd.job("chatter").result() == 1
    assert odd.job("echo", "still there").result() == "still there"


def test_a_process_that_dies_is_told_and_the_next_job_has_another(odd: Workers) -> None:
    first = odd.job("number").result()
    with pytest.raises(Stopped, match="process has ended; your data is as it was"):
        odd.job("die").result()
    second = odd.job("number").result()
    assert second != first
    os.kill(second, signal.SIGKILL)
    child = odd._idle[0]
    child._process.wait()
    assert odd.job("number").result() != second


def test_a_job_that_was_stopped_before_it_began_is_not_begun(odd: Workers) -> None:
    job = odd.job("die")
    job.stop()
    with pytest.raises(Stopped, match="before it began"):
        job.result()


def test_a_process_that_cannot_be_started_is_told_in_a_sentence(odd: Workers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers_module, "ROOT", ROOT / "nowhere")
    with pytest.raises(EnvironmentFault, match="No process could be started"):
        odd.job("number").result()


def test_who_closes_ends_what_runs_which_cleans_up_and_begins_nothing_more(pipe: Path, tmp_path: Path) -> None:
    odd = Workers(odd_process.NAME)
    began = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(odd.job("tidy", pipe, tmp_path / "scratch").result, lambda _pid: began.set())
        assert began.wait(20)
        with pipe.open("rb") as lives:
            assert (tmp_path / "scratch").exists()
            odd.close()
            assert lives.read() == b""
        assert running.exception() is None
    assert not (tmp_path / "scratch").exists()
    with pytest.raises(Stopped, match="closed"):
        odd.job("number").result()


def test_a_process_that_clings_is_killed(pipe: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers_module, "PATIENCE_S", 0.05)
    odd = Workers(odd_process.NAME)
    began = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(odd.job("cling", pipe).result, lambda _pid: began.set())
        assert began.wait(20)
        with pipe.open("rb") as lives:
            odd.close()
            assert lives.read() == b""
        assert isinstance(running.exception(), Stopped)


def test_a_killed_program_leaves_neither_a_process_nor_a_scratch_folder(pipe: Path, tmp_path: Path) -> None:
    words = [sys.executable, "-m", odd_process.NAME, str(pipe), str(tmp_path / "scratch")]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE) as program:
        assert program.stdout is not None
        assert int(program.stdout.readline())
        with pipe.open("rb") as lives:
            assert (tmp_path / "scratch").exists()
            program.kill()
            assert lives.read() == b""
    assert not (tmp_path / "scratch").exists()


def test_lanes_in_a_process_are_the_lanes_of_this_one_and_can_be_stopped() -> None:
    setup, real = LanesSetup(reads=12), Workers()
    heard: list[float] = []

    def hear(frame: LanesFrame, acts: tuple[OwnAct, ...]) -> bool:
        heard.append(frame.at_ms)
        assert all(act.pressed_ms <= frame.at_ms for act in acts)
        return True

    try:
        assert LanesPlayer(real).play(setup, hear) == FourLanes().play(setup)
        assert heard == [250.0 * at for at in range(12)]
        with pytest.raises(Mistake, match="stopped before their end"):
            LanesPlayer(real).play(LanesSetup(reads=2_000), lambda _frame, _acts: False)
        assert (
            real.job("story", STORIES, "three-edits").result().outcome == Stories(STORIES).play("three-edits").outcome
        )
    finally:
        real.close()


def test_a_process_opens_no_internet_socket() -> None:
    orders = pickle.dumps(("begin", ("story", (STORIES, "three-edits"))))
    with subprocess.Popen(
        [sys.executable, "tests/internet_guard.py", "app/lab/worker_process.py"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as guarded:
        assert guarded.stdin is not None
        assert guarded.stdout is not None
        guarded.stdin.write(orders)
        guarded.stdin.flush()
        kind, played = pickle.load(guarded.stdout)  # noqa: S301 - from our own process
        assert kind == "done"
        assert played.outcome.as_expected
        _out, said = guarded.communicate(timeout=60)
        assert (guarded.returncode, said) == (0, b"")


def test_a_fault_can_be_stopped_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.lab.rig.MEMORY", str(tmp_path))
    job = Here().job("fault", "poison", "comment", 2)
    told: list[tuple[int, int]] = []

    def hear(said: tuple[int, int]) -> None:
        told.append(said)
        if len(told) == 3:
            job.stop()

    with pytest.raises(Stopped, match="before its end"):
        job.result(hear)
    assert len(told) == 3
    assert list(tmp_path.iterdir()) == []
