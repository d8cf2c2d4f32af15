"""What companies are told at their own address and number: as they have chosen, once, in time."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from chassis.errors import Refused
from chassis.ids import new_id
from chassis.testing import a_principal
from contracts.company_notices import COMPANY_EVENTS
from contracts.errors import InvalidInput, NoMembership, NotPermitted
from contracts.money import Money
from notifications.domain.company_notices import LISTED, QUIET_FOR
from notifications.use_cases.companies.receive_company_notice import CompanyNotKnownYet
from tests.notifications.house import COMPANY_MAIL, DIALLED, House
from tests.notifications.integration.conftest import run_at_once

SOON = timedelta(minutes=10)


@pytest.mark.req("MB-04", "MB-05", "MB-11", "G1")
def test_mail_phone_both_or_none_are_stored_and_obeyed_from_the_next_event_on(
    house: House,
) -> None:
    told: list[tuple[int, int]] = []

    for number, (mail, phone) in enumerate(
        [(True, False), (False, True), (True, True), (False, False)]
    ):
        shown = house.choose("offer_accepted", mail=mail, phone=phone)
        (stored,) = (each for each in shown.events if each.event == "offer_accepted")
        assert (stored.mail, stored.phone) == (mail, phone)
        before = (len(house.mails), len(house.provider.texts))
        house.happen(reference=f"A-{number}")
        house.send(after=QUIET_FOR)
        after = (len(house.mails), len(house.provider.texts))
        told.append((after[0] - before[0], after[1] - before[1]))

    assert told == [(1, 0), (0, 1), (1, 1), (0, 0)]
    assert {str(mail["To"]) for mail in house.mails} == {COMPANY_MAIL}
    assert {number for number, _ in house.provider.texts} == {DIALLED}


@pytest.mark.req("MB-05", "MB-06", "MB-07", "MB-08", "G2")
def test_each_activity_is_told_by_mail_and_by_phone(house: House) -> None:
    for event in COMPANY_EVENTS:
        house.choose(event, mail=True, phone=True)
    amount = Money(minor_units=119000, currency="EUR")

    house.happen(activity="offer_accepted", reference="A-7", party="Beispiel KG", amount=amount)
    house.happen(activity="subscription_invoice_sent", reference="AR-7")
    house.happen(activity="dunning_sent", reference="MA-7")
    house.happen(activity="dunning_overdue", reference="MA-8", overdue="fully")
    house.send()
    house.happen(activity="dunning_overdue", reference="MA-9", overdue="partly")
    house.send(after=QUIET_FOR)

    assert sorted(house.subjects) == [
        "Abo-Rechnung AR-7 wurde versendet",
        "Angebot A-7 wurde angenommen",
        "Mahnung MA-7 wurde versendet",
        "Mahnung MA-8 ist vollständig überfällig",
        "Mahnung MA-9 ist teilweise überfällig",
    ]
    assert sorted(words for _, words in house.provider.texts) == [
        "Kontor: Abo-Rechnung AR-7 versendet.",
        "Kontor: Angebot A-7 angenommen, Beispiel KG, 1.190,00 €.",
        "Kontor: Mahnung MA-7 versendet.",
        "Kontor: Mahnung MA-8 vollständig überfällig.",
        "Kontor: Mahnung MA-9 teilweise überfällig.",
    ]


@pytest.mark.req("MB-09")
def test_a_tan_prompt_is_told_at_once_and_never_when_it_has_expired(house: House) -> None:
    house.choose("tan_due", mail=True, phone=True)
    now = house.clock.now()

    house.happen(activity="tan_due", reference=None, party="Musterbank", expires_at=now + SOON)
    house.send(after=timedelta())
    house.happen(activity="tan_due", reference=None, party="Zu spät", expires_at=now)
    house.happen(activity="tan_due", reference=None, party="Liegen", expires_at=now + SOON)
    house.send(after=SOON)

    assert house.subjects == ["TAN-Abfrage: Bitte bis 2. März 2026 um 13:10 Uhr bestätigen"]
    assert [words for _, words in house.provider.texts] == [
        "Kontor: TAN-Abfrage von Musterbank bis 2. März 2026 um 13:10 Uhr bestätigen."
    ]
    states = house.rows("SELECT state, count(*) FROM message GROUP BY state ORDER BY state")
    assert [tuple(row) for row in states] == [("expired", 2), ("sent", 2)]


@pytest.mark.req("MB-10", "MB-11")
def test_little_left_of_a_limit_is_told_where_the_company_wants_it(house: House) -> None:
    house.choose("limit_near", mail=False, phone=True)

    house.near_limit()
    house.near_limit()
    house.send()

    assert house.mails == []
    assert house.provider.texts == [
        (DIALLED, "Kontor: Von Ihrem Tarif sind Benutzer zu 80 % genutzt.")
    ]
    (asked,) = house.provider.asked
    assert asked.headers["authorization"] == "Bearer demo-token"
    assert asked.headers["idempotency-key"] == asked.body["id"]
    assert asked.body["from"] == "Kontor"


@pytest.mark.req("MB-11", "G2")
def test_a_channel_without_an_address_or_number_is_refused(house: House) -> None:
    house.know_company(version=2, phone=None)
    with pytest.raises(InvalidInput) as no_number:
        house.choose("dunning_sent", mail=True, phone=True)
    house.know_company(version=3, phone="+49 30 123456", email=None)
    with pytest.raises(InvalidInput) as landline:
        house.choose("dunning_sent", mail=False, phone=True)
    with pytest.raises(InvalidInput) as no_address:
        house.choose("dunning_sent", mail=True, phone=False)

    shown = house.service.get_company_notices(house.admin)

    assert no_number.value.arguments == ("request.phone", "phone_not_on_file")
    assert landline.value.arguments == ("request.phone", "phone_not_a_mobile_number")
    assert no_address.value.arguments == ("request.mail", "mail_not_on_file")
    assert not any(each.mail or each.phone for each in shown.events)
    assert (shown.why_no_mail, shown.why_no_phone) == ("not_on_file", "not_a_mobile_number")


def test_many_of_a_kind_become_one_message_and_then_it_is_quiet_for_a_while(
    house: House,
) -> None:
    house.happen(activity="dunning_sent", reference="MA-0")
    house.send()
    for number in range(1, 31):
        house.happen(activity="dunning_sent", reference=f"MA-{number}", party="Beispiel KG")
    house.send()
    meanwhile = list(house.subjects)
    house.send(after=QUIET_FOR)
    house.send(after=QUIET_FOR)

    assert meanwhile == ["Mahnung MA-0 wurde versendet"]
    assert house.subjects[1:] == ["30 versendete Mahnungen"]
    body = house.mails[1].get_body(("plain",))
    assert body is not None
    assert body.get_content().count("- MA-") == LISTED
    assert "10 weitere" in body.get_content()
    left = house.rows("SELECT DISTINCT parameters, recipient FROM company_notice")
    assert [tuple(row) for row in left] == [({}, "")]


def test_an_activity_that_comes_three_times_is_told_once(house: House) -> None:
    for _ in range(3):
        house.happen(id="one", reference="A-1")
    run_at_once(*[partial(house.happen, id="two", reference="A-2")] * 4)

    run_at_once(*[partial(house.send)] * 2)
    house.send(after=QUIET_FOR)

    assert house.subjects == ["2 angenommene Angebote"]


def test_what_comes_while_a_company_is_told_is_told_as_well(house: House) -> None:
    house.happen(reference="A-0")
    house.clock.move(QUIET_FOR)

    run_at_once(
        *[partial(house.happen, reference=f"A-{number}") for number in range(1, 5)],
        house.service.tell_waiting,
        house.service.tell_waiting,
    )
    house.send(after=QUIET_FOR)
    house.send(after=QUIET_FOR)

    assert house.rows("SELECT 1 FROM company_notice WHERE told_at IS NULL") == []
    assert house.rows("SELECT 1 FROM telling WHERE due_at IS NOT NULL") == []


@pytest.mark.parametrize(
    "unfit",
    [
        {"activity": "dunning_overdue"},
        {"activity": "dunning_sent", "overdue": "fully"},
        {"activity": "tan_due"},
        {"reference": None},
    ],
    ids=str,
)
def test_an_activity_that_contradicts_itself_is_refused_and_told_to_nobody(
    house: House, unfit: dict[str, Any]
) -> None:
    with pytest.raises(Refused) as refused:
        house.happen(**unfit)

    assert refused.value.code in {"activity_unfit", "notice_parameters_unfit"}
    assert house.rows("SELECT 1 FROM company_notice") == []


def test_an_activity_of_a_customer_who_is_not_known_yet_waits_for_him(house: House) -> None:
    with pytest.raises(Refused) as refused:
        house.happen(customer_number="10099")

    assert (refused.value.code, refused.value.waits_for) == ("unknown_customer", "customer:10099")
    with pytest.raises(CompanyNotKnownYet):
        house.near_limit(organisation_id=new_id())


def test_an_older_word_about_a_company_changes_nothing(house: House) -> None:
    house.know_company(version=3, email="neu@muster.example")
    house.know_company(version=2, email="alt@muster.example")

    house.happen()
    house.send()

    assert [str(mail["To"]) for mail in house.mails] == ["neu@muster.example"]


def test_only_administrators_look_at_the_choice_or_change_it(house: House) -> None:
    member = a_principal(organisation_id=house.organisation_id, role="member")
    machine = a_principal(organisation_id=house.organisation_id, role="admin", kind="api_key")
    nobody = a_principal(organisation_id=None)

    for caller in (member, machine):
        with pytest.raises(NotPermitted):
            house.service.get_company_notices(caller)
        with pytest.raises(NotPermitted):
            house.choose("tan_due", mail=True, phone=False, by=caller)
    with pytest.raises(NoMembership):
        house.service.get_company_notices(nobody)


def test_the_trail_notes_each_change_once(house: House) -> None:
    for _ in range(2):
        house.choose("tan_due", mail=False, phone=True)

    assert house.trail() == ["company_notices.chosen"]
