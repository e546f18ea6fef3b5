"""Both sides: what differs between the rows and the document is known, and the event that will bring it is named."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from app import commands, events
from app.errors import InvalidInput
from app.lab.event_kinds import EVENT_KINDS
from app.lab.readings.sides import Cell, Sides
from app.lab.sides.document_text import compared, text_of
from app.lab.sides.sides import BothSides
from app.projections.applier import PROJECTIONS
from app.read_model.queries import Queries
from app.second_derivation import card_now, cards, profile_now, profiles
from tests.histories import PICTURE, fill_every_table
from tests.whole_path import WholePath


@pytest.fixture
def path(tmp_path: Path) -> Iterator[WholePath]:
    made = WholePath(tmp_path)
    yield made
    made.close()


@pytest.fixture
def sides(path: WholePath) -> Iterator[BothSides]:
    made = BothSides(path.database, Queries(path.store))
    yield made
    made.close()


def live(path: WholePath, person: int, street: str = "12 Harbour Street") -> int:
    return path.send(
        commands.UpdateAddress, actor_id=person, street=street, city="Porto", postal_code="4050", country="PT"
    ).position


def changed(read: Sides) -> dict[str, tuple[str, str]]:
    cells = [cell for table in read.tables for row in table.rows for cell in row]
    return {cell.column: (cell.was, cell.value) for cell in cells if cell.changed}


def test_both_sides_agree_once_everything_is_projected(path: WholePath, sides: BothSides) -> None:
    fill_every_table(path)
    path.project()
    for table, subject in (("profiles", "person"), ("cards", "post")):
        for identifier in path.keys(table):
            read = sides.read(subject, identifier)  # type: ignore[arg-type]  # one of the two words
            assert (read.differing, read.waiting, changed(read)) == ((), (), {}), (table, identifier)
            assert not any(count.changed for count in read.counts)
            assert read.written == read.read


def test_a_saved_address_differs_until_its_event_is_projected(path: WholePath, sides: BothSides) -> None:
    ana = path.person("ana")
    live(path, ana)
    path.project()
    position = live(path, ana, "48 Rua das Flores")
    read = sides.read("person", ana)
    (field,) = read.differing
    assert (field.name, field.value, field.will_be) == (
        "display_address",
        '"12 Harbour Street, 4050 Porto, PT"',
        '"48 Rua das Flores, 4050 Porto, PT"',
    )
    assert (field.position, read.written, read.read) == (position, position, position - 1)
    bringer = read.bringer(field)
    assert bringer is not None
    assert (bringer.kind, bringer.words, bringer.held) == ("address", "A changed address", "")
    assert changed(read) == {"street": ("12 Harbour Street", "48 Rua das Flores")}
    path.project()
    assert sides.read("person", ana).differing == ()


def test_counted_rows_differ_by_the_last_event_that_counts_them(path: WholePath, sides: BothSides) -> None:
    ana, bo = path.person("ana"), path.person("bo")
    post = path.post(ana, "Low water")
    path.project()
    path.follow(bo, ana)
    path.post(ana, "High water")
    last = path.follow(ana, bo)
    path.like(bo, post)
    liked = path.like(ana, post)
    profile = sides.read("person", ana)
    assert [(one.name, one.value, one.will_be) for one in profile.differing] == [
        ("posts", "1", "2"),
        ("followers", "0", "1"),
        ("following", "0", "1"),
    ]
    assert profile.differing[2].position == last
    assert [(one.field, one.rows, one.changed) for one in profile.counts] == [
        ("posts", 2, True),
        ("followers", 1, True),
        ("following", 1, True),
    ]
    card = sides.read("post", post)
    assert [(one.name, one.will_be, one.position) for one in card.differing] == [("likes", "2", liked)]


def test_a_rename_reaches_the_cards_of_its_author(path: WholePath, sides: BothSides) -> None:
    ana = path.person("ana")
    post = path.post(ana, "Low water")
    path.project()
    live(path, ana)
    renamed = path.send(commands.UpdateProfile, actor_id=ana, name="Anna", bio="").position
    read = sides.read("post", post)
    assert [(one.name, one.position) for one in read.differing] == [("name", renamed)]
    assert [one.position for one in read.waiting] == [renamed], "an address stands on no card"


def test_a_post_that_is_saved_and_not_shown_is_brought_by_its_creation(path: WholePath, sides: BothSides) -> None:
    ana = path.person("ana")
    path.project()
    picture = path.media.add_bytes(PICTURE, "a dot")
    post = path.post(ana, "Low water", media=(picture,))
    read = sides.read("post", post)
    assert (read.saved, read.shown, read.title) == (True, False, "Low water")
    assert {field.position for field in read.differing} == {read.written}
    assert [table.name for table in read.tables] == ["posts", "people", "post_media"]
    path.project()
    path.delete(ana, post)
    read = sides.read("post", post)
    assert (read.saved, read.shown) == (False, True)
    assert {field.will_be for field in read.differing} == {""}


def test_a_parked_event_still_waits_though_the_checkpoint_is_past_it(path: WholePath, sides: BothSides) -> None:
    ana = path.person("ana")
    path.project()
    path.projector.hold(f"person:{ana}", "Held by hand.")
    position = live(path, ana)
    path.project()
    read = sides.read("person", ana)
    assert read.read == read.written == position
    assert [(one.position, one.held) for one in read.waiting] == [(position, "held back")]
    assert read.differing[0].position == position


def test_nothing_is_read_twice_while_nothing_happens(path: WholePath, sides: BothSides) -> None:
    ana = path.person("ana")
    first = sides.read("person", ana)
    assert sides.read("person", ana) is first
    path.project()
    assert sides.read("person", ana) is not first


@pytest.mark.parametrize("identifier", [0, -3, 99, 1 << 70])
def test_an_unknown_id_is_refused_in_one_sentence(sides: BothSides, identifier: int) -> None:
    with pytest.raises(InvalidInput, match="There is no post with the id"):
        sides.read("post", identifier)


def test_an_unknown_handle_is_refused_in_one_sentence(path: WholePath, sides: BothSides) -> None:
    ana = path.person("ana")
    assert sides.person_called("Ana") == ana
    with pytest.raises(InvalidInput, match="Nobody here is called @bo"):
        sides.person_called("bo")


def test_what_is_typed_finds_a_person_by_handle_and_both_by_id(path: WholePath, sides: BothSides) -> None:
    ana = path.person("ana")
    post = path.post(ana, "Low water")
    assert sides.find("@Ana") == sides.find(str(ana)) == ("person", ana)
    assert sides.find(f" {post} ") == ("post", post)
    with pytest.raises(InvalidInput, match="Neither a post nor a person has the id 99"):
        sides.find("99")


def test_one_document_is_derived_as_all_of_them_are(path: WholePath) -> None:
    fill_every_table(path)
    connection = path.database.reader()
    for derive, now in ((profiles, profile_now), (cards, card_now)):
        for batch in derive(connection):
            assert [now(connection, identifier) for identifier, _ in batch] == [document for _, document in batch]
    connection.close()


def test_every_event_has_a_kind() -> None:
    assert set(EVENT_KINDS) == set(PROJECTIONS)
    assert set(EVENT_KINDS) == {kind for kind in vars(events).values() if _is_event(kind)}


def test_the_readings_are_plain_data(path: WholePath, sides: BothSides) -> None:
    ana = path.person("ana")
    read = sides.read("person", ana)
    assert msgspec.json.decode(msgspec.json.encode(read), type=Sides) == read
    with pytest.raises(AttributeError):
        read.tables[0].rows[0][0].value = "x"  # type: ignore[misc]  # frozen is what is tested


def test_values_are_shown_as_people_read_them() -> None:
    assert text_of("joined_ms", 1_710_000_000_000) == "9 Mar 2024, 16:00"
    assert text_of("edited_ms", 0) == "none"
    assert text_of("author_id", 1_234_567) == "…4567"
    assert text_of("display_address", "1 Quay\nPorto") == '"1 Quay, Porto"'
    assert text_of("likes", 1_200) == "1,200"
    assert compared(None, None) == ()
    assert Cell("id", "…0001").was == ""


def _is_event(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, events.Event) and kind is not events.Event
