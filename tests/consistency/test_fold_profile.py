"""Profiles as the person sees them."""

from app.commands import RegisterPerson
from app.consistency.fold_profile import fold_profile
from app.consistency.visible import ProfilePlace, VisibleProfile
from app.read_model.documents import Address, Profile, ProfileView, Relation, Snapshot
from tests.consistency.builders import (
    ME,
    OTHER,
    PICTURE,
    Pond,
    a_command_id,
    address,
    create,
    delete,
    follow,
    mute,
    profile,
    rename,
)


def see(
    pond: Pond,
    stored: Profile | None,
    relation: Relation | None = None,
    *,
    person: int = ME,
    position: int = 0,
    exceptions: tuple[int, ...] = (),
    relations: tuple[tuple[int, Relation], ...] = (),
) -> VisibleProfile:
    page = ProfileView(stored, relation or Relation(), Snapshot(position, frozenset(exceptions)))
    return fold_profile(page, ProfilePlace(person, ME, relations), pond.overlay.folding(page.snapshot, ME))


def shown(visible: VisibleProfile) -> Profile:
    assert visible.profile is not None
    return visible.profile


def test_a_profile_without_own_changes_is_the_documents() -> None:
    visible = see(Pond(), profile())
    assert (visible.profile, visible.source, visible.changes) == (profile(), "read store", ())


def test_own_name_bio_and_picture_show_at_once(pond: Pond) -> None:
    operation = pond.begin(rename("Ada", bio="Likes #boats", avatar=PICTURE))
    visible = see(pond, profile(bio="Likes nets"))
    assert (shown(visible).name, shown(visible).avatar, shown(visible).avatar_item) == ("Ada", PICTURE.sha256, PICTURE)
    assert [span.target for span in shown(visible).bio_spans] == ["boats"]
    assert {change.field: change.stored for change in visible.changes} == {
        "name": "Person 1",
        "bio": "Likes nets",
        "avatar": "none",
    }
    assert (visible.source, visible.operation) == ("overlay", operation)


def test_an_address_shows_as_the_lines_it_will_have(pond: Pond) -> None:
    pond.begin(address("Bergen", street=" 1 Pier "))
    visible = see(pond, profile(display_address="Old Street\n1 Old", address=Address(street="Old Street")))
    assert shown(visible).display_address == "1 Pier\n1000 Bergen\nNorway"
    assert shown(visible).address == Address("1 Pier", "Bergen", "1000", "Norway")
    (change,) = visible.changes
    assert (change.field, change.stored) == ("display_address", "Old Street\n1 Old")


def test_own_posts_are_counted_by_position(pond: Pond) -> None:
    pond.begin(create(50), position=4)
    pond.begin(delete(10))
    assert shown(see(pond, profile(posts=7), position=3)).posts == 7
    assert shown(see(pond, profile(posts=8), position=4)).posts == 7


def test_a_deletion_whose_fan_out_is_unfinished_is_not_counted_twice(pond: Pond) -> None:
    pond.begin(delete(10), position=4)
    assert shown(see(pond, profile(posts=6), position=9, exceptions=(4,))).posts == 6


def test_following_shows_at_once_with_the_other_persons_count(pond: Pond) -> None:
    pond.begin(follow(OTHER))
    visible = see(pond, profile(OTHER, followers=3), person=OTHER)
    assert (visible.relation.following, shown(visible).followers) == (True, 4)
    assert {change.field: change.stored for change in visible.changes} == {"follows": "no", "followers": "3"}


def test_following_whom_one_follows_already_counts_nothing(pond: Pond) -> None:
    pond.begin(follow(OTHER))
    visible = see(pond, profile(OTHER, followers=3), Relation(following=True), person=OTHER)
    assert (shown(visible).followers, visible.changes) == (3, ())


def test_following_and_not_following_again_compose(pond: Pond) -> None:
    for wish in (True, False, True):
        pond.begin(follow(OTHER, following=wish))
    assert shown(see(pond, profile(OTHER, followers=3), person=OTHER)).followers == 4


def test_the_own_count_of_people_followed_moves_only_where_the_relation_differs(pond: Pond) -> None:
    pond.begin(follow(OTHER))
    pond.begin(follow(3))
    pond.begin(follow(4))
    known = ((OTHER, Relation()), (3, Relation(following=True)))
    visible = see(pond, profile(following=10), relations=known)
    assert shown(visible).following == 11
    assert [change.field for change in visible.changes] == ["following"]


def test_a_mute_shows_at_once(pond: Pond) -> None:
    pond.begin(mute(OTHER))
    assert see(pond, profile(OTHER), person=OTHER).relation.muted


def test_a_refused_follow_returns_and_says_why(pond: Pond) -> None:
    operation = pond.begin(follow(OTHER))
    pond.overlay.rejected(operation.op_id, "person_id", "This person is gone.")
    visible = see(pond, profile(OTHER), person=OTHER)
    assert not visible.relation.following
    assert visible.operation is not None
    assert visible.operation.reason == "This person is gone."


def test_a_person_who_has_just_registered_has_a_profile_before_the_read_store_knows_them(pond: Pond) -> None:
    pond.begin(RegisterPerson(command_id=a_command_id(), actor_id=ME, handle="@Ada", name=" Ada "))
    visible = see(pond, None)
    assert (shown(visible).handle, shown(visible).name, visible.source) == ("ada", "Ada", "overlay")


def test_somebody_who_does_not_exist_has_no_profile(pond: Pond) -> None:
    pond.begin(rename("Ada"))
    assert see(pond, None, person=99).profile is None
    assert see(pond, None).profile is None


def test_another_persons_profile_keeps_their_name(pond: Pond) -> None:
    pond.begin(rename("Ada"))
    assert shown(see(pond, profile(OTHER), person=OTHER)).name == "Person 2"
