"""The menu shows exactly the places a person may go to, and where one is."""

from typing import Any

import pytest

from gateway.pages.navigation import PLACES, menu
from gateway.texts import texts_in
from tests.gateway.samples import a_principal


def words(path: str = "/", **who: Any) -> list[str]:
    return [entry.word for entry in menu(a_principal(**who), path)]


def current(path: str, **who: Any) -> list[str]:
    return [entry.path for entry in menu(a_principal(**who), path) if entry.is_current]


def test_who_only_reads_documents_is_shown_no_more() -> None:
    assert words(role="documents", areas=("post",)) == ["post", "delivery"]


def test_self_services_belong_to_those_who_decide() -> None:
    member = set(words(role="member"))
    admin = set(words(role="admin"))

    assert {"company", "packages", "contracts"}.isdisjoint(member)
    assert {"company", "packages", "contracts"} <= admin


@pytest.mark.parametrize(("areas", "seen"), [(("business",), True), (("post",), False)])
def test_a_partners_contracts_are_in_the_area_of_its_business(
    areas: tuple[str, ...], *, seen: bool
) -> None:
    there = words(organisation_kind="partner", role="admin", areas=areas)

    assert ("contracts" in there) is seen


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/post", "/post"),
        ("/post/0193/send", "/post"),
        ("/postage", None),
        ("/desk", "/desk"),
        ("/requests/0193", "/desk"),
        ("/desk/packages", "/packages"),
        ("/desk/packages/0193", "/packages"),
        ("/", None),
    ],
)
def test_the_nearest_place_is_the_current_one(path: str, place: str | None) -> None:
    found = current(path, organisation_kind="vendor", role="admin")

    assert found == ([place] if place else [])


@pytest.mark.parametrize("language", ["de", "en"])
def test_each_place_has_its_word(language: Any) -> None:
    texts = texts_in(language)

    assert all(texts.has("navigation." + place.word) for place in PLACES)
