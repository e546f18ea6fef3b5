"""The smallest witness of a violation as moments on a timeline: the writes, the apply that was late, the read."""

import math
from collections.abc import Iterable

from msgspec.structs import replace

from app.consistency.history import Write
from app.consistency.verdicts import Step, Violation


def steps_of(violation: Violation, writes: Iterable[Write], applied_ms: float | None) -> tuple[Step, ...]:
    """The moments in their order; the apply of what was missed stands last while it has not happened (None)."""
    steps = [Step("write", write.acknowledged_ms, write.seq, "Saved") for write in writes]
    if violation.earlier_ms is not None:
        steps.append(Step("read", violation.earlier_ms, violation.missing, "Seen"))
    if violation.without and violation.lane == "store":
        steps.append(Step("apply", violation.at_ms, violation.without, "Applied"))
    else:
        steps.append(Step("read", violation.at_ms, violation.cursor, "Read"))
    title = "Not applied yet" if applied_ms is None else "Applied"
    steps.append(Step("apply", applied_ms, violation.missing, title))
    return _in_order(steps)


def with_apply(violation: Violation, at_ms: float) -> Violation:
    """The violation with the moment at which the missing write was applied after all."""
    steps = [Step("apply", at_ms, step.position, "Applied") if step.at_ms is None else step for step in violation.steps]
    return replace(violation, steps=_in_order(steps))


def _in_order(steps: list[Step]) -> tuple[Step, ...]:
    return tuple(sorted(steps, key=lambda step: math.inf if step.at_ms is None else step.at_ms))
