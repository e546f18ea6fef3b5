"""A small world to write in: a database, a clock that stands, and short ways to say who does what."""

import io
import itertools
import random
import shutil
from pathlib import Path
from typing import Any

from PIL import Image

from app import events
from app.clock import ManualClock
from app.commands import (
    AddComment,
    AnyCommand,
    CreatePost,
    Receipt,
    RegisterPerson,
    Rejected,
    SetBookmark,
    SetFollow,
    SetLike,
    SetMute,
    SetRepost,
)
from app.events import AnyEvent
from app.ids import IdSource
from app.media import MediaItem, MediaStore
from app.write_model.database import Database
from app.write_model.outbox import Outbox
from app.write_model.tables import metadata
from app.write_model.writer import Outcome, Writer


class World:
    """One data folder with its writer, on the test's own thread."""

    def __init__(self, folder: Path, template: Path) -> None:
        self.folder = folder
        self.clock = ManualClock()
        self.ids = IdSource(self.clock, random.Random(11))
        self.media = MediaStore(folder / "media")
        self.keys = itertools.count(1)
        if not (folder / "write.db").exists():
            shutil.copy(template, folder / "write.db")
        self.database = Database(folder / "write.db")
        self.database.open_and_migrate()
        self.writer = Writer(self.database, self.clock, self.ids, self.media)
        self.outbox = Outbox(self.database)
        self._reader = self.database.reader()

    def close(self) -> None:
        self.writer.close()
        self.outbox.close()
        self._reader.close()
        self.database.close()

    def key(self) -> int:
        """A new command id."""
        return next(self.keys)

    def send(self, *commands: AnyCommand) -> list[Outcome]:
        """Commit these together, a second after the last."""
        self.clock.advance(1_000)
        return self.writer.commit(commands)[0]

    def do(self, command: AnyCommand) -> Receipt:
        """A command that has to be accepted."""
        (answer,) = self.send(command)
        assert isinstance(answer, Receipt), answer
        return answer

    def refused(self, command: AnyCommand) -> Rejected:
        """A command that has to be refused, and to leave everything as it was."""
        before = self.content()
        (answer,) = self.send(command)
        assert isinstance(answer, Rejected), answer
        assert answer.command_id == command.command_id
        assert answer.reason.endswith(".")
        assert self.content() == before
        return answer

    def unchanged(self, command: AnyCommand) -> Receipt:
        """A command that is accepted and changes nothing but that its receipt is kept."""
        before = self.content()
        receipt = self.do(command)
        after = self.content()
        assert {**after, "receipts": None} == {**before, "receipts": None}
        assert receipt.position == self.outbox.last_position()
        return receipt

    def person(self, handle: str, **more: Any) -> int:
        """Register a person; their id."""
        person_id = self.ids.next_id()
        name = more.pop("name", handle.capitalize())
        self.do(RegisterPerson(command_id=self.key(), actor_id=person_id, handle=handle, name=name, **more))
        return person_id

    def post(self, author: int, text: str = "The tide is in", **more: Any) -> int:
        """Publish a post; its id."""
        post_id = self.ids.next_id()
        self.do(CreatePost(command_id=self.key(), actor_id=author, post_id=post_id, text=text, **more))
        return post_id

    def comment(self, author: int, post: int, text: str = "So it is", parent: int | None = None) -> int:
        """Add a comment; its id."""
        comment_id = self.ids.next_id()
        self.do(
            AddComment(
                command_id=self.key(),
                actor_id=author,
                comment_id=comment_id,
                post_id=post,
                text=text,
                parent_id=parent,
            )
        )
        return comment_id

    def like(self, person: int, post: int, *, liked: bool = True) -> Receipt:
        return self.do(SetLike(command_id=self.key(), actor_id=person, post_id=post, liked=liked))

    def repost(self, person: int, post: int, *, reposted: bool = True) -> Receipt:
        return self.do(SetRepost(command_id=self.key(), actor_id=person, post_id=post, reposted=reposted))

    def bookmark(self, person: int, post: int, *, bookmarked: bool = True) -> Receipt:
        return self.do(SetBookmark(command_id=self.key(), actor_id=person, post_id=post, bookmarked=bookmarked))

    def follow(self, person: int, other: int, *, following: bool = True) -> Receipt:
        return self.do(SetFollow(command_id=self.key(), actor_id=person, person_id=other, following=following))

    def mute(self, person: int, other: int, *, muted: bool = True) -> Receipt:
        return self.do(SetMute(command_id=self.key(), actor_id=person, person_id=other, muted=muted))

    def picture(self, shade: int = 100, alt: str = "") -> MediaItem:
        """Store a small picture."""
        out = io.BytesIO()
        Image.new("RGB", (8, 6), (shade, shade, shade)).save(out, "PNG")
        return self.media.add_bytes(out.getvalue(), alt)

    def events(self) -> list[AnyEvent]:
        """Everything in the outbox."""
        return [events.decode(stored) for stored in self.outbox.read(0, 100_000)]

    def last_event(self) -> AnyEvent:
        return self.events()[-1]

    def rows(self, table: str) -> list[tuple[Any, ...]]:
        return self._reader.execute(f"SELECT * FROM {table}").fetchall()

    def content(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table."""
        return {table: self.rows(table) for table in (*metadata.tables, "sqlite_sequence")}
