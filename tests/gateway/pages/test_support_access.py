"""Letting support look in: permission, sessions, and proposals that wait for a yes."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import pytest
from bs4 import BeautifulSoup, Tag

from contracts.errors import InvalidInput
from contracts.identity import Members, Membership
from contracts.support import (
    SupportAccess,
    SupportAccessPage,
    SupportConsent,
    SupportSession,
    SupportSessions,
)
from contracts.support_changes import (
    DecidedSupportChange,
    ProposedRequest,
    SupportChange,
    SupportChanges,
)
from tests.gateway.samples import (
    DOCUMENT_ID,
    ORGANISATION_ID,
    PERSON_ID,
    TOKEN,
    a_principal,
    an_authenticated,
)
from tests.gateway.scripted_services import ScriptedServices

pytestmark = pytest.mark.asyncio

PAGE = "/account/support"
SESSION = UUID(int=41, version=4)
CHANGE = UUID(int=42, version=4)
COLLEAGUE = UUID(int=43, version=4)
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
FAR = datetime(2999, 1, 1, tzinfo=UTC)
NOBODY = SupportConsent(organisation_id=ORGANISATION_ID, is_given=False)
GIVEN = SupportConsent(
    organisation_id=ORGANISATION_ID, is_given=True, until=FAR, changed_at=AT, changed_by=PERSON_ID
)


def a_session(**changes: Any) -> SupportSession:
    values: dict[str, Any] = {
        "id": SESSION,
        "organisation_id": ORGANISATION_ID,
        "request_id": UUID(int=44, version=4),
        "reason": "Ein Beleg <b>fehlt</b>",
        "areas": ("post",),
        "opened_by": UUID(int=45, version=4),
        "opened_by_name": "Sabine Support",
        "state": "open",
        "opened_at": AT,
        "expires_at": FAR,
    }
    return SupportSession(**(values | changes))


ENDED = a_session(
    id=UUID(int=46, version=4), state="ended", ended_at=AT, end_reason="consent_withdrawn"
)


def a_change(**changes: Any) -> SupportChange:
    values: dict[str, Any] = {
        "id": CHANGE,
        "organisation_id": ORGANISATION_ID,
        "support_session_id": SESSION,
        "request": ProposedRequest(
            operation="set_areas",
            method="PUT",
            path="/v1/members/{person_id}/areas",
            path_parameters={"person_id": str(COLLEAGUE)},
            body={"areas": ["post", "devices"]},
        ),
        "summary": {"de": "Die Bereiche ändern", "en": "Change the areas"},
        "state": "pending_customer_ok",
        "proposed_by": UUID(int=45, version=4),
        "proposed_at": AT,
        "expires_at": FAR,
    }
    return SupportChange(**(values | changes))


@pytest.fixture(autouse=True)
def _admin(services: ScriptedServices) -> None:
    services.tokens[TOKEN] = an_authenticated(a_principal(role="admin"))
    colleague = Membership(
        person_id=COLLEAGUE,
        person_name="Max Muster",
        email="m@example.com",
        role="member",
        areas=(),
    )
    services.says("identity.list_members", Members(items=(colleague,)))
    services.says("identity.get_support_consent", GIVEN)
    services.says("identity.set_support_consent", GIVEN)
    services.says("identity.list_support_sessions", SupportSessions(items=(a_session(), ENDED)))
    services.says("identity.get_support_session", a_session())
    services.says("identity.end_support_session", ENDED)
    services.says(
        "identity.list_support_changes",
        SupportChanges(items=(a_change(), a_change(state="lapsed"))),
    )
    looked = SupportAccess(
        id=UUID(int=47, version=4),
        service="billing_docs",
        method="get_document",
        arguments={},
        outcome="ok",
        shown=(DOCUMENT_ID,),
        is_cut=False,
        at=AT,
    )
    services.says(
        "identity.list_support_accesses", SupportAccessPage(items=(looked,), next_cursor="c-2")
    )


def soup_of(answer: httpx.Response) -> BeautifulSoup:
    return BeautifulSoup(answer.text, "lxml")


def part(page: BeautifulSoup, name: str) -> Tag:
    found = page.select_one(f'[aria-labelledby="{name}"]')
    assert found is not None
    return found


async def test_the_page_shows_the_permission_who_looks_in_and_what_waits(
    browser: httpx.AsyncClient,
) -> None:
    page = soup_of(await browser.get(PAGE))

    assert "Erlaubt" in part(page, "consent").get_text()
    assert "Sabine Support" in part(page, "running").get_text()
    assert "Ein Beleg <b>fehlt</b>" in part(page, "running").get_text()
    assert "Erlaubnis zurückgenommen" in part(page, "ended").get_text()
    waiting = " ".join(part(page, "waiting").get_text(" ").split())
    assert "Die Bereiche ändern" in waiting
    assert "Betrifft Max Muster" in waiting
    assert "Post, Geräte" in waiting
    assert len(part(page, "waiting").select(".rows > li")) == 1


async def test_without_a_word_nobody_may_look_in(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.get_support_consent", NOBODY)
    services.says("identity.list_support_sessions", SupportSessions(items=()))
    services.says("identity.list_support_changes", SupportChanges(items=()))

    page = soup_of(await browser.get(PAGE))

    assert "Niemand von uns kann hineinsehen." in part(page, "consent").get_text()
    assert page.select('[name="is_given"][value="no"]') == []
    assert page.select('[aria-labelledby="running"], [aria-labelledby="waiting"]') == []


@pytest.mark.parametrize(
    ("form", "is_given", "until", "done"),
    [
        ({"is_given": "yes", "until": ""}, True, None, "given"),
        # To the end of that day in Berlin, which is summer time by then.
        (
            {"is_given": "yes", "until": "2999-07-01"},
            True,
            datetime(2999, 7, 1, 22, tzinfo=UTC),
            "given",
        ),
        ({"is_given": "no", "until": "2999-07-01"}, False, None, "withdrawn"),
    ],
)
async def test_the_permission_is_given_to_the_end_of_a_day_and_taken_back(
    browser: httpx.AsyncClient,
    services: ScriptedServices,
    form: dict[str, str],
    is_given: bool,  # noqa: FBT001 - a parameter of the test
    until: datetime | None,
    done: str,
) -> None:
    answer = await browser.post(PAGE, data=form)

    [asked] = services.calls_of("identity.set_support_consent")
    request = asked.arguments["request"]
    assert (request.is_given, request.until) == (is_given, until)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}?done={done}")


@pytest.mark.parametrize(
    "form",
    [
        {"is_given": ""},
        {"is_given": "perhaps"},
        {"is_given": "yes", "until": "soon"},
        {"is_given": "yes", "until": "9999-12-31"},
    ],
)
async def test_what_is_no_answer_gives_no_permission(
    browser: httpx.AsyncClient, services: ScriptedServices, form: dict[str, str]
) -> None:
    answer = await browser.post(PAGE, data=form)

    assert answer.status_code == 422
    assert soup_of(answer).select_one(".fault") is not None
    assert services.calls_of("identity.set_support_consent") == []


async def test_a_day_that_is_over_is_said_beside_the_field(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.set_support_consent", InvalidInput("until", "in_the_past"))

    answer = await browser.post(PAGE, data={"is_given": "yes", "until": "2020-01-01"})

    assert answer.status_code == 422
    assert soup_of(answer).select_one("#until-fault") is not None


async def test_a_no_changes_nothing_and_a_yes_that_is_done_already_is_told(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    def decided(asked: Any) -> DecidedSupportChange:
        state = "performed" if asked.arguments["decision"].approve else "declined"
        return DecidedSupportChange(change=a_change(state=state), is_to_be_performed=False)

    services.says("identity.decide_support_change", decided)
    where = f"{PAGE}/changes/{CHANGE}"

    yes = await browser.post(where, data={"answer": "yes"})
    no = await browser.post(where, data={"answer": "no"})
    neither = await browser.post(where, data={"answer": "perhaps"})
    services.says("identity.decide_support_change", InvalidInput("approve", "change_lapsed"))
    late = await browser.post(where, data={"answer": "yes"})

    assert yes.headers["location"] == f"{PAGE}?done=performed"
    assert no.headers["location"] == f"{PAGE}?done=declined"
    assert (neither.status_code, late.status_code) == (422, 422)
    assert "Dieser Vorschlag ist verfallen." in late.text


async def test_a_session_shows_what_was_looked_at_and_can_be_ended(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    shown = soup_of(await browser.get(f"{PAGE}/{SESSION}?cursor=c-1"))
    ended = await browser.post(f"{PAGE}/{SESSION}/end")

    looked = part(shown, "looked")
    assert "Post und Archiv" in looked.get_text()
    assert looked.select_one(f'a[href="/post/{DOCUMENT_ID}"]') is not None
    assert shown.select_one('a[rel="next"][href="?cursor=c-2"]') is not None
    assert services.calls_of("identity.list_support_accesses")[0].arguments["cursor"] == "c-1"
    assert ended.headers["location"] == f"{PAGE}?done=ended"
    assert shown.select('a[href$="/protocol"]') == []


async def test_an_ended_session_has_a_protocol(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.get_support_session", ENDED)

    shown = soup_of(await browser.get(f"{PAGE}/{ENDED.id}"))

    assert shown.select_one(f'a[href="/v1/support-sessions/{ENDED.id}/protocol"]') is not None
    assert shown.select('form[action$="/end"]') == []


@pytest.mark.parametrize(
    "who",
    [
        {"role": "member"},
        {"role": "admin", "organisation_kind": "vendor"},
        {"role": "admin", "support_session_id": SESSION},
    ],
)
async def test_only_the_company_s_own_administrators_say_anything_here(
    browser: httpx.AsyncClient, services: ScriptedServices, who: dict[str, Any]
) -> None:
    services.tokens[TOKEN] = an_authenticated(a_principal(**who))

    shown = [await browser.get(PAGE), await browser.get(f"{PAGE}/{SESSION}")]
    sent = [
        await browser.post(PAGE, data={"is_given": "yes"}),
        await browser.post(f"{PAGE}/changes/{CHANGE}", data={"answer": "yes"}),
        await browser.post(f"{PAGE}/{SESSION}/end"),
    ]

    assert [each.status_code for each in (*shown, *sent)] == [403] * 5
