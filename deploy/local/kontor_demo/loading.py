"""Load the demo company the way a real one comes in: an operator, an ERP, and people with mail."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from functools import cache, partial
from typing import TYPE_CHECKING

import httpx

from kontor_demo import company
from kontor_demo.access import open_ways
from kontor_demo.contracts import publish_contracts
from kontor_demo.knowledge import publish_knowledge
from kontor_demo.office import fill_office
from kontor_demo.packages import book, offer
from kontor_demo.partner import name_contact, register_partner
from kontor_demo.portal import SOURCE, Account, Portal
from kontor_demo.readings import report_readings
from kontor_demo.requests import (
    ask_and_answer,
    ask_for_move,
    invite_colleague,
    keep_answer,
    write_as_stranger,
)
from kontor_demo.shelf import demo_documents
from kontor_local.demo import SignIn
from kontor_local.namespace import DEMO_PUBLISHER
from kontor_local.places import write_private
from kontor_publisher.errors import PublisherError

if TYPE_CHECKING:
    from kontor_local.product import Product
    from kontor_publisher import Publisher

_SEEN_SECONDS = 60.0


def load(
    *, product: Product, report: Callable[[str], None], today: date, is_top_up: bool = False
) -> list[SignIn]:
    """Return the demo's sign-ins after loading it as of `today`; a load can be repeated.

    To top up a company is to do each step again that has something new. One that fails then is told
    and left out: people may have changed what it needs, their passwords to begin with.
    """
    portal = Portal(product)
    erp = portal.erp()
    try:
        for step in _steps(product, portal, erp, report, today):
            try:
                step()
            except (httpx.HTTPError, PublisherError, TimeoutError, LookupError) as error:
                if not is_top_up:
                    raise
                report(f"a part of the demo could not be added: {type(error).__name__}")
    finally:
        erp.close()
        portal.close()
    return [
        _sign_in("accountant: reads the documents", company.ACCOUNTANT),
        _sign_in("customer's administrator", company.CUSTOMER_ADMIN),
        _sign_in("vendor's administration", company.ADMINISTRATION),
    ]


def _steps(
    product: Product, portal: Portal, erp: Publisher, report: Callable[[str], None], today: date
) -> list[Callable[[], None]]:
    """Return what there is to do, in its order; each is safe to repeat."""

    @cache  # signing in is limited, and each step needs somebody of the vendor's
    def staff() -> str:
        return portal.settle_in(company.ADMINISTRATION)

    return [
        partial(_bring_in, portal, erp, staff, report),
        partial(name_contact, portal),
        partial(publish_contracts, erp, today),
        partial(_offer_and_ask, product, portal, staff, report),
        partial(report_readings, portal, today),
        lambda: publish_knowledge(portal, staff()),
        partial(_publish_documents, portal, erp, report, today),
        partial(_fill_office, product, portal, erp, staff, report, today),
        partial(_open_ways, portal, staff),
        partial(_remember_publisher, product, portal, staff),
    ]


def _bring_in(
    portal: Portal, erp: Publisher, staff: Callable[[], str], report: Callable[[str], None]
) -> None:
    portal.bootstrap(company.ADMINISTRATION, company.VENDOR_NAME)
    report("two customers and a partner get their invitations by mail and accept them")
    for customer in company.CUSTOMERS:
        portal.announce_customer(erp, customer)
    register_partner(portal, staff())
    for account in (company.CUSTOMER_ADMIN, company.ACCOUNTANT, company.PARTNER_ADMIN):
        portal.settle_in(account)


def _offer_and_ask(
    product: Product, portal: Portal, vendor: Callable[[], str], report: Callable[[str], None]
) -> None:
    staff = vendor()
    report("the vendor offers packages and plans, its customer books, asks and is answered")
    admin = portal.settle_in(company.CUSTOMER_ADMIN)
    me = portal.http.get("/v1/me", headers=portal.as_(admin)).raise_for_status().json()
    offer(portal, staff)
    book(portal, staff, admin, me["organisation"]["id"])
    colleague = invite_colleague(portal, admin)
    ask_and_answer(portal, staff=staff, admin=admin, colleague=colleague)
    ask_for_move(portal, admin)
    keep_answer(portal, staff)
    write_as_stranger(product)


def _publish_documents(
    portal: Portal, erp: Publisher, report: Callable[[str], None], today: date
) -> None:
    issued = list(demo_documents(today))
    report(f"the demo ERP publishes {len(issued)} documents")
    for document in issued:
        erp.publish_document(
            document.content,
            customer_number=document.customer_number,
            document_type=document.document_type,
            number=document.number,
            issued_on=document.issued_on,
            due_on=document.due_on,
            total=document.total,
            title=document.title,
            file_name=document.file_name,
            media_type=document.media_type,
        )
    _wait_until_listed(portal, sum(each.customer_number == "10001" for each in issued))


def _fill_office(
    product: Product,
    portal: Portal,
    erp: Publisher,
    staff: Callable[[], str],
    report: Callable[[str], None],
    today: date,
) -> None:
    report("an invoice run, a print batch, a hold and a deletion run for the vendor's office")
    admin = portal.settle_in(company.CUSTOMER_ADMIN)
    fill_office(product, portal, erp, staff=staff(), admin=admin, today=today)


def _open_ways(portal: Portal, staff: Callable[[], str]) -> None:
    open_ways(portal, staff=staff(), admin=portal.settle_in(company.CUSTOMER_ADMIN))


def _wait_until_listed(portal: Portal, expected: int) -> None:
    accountant = portal.settle_in(company.ACCOUNTANT)
    deadline = time.monotonic() + _SEEN_SECONDS
    listed = 0
    while listed < expected:
        if time.monotonic() > deadline:
            message = f"only {listed} of {expected} documents are listed after a minute"
            raise TimeoutError(message)
        time.sleep(0.2)
        answer = portal.http.get("/v1/documents", headers=portal.as_(accountant))
        listed = len(answer.raise_for_status().json()["items"])


def _remember_publisher(product: Product, portal: Portal, staff: Callable[[], str]) -> None:
    """Write what `kontor-publish` reads from its environment into `publisher.env`, once."""
    file = product.home / "publisher.env"
    if file.exists():
        return
    answer = portal.http.post(
        "/v1/api-keys",
        headers=portal.as_(staff()),
        json={"name": DEMO_PUBLISHER.user, "scopes": ["documents.publish"], "sources": [SOURCE]},
    )
    settings = {
        "KONTOR_AMQP_URL": product.namespace.amqp_url(DEMO_PUBLISHER.user),
        "KONTOR_SOURCE": SOURCE,
        "KONTOR_API_URL": product.gateway_url,
        "KONTOR_API_KEY": answer.raise_for_status().json()["key"],
    }
    lines = [f"export {name}='{value}'" for name, value in settings.items()]
    write_private(file, "\n".join(lines) + "\n")


def _sign_in(who: str, account: Account) -> SignIn:
    return SignIn(who=who, email=account.email, password=account.password)
