"""The commands, as a person types them: names, arguments and help, each handed to the function that does it.

Raises nothing at a person: every error becomes one sentence on stderr and an exit status (2 bad input,
3 rejected, 4 store unusable).
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from typer._click.exceptions import ClickException  # Typer carries its own click and exports no base of its errors

from app.bootstrap import Tideline, WindowRows
from app.cli import reading, upkeep, writing
from app.cli.arguments import Arguments, default_folder
from app.cli.lab_commands import lab_group
from app.commands import (
    AddComment,
    AnyCommand,
    CommandId,
    CreatePost,
    DeleteComment,
    DeletePost,
    EditComment,
    EditPost,
    SetBookmark,
    SetFollow,
    SetLike,
    SetMute,
    SetRepost,
)
from app.errors import InvalidInput, TidelineError
from app.lab.demo import DemoSpec

BAD_INPUT = 2
STORE_UNUSABLE = 4
INTERRUPTED = 130

As = Annotated[str, typer.Option("--as", metavar="HANDLE", help="Who acts.")]
Viewer = Annotated[str | None, typer.Option("--as", metavar="HANDLE", help="Through whose eyes.")]
Key = Annotated[str | None, typer.Option("--command-id", metavar="ID", help="Sent twice, it has one effect.")]
Id = Annotated[str, typer.Argument(metavar="ID")]
Text = Annotated[str, typer.Argument(metavar="TEXT", help="The words; '-' reads them from stdin.")]
Limit = Annotated[int, typer.Option(help="How many.")]
Number = Annotated[int, typer.Option(min=0)]


def run(arguments: Arguments, window_rows: WindowRows | None = None) -> int:
    """Run one command and return its exit status. `window_rows` measures what needs a window, for `bench`."""
    parser = make_parser(arguments, window_rows)
    try:
        status = parser(list(arguments.rest), standalone_mode=False, prog_name="main.py")
    except typer.Exit as leaving:
        return leaving.exit_code
    except ClickException as error:
        return _say(" ".join(error.format_message().split()), BAD_INPUT)
    except InvalidInput as error:
        return _say(error.reason, BAD_INPUT)
    except TidelineError as error:
        return _say(str(error), error.exit_status)
    except (KeyboardInterrupt, typer.Abort):
        return _say("Interrupted; what was acknowledged is saved.", INTERRUPTED)
    except BrokenPipeError:
        sys.stdout = None  # the reader has gone: nothing is left to flush at exit
        return 0
    return status if isinstance(status, int) else 0


def _say(sentence: str, status: int) -> int:
    sys.stderr.write(f"{sentence}\n")
    return status


def make_parser(arguments: Arguments, window_rows: WindowRows | None = None) -> Callable[..., object]:
    """The parser for one call: the commands know the folder and the shared options through it."""
    app = typer.Typer(
        add_completion=False,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        help="Tideline from the command line. --data DIR, --json and --no-project go anywhere.",
    )
    _Parser(app, arguments, window_rows).add_all()
    return typer.main.get_command(app)


class _Parser:
    """Adds the commands to a Typer application."""

    def __init__(self, app: typer.Typer, arguments: Arguments, window_rows: WindowRows | None) -> None:
        self._app = app
        self._folder = arguments.data or default_folder()
        self._json = arguments.json
        self._project = not arguments.no_project
        self._window_rows = window_rows

    def add_all(self) -> None:
        """Add every command."""
        self._add_posts()
        self._add_comments()
        self._add_toggles()
        self._add_people()
        self._add_reading()
        self._add_upkeep()
        self._add_measuring()
        self._app.add_typer(lab_group(self._open, json=self._json), name="lab")

    def _open(self) -> Tideline:
        return Tideline(self._folder, project=self._project)

    def _send(self, handle: str, key: str | None, make: Callable[[Tideline, CommandId, int], AnyCommand]) -> int:
        with self._open() as program:
            return writing.send(
                program, handle, key, lambda command_id, who: make(program, command_id, who), json=self._json
            )

    def _add_posts(self) -> None:
        @self._app.command()
        def post(
            as_: As,
            text: Annotated[str | None, typer.Argument(metavar="TEXT", help="The words; '-' reads stdin.")] = None,
            lines: Annotated[Path | None, typer.Option(help="Post each line of this UTF-8 file.")] = None,
            media: Annotated[list[Path] | None, typer.Option(metavar="FILE", help="A picture; up to four.")] = None,
            alt: Annotated[list[str] | None, typer.Option(metavar="TEXT", help="What a picture shows.")] = None,
            command_id: Key = None,
        ) -> int:
            """Publish a post, or a file of them."""
            if (text is None) == (lines is None):
                raise InvalidInput("text", "Give the words of one post, or --lines FILE, not both and not neither.")
            with self._open() as program:
                if lines is not None:
                    return writing.post_lines(program, lines, as_, json=self._json)
                words = writing.text_from(text or "")
                pictures = writing.store_pictures(program, media or [], alt or [])
                return writing.send(
                    program,
                    as_,
                    command_id,
                    lambda key, who: CreatePost(
                        command_id=key, actor_id=who, post_id=program.ids.next_id(), text=words, media=pictures
                    ),
                    json=self._json,
                )

        @self._app.command()
        def edit(id_: Id, text: Text, as_: As, command_id: Key = None) -> int:
            """Replace the words of an own post."""
            number, words = reading.identifier(id_, "post"), writing.text_from(text)
            return self._send(
                as_, command_id, lambda _, key, who: EditPost(command_id=key, actor_id=who, post_id=number, text=words)
            )

        @self._app.command()
        def delete(id_: Id, as_: As, command_id: Key = None) -> int:
            """Delete an own post with its comments and reactions."""
            number = reading.identifier(id_, "post")
            return self._send(
                as_, command_id, lambda _, key, who: DeletePost(command_id=key, actor_id=who, post_id=number)
            )

    def _add_comments(self) -> None:
        @self._app.command()
        def comment(
            id_: Id,
            text: Text,
            as_: As,
            reply_to: Annotated[str | None, typer.Option(metavar="ID", help="The comment that is answered.")] = None,
            command_id: Key = None,
        ) -> int:
            """Comment on a post."""
            number, words = reading.identifier(id_, "post"), writing.text_from(text)
            parent = None if reply_to is None else reading.identifier(reply_to, "comment")
            return self._send(
                as_,
                command_id,
                lambda program, key, who: AddComment(
                    command_id=key,
                    actor_id=who,
                    comment_id=program.ids.next_id(),
                    post_id=number,
                    text=words,
                    parent_id=parent,
                ),
            )

        @self._app.command("edit-comment")
        def edit_comment(id_: Id, text: Text, as_: As, command_id: Key = None) -> int:
            """Replace the words of an own comment."""
            number, words = reading.identifier(id_, "comment"), writing.text_from(text)
            return self._send(
                as_,
                command_id,
                lambda _, key, who: EditComment(command_id=key, actor_id=who, comment_id=number, text=words),
            )

        @self._app.command("delete-comment")
        def delete_comment(id_: Id, as_: As, command_id: Key = None) -> int:
            """Delete an own comment."""
            number = reading.identifier(id_, "comment")
            return self._send(
                as_, command_id, lambda _, key, who: DeleteComment(command_id=key, actor_id=who, comment_id=number)
            )

    def _add_toggles(self) -> None:
        def on_a_post(name: str, words: str, make: Callable[[CommandId, int, int], AnyCommand]) -> None:
            @self._app.command(name, help=words)
            def toggle(id_: Id, as_: As, command_id: Key = None) -> int:
                number = reading.identifier(id_, "post")
                return self._send(as_, command_id, lambda _, key, who: make(key, who, number))

        on_a_post("like", "Like a post.", lambda k, w, p: SetLike(command_id=k, actor_id=w, post_id=p, liked=True))
        on_a_post("unlike", "No longer.", lambda k, w, p: SetLike(command_id=k, actor_id=w, post_id=p, liked=False))
        on_a_post(
            "repost", "Repost a post.", lambda k, w, p: SetRepost(command_id=k, actor_id=w, post_id=p, reposted=True)
        )
        on_a_post(
            "unrepost", "No longer.", lambda k, w, p: SetRepost(command_id=k, actor_id=w, post_id=p, reposted=False)
        )
        on_a_post(
            "bookmark",
            "Bookmark it.",
            lambda k, w, p: SetBookmark(command_id=k, actor_id=w, post_id=p, bookmarked=True),
        )
        on_a_post(
            "unbookmark",
            "No longer.",
            lambda k, w, p: SetBookmark(command_id=k, actor_id=w, post_id=p, bookmarked=False),
        )

    def _add_people(self) -> None:
        def to_a_person(name: str, words: str, make: Callable[[CommandId, int, int], AnyCommand]) -> None:
            @self._app.command(name, help=words)
            def toggle(handle: str, as_: As, command_id: Key = None) -> int:
                with self._open() as program:
                    other = writing.actor(program, handle)
                    if not isinstance(other, int):
                        return writing.refuse(other, json=self._json)
                    return writing.send(
                        program, as_, command_id, lambda key, who: make(key, who, other), json=self._json
                    )

        to_a_person(
            "follow",
            "Follow a person.",
            lambda k, w, p: SetFollow(command_id=k, actor_id=w, person_id=p, following=True),
        )
        to_a_person(
            "unfollow", "No longer.", lambda k, w, p: SetFollow(command_id=k, actor_id=w, person_id=p, following=False)
        )
        to_a_person(
            "mute", "Mute a person.", lambda k, w, p: SetMute(command_id=k, actor_id=w, person_id=p, muted=True)
        )
        to_a_person("unmute", "No longer.", lambda k, w, p: SetMute(command_id=k, actor_id=w, person_id=p, muted=False))

        @self._app.command()
        def person(  # noqa: PLR0913, PLR0917 - one option for each part of a person
            handle: str,
            name: Annotated[str | None, typer.Option()] = None,
            bio: Annotated[str | None, typer.Option()] = None,
            avatar: Annotated[Path | None, typer.Option(metavar="FILE")] = None,
            street: Annotated[str | None, typer.Option()] = None,
            city: Annotated[str | None, typer.Option()] = None,
            postal_code: Annotated[str | None, typer.Option()] = None,
            country: Annotated[str | None, typer.Option()] = None,
            command_id: Key = None,
        ) -> int:
            """Register a person, or change one."""
            form = writing.PersonForm(name, bio, avatar, street, city, postal_code, country)
            with self._open() as program:
                return writing.register_or_change(program, handle, form, command_id, json=self._json)

    def _add_reading(self) -> None:
        @self._app.command()
        def feed(
            as_: Viewer = None,
            author: Annotated[str | None, typer.Option(metavar="HANDLE")] = None,
            tag: Annotated[str | None, typer.Option(metavar="TAG")] = None,
            limit: Limit = 20,
            before: Annotated[str | None, typer.Option(metavar="ID", help="Go on from here.")] = None,
        ) -> int:
            """Print a page of cards from the read store."""
            with self._open() as program:
                return reading.feed(
                    program, viewer=as_, author=author, tag=tag, limit=limit, before=before, json=self._json
                )

        @self._app.command()
        def thread(id_: Id, as_: Viewer = None) -> int:
            """Print a post and its comments."""
            with self._open() as program:
                return reading.thread(program, id_, as_, json=self._json)

        @self._app.command()
        def profile(handle: str) -> int:
            """Print a person's page head."""
            with self._open() as program:
                return reading.profile(program, handle, json=self._json)

        @self._app.command()
        def search(
            query: str, as_: Viewer = None, limit: Limit = 20, newest: Annotated[bool, typer.Option("--newest")] = False
        ) -> int:
            """Find people and posts."""
            with self._open() as program:
                return reading.search(program, query, as_, limit=limit, newest=newest, json=self._json)

    def _add_upkeep(self) -> None:
        @self._app.command()
        def project(follow: Annotated[bool, typer.Option("--follow", help="Go on until stopped.")] = False) -> int:
            """Run the projector until it has caught up."""
            with self._open() as program:
                return upkeep.project(program, follow=follow, json=self._json)

        for name, words, work in (
            ("rebuild", "Build the read side anew.", upkeep.rebuild),
            ("verify", "Derive every document a second way and compare.", upkeep.verify),
            ("stats", "Positions and counts.", upkeep.stats),
            ("doctor", "Check the environment and both stores.", upkeep.doctor),
            ("parked", "List the events that are held back.", upkeep.parked),
        ):
            self._add_plain(name, words, work)

        @self._app.command()
        def retry(seq: str) -> int:
            """Try an event again that is held back."""
            with self._open() as program:
                return upkeep.settle(program, seq, discard=False, json=self._json)

        @self._app.command()
        def discard(seq: str) -> int:
            """Give up an event that is held back; the write side keeps what it did."""
            with self._open() as program:
                return upkeep.settle(program, seq, discard=True, json=self._json)

    def _add_plain(self, name: str, words: str, work: Callable[..., int]) -> None:
        @self._app.command(name, help=words)
        def plain() -> int:
            with self._open() as program:
                return work(program, json=self._json)

    def _add_measuring(self) -> None:
        @self._app.command()
        def demo(
            people: Number = 20, posts: Number = 200, likes: Number = 1_000, comments: Number = 300, seed: Number = 7
        ) -> int:
            """Fill the stores with demo data."""
            with self._open() as program:
                spec = DemoSpec(people=people, posts=posts, likes=likes, comments=comments, seed=seed)
                return upkeep.demo(program, spec, json=self._json)

        @self._app.command()
        def bench(
            posts: Annotated[int, typer.Option(min=100)] = 10_000,
            rows: Annotated[str | None, typer.Option(metavar="NAMES", help="Only these rows, with commas.")] = None,
            keep: Annotated[Path | None, typer.Option(metavar="FOLDER", help="Keep the data there, for again.")] = None,
        ) -> int:
            """Measure, side by side with the alternatives, on scratch data."""
            from app.cli.benching import bench as measure

            return measure(posts, rows, self._window_rows, keep=keep, json=self._json)
