"""An ERP publishes an invoice; one person is told once; he reads and downloads the same bytes."""

from __future__ import annotations

import pytest

from tests.demo_documents.sketches import an_invoice
from tests.flows.world import World
from tests.waiting import until

INVOICE_TOTAL_CENTS = an_invoice().total_cents


@pytest.mark.req("BR-04", "SE-29", "SE-45", "B1", "B4", "B13")
def test_an_accountant_reads_the_invoice_that_the_erp_published(world: World) -> None:
    customer = world.new_customer()

    published = world.issue(customer, "RE-100")

    world.assert_once(customer, [published])
    accountant = world.portal.settle_in(customer.accountant)
    (document,) = world.documents(accountant)
    assert document["total"] == {"minor_units": INVOICE_TOTAL_CENTS, "currency": "EUR"}
    assert document["faults"] == []
    preview = world.get(f"/v1/documents/{document['id']}/preview", accountant)
    assert preview.headers["content-disposition"].startswith("inline")
    assert preview.content == published.content


@pytest.mark.req("SE-30", "BR-05", "R13", "B8")
def test_each_event_three_times_in_any_order_is_one_document_and_one_mail(world: World) -> None:
    customer = world.new_customer()

    published = world.issue_all(customer, [f"RE-20{n}" for n in range(6)], times=3)

    world.assert_once(customer, published)


@pytest.mark.req("SE-12")
def test_a_customer_who_never_activates_is_served_all_the_same(world: World) -> None:
    customer = world.new_customer()
    until(lambda: world.portal.mails_to(customer.admin.email))

    published = world.issue(customer, "RE-300")

    until(lambda: world.notices_to(customer), seconds=30)
    world.wait_settled()
    assert world.count("identity", "person", f"email = '{customer.admin.email}'") == 0
    assert world.count("billing_docs", "document", f"sha256 = '{published.sha256}'") == 1
    assert len(world.notices_to(customer)) == 1


@pytest.mark.req("SE-51", "SE-52")
def test_who_sees_post_is_not_told_about_it(world: World) -> None:
    customer = world.new_customer()
    admin = world.portal.settle_in(customer.admin)
    readers = [f"leser{n}@{customer.domain}" for n in range(5)]
    for reader in readers:
        answer = world.portal.http.post(
            "/v1/invitations",
            headers=world.portal.as_(admin),
            json={"email": reader, "role": "member", "areas": ["post"]},
        )
        assert answer.status_code == 201, answer.text
    sessions = [world.settle_reader(reader) for reader in readers]

    published = world.issue(customer, "RE-400")

    world.assert_once(customer, [published])
    for session in sessions:
        assert [item["number"] for item in world.documents(session)] == ["RE-400"]
    for reader in [*readers, customer.admin.email]:
        assert not [mail for mail in world.portal.mails_to(reader) if "/post/" in mail["text"]]


@pytest.mark.req("SE-02", "H2")
def test_one_sign_in_opens_every_area(world: World) -> None:
    customer = world.new_customer()
    admin = world.portal.settle_in(customer.admin)

    answers = {
        path: world.get(path, admin).status_code
        for path in ("/v1/documents", "/v1/requests", "/v1/packages", "/v1/members")
    }

    assert set(answers.values()) == {200}, answers
    world.portal.http.delete(
        "/v1/sessions/current", headers=world.portal.as_(admin)
    ).raise_for_status()
    until(lambda: {world.get(path, admin).status_code for path in answers} == {401}, seconds=30)


@pytest.mark.req("SE-07")
def test_the_history_lists_newest_first_and_finds_by_type_date_and_number(world: World) -> None:
    customer = world.new_customer()
    numbers = [f"RE-5{n:02}" for n in range(30)]
    world.issue_all(customer, numbers)
    accountant = world.portal.settle_in(customer.accountant)
    until(lambda: world.count_listed(accountant, limit=100) == 30, seconds=60)

    first = world.get("/v1/documents", accountant, params={"limit": 20}).json()
    rest = world.get(
        "/v1/documents", accountant, params={"limit": 20, "cursor": first["next_cursor"]}
    ).json()

    seen = [item["number"] for item in (*first["items"], *rest["items"])]
    assert sorted(seen) == sorted(numbers)
    assert rest["next_cursor"] is None
    dates = [item["issued_on"] for item in (*first["items"], *rest["items"])]
    assert dates == sorted(dates, reverse=True)
    for filters, expected in (
        ({"document_type": "invoice"}, 30),
        ({"document_type": "contract"}, 0),
        ({"issued_from": "2026-03-06"}, 0),
        ({"issued_until": "2026-03-05"}, 30),
        ({"number": "RE-517"}, 1),
    ):
        assert world.count_listed(accountant, limit=100, **filters) == expected, filters
