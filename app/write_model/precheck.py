"""The rules that need no look into the store, asked at once: so that a form can say what is wrong as it is typed."""

from app.commands import AnyCommand, CreatePost, EditPost, RegisterPerson, Rejected, UpdateProfile
from app.write_model import rules


def refused(command: AnyCommand) -> Rejected | None:
    """What these rules would refuse, None if nothing. A command that passes may still be refused by the others."""
    try:
        match command:
            case RegisterPerson():
                rules.handle(command.handle)
                rules.name(command.name)
            case UpdateProfile():
                rules.name(command.name)
            case CreatePost() | EditPost():
                rules.words(command.text)
            case _:
                return None
    except rules.RuleBroken as broken:
        return Rejected(command.command_id, broken.field, broken.reason)
    return None
