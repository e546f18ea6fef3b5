"""Receipts make a command that is sent twice one effect: what was answered is kept with what was asked.

Refusals are not kept: nothing was written, and the same command may be accepted later. Ids that a command brings
for what it makes are no part of its content, so a client that lost them can ask again and learns them.
"""

import hashlib

import msgspec
from sqlalchemy import bindparam, insert, select

from app.commands import AddComment, Command, CreatePost, Receipt, RegisterPerson, SetRepost
from app.write_model.rules import RuleBroken
from app.write_model.statements import Statement
from app.write_model.tables import receipts
from app.write_model.unit_of_work import UnitOfWork

_FIND = Statement(
    select(receipts.c.digest, receipts.c.position, receipts.c.made_id).where(
        receipts.c.command_id == bindparam("command_id")
    )
)
_KEEP = Statement(insert(receipts))

_MADE_IDS: dict[type[Command], str] = {
    RegisterPerson: "actor_id",
    CreatePost: "post_id",
    AddComment: "comment_id",
    SetRepost: "reaction_id",
}
_encoder = msgspec.msgpack.Encoder()


def digest_of(command: Command) -> bytes:
    """16 bytes that two commands share only if they ask the same thing, whatever their command id."""
    made = _MADE_IDS.get(type(command))
    content = [None if name in {"command_id", made} else getattr(command, name) for name in command.__struct_fields__]
    try:
        encoded = _encoder.encode((type(command).__name__, content))
    except (UnicodeEncodeError, OverflowError):
        # Half characters and ids beyond 64 bits: the rules refuse them, each with its field.
        return b""
    return hashlib.blake2b(encoded, digest_size=16).digest()


def given_before(unit: UnitOfWork, key: str, digest: bytes, command: Command) -> Receipt | None:
    """The receipt that this command already has. Raises `RuleBroken` if its id belongs to another command."""
    found = unit.one(_FIND, command_id=key)
    if found is None:
        return None
    kept, position, made_id = found
    if kept != digest:
        raise RuleBroken("command_id", "This command id was already used for something else; nothing was changed.")
    return Receipt(command.command_id, position, made_id)


def keep(unit: UnitOfWork, key: str, digest: bytes, receipt: Receipt) -> None:
    """Keep the receipt in the transaction of the change."""
    unit.run(_KEEP, command_id=key, digest=digest, position=receipt.position, made_id=receipt.id)
