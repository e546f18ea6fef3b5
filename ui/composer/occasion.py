"""What is being written, and the command that it becomes: plain data, no widgets."""

from typing import Literal

import msgspec

from app.commands import AddComment, AnyCommand, CreatePost, EditComment, EditPost
from app.drafts import Draft
from app.media import MediaItem

Kind = Literal["post", "reply", "edit post", "edit comment"]

_SENT = "sent:"


class Occasion(msgspec.Struct, frozen=True):
    """What the words are for. A reply answers `post_id`, and in it the comment `parent_id` unless that is 0."""

    kind: Kind = "post"
    post_id: int = 0
    parent_id: int = 0
    comment_id: int = 0

    @property
    def target(self) -> str:
        """Where its draft is kept; see `Draft.target`. A comment's edit has 'comment:ID'."""
        match self.kind:
            case "post":
                return ""
            case "reply":
                return f"post:{self.post_id}"
            case "edit post":
                return f"edit:{self.post_id}"
            case "edit comment":
                return f"comment:{self.comment_id}"

    @property
    def takes_pictures(self) -> bool:
        """Only a new post has pictures to choose."""
        return self.kind == "post"


class Written(msgspec.Struct, frozen=True):
    """Words and pictures as they were when they were sent."""

    text: str
    media: tuple[MediaItem, ...] = ()


NEW_POST = Occasion()


def command_for(occasion: Occasion, written: Written, actor_id: int, new_id: int) -> AnyCommand:
    """The command that does it. `new_id` names the command and what it makes, so sending it twice makes one thing."""
    match occasion.kind:
        case "post":
            return CreatePost(
                command_id=new_id, actor_id=actor_id, post_id=new_id, text=written.text, media=written.media
            )
        case "reply":
            return AddComment(
                command_id=new_id,
                actor_id=actor_id,
                comment_id=new_id,
                post_id=occasion.post_id,
                text=written.text,
                parent_id=occasion.parent_id or None,
            )
        case "edit post":
            return EditPost(command_id=new_id, actor_id=actor_id, post_id=occasion.post_id, text=written.text)
        case "edit comment":
            return EditComment(command_id=new_id, actor_id=actor_id, comment_id=occasion.comment_id, text=written.text)


def what_was_written(command: AnyCommand) -> tuple[Occasion, Written] | None:
    """The way back from a command to its words, so that they can be changed; None for one that has none."""
    match command:
        case CreatePost():
            return NEW_POST, Written(command.text, command.media)
        case AddComment():
            return Occasion("reply", command.post_id, command.parent_id or 0), Written(command.text)
        case EditPost():
            return Occasion("edit post", command.post_id), Written(command.text)
        case EditComment():
            return Occasion("edit comment", comment_id=command.comment_id), Written(command.text)
        case _:
            return None


def sent_target(command_id: int, target: str) -> str:
    """Where words wait for their receipt, apart from what is typed next."""
    return f"{_SENT}{command_id}:{target}"


def is_sent(draft: Draft) -> bool:
    """Whether a draft was sent and waits for its receipt, or waited when the program ended."""
    return draft.target.startswith(_SENT)


def occasion_of(draft: Draft) -> Occasion:
    """What a draft that was found on disk is for; a target that nobody knows any more becomes a new post."""
    target = draft.target
    if is_sent(draft):
        target = target.removeprefix(_SENT).partition(":")[2]
    kind, _, number = target.partition(":")
    identifier = int(number) if number.isdecimal() else 0
    match kind:
        case "post" if identifier:
            return Occasion("reply", identifier, draft.parent_id)
        case "edit" if identifier:
            return Occasion("edit post", identifier)
        case "comment" if identifier:
            return Occasion("edit comment", comment_id=identifier)
        case _:
            return NEW_POST
