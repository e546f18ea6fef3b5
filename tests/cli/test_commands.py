"""Everything the window does to data, the command line does too; JSON shapes are stable, refusals are sentences."""

import io
import sys
from pathlib import Path

import pytest
from PIL import Image

from tests.cli.conftest import Cli


def picture(path: Path) -> Path:
    Image.new("RGB", (640, 400), (90, 140, 200)).save(path)
    return path


def test_a_post_is_in_the_feed_when_the_command_returns(cli: Cli, maya: str) -> None:
    receipt = cli("post", "Low water #tides", "--as", maya).json
    assert set(receipt) == {"command_id", "position", "id"}
    page = cli("feed").json
    assert set(page) >= {"cards", "next"}
    (card,) = page["cards"]
    assert card["id"] == receipt["id"]
    assert card["author"] == {"handle": "maya", "name": "Maya Okafor"}
    assert card["text"] == "Low water #tides"
    assert (card["likes"], card["comments"], card["liked"], card["media"]) == (0, 0, False, [])
    assert card["created_at"].endswith("Z")


def test_without_projecting_the_feed_stays_behind_until_projected(cli: Cli, maya: str) -> None:
    cli("post", "Later", "--as", maya, "--no-project")
    assert cli("feed").json["cards"] == []
    stats = cli("stats").json
    assert stats["write_position"] == stats["read_position"] + 1
    assert cli("project").json["applied"] == 1
    assert len(cli("feed").json["cards"]) == 1


def test_the_same_command_id_has_one_effect_and_the_same_receipt(cli: Cli, maya: str) -> None:
    first = cli("post", "Once", "--as", maya, "--command-id", "7001")
    second = cli("post", "Once", "--as", maya, "--command-id", "7001")
    assert first.json == second.json
    assert len(cli("feed").json["cards"]) == 1


def test_the_same_command_id_with_other_words_is_refused(cli: Cli, maya: str) -> None:
    cli("post", "Once", "--as", maya, "--command-id", "7001")
    again = cli("post", "Twice", "--as", maya, "--command-id", "7001")
    assert again.status == 3
    assert again.json["rejected"]["field"] == "command_id"


def test_likes_and_comments_count_and_can_be_taken_back(cli: Cli, maya: str) -> None:
    post = str(cli("post", "Count me", "--as", maya).json["id"])
    cli("person", "jonas", "--name", "Jonas")
    cli("like", post, "--as", "jonas")
    comment = cli("comment", post, "Nice", "--as", "jonas").json["id"]
    reply = cli("comment", post, "Thanks", "--as", maya, "--reply-to", str(comment)).json["id"]
    (card,) = cli("feed", "--as", maya).json["cards"]
    assert (card["likes"], card["comments"], card["liked"]) == (1, 2, False)
    thread = cli("thread", post, "--as", "jonas").json
    assert thread["post"]["liked"] is True
    assert [(c["id"], c["depth"]) for c in thread["comments"]] == [(comment, 0), (reply, 1)]
    cli("unlike", post, "--as", "jonas")
    assert cli("thread", post).json["post"]["likes"] == 0


def test_following_brings_a_persons_posts_home(cli: Cli, maya: str) -> None:
    cli("person", "jonas", "--name", "Jonas")
    cli("post", "From Jonas", "--as", "jonas")
    assert cli("feed", "--as", maya).json["cards"] == []
    cli("follow", "jonas", "--as", maya)
    assert [card["text"] for card in cli("feed", "--as", maya).json["cards"]] == ["From Jonas"]
    cli("unfollow", "jonas", "--as", maya)
    assert cli("feed", "--as", maya).json["cards"] == []


def test_an_address_is_shown_as_one_text(cli: Cli, maya: str) -> None:
    cli(
        "person",
        maya,
        "--street",
        "Pier Road 1",
        "--city",
        "Northhaven",
        "--postal-code",
        "20007",
        "--country",
        "Tideland",
    )
    shown = cli("profile", maya).json["display_address"]
    assert "Pier Road 1" in shown
    assert "Northhaven" in shown
    cli("person", maya, "--city", "Saltmarsh")
    changed = cli("profile", maya).json["display_address"]
    assert "Saltmarsh" in changed
    assert "Pier Road 1" in changed


def test_an_edit_and_a_deletion_reach_the_feed(cli: Cli, maya: str) -> None:
    post = str(cli("post", "Frist", "--as", maya).json["id"])
    cli("edit", post, "First", "--as", maya)
    (card,) = cli("feed").json["cards"]
    assert card["text"] == "First"
    assert card["edited_at"]
    cli("delete", post, "--as", maya)
    assert cli("feed").json["cards"] == []


def test_pictures_carry_their_words(cli: Cli, maya: str, tmp_path: Path) -> None:
    file = picture(tmp_path / "bay.png")
    cli("post", "Look", "--as", maya, "--media", str(file), "--alt", "The bay")
    (media,) = cli("feed").json["cards"][0]["media"]
    assert (media["alt"], media["width"], media["height"]) == ("The bay", 640, 400)


def test_a_page_goes_on_where_the_last_one_ended(cli: Cli, maya: str, tmp_path: Path) -> None:
    lines = tmp_path / "lines.txt"
    lines.write_text("one\n\n  \ntwo\nthree\nfour\nfive\n", "utf-8")
    assert cli("post", "--lines", str(lines), "--as", maya).json["posted"] == 5
    first = cli("feed", "--limit", "2").json
    second = cli("feed", "--limit", "3", "--before", str(first["next"])).json
    assert [card["text"] for card in first["cards"] + second["cards"]] == ["five", "four", "three", "two", "one"]
    assert second["next"] is None


def test_a_refused_line_is_named_and_the_rest_goes_on(cli: Cli, maya: str, tmp_path: Path) -> None:
    lines = tmp_path / "lines.txt"
    lines.write_text(f"good\n{'x' * 5000}\nbetter\n", "utf-8")
    ran = cli("post", "--lines", str(lines), "--as", maya)
    assert ran.status == 3
    assert [refused["line"] for refused in ran.json["refused"]] == [2]
    assert "Line 2" in ran.err
    assert [card["text"] for card in cli("feed").json["cards"]] == ["better", "good"]


def test_words_come_from_stdin_for_a_dash(cli: Cli, maya: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("Fog until noon 🌊\n".encode())))
    cli("post", "-", "--as", maya)
    assert cli("feed").json["cards"][0]["text"] == "Fog until noon 🌊"


def test_search_finds_people_and_posts(cli: Cli, maya: str) -> None:
    cli("post", "A heron at the slipway", "--as", maya)
    assert [post["text"] for post in cli("search", "hero").json["posts"]] == ["A heron at the slipway"]
    assert [person["handle"] for person in cli("search", "okafor").json["people"]] == ["maya"]


def test_the_demo_fills_both_sides_and_they_agree(cli: Cli) -> None:
    cli("demo", "--people", "14", "--posts", "40", "--likes", "120", "--comments", "60", "--seed", "3")
    stats = cli("stats").json
    assert stats["read_position"] == stats["write_position"]
    assert (stats["people"], stats["posts"], stats["likes"], stats["comments"]) == (14, 40, 120, 60)
    report = cli("verify")
    assert report.status == 0
    assert report.json["differences"] == []
    assert report.json["exceptions"] == []
    assert report.json["documents"] > 0
    assert cli("profile", "maya").json["following"] == 12


def test_a_rebuilt_store_is_as_good_as_the_first(cli: Cli) -> None:
    cli("demo", "--people", "5", "--posts", "10", "--likes", "20", "--comments", "9", "--seed", "3")
    before = cli("feed").json["cards"]
    assert cli("rebuild").status == 0
    assert cli("feed").json["cards"] == before
    assert cli("verify").status == 0


def test_the_doctor_finds_nothing_in_good_stores(cli: Cli, maya: str) -> None:
    assert cli("doctor").status == 0


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (["post", "", "--as", "maya"], "text"),
        (["post", "   \n", "--as", "maya"], "text"),
        (["post", "x" * 5000, "--as", "maya"], "text"),
        (["post", "a\x07b", "--as", "maya"], "text"),
        (["post", "a\u202eb", "--as", "maya"], "text"),
        (["post", "e" + "\u0301" * 10_000, "--as", "maya"], "text"),
        (["post", "hi", "--as", "nobody"], "as"),
        (["person", "Not A Handle!"], "handle"),
        (["like", "12345", "--as", "maya"], "post_id"),
        (["follow", "maya", "--as", "maya"], "person_id"),
    ],
)
def test_a_broken_rule_is_refused_with_the_field_and_a_sentence(
    cli: Cli, maya: str, words: list[str], field: str
) -> None:
    ran = cli(*words)
    assert ran.status == 3
    assert ran.json["rejected"]["field"] == field
    assert ran.err.strip().endswith(".")
    assert cli("feed").json["cards"] == []


@pytest.mark.parametrize(
    "words",
    [
        ["feed", "--before", "soon"],
        ["feed", "--before", "-1"],
        ["feed", "--before", "99999999999999999999"],
        ["feed", "--limit", "0"],
        ["feed", "--as", "nobody"],
        ["thread", "abc"],
        ["thread", "77"],
        ["profile", "nobody"],
        ["post", "--as", "maya"],
        ["post", "a", "--lines", "b", "--as", "maya"],
        ["post", "a", "--as", "maya", "--media", "missing.png"],
        ["fly"],
        ["demo", "--people", "2", "--posts", "1", "--likes", "9"],
        ["retry", "5"],
        ["post", "a", "--as", "maya", "--command-id", " "],
    ],
)
def test_input_that_makes_no_sense_is_one_sentence_and_status_two(cli: Cli, maya: str, words: list[str]) -> None:
    ran = cli(*words)
    assert ran.status == 2
    assert ran.out == ""
    assert len(ran.err.strip().splitlines()) == 1


def test_a_fifth_picture_is_refused(cli: Cli, maya: str, tmp_path: Path) -> None:
    file = picture(tmp_path / "bay.png")
    media = [word for _ in range(5) for word in ("--media", str(file))]
    assert cli("post", "Five", "--as", maya, *media).json["rejected"]["field"] == "media"


def test_a_text_that_calls_itself_a_picture_is_refused(cli: Cli, maya: str, tmp_path: Path) -> None:
    file = tmp_path / "notes.png"
    file.write_text("not a picture")
    ran = cli("post", "Look", "--as", maya, "--media", str(file))
    assert ran.status == 2
    assert cli("feed").json["cards"] == []


def test_an_edit_by_another_person_is_refused(cli: Cli, maya: str) -> None:
    post = str(cli("post", "Mine", "--as", maya).json["id"])
    cli("person", "jonas", "--name", "Jonas")
    assert cli("edit", post, "Yours", "--as", "jonas").status == 3
    assert cli("feed").json["cards"][0]["text"] == "Mine"


def test_a_like_on_a_deleted_post_is_refused(cli: Cli, maya: str) -> None:
    post = str(cli("post", "Gone soon", "--as", maya).json["id"])
    cli("delete", post, "--as", maya)
    assert cli("like", post, "--as", maya).status == 3


def test_a_data_folder_that_is_a_file_is_refused(cli: Cli, folder: Path) -> None:
    folder.write_text("a file")
    ran = cli("feed")
    assert ran.status == 4
    assert len(ran.err.strip().splitlines()) == 1


def test_help_names_every_command(cli: Cli) -> None:
    ran = cli("--help", json_wanted=False)
    assert ran.status == 0
    for name in ("demo", "post", "feed", "verify", "bench", "rebuild"):
        assert name in ran.out
