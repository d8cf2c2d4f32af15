"""The vendor's desk about customers: registered, listed, served, let in, and given FTP access."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest
import pytest_asyncio
from bs4 import BeautifulSoup

from contracts.errors import AlreadyExists, InvalidInput, NotFound
from contracts.ftp_access import FtpAccesses, PutFtpAccess
from contracts.identity import (
    ImportCustomers,
    ImportedCustomer,
    ImportReport,
    Invitation,
    InvitationChoice,
    Invitations,
    InvitePerson,
    Members,
    RegisterOrganisation,
)
from contracts.identity_providers import ConfirmProviderDomain
from contracts.members import ChangeRole, RemoveMember
from contracts.organisation_names import OrganisationName, OrganisationNames
from contracts.partners import Customer, ServingPartner, SetCertification, SetPartner
from contracts.previews import PreviewedChange
from contracts.profiles import LinkAccount, Profile
from contracts.second_factor import ResetSecondFactors
from gateway.edge.live import Live
from tests.browser.scripted_portal import MEMBER
from tests.browser.scripted_requests import AGENT, AGENT_TOKEN, NOW, script_requests
from tests.gateway.contract_samples import CONTRACT_ID, a_contract, a_page
from tests.gateway.samples import (
    ORGANISATION_ID,
    PERSON_ID,
    an_authenticated,
    an_organisation,
)
from tests.gateway.scripted_services import ScriptedServices, client_of, scripted_app
from tests.gateway.unit.test_ftp_access import ACCESS, PASSWORD
from tests.gateway.unit.test_identity_provider_routes import PROVIDER

pytestmark = pytest.mark.asyncio

CUSTOMERS = "/desk/customers"
PAGE = f"{CUSTOMERS}/{ORGANISATION_ID}"
PERSON = f"{PAGE}/people/{PERSON_ID}"
PARTNER_ID = UUID(int=5001, version=4)
INVITATION_ID = UUID(int=5002, version=4)
SERVED = Customer(
    id=ORGANISATION_ID,
    customer_number="10001",
    name="Musterfabrik",
    language="de",
    partner=ServingPartner(id=PARTNER_ID, name="Partnerhaus"),
    contact=None,
)
INVITATION = Invitation(
    id=INVITATION_ID,
    organisation_id=ORGANISATION_ID,
    email="neu@example.com",
    role="member",
    areas=(),
    state="pending",
    created_at=NOW,
    expires_at=NOW,
)

PREVIEW = PreviewedChange(
    would_change=True, refused_by=None, members=(), new_risks=(), contacts_lost=0
)


@pytest_asyncio.fixture
async def agent(services: ScriptedServices) -> AsyncIterator[httpx.AsyncClient]:
    """The browser of one of the vendor's administrators."""
    script_requests(services, Live())
    services.tokens[AGENT_TOKEN] = an_authenticated(msgspec.structs.replace(AGENT, role="admin"))
    found = OrganisationName(id=PARTNER_ID, name="Partnerhaus", customer_number=None)
    services.says("identity.find_organisations", OrganisationNames(items=(found,)))
    services.says("identity.get_organisation", an_organisation())
    services.says("identity.get_customer", SERVED)
    services.says("identity.set_partner", SERVED)
    services.says("identity.list_members", Members(items=(MEMBER,)))
    services.says("identity.list_invitations", Invitations(items=(INVITATION,)))
    services.says("identity.get_identity_provider", PROVIDER)
    services.says("catalog.list_contracts", a_page(a_contract()))
    services.says("catalog.list_ftp_access", FtpAccesses(items=(ACCESS,)))
    headers = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "de"}
    cookies = {"kontor_session": AGENT_TOKEN}
    async with client_of(scripted_app(services), headers=headers, cookies=cookies) as client:
        yield client


def read(response: httpx.Response) -> BeautifulSoup:
    return BeautifulSoup(response.text, "html.parser")


async def test_a_customer_is_registered_and_what_is_taken_or_missing_is_said_at_its_field(
    agent: httpx.AsyncClient, services: ScriptedServices
) -> None:
    form = {"kind": "customer", "name": "Neu GmbH", "customer_number": "10077", "language": "en"}
    services.says("identity.register_organisation", an_organisation())

    asked_for = await agent.get(f"{CUSTOMERS}/new")
    done = await agent.post(f"{CUSTOMERS}/new", data=form | {"contact_email": "e@example.com"})
    services.says("identity.register_organisation", AlreadyExists("customer_number"))
    taken = await agent.post(f"{CUSTOMERS}/new", data=form)
    vendor = await agent.post(f"{CUSTOMERS}/new", data=form | {"kind": "vendor"})
    nameless = await agent.post(f"{CUSTOMERS}/new", data=form | {"name": " "})

    asked = services.calls_of("identity.register_organisation")
    assert asked_for.status_code == 200
    assert done.headers["location"] == f"{PAGE}?done=registered"
    assert asked[0].arguments["request"] == RegisterOrganisation(
        kind="customer",
        name="Neu GmbH",
        customer_number="10077",
        language="en",
        contact_email="e@example.com",
    )
    assert len(asked) == 2
    assert (taken.status_code, vendor.status_code, nameless.status_code) == (409, 422, 422)
    assert read(taken).select_one("#customer_number-fault") is not None
    assert read(nameless).select_one("#name-fault") is not None


async def test_a_list_of_customers_is_taken_in_with_a_verdict_on_each_row(
    agent: httpx.AsyncClient, services: ScriptedServices
) -> None:
    report = ImportReport(
        items=(
            ImportedCustomer(line=2, customer_number="10002", outcome="registered", invited=True),
            ImportedCustomer(
                line=3,
                customer_number="",
                outcome="refused",
                field="customer_number",
                reason="wrong_format",
            ),
        )
    )
    services.says("identity.import_customers", report)
    content = "customer_number;name\n10002;Müller\n1;B\n"

    response = await agent.post(
        f"{CUSTOMERS}/import", files={"csv": ("kunden.csv", content.encode("cp1252"), "text/csv")}
    )
    services.says("identity.import_customers", InvalidInput("csv", "columns"))
    refused = await agent.post(f"{CUSTOMERS}/import", files={"csv": ("k.csv", b"a", "text/csv")})
    nothing = await agent.post(f"{CUSTOMERS}/import", data={"csv": ""})

    (asked, _) = services.calls_of("identity.import_customers")
    rows = [each.get_text(" ", strip=True) for each in read(response).select(".rows > li")]
    assert asked.arguments["request"] == ImportCustomers(csv=content)
    assert rows[0].startswith("Ohne Kundennummer Zeile 3 Kundennummer: ")
    assert rows[1] == "Kundennummer 10002 Zeile 2 · Einladung versendet angelegt"
    assert read(refused).select_one("#csv-fault") is not None
    assert nothing.status_code == 422


async def test_a_partner_is_found_assigned_and_taken_away_with_a_reason(
    agent: httpx.AsyncClient, services: ScriptedServices
) -> None:
    found = await agent.get(f"{PAGE}/partner?search=Haus")
    served = await agent.post(
        f"{PAGE}/partner",
        data={"action": "serve", "partner_id": str(PARTNER_ID), "reason": "Wunsch des Kunden"},
    )
    left = await agent.post(f"{PAGE}/partner", data={"action": "leave", "reason": "gekündigt"})
    silent = await agent.post(f"{PAGE}/partner", data={"action": "leave", "reason": " "})
    services.says("identity.get_customer", NotFound("customer"))
    alone = await agent.get(f"{PAGE}/partner")

    (asked,) = services.calls_of("identity.find_organisations")
    requests = [each.arguments["request"] for each in services.calls_of("identity.set_partner")]
    assert asked.arguments["query"].kind == "partner"
    assert read(found).select_one(f"input[name=partner_id][value='{PARTNER_ID}']") is not None
    assert requests == [
        SetPartner(customer_id=ORGANISATION_ID, partner_id=PARTNER_ID, reason="Wunsch des Kunden"),
        SetPartner(customer_id=ORGANISATION_ID, partner_id=None, reason="gekündigt"),
    ]
    assert served.headers["location"].endswith("done=served")
    assert left.headers["location"].endswith("done=not_served")
    assert silent.status_code == 422
    assert "betreut kein Partner" in alone.text


async def test_a_certification_can_be_tried_before_it_is_given(
    agent: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.get_organisation", an_organisation(kind="partner"))
    services.says("identity.preview_change", PREVIEW)
    services.says("identity.set_certification", an_organisation(kind="partner", is_certified=True))
    form = {"is_certified": "true", "reason": "Schulung bestanden"}

    tried = await agent.post(f"{PAGE}/partner", data=form | {"action": "try"})
    assert not services.calls_of("identity.set_certification")
    given = await agent.post(f"{PAGE}/partner", data=form | {"action": "certify"})

    (asked,) = services.calls_of("identity.set_certification")
    assert read(tried).select_one("#trial ~ form button[value=certify]") is not None
    assert given.headers["location"].endswith("done=certified")
    assert asked.arguments["request"] == SetCertification(
        organisation_id=ORGANISATION_ID, is_certified=True, reason="Schulung bestanden"
    )


async def test_people_are_invited_and_mail_domains_confirmed_with_a_reason(
    agent: httpx.AsyncClient, services: ScriptedServices
) -> None:
    for called in ("invite_person", "resend_invitation", "revoke_invitation"):
        services.says(f"identity.{called}", INVITATION)
    services.says("identity.confirm_provider_domain", PROVIDER)
    why = {"reason": "am Telefon gebeten"}

    shown = await agent.get(f"{PAGE}/people")
    invited = await agent.post(
        f"{PAGE}/people", data=why | {"email": "neu@example.com", "role": "admin"}
    )
    for action in ("resend", "revoke"):
        await agent.post(f"{PAGE}/invitations/{INVITATION_ID}", data=why | {"action": action})
    await agent.post(
        f"{PAGE}/domains", data=why | {"domain": "muster.example", "is_confirmed": "true"}
    )
    services.says("identity.confirm_provider_domain", AlreadyExists("domain"))
    taken = await agent.post(
        f"{PAGE}/domains", data=why | {"domain": "muster.example", "is_confirmed": "true"}
    )

    choice = InvitationChoice(
        invitation_id=INVITATION_ID, organisation_id=ORGANISATION_ID, reason=why["reason"]
    )
    assert read(shown).select_one(f"a[href='{PERSON}']") is not None
    assert invited.headers["location"] == f"{PAGE}/people?done=invited"
    (asked,) = services.calls_of("identity.invite_person")
    assert asked.arguments["request"] == InvitePerson(
        email="neu@example.com",
        role="admin",
        organisation_id=ORGANISATION_ID,
        reason=why["reason"],
    )
    for called in ("resend_invitation", "revoke_invitation"):
        (chosen,) = services.calls_of(f"identity.{called}")
        assert chosen.arguments == {"request": choice}
    assert services.calls_of("identity.confirm_provider_domain")[0].arguments["request"] == (
        ConfirmProviderDomain(
            organisation_id=ORGANISATION_ID, domain="muster.example", reason=why["reason"]
        )
    )
    assert read(taken).select_one("#domain-fault") is not None


CHANGES: list[tuple[dict[str, str], str, Any, Any]] = [
    (
        {"action": "change_role", "role": "documents"},
        "change_role",
        ChangeRole(
            person_id=PERSON_ID, role="documents", organisation_id=ORGANISATION_ID, reason="darum"
        ),
        MEMBER,
    ),
    (
        {"action": "reset_factors", "is_known": "yes"},
        "reset_second_factors",
        ResetSecondFactors(person_id=PERSON_ID, organisation_id=ORGANISATION_ID, reason="darum"),
        None,
    ),
    (
        {"action": "link", "subject": ""},
        "link_account",
        LinkAccount(person_id=PERSON_ID, subject=None, reason="darum"),
        Profile(
            person_id=PERSON_ID,
            name="Erika Muster",
            given_name="Erika",
            family_name="Muster",
            email="erika@example.com",
            language="de",
            linked_account=None,
            managed_elsewhere=(),
            manage_url=None,
        ),
    ),
    (
        {"action": "remove"},
        "remove_member",
        RemoveMember(person_id=PERSON_ID, organisation_id=ORGANISATION_ID, reason="darum"),
        None,
    ),
]


async def test_each_change_of_a_person_is_one_call_with_its_reason_and_none_without(
    agent: httpx.AsyncClient, services: ScriptedServices
) -> None:
    for form, called, wanted, answer in CHANGES:
        services.says(f"identity.{called}", answer)

        silent = await agent.post(PERSON, data=form)
        done = await agent.post(PERSON, data=form | {"reason": "darum"})

        (asked,) = services.calls_of(f"identity.{called}")
        assert asked.arguments["request"] == wanted
        assert (silent.status_code, done.status_code) == (422, 303)
        assert read(silent).select_one("#reason-fault") is not None


async def test_factors_are_reset_for_a_known_person_alone_and_what_is_not_there_is_said(
    agent: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("identity.reset_second_factors", NotFound("second_factor"))
    form = {"action": "reset_factors", "reason": "Telefon verloren"}

    unsure = await agent.post(PERSON, data=form)
    none = await agent.post(PERSON, data=form | {"is_known": "yes"})

    assert read(unsure).select_one("#is_known-fault") is not None
    assert none.status_code == 422
    assert "keinen zweiten Faktor" in none.text


async def test_an_ftp_access_is_kept_for_a_contract_and_its_password_never_shown(
    agent: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("catalog.put_ftp_access", ACCESS)
    services.says("catalog.remove_ftp_access", None)
    address = f"{PAGE}/ftp-access/{CONTRACT_ID}"
    form = {
        "action": "keep",
        "protocol": "sftp",
        "host": "sftp.example.com",
        "port": "22",
        "user_name": "musterfabrik",
        "directory": "/musterfabrik",
    }

    shown = await agent.get(f"{PAGE}/ftp-access")
    kept = await agent.post(address, data=form | {"password": ""})
    services.says("catalog.put_ftp_access", InvalidInput("password", "required"))
    refused = await agent.post(address, data=form | {"host": "neu.example.com"})
    services.says("catalog.put_ftp_access", AlreadyExists("user_name"))
    taken = await agent.post(address, data=form | {"password": PASSWORD})
    await agent.post(address, data={"action": "remove"})

    asked = services.calls_of("catalog.put_ftp_access")[0]
    (listed, *_) = services.calls_of("catalog.list_ftp_access")
    assert listed.arguments == {"organisation_id": ORGANISATION_ID}
    assert "musterfabrik" in shown.text
    assert kept.headers["location"] == f"{PAGE}/ftp-access?done=kept"
    assert asked.arguments["request"] == PutFtpAccess(
        contract_id=CONTRACT_ID,
        host="sftp.example.com",
        user_name="musterfabrik",
        directory="/musterfabrik",
    )
    assert read(refused).select_one("input[name=host]")["value"] == "neu.example.com"  # type: ignore[index]  # it is there
    assert read(refused).select_one("#password-fault") is not None
    assert read(taken).select_one("#user_name-fault") is not None
    assert PASSWORD not in taken.text
    assert len(services.calls_of("catalog.remove_ftp_access")) == 1


async def test_none_of_it_is_for_customers_and_unknown_actions_do_nothing(
    agent: httpx.AsyncClient, browser: httpx.AsyncClient
) -> None:
    paths = [f"{CUSTOMERS}/new", f"{CUSTOMERS}/import", PERSON]
    paths += [f"{PAGE}/{part}" for part in ("partner", "people", "ftp-access")]

    refused = [(await browser.get(path)).status_code for path in paths]
    unknown = [
        (await agent.post(path, data={"action": "burn"})).status_code
        for path in (f"{PAGE}/partner", PERSON, f"{PAGE}/ftp-access/{CONTRACT_ID}")
    ]

    assert refused == [403] * len(paths)
    assert unknown == [422] * 3
