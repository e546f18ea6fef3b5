"""What a form begins with: the profile that is shown, with own changes that are saved and not yet to be read."""

from collections.abc import Iterable

from msgspec.structs import replace

from app.commands import UpdateAddress, UpdateProfile
from app.consistency.visible import Operation
from app.read_model.documents import Address, Profile


def with_pending(profile: Profile, operations: Iterable[Operation]) -> Profile:
    """A command sets all of a profile's words, so one that begins with old words would take newer ones back."""
    for operation in operations:
        command = operation.command
        if command.actor_id != profile.id or operation.stage == "rejected":
            continue
        if isinstance(command, UpdateProfile):
            profile = replace(profile, name=command.name, bio=command.bio, avatar_item=command.avatar)
        elif isinstance(command, UpdateAddress):
            address = Address(command.street, command.city, command.postal_code, command.country)
            profile = replace(profile, address=address)
    return profile
