"""The commands that change something: each sends one command (or a file of posts) and prints the receipt."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from app.cli.output import Json, print_json, print_lines, receipt_json, rejected_json
from app.cli.progress import bar
from app.commands import (
    AnyCommand,
    CommandId,
    CreatePost,
    Receipt,
    RegisterPerson,
    Rejected,
    UpdateAddress,
    UpdateProfile,
)
from app.errors import InvalidInput, Stopped
from app.ids import MAX_ID
from app.media import MediaItem

if TYPE_CHECKING:
    from app.bootstrap import Tideline

REJECTED = 3
MAX_KEY = 64

Make = Callable[[CommandId, int], AnyCommand]


class PersonForm(msgspec.Struct, frozen=True):
    """What `person` was given; None leaves a part as it is."""

    name: str | None = None
    bio: str | None = None
    avatar: Path | None = None
    street: str | None = None
    city: str | None = None
    postal_code: str | None = None
    country: str | None = None


def command_id_from(word: str | None, program: "Tideline") -> CommandId:
    """The command id that was given, as an integer if it is one; a new one otherwise.

    Raises `InvalidInput` for one that is blank, too long or has control characters.
    """
    if word is None:
        return program.ids.next_id()
    if word.isascii() and word.isdecimal() and 0 < int(word) <= MAX_ID:
        return int(word)
    if not word.strip() or len(word) > MAX_KEY or not word.isprintable():
        raise InvalidInput("command_id", f"A command id has 1 to {MAX_KEY} printable characters; nothing was sent.")
    return word


def text_from(word: str) -> str:
    """The words themselves, or all of stdin for '-'. Raises `InvalidInput` if stdin is not UTF-8."""
    if word != "-":
        return word
    try:
        return sys.stdin.buffer.read().decode("utf-8")
    except UnicodeDecodeError as error:
        raise InvalidInput(
            "text", f"The text on stdin is not UTF-8 (byte {error.start}); convert it first, nothing was sent."
        ) from error


def actor(program: "Tideline", handle: str) -> int | Rejected:
    """The id of the person who acts, or the refusal that names the handle."""
    found = program.person_id(handle)
    if found is None:
        return Rejected(0, "as", f"There is nobody with the handle @{handle.lstrip('@')}; register with `person`.")
    return found


def send(program: "Tideline", handle: str, key: str | None, make: Make, *, json: bool) -> int:
    """Send one command of the person `handle`; print what came of it; return the exit status."""
    command_id = command_id_from(key, program)
    who = actor(program, handle)
    if isinstance(who, Rejected):
        return refuse(who, json=json)
    return finish(program, program.execute(make(command_id, who)), json=json)


def finish(program: "Tideline", answer: Receipt | Rejected, *, json: bool) -> int:
    """Project what was written, unless that was declined, and print the answer."""
    if isinstance(answer, Rejected):
        return refuse(answer, json=json)
    status = _brought_up(program, answer.position)
    if json:
        print_json(receipt_json(answer))
    else:
        print_lines([f"Saved at position {answer.position}: {answer.id}"])
    return status


def _brought_up(program: "Tideline", position: int) -> int:
    """Bring the feeds up to what was saved; the exit status, and why on stderr if another process holds that up."""
    try:
        program.catch_up(position)
    except Stopped as stopped:
        sys.stderr.write(f"{stopped}\n")
        return stopped.exit_status
    return 0


def refuse(rejected: Rejected, *, json: bool) -> int:
    """Print a refusal: the sentence to stderr, the document to stdout."""
    sys.stderr.write(f"{rejected.reason}\n")
    if json:
        print_json(rejected_json(rejected))
    return REJECTED


def store_pictures(program: "Tideline", files: Sequence[Path], alts: Sequence[str]) -> tuple[MediaItem, ...]:
    """Store the pictures with their alternative texts, in order. Raises `InvalidInput`; no post is sent then."""
    if len(alts) > len(files):
        raise InvalidInput("alt", "There are more --alt texts than --media files; nothing was sent.")
    texts = [*alts, *[""] * (len(files) - len(alts))]
    return tuple(program.media.add_file(file, alt) for file, alt in zip(files, texts, strict=True))


def post_lines(program: "Tideline", file: Path, handle: str, *, json: bool) -> int:
    """Post each line that is not blank, in order; a refused line is reported and the rest goes on."""
    lines = _lines_of(file)
    who = actor(program, handle)
    if isinstance(who, Rejected):
        return refuse(who, json=json)
    receipts: list[Json] = []
    refused: list[Json] = []
    with bar("Posting", len(lines)) as step:
        for number, line in lines:
            answer = program.execute(
                CreatePost(command_id=program.ids.next_id(), actor_id=who, post_id=program.ids.next_id(), text=line)
            )
            if isinstance(answer, Rejected):
                sys.stderr.write(f"Line {number}: {answer.reason}\n")
                refused.append({"line": number, "field": answer.field, "reason": answer.reason})
            else:
                receipts.append({"line": number, **receipt_json(answer)})
            step(1)
    behind = _brought_up(program, receipts[-1]["position"]) if receipts else 0
    if json:
        print_json({"posted": len(receipts), "receipts": receipts, "refused": refused})
    else:
        print_lines([f"Posted {len(receipts)} lines, refused {len(refused)}."])
    return REJECTED if refused else behind


def _lines_of(file: Path) -> list[tuple[int, str]]:
    try:
        text = file.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput(
            "lines", f"{file} is not UTF-8 (byte {error.start}); convert it first, nothing was posted."
        ) from error
    except OSError as error:
        raise InvalidInput("lines", f"{file} cannot be read ({error.strerror}); nothing was posted.") from error
    return [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]


def register_or_change(program: "Tideline", handle: str, form: PersonForm, key: str | None, *, json: bool) -> int:
    """Register the person, or change what the form names; the last receipt is printed."""
    person_id = program.person_id(handle)
    answer: Receipt | Rejected | None = None
    if person_id is None:
        person_id = program.ids.next_id()
        name = form.name if form.name is not None else handle.lstrip("@")
        answer = program.execute(
            RegisterPerson(
                command_id=command_id_from(key, program),
                actor_id=person_id,
                handle=handle,
                name=name,
                bio=form.bio or "",
            )
        )
        key = None
        form = msgspec.structs.replace(form, name=None, bio=None)
    for command in _changes(program, person_id, form):
        if isinstance(answer, Rejected):
            break
        command_id = command_id_from(key, program)
        answer = program.execute(msgspec.structs.replace(command, command_id=command_id))
        key = None
    if answer is None:
        raise InvalidInput("person", f"@{handle.lstrip('@')} exists already, and nothing to change was named.")
    return finish(program, answer, json=json)


def _changes(program: "Tideline", person_id: int, form: PersonForm) -> list[UpdateProfile | UpdateAddress]:
    found: list[UpdateProfile | UpdateAddress] = []
    if form.name is not None or form.bio is not None or form.avatar is not None:
        now = program.person(person_id)
        avatar = program.media.add_file(form.avatar) if form.avatar else now.avatar_item
        found.append(
            UpdateProfile(
                command_id=0,
                actor_id=person_id,
                name=now.name if form.name is None else form.name,
                bio=now.bio if form.bio is None else form.bio,
                avatar=avatar,
            )
        )
    if any(part is not None for part in (form.street, form.city, form.postal_code, form.country)):
        address = program.person(person_id).address
        found.append(
            UpdateAddress(
                command_id=0,
                actor_id=person_id,
                street=address.street if form.street is None else form.street,
                city=address.city if form.city is None else form.city,
                postal_code=address.postal_code if form.postal_code is None else form.postal_code,
                country=address.country if form.country is None else form.country,
            )
        )
    return found
