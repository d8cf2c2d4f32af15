"""What is attached to a request: how things stood when it was opened."""

from typing import Any
from uuid import UUID

import msgspec
import pytest

from chassis.ids import new_id
from chassis.testing import a_principal
from contracts.conversations import EntryQuery
from contracts.errors import InvalidInput
from contracts.person_data import PersonDataQuery
from contracts.tickets import AdviseRequest, AttachedRule
from tests.tickets.integration.conversation import ORGANISATION, share, with_partner
from tests.tickets.integration.world import World, a_colleague, staff


def test_a_question_on_an_invoice_carries_the_document_as_it_is(world: World) -> None:
    customer = a_principal()
    document_id = world.billing_docs.issue(number="RE-4711")

    request = world.open(
        customer,
        kind="invoice_question",
        fields={"document": str(document_id), "subject": "amount"},
    )
    world.billing_docs.issue(id=document_id, number="RE-4711-B")
    (listed,) = world.page(customer).items

    assert listed.attached == request.attached
    assert listed.attached is not None
    document = listed.attached.documents["document"]
    assert (document.id, document.number, document.total) == (document_id, "RE-4711", "11900 EUR")
    assert listed.attached.taken_at == request.opened_at
    assert request.department == "accounting"


def test_a_document_that_the_caller_does_not_see_is_refused_as_one_that_is_not_there(
    world: World,
) -> None:
    with pytest.raises(InvalidInput) as refused:
        world.open(
            a_principal(),
            kind="invoice_question",
            fields={"document": str(new_id()), "subject": "amount"},
        )

    assert refused.value.arguments == ("fields.document", "not_there")
    assert world.notices() == []


def test_a_repetition_is_answered_even_when_the_document_is_gone(world: World) -> None:
    customer = a_principal()
    document_id = world.billing_docs.issue()
    asked = {
        "kind": "invoice_question",
        "fields": {"document": str(document_id), "subject": "amount"},
    }
    first = world.open(customer, **asked)
    world.billing_docs.documents.clear()

    second = world.open(customer, **asked)

    assert second == first


@pytest.mark.req("SE-65", "C11")
def test_an_access_problem_carries_what_was_booked_and_what_was_seen_at_that_moment(
    world: World,
) -> None:
    customer = a_principal(role="member", areas=("post",), entitlements=("base", "wiki"))

    request = world.open(customer, kind="access_problem", fields={"area": "wiki"})

    assert request.attached is not None
    access = request.attached.access
    assert access is not None
    assert (access.role, access.areas) == ("member", ("post",))
    assert access.entitlements == ("base", "wiki")
    assert (access.area, access.is_allowed, access.decided_by) == (
        "wiki",
        False,
        "area_switched_on",
    )
    assert access.rules == (
        AttachedRule(rule="contract_running", passes=True),
        AttachedRule(rule="booked", passes=True),
        AttachedRule(rule="area_switched_on", passes=False),
    )
    assert request.department == "administration"


def test_a_request_that_names_nothing_has_nothing_attached(world: World) -> None:
    request = world.open(a_principal())

    assert request.attached is None
    assert world.identity.asked == ["get_profile"]


@pytest.mark.parametrize(
    ("changes", "times"),
    [
        ({"role": "member"}, 1),
        ({"role": "member", "document_types": ("invoice",)}, 1),
        ({"role": "member", "document_types": ("reminder",)}, 0),
        ({"role": "member", "document_types": ()}, 0),
        ({"role": "member", "areas": ("service_calls",)}, 0),
    ],
)
def test_a_reader_is_told_of_a_document_only_if_post_shows_him_such_documents(
    world: World, changes: dict[str, Any], times: int
) -> None:
    customer = a_principal()
    document_id = world.billing_docs.issue(number="RE-4711")
    request = world.open(customer, kind="invoice_question", fields=_about(document_id))
    colleague = a_colleague(customer, **changes)
    share(world, customer, request, ORGANISATION)

    told = [
        world.service.get_request(colleague, request.id),
        world.page(colleague, scope="shared"),
        world.service.advise_request(colleague, AdviseRequest(title=request.title)),
    ]
    course = world.service.list_entries(colleague, EntryQuery(request_id=request.id))

    assert [b"RE-4711" in msgspec.json.encode(each) for each in told] == [bool(times)] * 3
    assert b"RE-4711" not in msgspec.json.encode(course)


def test_a_partner_is_told_of_no_document_and_the_vendor_of_each(world: World) -> None:
    customer, partner = a_principal(), a_principal(organisation_kind="partner")
    document_id = world.billing_docs.issue(number="RE-4711")
    request = world.open(customer, kind="invoice_question", fields=_about(document_id))
    share(world, staff(), request, with_partner(partner))

    told = {
        who: b"RE-4711" in msgspec.json.encode(world.service.get_request(caller, request.id))
        for who, caller in (("partner", partner), ("vendor", staff()))
    }

    assert told == {"partner": False, "vendor": True}


def test_who_is_shown_such_documents_no_more_is_not_told_by_repeating_his_request(
    world: World,
) -> None:
    customer = a_principal(role="member")
    document_id = world.billing_docs.issue(number="RE-4711")
    asked = {"kind": "invoice_question", "fields": _about(document_id)}
    opened = world.open(customer, **asked)
    narrowed = msgspec.structs.replace(customer, document_types=("reminder",))

    repeated = world.open(narrowed, **asked)
    exported = world.service.export_person_data(narrowed, PersonDataQuery())

    assert repeated.id == opened.id
    assert opened.attached is not None
    assert b"RE-4711" not in msgspec.json.encode(repeated)
    assert b"RE-4711" not in msgspec.json.encode(exported)


def _about(document_id: UUID) -> dict[str, str]:
    return {"document": str(document_id), "subject": "amount"}
