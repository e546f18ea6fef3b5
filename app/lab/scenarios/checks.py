"""What must hold between the parts of a scenario: names that exist, shares that sum to 1, moments in their order."""

import math
import re
from collections.abc import Iterator, Mapping
from typing import Final

from app.errors import InvalidInput
from app.lab.readings.scenarios import FIGURES
from app.lab.scenarios.model import FaultTable, LookTable, PartTable, Scenario, StepTable, Time
from app.lab.staleness.latency import Exponential, Fixed, Latency, Law, Pareto, Part, Uniform, checked

MOST_ACTS: Final = 200_000
SUM_TOLERANCE: Final = 1e-6
MOMENTS: Final = ("write", "read", "behind", "lag", "held", "saving")
"""What a sentence may tell of the moment, beside the figures so far and 'seen:HANDLE'."""

PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")
_LAWS: Final[Mapping[str, tuple[type, tuple[str, ...]]]] = {
    "uniform": (Uniform, ("low", "high")),
    "exponential": (Exponential, ("rate",)),
    "pareto": (Pareto, ("xm", "alpha")),
}
_ON_POSTS: Final = ("edit", "delete", "like", "unlike", "repost", "unrepost", "bookmark", "unbookmark")
_ON_COMMENTS: Final = ("edit_comment", "delete_comment")
_ON_PEOPLE: Final = ("follow", "unfollow", "mute", "unmute")


class Flaw(Exception):
    """Something in the file does not fit: where, and why."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(reason)
        self.place = place
        self.reason = reason


def check(scenario: Scenario) -> None:
    """Raise `Flaw` for the first part that does not fit the others."""
    people = _people(scenario)
    keys = _keys(scenario, people)
    for name in ("commit", "batch", "event", "slice"):
        latency_of(getattr(scenario.service, name), f"service.{name}")
    comments = _comment_keys(scenario, people, keys)
    for number, step in enumerate(scenario.steps):
        _check_step(f"steps[{number}]", step, people, keys, comments)
    for number, look in enumerate(scenario.looks):
        _check_look(f"looks[{number}]", look, people, keys)
    _check_traffic(scenario, keys)
    made = {step.key for step in scenario.steps if step.key}
    for number, fault in enumerate(scenario.faults):
        _check_fault(f"faults[{number}]", fault, made)
    for number, beat in enumerate(scenario.narration):
        _check_words(f"narration[{number}].text", beat.text, people)
    _check_expectations(scenario)
    acts = sum(_times(scenario))
    if acts > MOST_ACTS:
        raise Flaw("", f"it asks for {acts:,.0f} writes and reads, and {MOST_ACTS:,} are the most")


def latency_of(time: Time, place: str) -> Latency:
    """A service time as a latency that can be drawn from. Raises `Flaw`."""
    if isinstance(time, float | int):
        return Latency.of(Fixed(float(time)))
    try:
        parts = tuple(Part(part.p, _law(part, f"{place}[{number}]")) for number, part in enumerate(time))
        return checked(Latency(parts), place)
    except InvalidInput as error:
        raise Flaw(place, error.reason.removeprefix(f"{place}: ").rstrip(".")) from error


def _law(part: PartTable, place: str) -> Law:
    given = [name for name in ("fixed", *_LAWS) if getattr(part, name) is not None]
    if len(given) != 1:
        raise Flaw(place, "it needs one law: fixed, uniform, exponential or pareto")
    if part.fixed is not None:
        return Fixed(part.fixed)
    (name,) = given
    figures: dict[str, float] = getattr(part, name)
    law, fields = _LAWS[name]
    if set(figures) != set(fields):
        raise Flaw(f"{place}.{name}", f"it has the figures {' and '.join(fields)}, no others")
    made: Law = law(**figures)
    return made


def _people(scenario: Scenario) -> dict[str, str]:
    """Each handle, and whose it is."""
    people: dict[str, str] = {}
    for number, person in enumerate(scenario.people):
        place = f"people[{number}]"
        if person.handle in people:
            raise Flaw(f"{place}.handle", f"'{person.handle}' is there twice")
        if person.same_as and person.same_as not in people:
            raise Flaw(f"{place}.same_as", f"there is nobody '{person.same_as}' before")
        people[person.handle] = person.same_as or person.handle
    return people


def _keys(scenario: Scenario, people: dict[str, str]) -> dict[str, float]:
    """Each key of a post, and from when on it is there."""
    keys: dict[str, float] = {}
    for number, post in enumerate(scenario.posts):
        if post.by not in people:
            raise Flaw(f"posts[{number}].by", f"there is nobody '{post.by}'")
        if post.key:
            keys[post.key] = -1.0
    for number, step in enumerate(scenario.steps):
        if step.does == "post" and step.key:
            _name_once(f"steps[{number}].key", step.key, keys)
            keys[step.key] = step.at_ms
    return keys


def _comment_keys(scenario: Scenario, people: Mapping[str, str], posts: Mapping[str, float]) -> dict[str, float]:
    """Each key of a comment, and from when on it is there."""
    keys: dict[str, float] = {}
    for number, comment in enumerate(scenario.comments):
        place = f"comments[{number}]"
        if comment.by not in people:
            raise Flaw(f"{place}.by", f"there is nobody '{comment.by}'")
        if min(posts.get(comment.on, math.inf), keys.get(comment.on, math.inf)) > 0:
            raise Flaw(f"{place}.on", f"there is no post or comment '{comment.on}' at the beginning")
        _name_once(f"{place}.key", comment.key, posts, keys)
        keys[comment.key] = -1.0
    for number, step in enumerate(scenario.steps):
        if step.does == "comment" and step.key:
            _name_once(f"steps[{number}].key", step.key, posts, keys)
            keys[step.key] = step.at_ms
    return keys


def _name_once(place: str, key: str, *names: Mapping[str, float]) -> None:
    if any(key in known for known in names):
        raise Flaw(place, f"'{key}' is there twice")


def _check_step(
    place: str,
    step: StepTable,
    people: Mapping[str, str],
    keys: Mapping[str, float],
    comments: Mapping[str, float],
) -> None:
    if step.who not in people:
        raise Flaw(f"{place}.who", f"there is nobody '{step.who}'")
    if step.does in _ON_COMMENTS and comments.get(step.on, math.inf) > step.at_ms:
        raise Flaw(f"{place}.on", f"there is no comment '{step.on}' at that moment")
    if step.does == "comment" and min(keys.get(step.on, math.inf), comments.get(step.on, math.inf)) > step.at_ms:
        raise Flaw(f"{place}.on", f"there is no post or comment '{step.on}' at that moment")
    if step.does in _ON_POSTS and keys.get(step.on, math.inf) > step.at_ms:
        raise Flaw(f"{place}.on", f"there is no post '{step.on}' at that moment")
    if step.does in _ON_PEOPLE and step.on not in people:
        raise Flaw(f"{place}.on", f"there is nobody '{step.on}'")
    if step.does == "spend" and not step.amount:
        raise Flaw(f"{place}.amount", "a payment needs an amount")


def _check_look(place: str, look: LookTable, people: Mapping[str, str], keys: Mapping[str, float]) -> None:
    if look.who not in people:
        raise Flaw(f"{place}.who", f"there is nobody '{look.who}'")
    kind, _, name = look.at.partition(":")
    known = {"feed": not name, "profile": name in people, "post": name in keys}.get(kind, False)
    if not known:
        raise Flaw(f"{place}.at", f"'{look.at}' is nothing to look at: take feed, profile:HANDLE or post:KEY")
    if look.to_ms is not None and look.to_ms < look.from_ms:
        raise Flaw(f"{place}.to_ms", "it ends before it begins")
    rated = look.every_ms is not None or look.per_s is not None
    if rated != (look.to_ms is not None) or (look.every_ms is not None and look.per_s is not None):
        raise Flaw(place, "a look that is repeated needs to_ms and one of every_ms and per_s; one that is not, neither")


def _check_traffic(scenario: Scenario, keys: Mapping[str, float]) -> None:
    for number, traffic in enumerate(scenario.traffic):
        place = f"traffic[{number}]"
        if not scenario.crowd:
            raise Flaw(place, "traffic needs a crowd: say how many people are in it")
        if traffic.to_ms < traffic.from_ms:
            raise Flaw(f"{place}.to_ms", "it ends before it begins")
        negative = next((name for name, share in traffic.mix.items() if share < 0), None)
        if negative is not None:
            raise Flaw(f"{place}.mix.{negative}", "a share is negative")
        total = math.fsum(traffic.mix.values())
        if abs(total - 1) > SUM_TOLERANCE:
            raise Flaw(f"{place}.mix", f"the shares sum to {total:.7g}, not to 1")
        if traffic.on and keys.get(traffic.on, math.inf) > traffic.from_ms:
            raise Flaw(f"{place}.on", f"there is no post '{traffic.on}' at that moment")
        if not traffic.on and not scenario.posts and set(traffic.mix) - {"post", "follow"}:
            raise Flaw(place, "there is no post to act upon")


def _check_fault(place: str, fault: FaultTable, made: set[str]) -> None:
    if fault.kind in ("poison", "mend") and fault.on not in made:
        raise Flaw(f"{place}.on", f"no step has the key '{fault.on}'")


def _check_words(place: str, text: str, people: Mapping[str, str]) -> None:
    for name in PLACEHOLDER.findall(text):
        seen = name.startswith("seen:") and name[5:] in people
        if not seen and name not in FIGURES and name not in MOMENTS:
            raise Flaw(place, f"nothing is measured as '{{{name}}}'")
    if re.search(r"[{}]", PLACEHOLDER.sub("", text)):
        raise Flaw(place, "a brace stands alone")


def _check_expectations(scenario: Scenario) -> None:
    for number, expected in enumerate(scenario.expect):
        place = f"expect[{number}]"
        if expected.figure not in FIGURES:
            raise Flaw(f"{place}.figure", f"nothing is measured as '{expected.figure}'")
        given = [one for one in (expected.equals, expected.at_least, expected.at_most) if one is not None]
        if len(given) != 1:
            raise Flaw(place, "it needs one of equals, at_least and at_most")


def _times(scenario: Scenario) -> Iterator[float]:
    """How many acts each part of the file asks for, about."""
    yield float(
        len(scenario.steps) + len(scenario.comments) + scenario.crowd + sum(post.count for post in scenario.posts)
    )
    for traffic in scenario.traffic:
        yield traffic.per_s * (traffic.to_ms - traffic.from_ms) / 1_000
    for look in scenario.looks:
        length = 0.0 if look.to_ms is None else look.to_ms - look.from_ms
        yield 1 + length * (look.per_s / 1_000 if look.per_s else 1 / look.every_ms if look.every_ms else 0)
