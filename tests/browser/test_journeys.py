"""One journey for each of the texts that the portal was asked for in, in both languages.

Each goes through the real product from its beginning to its end, by the words on the pages. Where
a step has no page, it goes through the API, and says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from uuid import UUID

import pytest
from playwright.sync_api import Browser, expect

from contracts.inbound import ORDER_STATUS_CHANGED
from contracts.orders import OrderStatusChanged
from gateway.edge.language import Language
from kontor_demo import company
from kontor_demo.portal import Account
from tests.browser.demo import Demo
from tests.browser.walking import Walker
from tests.waiting import until

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(900),
    pytest.mark.parametrize("language", ["de", "en"]),
]
NewWalker = Callable[[], Walker]
PASSWORD, ANOTHER = company.PASSWORD, "Vier-Kisten-im-Keller-8"


@pytest.fixture
def new_walker(demo: Demo, chromium: Browser, language: Language) -> Iterator[NewWalker]:
    """Return a maker of windows, each of somebody else."""
    walkers: list[Walker] = []

    def make() -> Walker:
        walkers.append(Walker(chromium, demo.url, language))
        return walkers[-1]

    yield make
    for walker in walkers:
        walker.close()


def accept(walker: Walker, demo: Demo, account: Account) -> None:
    """Follow the link in the mail, and choose a password."""
    walker.go(f"/invitations/{demo.world.portal.invitation_token(account.email)}")
    walker.fill("invitation.person_name", account.name)
    walker.fill("invitation.password", account.password)
    walker.stop()
    walker.press("invitation.submit")
    expect(walker.page.get_by_role("button", name=walker.t("portal.sign_out"))).to_be_visible()


def invite(walker: Walker, account: Account, area: str) -> None:
    """Invite a colleague who enters one area, by the page."""
    walker.go("/users")
    form = walker.page.locator("form[action='/users/invitations']")
    form.locator("[name=email]").fill(account.email)
    for box in form.locator("[name=area]").all():
        box.set_checked(box.get_attribute("value") == area)
    walker.press("users.send_invitation")
    walker.reads("users.done.invited")
    walker.stop()


def ask_for_help(walker: Walker) -> str:
    """Open a request by its form, whatever this kind wants to know, and return its title."""
    walker.go("/requests/new?kind=other_technical_matter")
    title = f"Wie kommen die Belege zum Steuerberater? ({walker.language})"
    walker.fill("request.title", title)
    walker.fill("request.description", "Er hätte gern alle Rechnungen eines Jahres.")
    for field in walker.page.locator("main form [required]").all():
        if field.evaluate("(each) => each.tagName") == "SELECT":
            field.select_option(index=1)
        elif not field.input_value():
            field.fill("Export")
    walker.press("new_request.send")
    expect(walker.page.get_by_role("heading", level=1)).to_have_text(title)
    return title


def token(demo: Demo, account: Account) -> str:
    """Return a session of somebody, for what has no page."""
    found = demo.world.portal.sign_in(account)
    assert found is not None
    return found


@pytest.mark.req("SE-45")
def test_from_the_invitation_to_an_invoice_sent_on(demo: Demo, new_walker: NewWalker) -> None:
    customer = demo.world.new_customer()
    admin, colleague = new_walker(), new_walker()
    accept(admin, demo, customer.admin)
    clara = Account(email=f"clara@{customer.domain}", name="Clara Muster", password=PASSWORD)
    invite(admin, clara, "post")
    issued = demo.world.issue(customer, f"RE-{customer.number}")

    accept(colleague, demo, clara)
    links = colleague.page.get_by_role("navigation", name=colleague.t("portal.navigation"))
    expect(links.get_by_role("link", name=colleague.t("navigation.post"))).to_be_visible()
    expect(links.get_by_role("link", name=colleague.t("navigation.devices"))).to_have_count(0)
    expect(links.get_by_role("link", name=colleague.t("navigation.packages"))).to_have_count(0)

    until(lambda: demo.world.documents(token(demo, clara)), seconds=60, every=0.5)
    colleague.go("/post")
    with colleague.page.expect_response(re.compile("/preview$")) as shown:
        colleague.page.get_by_role("link", name=issued.number, exact=True).click()
    assert shown.value.status == 200
    expect(colleague.page.locator("iframe.preview")).to_be_visible()
    colleague.stop()
    document = colleague.page.url

    colleague.go(f"{document}/send")
    colleague.press("sending.to_setup")
    colleague.press("delivery.setup_submit")
    colleague.go(f"{document}/send")
    recipient = f"steuer@{customer.domain}"
    colleague.fill("sending.email", recipient)
    colleague.press("sending.submit")
    colleague.reads("sending.done")
    colleague.stop()
    (mail,) = until(lambda: demo.world.portal.mails_to(recipient), seconds=60, every=0.2)
    assert issued.number in mail["subject"] + mail["text"]


@pytest.mark.req("DW-31", "DW-37")
def test_three_people_of_a_partner_see_what_each_may_and_keep_their_view(
    demo: Demo, new_walker: NewWalker, language: Language
) -> None:
    ina = Account(
        email=f"innendienst-{language}@musterpartner.example",
        name=f"Ina Muster ({language})",
        password=PASSWORD,
    )
    everything, own, nothing = new_walker(), new_walker(), new_walker()
    everything.sign_in(company.PARTNER_ADMIN)
    invite(everything, ina, "business")
    accept(nothing, demo, ina)
    everything.go("/users")
    everything.page.get_by_role("link", name=ina.name, exact=True).click()
    everything.page.locator("select[name=team]").select_option("administration")
    everything.press("user.save_team")
    everything.reads("user.done.team")
    everything.page.locator("[name=data_scope][value=none]").check()
    everything.press("user.save_scope")
    everything.reads("user.done.data_scope")
    everything.stop()
    own.sign_in(company.PARTNER_CONTACT)
    for walker, customers in ((everything, 2), (own, 1), (nothing, 0)):
        walker.go("/business/customers?kind=customer")
        expect(walker.page.locator("table.accounts tbody tr")).to_have_count(customers)
        walker.stop()
    expect(nothing.main.get_by_role("note")).to_be_visible()

    in_alarm = ((everything, ("V-1002", "V-2001")), (own, ("V-2001",)), (nothing, ()))
    for walker, contracts in in_alarm:
        walker.go("/contracts")
        walker.follow("contract_views.alarm")
        walker.page.wait_for_url("**/contracts?view=alarm*")
        for contract in ("V-1001", "V-1002", "V-2001"):
            links = walker.main.get_by_role("link", name=contract)
            expect(links).to_have_count(int(contract in contracts))
        walker.stop()
    everything.follow("contract_views.all")
    expect(everything.main.get_by_role("link", name="V-1001")).to_be_visible()

    everything.go("/business/customers")
    column = everything.t("customer_columns.contact")
    heads = everything.page.get_by_role("columnheader", name=column, exact=True)
    expect(heads).to_have_count(1)
    everything.main.locator("summary", has_text=everything.t("customers.view")).click()
    form = everything.page.locator("form[action='/business/customers/view']")
    form.locator("select[name=place_contact]").select_option("")
    everything.press("customers.keep_view")
    expect(heads).to_have_count(0)
    elsewhere = new_walker()
    elsewhere.sign_in(company.PARTNER_ADMIN)
    elsewhere.go("/business/customers")
    expect(elsewhere.page.locator("table.accounts thead")).to_be_visible()
    there = elsewhere.page.get_by_role("columnheader", name=column, exact=True)
    expect(there).to_have_count(0)
    elsewhere.main.locator("summary", has_text=everything.t("customers.view")).click()
    elsewhere.page.locator("select[name=place_contact]").select_option("2")
    elsewhere.press("customers.keep_view")
    expect(there).to_have_count(1)


def test_notices_news_consent_an_own_mail_account_and_the_plan(
    demo: Demo, new_walker: NewWalker
) -> None:
    # Consent of a company of its own: in the demo's support is looking in.
    asked = new_walker()
    accept(asked, demo, demo.world.new_customer().admin)
    asked.go("/account/support")
    asked.reads("support_access.nobody")
    asked.press("support_access.give")
    asked.reads("support_access.until_withdrawn")
    asked.stop()
    asked.press("support_access.withdraw")
    asked.reads("support_access.nobody")
    asked.stop()

    walker = new_walker()
    walker.sign_in(company.CUSTOMER_ADMIN)
    walker.go("/account/notifications")
    tick = walker.page.locator("table.choices input[type=checkbox]:enabled").first
    before = tick.is_checked()
    tick.set_checked(not before)
    walker.press("notifications.save", walker.page.locator("section[aria-labelledby=company]"))
    expect(walker.status).to_be_visible()
    expect(tick).to_be_checked(checked=not before)
    news = walker.main.get_by_label(walker.t("notifications.news_wanted"))
    wanted = news.is_checked()
    news.set_checked(not wanted)
    walker.press("notifications.save", walker.page.locator("section[aria-labelledby=news]"))
    expect(news).to_be_checked(checked=not wanted)
    walker.stop()

    walker.go("/account/mail")
    if walker.page.locator("details:not([open]) input[name=sender_name]").count():
        walker.main.locator("summary", has_text=walker.t("mail_account.change")).click()
    form = walker.page.locator("form[action='/account/mail']")
    form.locator("[name=sender_name]").fill("Musterkunde AG (Demo)")
    form.locator("[name=sender_address]").fill("rechnung@musterkunde.example")
    for side in ("outgoing", "incoming"):
        form.locator(f"[name={side}_host]").fill("mail.musterkunde.example")
        form.locator(f"[name={side}_user]").fill("rechnung")
        form.locator(f"[name={side}_password]").fill("geheim-genug")
    walker.press("mail_account.save")
    walker.reads("mail_account.transports.platform")
    walker.stop()

    walker.go("/plan")
    expect(walker.page.locator("svg.bar").first).to_be_visible()
    walker.reads("plan.limits.storage_bytes")
    ending = walker.page.locator("form[action='/plan/end'] button")
    ending.click()
    expect(ending).to_have_text(walker.t("plan.resume"))
    walker.stop()
    ending.click()
    expect(ending).not_to_have_text(walker.t("plan.resume"))


@pytest.mark.req("KM-22", "KM-24")
def test_a_device_its_reading_with_a_hint_and_its_consumables(
    demo: Demo, new_walker: NewWalker, language: Language
) -> None:
    walker = new_walker()
    walker.sign_in(company.CUSTOMER_ADMIN)
    walker.go("/devices")
    walker.page.locator("main a[href^='/devices/']").nth(0 if language == "de" else 1).click()
    walker.stop()
    device = walker.page.url.rsplit("/", 1)[1]
    walker.page.locator(f"[name='value.{device}.black']").fill("999999")
    walker.press("meters.send")
    walker.reads("meters.conspicuous")
    walker.stop()
    walker.press("meters.record", count="1")
    walker.reads("meters.summary", recorded="1", refused="0")

    walker.go(f"/orders/new?device={device}")
    walker.page.locator("[name^='quantity.']").first.fill("1")
    for field, value in (
        ("recipient", "Musterkunde AG (Demo)"),
        ("street", "Musterstraße 1"),
        ("postal_code", "10115"),
        ("city", "Berlin"),
    ):
        walker.fill(f"order_form.{field}", value)
    walker.press("order_form.send")
    walker.page.wait_for_url(re.compile(r"/orders/[0-9a-f-]{36}"))
    order = walker.page.url.partition("?")[0].rsplit("/", 1)[1]
    demo.world.erp.publish_event(
        ORDER_STATUS_CHANGED,
        OrderStatusChanged(
            customer_number="10001",
            order_number=f"AB-{order[-6:]}",
            version=1,
            status="shipped",
            changed_at=datetime.now(UTC),
            order_id=UUID(order),
            carrier="Musterpost",
        ),
        event_id=f"order-{order}",
    )

    def is_shipped() -> bool:
        walker.go(f"/orders/{order}")
        return walker.t("order_statuses.shipped") in walker.main.inner_text()

    until(is_shipped, seconds=60, every=0.5)
    expect(walker.main).to_contain_text("Musterpost")
    walker.stop()


def test_registered_let_in_helped_and_back_in_without_the_password(
    demo: Demo, new_walker: NewWalker, language: Language
) -> None:
    customer = demo.world.new_customer()
    admin = demo.world.portal.settle_in(customer.admin)
    nora = Account(email=f"nora-{language}@{customer.domain}", name="Nora Neu", password=PASSWORD)
    walker, colleague = new_walker(), new_walker()
    walker.go("/register")
    walker.fill("sign_in.email", nora.email)
    walker.press("register.submit")
    walker.reads("register.sent")
    walker.go(f"/registrations/{demo.world.portal.mailed_token('registrations', nora.email)}")
    walker.fill("invitation.person_name", nora.name)
    walker.fill("invitation.password", nora.password)
    walker.press("registration.submit")
    walker.fill("access.customer_number", customer.number)
    walker.stop()
    walker.press("access.submit")
    walker.reads("access.sent")
    until(
        lambda: demo.world.get("/v1/access-requests", admin).raise_for_status().json()["items"],
        seconds=60,
        every=0.2,
    )
    colleague.sign_in(customer.admin)
    colleague.go("/users")
    colleague.stop()
    colleague.page.get_by_role(
        "button", name=f"{colleague.t('users.approve')}: {nora.name}", exact=True
    ).click()
    colleague.reads("users.done.approved")

    walker.press("portal.sign_out", walker.page.locator("header"))
    walker.sign_in(nora)
    title = ask_for_help(walker)
    walker.main.locator("summary", has_text=walker.t("sharing.add")).click()
    walker.page.locator("select[name=with]").select_option("organisation")
    walker.press("sharing.share")
    expect(walker.page.locator(".shares")).to_contain_text(walker.t("sharing.organisation"))
    walker.stop()
    colleague.go("/requests?scope=shared")
    expect(colleague.page.get_by_role("link", name=re.compile(re.escape(title)))).to_be_visible()

    walker.press("portal.sign_out", walker.page.locator("header"))
    walker.go("/forgotten-password")
    walker.fill("sign_in.email", nora.email)
    walker.press("forgotten_password.submit")
    walker.reads("forgotten_password.sent")
    walker.go(f"/passwords/{demo.world.portal.mailed_token('passwords', nora.email)}")
    walker.fill("new_password.password", ANOTHER)
    walker.press("new_password.submit")
    walker.reads("forgotten_password.done")
    walker.sign_in(Account(email=nora.email, name=nora.name, password=ANOTHER))
    walker.stop()
