"""Profiles as the person sees them: own changes folded in, or a word on why they are not."""

from functools import partial

from msgspec.structs import replace

from app.commands import RegisterPerson, SetFollow
from app.consistency.changes import profile_changes, unsaved_fields
from app.consistency.folding import Folding, later_than
from app.consistency.patches import Prediction, new_profile, on_profile, on_relation
from app.consistency.visible import ProfilePlace, Source, VisibleProfile
from app.read_model.documents import Profile, ProfileView, Relation

Shown = tuple[Profile, Relation]


def fold_profile(
    page: ProfileView, place: ProfilePlace, folding: Folding, fresh: ProfileView | None = None
) -> VisibleProfile:
    """The profile with the operations folded in that it has not reached; `fresh` is it from the write model."""
    own = place.person_id == place.viewer
    predictions = folding.profile if own else folding.people.get(place.person_id, [])
    stored = page.profile
    if stored is None:
        stored = fresh.profile if fresh is not None else _registered(folding) if own else None
    operation = folding.marked.get(("person", place.person_id))
    if stored is None:
        return VisibleProfile(None, page.relation, page.snapshot, operation=operation, page=page, place=place)
    shown: Shown = (stored, page.relation)
    if fresh is not None:
        shown = (fresh.profile or stored, fresh.relation)
        predictions = later_than(fresh.snapshot.position, predictions)
    for prediction in predictions:
        shown = folding.replay(_on_own if own else _on_other, prediction, shown)
    replayed = list(predictions)
    if own:
        shown, moved = _with_follows(shown, dict(place.relations), folding)
        replayed.extend(moved)
    changes = profile_changes((stored, page.relation), shown, unsaved_fields(replayed))
    predicted: Source = "overlay" if changes or page.profile is None else "read store"
    return VisibleProfile(
        profile=shown[0],
        relation=shown[1],
        snapshot=page.snapshot,
        changes=changes,
        operation=operation,
        source=predicted if fresh is None else "write model",
        page=page,
        place=place,
    )


def own_profile(page: ProfileView, viewer: int, folding: Folding) -> Profile | None:
    """The viewer's own profile as the viewer sees it: who stands above own new posts and comments."""
    return fold_profile(page, ProfilePlace(viewer, viewer), folding).profile


def _registered(folding: Folding) -> Profile | None:
    for prediction in folding.profile:
        command = prediction.operation.command
        if isinstance(command, RegisterPerson):
            return folding.attempt(prediction, partial(new_profile, prediction, command))
    return None


def _on_own(prediction: Prediction, shown: Shown) -> Shown:
    return on_profile(prediction, shown[0]), shown[1]


def _on_other(prediction: Prediction, shown: Shown) -> Shown:
    return on_relation(prediction, *shown)


def _with_follows(shown: Shown, relations: dict[int, Relation], folding: Folding) -> tuple[Shown, list[Prediction]]:
    """The count of people followed, moved only by those whose relation in the read store is the other one."""
    profile, relation = shown
    moved: list[Prediction] = []
    for person_id, predictions in folding.people.items():
        follows = [one for one in predictions if isinstance(one.operation.command, SetFollow)]
        if not follows or person_id not in relations:
            continue
        wanted = follows[-1].operation.command
        if isinstance(wanted, SetFollow) and wanted.following != relations[person_id].following:
            step = 1 if wanted.following else -1
            profile = replace(profile, following=max(0, profile.following + step))
            moved.extend(follows)
    return (profile, relation), moved
