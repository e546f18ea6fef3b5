"""What several handlers look up before they change anything; what is missing breaks a rule."""

from sqlalchemy import bindparam, insert, select

from app.media import MediaItem
from app.text import Span, handles_of
from app.write_model.rules import RuleBroken
from app.write_model.statements import Statement
from app.write_model.tables import media, people
from app.write_model.unit_of_work import UnitOfWork

_PERSON = Statement(select(people.c.id).where(people.c.id == bindparam("person_id")))
_PERSON_NAMED = Statement(select(people.c.id).where(people.c.handle == bindparam("handle")))
_PICTURE = Statement(
    select(media.c.mime, media.c.width, media.c.height, media.c.size).where(media.c.sha256 == bindparam("sha256"))
)
_INSERT_PICTURE = Statement(insert(media))

NO_POST = "This post no longer exists."


def require_person(unit: UnitOfWork, person_id: int, field: str) -> None:
    """Refuse unless the person is registered."""
    if not 0 < person_id < 1 << 63 or unit.one(_PERSON, person_id=person_id) is None:
        raise RuleBroken(field, "There is no such person here.")


def person_named(unit: UnitOfWork, handle: str) -> int | None:
    """The id of the person with this handle (in lower case), None if there is none."""
    row = unit.one(_PERSON_NAMED, handle=handle)
    return row[0] if row else None


def people_mentioned(unit: UnitOfWork, spans: tuple[Span, ...], author_id: int) -> tuple[int, ...]:
    """The ids of the people whom the spans mention and who exist, without the author, in order."""
    found = {person_named(unit, handle) for handle in handles_of(spans)} if spans else set()
    return tuple(sorted(person_id for person_id in found if person_id not in {None, author_id} and person_id))


def require_picture(unit: UnitOfWork, item: MediaItem) -> None:
    """Refuse unless the picture's file is stored and is what the item says; note it the first time."""
    facts = (item.mime, item.width, item.height, item.size)
    known = unit.one(_PICTURE, sha256=item.sha256) if item.sha256.isascii() else None
    if known is None:
        stored = unit.media.describe(item.sha256)
        if stored is None:
            raise RuleBroken("media", "This picture is not in the data folder; add it again.")
        known = (stored.mime, stored.width, stored.height, stored.size)
        if known == facts:
            unit.run(
                _INSERT_PICTURE,
                sha256=item.sha256,
                mime=item.mime,
                width=item.width,
                height=item.height,
                size=item.size,
            )
    if known != facts:
        raise RuleBroken("media", "This picture is not what it is said to be; add it again.")
