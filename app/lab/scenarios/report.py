"""A scenario's outcome as one page that needs nothing else: no network, no script, light or dark as the reader's."""

from html import escape
from typing import Final

from app.lab.readings.scenarios import FIGURES, Outcome, Percentiles
from app.lab.scenarios.report_charts import lag_chart, positions_chart

_STYLE: Final = """
:root{--ground:#f3f4f8;--card:#fff;--border:#e6e8ef;--text:#12151c;--muted:#5d6679;--accent:#4f46e5;--read:#0d6b63;
--amber:#92400e;--strip:#fdf0da;--good:#0b7d57;--bad:#cc274b}
@media(prefers-color-scheme:dark){:root{--ground:#0d1017;--card:#171b24;--border:#262c38;--text:#e8ebf2;--muted:#8b95a7;
--accent:#8b8cff;--read:#2dd4bf;--amber:#fbbf24;--strip:#2b2312;--good:#34d399;--bad:#ff5c7f}}
*{box-sizing:border-box}body{margin:0;background:var(--ground);color:var(--text);
font:16px/1.5 Inter,system-ui,"Segoe UI",sans-serif;font-variant-numeric:tabular-nums}
main{max-width:840px;margin:0 auto;padding:40px 20px 64px}h1{font-size:30px;line-height:1.2;margin:0 0 6px}
h2{font-size:17px;margin:0 0 12px}.lead{color:var(--muted);margin:0 0 20px}.card{background:var(--card);
border:1px solid var(--border);border-radius:16px;padding:20px;margin:0 0 16px;overflow-x:auto}
.verdict{display:inline-block;border-radius:999px;padding:4px 14px;font-weight:600;color:var(--card);margin:0 0 20px}
.good{color:var(--good)}.bad{color:var(--bad)}.verdict.good{background:var(--good);color:var(--card)}
.verdict.bad{background:var(--bad);color:var(--card)}.figures{display:grid;gap:16px;
grid-template-columns:repeat(auto-fit,minmax(130px,1fr))}.figures b{display:block;font-size:26px;line-height:1.2}
.figures span,.small{color:var(--muted);font-size:14px}svg{display:block;width:100%;height:auto}
.line{fill:none;stroke-width:2;stroke-linejoin:round}.write{stroke:var(--accent)}.read{stroke:var(--read)}
.lag{stroke:var(--amber)}.late{fill:var(--amber);opacity:.12}.water{fill:var(--accent);opacity:.14}
.grid{stroke:var(--border)}.tick{fill:var(--muted);font-size:12px}.end{text-anchor:end}.mid{text-anchor:middle}
.key{margin:0 0 8px}.key i{display:inline-block;width:14px;height:3px;border-radius:2px;margin:0 6px 4px 14px}
.key i:first-child{margin-left:0}ol{list-style:none;margin:0;padding:0}li{display:grid;grid-template-columns:72px 1fr;
gap:12px;padding:8px 0;border-top:1px solid var(--border)}li:first-child{border-top:0}li time{color:var(--muted)}
li small{display:block;color:var(--muted);font-size:14px}table{border-collapse:collapse;width:100%}
th,td{text-align:right;padding:7px 10px;border-top:1px solid var(--border)}th{color:var(--muted);
font-weight:500;border:0}th:first-child,td:first-child{text-align:left;padding-left:0}.left{text-align:left}.moral{font-size:18px;margin:0}
"""


def report_page(outcome: Outcome, *, wall_ms: float, played_on: str) -> str:
    """The whole page. How long playing took on this machine, `wall_ms`, and the date `played_on` stand in it alone."""
    title = escape(outcome.title)
    held = outcome.as_expected
    verdict = "As expected" if held else "Not as expected"
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"/><meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="color-scheme" content="light dark"/><title>{title}</title><style>{_STYLE}</style></head><body><main>
<h1>{title}</h1><p class="lead">{escape(outcome.shows)}</p>
<p class="verdict {"good" if held else "bad"}">{verdict}</p>
{_figures(outcome)}
{_card("What happened", _narration(outcome))}
{_card("Both sides", _KEY + positions_chart(outcome))}
{_card("How old the oldest waiting change is", lag_chart(outcome))}
{_card("What was expected", _expectations(outcome))}
{_card("Who read what", _readers(outcome)) if outcome.readers else ""}
{_card("All numbers", _numbers(outcome))}
{f'<section class="card"><p class="moral">{escape(outcome.moral)}</p></section>' if outcome.moral else ""}
<p class="small">Scenario {escape(outcome.name)}, seed {outcome.seed}. {_seconds(outcome.duration_ms)} on its own clock;
played in {_seconds(wall_ms)} of real time on {escape(played_on)}. The same seed gives the same numbers.</p>
</main></body></html>
"""


_KEY: Final = (
    '<p class="small key"><i style="background:var(--accent)"></i>write side'
    '<i style="background:var(--read)"></i>read side</p>'
)


def _card(title: str, body: str) -> str:
    return f'<section class="card"><h2>{title}</h2>{body}</section>'


def _figures(outcome: Outcome) -> str:
    found = outcome.figures
    shown = (
        (f"{found['writes']:,.0f}", "writes"),
        (f"{found['reads']:,.0f}", "reads"),
        (f"{found['stale_reads']:,.0f}", f"stale, {found['stale_told']:,.0f} said so"),
        (f"{found['own_missed']:,.0f}", "own writes missed"),
        (_seconds(outcome.lag_ms.p50), f"lag, {_seconds(outcome.lag_ms.p99)} at p99"),
        (_seconds(outcome.wait_ms.p50), f"wait, {outcome.wait_ms.count:,} waited"),
    )
    cells = "".join(f"<div><b>{value}</b><span>{words}</span></div>" for value, words in shown)
    return f'<section class="card"><div class="figures">{cells}</div></section>'


def _narration(outcome: Outcome) -> str:
    if not outcome.narration:
        return '<p class="small">Nobody tells this one.</p>'
    items = "".join(
        f"<li><time>{beat.at_ms / 1_000:.1f} s</time><div>{escape(beat.text)}"
        f"<small>write side {beat.frame.write:,}, read side {beat.frame.read:,}</small></div></li>"
        for beat in outcome.narration
    )
    return f"<ol>{items}</ol>"


def _expectations(outcome: Outcome) -> str:
    proof = outcome.proof
    told = (
        f'<p class="small">{proof.documents:,} documents were derived a second way: {proof.differences:,} differ, '
        f"{proof.exceptions:,} positions were held back and not compared.</p>"
    )
    rows = "".join(
        f'<tr><td>{escape(one.says or FIGURES[one.figure])}</td><td class="left">{escape(FIGURES[one.figure])} '
        f"{escape(one.wanted)}</td><td>{one.found:,g}</td>"
        f'<td class="{"good" if one.held else "bad"}">{"held" if one.held else "did not hold"}</td></tr>'
        for one in outcome.expectations
    )
    return f"<table>{rows}</table>{told}" if rows else told


def _readers(outcome: Outcome) -> str:
    head = "<tr><th>who</th><th>reads</th><th>stale</th><th>said so</th><th>own missed</th><th>waits, median</th></tr>"
    rows = "".join(
        f"<tr><td>@{escape(one.handle)}</td><td>{one.reads:,}</td><td>{one.stale:,}</td><td>{one.told:,}</td>"
        f"<td>{one.own_missed:,}</td><td>{_waits(one.waits)}</td></tr>"
        for one in outcome.readers
    )
    return f"<table>{head}{rows}</table>"


def _waits(waits: Percentiles) -> str:
    return f"{waits.count:,}, {_seconds(waits.p50)}" if waits.count else "none"


def _numbers(outcome: Outcome) -> str:
    rows = "".join(
        f"<tr><td>{escape(FIGURES[name])}</td><td>{value:,.10g}</td></tr>" for name, value in outcome.figures.items()
    )
    spans = "".join(
        f"<tr><td>{name}</td><td>{_seconds(span.p50)}, {_seconds(span.p95)}, {_seconds(span.p99)}</td></tr>"
        for name, span in (("lag at p50, p95, p99", outcome.lag_ms), ("wait at p50, p95, p99", outcome.wait_ms))
    )
    return f"<table>{rows}{spans}</table>"


def _seconds(milliseconds: float) -> str:
    return f"{milliseconds / 1_000:,.1f} s" if milliseconds >= 1_000 else f"{milliseconds:,.0f} ms"
