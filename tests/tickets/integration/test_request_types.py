"""Kinds of request: what is on offer, what each asks, and how the vendor's people change it."""

from functools import partial
from typing import Any

import pytest

from chassis.testing import a_principal
from contracts.errors import ChangedMeanwhile, InvalidInput, NotPermitted
from contracts.request_types import Choice, Label, PutRequestType, RequestField, RequestType
from tests.identity.integration.threads import at_once
from tests.tickets.integration.world import World, staff

BUILT_IN = [
    "technical_problem",
    "other_technical_matter",
    "service_call",
    "invoice_question",
    "access_problem",
    "contact_form",
    "outdated_data",
    "package_question",
    "callback",
]


def label(words: str) -> Label:
    return Label(de=words, en=words)


def a_version(**changes: Any) -> PutRequestType:
    values: dict[str, Any] = {
        "key": "training",
        "base_version": 0,
        "label": label("Schulung"),
        "department": "sales",
        "fields": (
            RequestField(name="people", kind="number", label=label("Personen"), smallest=1),
        ),
    }
    return PutRequestType(**{**values, **changes})


@pytest.mark.req("FD-01", "FD-09", "C1")
def test_everybody_chooses_among_the_built_in_kinds(world: World) -> None:
    offered = world.service.list_request_types(a_principal(role="member", areas=()))

    assert [each.key for each in offered.items] == BUILT_IN
    assert all(each.label.de and each.label.en and each.version == 1 for each in offered.items)
    assert all(field.label.de and field.label.en for each in offered.items for field in each.fields)


@pytest.mark.req("FD-09", "C1")
def test_a_kind_that_is_not_on_offer_is_refused_with_everything_else_that_is_wrong(
    world: World,
) -> None:
    with pytest.raises(InvalidInput) as refused:
        world.open(a_principal(), kind="wish", title=" ")

    assert refused.value.arguments == ("kind", "not_offered", "title", "empty")


@pytest.mark.req("FD-10", "C1")
def test_every_field_that_is_missing_or_wrong_is_named_at_once(world: World) -> None:
    with pytest.raises(InvalidInput) as refused:
        world.open(
            a_principal(),
            kind="service_call",
            title=" ",
            fields={"device_state": "on fire", "phone": "ring", "colour": "blue", "site": " "},
        )

    assert refused.value.arguments == (
        *("title", "empty"),
        *("fields.device", "missing"),
        *("fields.device_state", "not_offered"),
        *("fields.phone", "not_a_phone_number"),
        *("fields.colour", "unknown_field"),
    )


@pytest.mark.req("KM-10", "C10")
@pytest.mark.parametrize(
    ("topic", "department"),
    [
        ("technology", "technical_support"),
        ("invoices", "accounting"),
        ("access", "administration"),
        ("Wo bekomme ich Tinte?", "service_desk"),
    ],
)
def test_the_contact_form_goes_to_its_topics_department_and_an_unknown_topic_to_the_default(
    world: World, topic: str, department: str
) -> None:
    request = world.open(a_principal(), kind="contact_form", fields={"topic": topic})

    assert request.department == department
    assert request.fields == {"topic": topic}


@pytest.mark.req("DW-25", "C10")
def test_outdated_data_is_reported_to_data_management_with_the_record_it_is_about(
    world: World,
) -> None:
    request = world.open(
        a_principal(), kind="outdated_data", fields={"subject": "address", "record": "10001"}
    )

    assert request.department == "data_management"
    assert request.fields["record"] == "10001"


def test_the_vendors_people_offer_a_kind_of_their_own_and_it_is_asked_for_at_once(
    world: World,
) -> None:
    made = world.service.put_request_type(staff(), a_version())

    request = world.open(a_principal(), kind="training", fields={"people": "12,50"})

    assert (made.version, request.type_version) == (1, 1)
    assert (request.fields, request.department) == ({"people": "12.50"}, "sales")
    assert [each.key for each in world.service.list_request_types(staff()).items][-1] == "training"
    assert world.audit_actions(None) == ["request_type.changed"]


def test_a_request_keeps_the_version_it_was_opened_with(world: World) -> None:
    customer = a_principal()
    world.service.put_request_type(staff(), a_version())
    before = world.open(customer, kind="training", idempotency_key="1", fields={"people": 3})

    world.service.put_request_type(staff(), a_version(base_version=1, fields=()))
    after = world.open(customer, kind="training", idempotency_key="2")

    assert [each.type_version for each in world.page(customer).items] == [2, 1]
    assert (before.fields, after.fields) == ({"people": "3"}, {})


def test_what_is_offered_no_more_is_seen_by_the_vendors_people_alone(world: World) -> None:
    world.service.put_request_type(staff(), a_version())
    world.service.put_request_type(staff(), a_version(base_version=1, is_offered=False))

    with pytest.raises(InvalidInput):
        world.open(a_principal(), kind="training")

    keys = [each.key for each in world.service.list_request_types(a_principal()).items]
    assert "training" not in keys
    assert "training" in [each.key for each in world.service.list_request_types(staff()).items]


@pytest.mark.parametrize("base_version", [0, 2, 7])
def test_a_version_that_does_not_follow_the_newest_is_refused(
    world: World, base_version: int
) -> None:
    world.service.put_request_type(staff(), a_version())

    with pytest.raises(ChangedMeanwhile) as refused:
        world.service.put_request_type(
            staff(), a_version(base_version=base_version, label=label("Anders"))
        )

    assert refused.value.arguments == ("version", "1")


def test_putting_the_same_version_twice_makes_one(world: World) -> None:
    agent = staff()

    first = world.service.put_request_type(agent, a_version())
    second = world.service.put_request_type(agent, a_version())

    assert first == second
    assert world.audit_actions(None) == ["request_type.changed"]


def test_of_two_who_change_a_version_at_once_one_is_told_so(world: World) -> None:
    world.service.put_request_type(staff(), a_version())

    def put(words: str) -> RequestType | ChangedMeanwhile:
        try:
            return world.service.put_request_type(
                staff(), a_version(base_version=1, label=label(words))
            )
        except ChangedMeanwhile as refusal:
            return refusal

    outcomes = at_once(*[partial(put, words) for words in ("Eins", "Zwei", "Drei")])

    assert sum(isinstance(each, RequestType) for each in outcomes) == 1
    (newest,) = [e for e in world.service.list_request_types(staff()).items if e.key == "training"]
    assert newest in outcomes


@pytest.mark.parametrize("method", ["put_request_type", "list_departments"])
def test_only_the_vendors_people_change_kinds_and_see_departments(
    world: World, method: str
) -> None:
    arguments = (a_version(),) if method == "put_request_type" else ()

    with pytest.raises(NotPermitted):
        getattr(world.service, method)(a_principal(), *arguments)


def test_every_place_that_does_not_fit_is_named(world: World) -> None:
    choice = Choice(value="a", label=label("A"), department="nowhere")
    fields = (
        RequestField(name="title", kind="text", label=label("Titel")),
        RequestField(name="size", kind="number", label=label("Zahl"), smallest=2, largest=1),
        RequestField(name="pick", kind="choice", label=label("Wahl")),
        RequestField(name="pick", kind="choice", label=label("Wahl"), choices=(choice, choice)),
        RequestField(name="line", kind="text", label=label("Zeile"), choices=(choice,)),
    )

    with pytest.raises(InvalidInput) as refused:
        world.service.put_request_type(staff(), a_version(department="x", fields=fields))

    arguments = refused.value.arguments
    assert list(zip(arguments[::2], arguments[1::2], strict=True)) == [
        ("department", "unknown_department"),
        ("fields[0].name", "used_twice"),
        ("fields[1].largest", "too_small"),
        ("fields[2].choices", "missing"),
        ("fields[3].name", "used_twice"),
        ("fields[3].choices", "used_twice"),
        ("fields[3].choices", "unknown_department"),
        ("fields[3].choices", "unknown_department"),
        ("fields[4].choices", "not_allowed"),
        ("fields[4].choices", "unknown_department"),
    ]


def test_there_is_one_department_for_what_fits_nowhere(world: World) -> None:
    departments = world.service.list_departments(staff()).items

    assert [each.key for each in departments if each.is_default] == ["service_desk"]
