"""An organisation's own mail account, as page and API: shown without its passwords."""

from datetime import UTC, datetime
from typing import Any

import httpx
import msgspec
import pytest

from contracts.errors import InvalidInput, TooManyAttempts
from contracts.mail_accounts import MailAccount, MailSending, MailServerEntry
from tests.gateway.scripted_services import ScriptedServices

pytestmark = pytest.mark.asyncio

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ACCOUNT = MailAccount(
    sender_name="Muster & Söhne",
    sender_address="rechnung@muster.example",
    outgoing=MailServerEntry(host="smtp.muster.example", port=587, security="starttls", user="u"),
    incoming=MailServerEntry(host="imap.muster.example", port=993, security="tls", user="u"),
    state="in_use",
    proven_at=NOW,
    fault=None,
    fault_side=None,
    failing_since=None,
    next_try_at=None,
)
NONE = MailSending(transport="platform", account=None)
OWN = MailSending(transport="own", account=ACCOUNT)
FAILING = MailSending(
    transport="platform",
    account=msgspec.structs.replace(
        ACCOUNT,
        state="failing",
        fault="sign_in_refused",
        fault_side="outgoing",
        failing_since=NOW,
    ),
)
FORM = {
    "sender_name": "Muster",
    "sender_address": "rechnung@muster.example",
    "outgoing_host": "smtp.muster.example",
    "outgoing_port": "587",
    "outgoing_security": "starttls",
    "outgoing_user": "u",
    "outgoing_password": "streng-geheim",
    "incoming_host": "imap.muster.example",
    "incoming_port": "143",
    "incoming_security": "starttls",
    "incoming_user": "u",
    "incoming_password": "",
}


@pytest.mark.req("MB-22", "MB-33", "G3")
@pytest.mark.parametrize(
    ("sending", "german", "english"),
    [
        (NONE, "Es ist kein eigenes E-Mail-Konto hinterlegt", "There is no own mail account"),
        (OWN, "Über Ihr eigenes Konto", "Through your own account"),
        (FAILING, "weist Benutzername oder Passwort zurück", "refuses the user name"),
    ],
)
async def test_the_page_says_how_mails_go_out_and_why_not_by_the_own_account(
    browser: httpx.AsyncClient,
    services: ScriptedServices,
    sending: MailSending,
    german: str,
    english: str,
) -> None:
    services.says("notifications.get_mail_sending", sending)

    in_german = await browser.get("/account/mail")
    in_english = await browser.get("/account/mail?lang=en")

    assert german in in_german.text
    assert english in in_english.text
    assert 'type="password"' in in_german.text


@pytest.mark.req("MB-32")
async def test_what_is_entered_is_passed_on_and_a_password_is_never_shown_again(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("notifications.get_mail_sending", OWN)
    services.says("notifications.set_mail_account", OWN)

    done = await browser.post("/account/mail", data=FORM)
    services.says(
        "notifications.set_mail_account",
        InvalidInput("request.incoming.password", "password_needed"),
    )
    refused = await browser.post("/account/mail", data=FORM)

    assert done.headers["location"] == "/account/mail?done=entered"
    (asked, _) = services.calls_of("notifications.set_mail_account")
    request: Any = asked.arguments["request"]
    assert request.outgoing.password == "streng-geheim"
    assert (request.incoming.password, request.incoming.port) == (None, 143)
    assert refused.status_code == 422
    assert "Für diesen Server oder Benutzernamen ist das Passwort einzugeben." in refused.text
    assert "streng-geheim" not in refused.text


@pytest.mark.req("MB-31")
async def test_both_servers_are_needed(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("notifications.get_mail_sending", NONE)

    refused = await browser.post("/account/mail", data=FORM | {"incoming_port": ""})

    assert refused.status_code == 422
    assert services.calls_of("notifications.set_mail_account") == []
    assert 'value="smtp.muster.example"' in refused.text


@pytest.mark.req("MB-33")
async def test_connecting_shows_what_came_of_it(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("notifications.get_mail_sending", FAILING)
    answers = []
    for answer in (OWN, FAILING, TooManyAttempts("7")):
        services.says("notifications.connect_mail_account", answer)
        answers.append(await browser.post("/account/mail/connect"))

    assert answers[0].headers["location"] == "/account/mail?done=connected"
    assert answers[1].headers["location"] == "/account/mail"
    assert (answers[2].status_code, answers[2].headers["retry-after"]) == (429, "7")


async def test_leaving_and_forgetting_lead_back_to_the_page(
    browser: httpx.AsyncClient, services: ScriptedServices
) -> None:
    for act, called in (("disconnect", "disconnected"), ("remove", "removed")):
        services.says(f"notifications.{act}_mail_account", NONE)
        answer = await browser.post(f"/account/mail/{act}")
        assert answer.headers["location"] == f"/account/mail?done={called}"


@pytest.mark.req("MB-27", "MB-32")
async def test_the_api_takes_both_servers_and_answers_without_passwords(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    for called in ("get_mail_sending", "set_mail_account", "connect_mail_account"):
        services.says(f"notifications.{called}", OWN)
    for called in ("disconnect_mail_account", "remove_mail_account"):
        services.says(f"notifications.{called}", NONE)
    server = {"host": "smtp.muster.example", "port": 587, "security": "starttls", "user": "u"}
    body = {
        "sender_name": "Muster",
        "sender_address": "rechnung@muster.example",
        "outgoing": {**server, "password": "geheim"},
        "incoming": {**server, "password": "geheim"},
    }

    answers = [
        await signed_in.get("/v1/mail-account"),
        await signed_in.put("/v1/mail-account", json=body),
        await signed_in.post("/v1/mail-account/connect"),
        await signed_in.post("/v1/mail-account/disconnect"),
        await signed_in.delete("/v1/mail-account"),
    ]
    missing = await signed_in.put(
        "/v1/mail-account", json=body | {"incoming": {"host": "a", "security": "tls", "user": "u"}}
    )

    assert [answer.status_code for answer in answers] == [200] * 5
    assert answers[0].json()["account"]["outgoing"] == server | {"host": "smtp.muster.example"}
    assert "password" not in "".join(answer.text for answer in answers)
    assert missing.status_code == 422
