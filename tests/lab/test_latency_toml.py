"""Legs as people write them: what is read, and that nonsense is refused with its place."""

from pathlib import Path

import pytest

from app.errors import InvalidInput
from app.lab.staleness.latency import Discrete, Exponential, Fixed, Pareto, Part, Uniform
from app.lab.staleness.latency_toml import LONGEST_FILE, legs_from_file, legs_from_toml

GOOD = """
w = [{ p = 0.38, pareto = { xm = 1.05, alpha = 1.51 } }, { p = 0.62, exponential = { rate = 0.183 } }]
a = [{ p = 1, uniform = { low = 1, high = 2 } }]
r = [{ p = 1, fixed = 5 }]
s = [{ p = 1.0, discrete = [1, 2.5] }]
"""
FIXED = "[{ p = 1, fixed = 5 }]"


def _with_w(w: str) -> bytes:
    return f"w = {w}\na = {FIXED}\nr = {FIXED}\ns = {FIXED}\n".encode()


def test_all_five_laws_are_read() -> None:
    legs = legs_from_toml(GOOD.encode(), "legs.toml")
    assert legs.w.parts == (Part(0.38, Pareto(1.05, 1.51)), Part(0.62, Exponential(0.183)))
    assert legs.a.parts == (Part(1.0, Uniform(1, 2)),)
    assert legs.r.parts == (Part(1.0, Fixed(5)),)
    assert legs.s.parts == (Part(1.0, Discrete((1, 2.5))),)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "own.toml has no w; it needs the four arrays w, a, r and s."),
        (b"\xff\xfe", "own.toml is not UTF-8 text: byte 1 cannot be read."),
        (_with_w("5"), "own.toml, w is no array; write it as [{ p = 1, fixed = 5 }]."),
        (_with_w("[]"), "own.toml, w is empty: give at least one latency."),
        (_with_w("[3]"), "own.toml, w is no table; write it as { p = 1, fixed = 5 }."),
        (_with_w("[{ fixed = 5 }]"), "own.toml, w has no weight p."),
        (
            _with_w("[{ p = 1 }]"),
            "own.toml, w needs one of pareto, exponential, uniform, fixed, discrete; it has none.",
        ),
        (
            _with_w("[{ p = 1, fixed = 1, discrete = [1] }]"),
            "own.toml, w needs one of pareto, exponential, uniform, fixed, discrete; it has fixed and discrete.",
        ),
        (_with_w("[{ p = 1, exponential = 3 }]"), "own.toml, w, exponential is no table with rate."),
        (_with_w("[{ p = 1, pareto = { xm = 1 } }]"), "own.toml, w, pareto has no alpha."),
        (
            _with_w("[{ p = 1, pareto = { xm = 1, alpha = 2, beta = 3 } }]"),
            "own.toml, w, pareto has an unknown key 'beta'; known are xm, alpha.",
        ),
        (_with_w('[{ p = 1, fixed = "5" }]'), "own.toml, w, fixed is no number."),
        (_with_w("[{ p = true, fixed = 5 }]"), "own.toml, w, p is no number."),
        (_with_w("[{ p = 1, discrete = 5 }]"), "own.toml, w, discrete is no array of milliseconds."),
        (_with_w("[{ p = 1, discrete = [] }]"), "own.toml, w: discrete is empty, so there is nothing to draw from."),
        (_with_w("[{ p = 0.5, fixed = 5 }]"), "own.toml, w: the weights p sum to 0.5, not to 1."),
        (
            _with_w("[{ p = 0.5, fixed = 5 }, { p = 0.5, fixed = -5 }]"),
            "own.toml, w[2]: fixed = -5 ms is negative.",
        ),
        (_with_w(f"[{{ p = 1, fixed = 1{'0' * 400} }}]"), "own.toml, w, fixed is too large a number."),
        (b"x = 1", "own.toml has an unknown key 'x'; known are w, a, r, s."),
    ],
)
def test_nonsense_is_refused_in_one_sentence_that_names_the_place(content: bytes, sentence: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        legs_from_toml(content, "own.toml")
    assert refused.value.reason == sentence


def test_what_is_no_toml_names_the_line() -> None:
    with pytest.raises(InvalidInput, match=r"^own\.toml is no TOML: .*line 1"):
        legs_from_toml(b"w = = 3", "own.toml")


def test_a_file_that_is_not_there_or_far_too_long_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"^no\.toml cannot be read: no such file or directory\.$"):
        legs_from_file(tmp_path / "no.toml")
    long = tmp_path / "long.toml"
    long.write_bytes(b"#" * (LONGEST_FILE + 2))
    with pytest.raises(InvalidInput, match=r"^long\.toml is over 1 MB"):
        legs_from_file(long)
