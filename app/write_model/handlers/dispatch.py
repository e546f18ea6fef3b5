"""Which function handles which command."""

from collections.abc import Callable
from typing import Any

from app.commands import (
    AddComment,
    Command,
    CreatePost,
    DeleteComment,
    DeletePost,
    EditComment,
    EditPost,
    RegisterPerson,
    SetBookmark,
    SetFollow,
    SetLike,
    SetMute,
    SetRepost,
    UpdateAddress,
    UpdateProfile,
)
from app.write_model.handlers import comments, follows, people, posts, reactions
from app.write_model.unit_of_work import UnitOfWork

# Each takes its own command and gives the id of what it made or changed; it raises `RuleBroken` to refuse.
Handler = Callable[[Any, UnitOfWork], int]

HANDLERS: dict[type[Command], Handler] = {
    RegisterPerson: people.register_person,
    UpdateProfile: people.update_profile,
    UpdateAddress: people.update_address,
    CreatePost: posts.create_post,
    EditPost: posts.edit_post,
    DeletePost: posts.delete_post,
    AddComment: comments.add_comment,
    EditComment: comments.edit_comment,
    DeleteComment: comments.delete_comment,
    SetLike: reactions.set_like,
    SetRepost: reactions.set_repost,
    SetBookmark: reactions.set_bookmark,
    SetFollow: follows.set_follow,
    SetMute: follows.set_mute,
}
