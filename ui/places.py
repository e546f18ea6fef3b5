"""The places of the window and how they are written: 'home', 'thread:123', 'profile:maya', 'search:low water'."""

import msgspec

from app.errors import InvalidInput

PLACES: dict[str, tuple[str, str]] = {
    "home": ("Home", "house"),
    "everyone": ("Everyone", "globe"),
    "search": ("Search", "magnifying-glass"),
    "notifications": ("Notifications", "bell"),
    "bookmarks": ("Bookmarks", "bookmark-simple"),
    "profile": ("Profile", "user"),
    "lab": ("Lab", "flask"),
    "settings": ("Settings", "gear-six"),
}
"""What the navigation offers: the words and the icon of each."""

RAIL_WORDS = {"notifications": "Alerts", "bookmarks": "Saved"}
"""Shorter words for the narrow navigation beside the lab."""

FEEDS = ("home", "everyone", "bookmarks", "likes", "tag")
"""The kinds that the feed column shows."""

KINDS = (*FEEDS, "thread", "profile", "search", "notifications", "settings", "composer", "lab")


class Place(msgspec.Struct, frozen=True):
    """Where a person is: `argument` is the post's id, the handle, the tag or the words searched for."""

    kind: str
    argument: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.argument}" if self.argument else self.kind


HOME = Place("home")


def parse_place(text: str) -> Place:
    """Read a place as it is written. Raises `InvalidInput` if there is no such place."""
    kind, _, argument = text.partition(":")
    if kind not in KINDS:
        raise InvalidInput("view", f"There is no view '{text}'; choose one of {', '.join(KINDS)}.")
    if kind == "thread" and not argument.isdecimal():
        raise InvalidInput("view", "A thread is named by its post's id, as in thread:123.")
    if kind == "tag" and not argument:
        raise InvalidInput("view", "A tag is named by its word, as in tag:harbour.")
    return Place(kind, argument)


class Trail:
    """The places a person came through, so that Esc leads back; the last one is where they are."""

    def __init__(self, start: Place = HOME) -> None:
        self._places = [start]

    @property
    def here(self) -> Place:
        """The place that is shown."""
        return self._places[-1]

    @property
    def can_go_back(self) -> bool:
        """Whether there is a place to go back to."""
        return len(self._places) > 1

    def go(self, place: Place) -> None:
        """Go on to `place`; words typed on in a search, and another tab of the lab, replace what was shown before."""
        if place == self.here:
            return
        if place.kind == self.here.kind and place.kind in ("search", "lab"):
            self._places.pop()
        self._places.append(place)
        del self._places[:-50]

    def of_another_person(self) -> "Trail":
        """Where another person begins: at their home, and from there in the lab if that is shown: it is everybody's."""
        trail = Trail()
        if self.here.kind == "lab":
            trail.go(self.here)
        return trail

    def back(self) -> Place:
        """Go back one place; from the first, to home."""
        if self.can_go_back:
            self._places.pop()
        else:
            self._places = [HOME]
        return self.here
