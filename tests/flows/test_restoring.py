"""The drill: a backup taken under way, everything lost but the object store, and all of it back.

`make drill` runs it, `KONTOR_DRILL_DOCUMENTS=10000 make drill` with so many documents. What it
measures stands in docs/operations.md.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import tarfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import text

from chassis.database import Database
from chassis.secret_sealer import SecretSealer
from identity.domain.identity_providers import secret_owner
from kontor_demo.documents import make_plain_pdf, reminder
from kontor_local.keys import sealing_keys
from kontor_local.namespace import SERVICES, Namespace, create_namespace, drop_namespace
from kontor_local.product import Product
from kontor_local.servers import Servers
from kontor_publisher import Publisher
from tests.backups import backup_settings, load_script
from tests.chassis.kontor import Answer, run_kontor
from tests.demo_documents.sketches import an_invoice
from tests.flows.conftest import MakeWorld
from tests.flows.world import Customer, Drawn, World, an_invoice_pdf
from tests.waiting import until

DOCUMENTS = int(os.environ.get("KONTOR_DRILL_DOCUMENTS", "60"))
# To draw more than so many takes longer than to take them in; the others are letters.
INVOICES = 60
# Five a second are taken in, read and sent again on the slowest machine that we tried.
PATIENCE_SECONDS = 120 + DOCUMENTS / 5
PARTS = ("identity", "billing-docs", "tickets", "catalog", "notifications", "gateway")
LONGEST_MINUTES = 10  # P9
PROVIDER = {
    "issuer": "https://login.example",
    "client_id": "kontor",
    "client_secret": "geheim-7",
}


def write_settings(product: Product, folder: Path) -> Path:
    """Write the settings of each part into a file of its own, as a deployment has them."""
    folder.mkdir()
    for part in PARTS:
        settings = product.environment_of(part)
        lines = [f"{name}={value}" for name, value in settings.items() if name[:7] == "KONTOR_"]
        (folder / f"{part}.env").write_text("\n".join(lines))
    return folder


def draw(customer: Customer) -> list[Drawn]:
    """Return what the ERP will publish: e-invoices, and letters that differ in their last line."""
    invoices = min(DOCUMENTS, INVOICES)
    drawn = [an_invoice_pdf(customer, f"RE-7{n:05}") for n in range(invoices)]
    sketch = an_invoice(customer_number=customer.number)
    on = sketch.issued_on
    letter = make_plain_pdf(reminder(sketch, number="MA-7", issued_on=on, pay_by=on))
    return drawn + [
        Drawn(number=f"MA-7{n:05}", issued_on=on, content=letter + f"\n% {n}\n".encode())
        for n in range(invoices, DOCUMENTS)
    ]


def publish(erp: Publisher, customer: Customer, drawn: Drawn) -> None:
    erp.publish_document(
        drawn.content,
        customer_number=customer.number,
        number=drawn.number,
        issued_on=drawn.issued_on,
        file_name=f"{drawn.number}.pdf",
        media_type="application/pdf",
    )


def ask(world: World, session: str, method: str, path: str, body: Any = None) -> Any:
    headers = {**world.portal.as_(session), "Idempotency-Key": secrets.token_hex(8)}
    answer = world.portal.http.request(method, path, json=body, headers=headers, timeout=30)
    return answer.raise_for_status()


def order_erasure(world: World, staff: str, person_id: str) -> None:
    """Order somebody's erasure; beside thousands of documents it may take more than one try."""
    path, headers = f"/v1/people/{person_id}/erasure", world.portal.as_(staff)
    until(
        lambda: world.portal.http.put(path, headers=headers, timeout=30).is_success,
        seconds=PATIENCE_SECONDS,
        every=1,
    )


@pytest.fixture
def first_site(servers: Servers, migrated_template: Callable[[str], str]) -> Iterator[Namespace]:
    """Return the installation that will be lost; its buckets stay to the end."""
    templates = {service: migrated_template(service) for service in SERVICES}
    site = create_namespace(servers, f"t{secrets.token_hex(6)}", templates=templates)
    yield site
    drop_namespace(site)


@pytest.fixture
def second_site(servers: Servers) -> Iterator[Namespace]:
    """Return an empty installation: databases with their roles, queues, buckets."""
    site = create_namespace(servers, f"t{secrets.token_hex(6)}", services=SERVICES)
    yield site
    drop_namespace(site)


@dataclass(frozen=True, kw_only=True)
class Lost:
    """What is left after everything was lost, and what there was."""

    site: Namespace
    home: Path
    backup: Path
    ledger: Path
    customer: Customer
    drawn: list[Drawn]
    erased: str


def live_and_lose(world: World, folder: Path, script: ModuleType) -> Lost:
    """Publish all the time, take a backup meanwhile, have somebody erased, and lose everything."""
    customer = world.new_customer()
    admin = world.portal.settle_in(customer.admin)
    world.portal.settle_in(customer.accountant)
    staff = world.staff()
    ask(world, admin, "PUT", "/v1/identity-provider", {**PROVIDER, "domains": [customer.domain]})
    question = {"kind": "technical_problem", "title": "Frage", "description": "Geht nicht."}
    ask(world, admin, "POST", "/v1/requests", question)
    members = ask(world, admin, "GET", "/v1/members").json()["items"]
    (person,) = [each for each in members if each["email"] == customer.admin.email]
    drawn = draw(customer)
    ledger, confirmed = folder / "published.jsonl", []

    def run_of_the_erp() -> None:
        with Publisher(world.erp_address, world.erp.source, ledger=ledger) as erp:
            for each in drawn:
                publish(erp, customer, each)
                confirmed.append(each.number)

    erp = threading.Thread(target=run_of_the_erp)
    erp.start()
    some = world.dice.randint(DOCUMENTS // 4, DOCUMENTS // 2)
    until(lambda: len(confirmed) >= some, seconds=PATIENCE_SECONDS, every=0.01)
    settings = write_settings(world.product, folder / "settings")
    backup = script.take(
        folder / "backups",
        folder / "elsewhere",
        {
            **backup_settings(world.product.namespace.servers, world.product.namespace.databases),
            "KONTOR_SETTINGS_FOLDER": str(settings),
        },
    )
    erp.join()
    order_erasure(world, staff, person["person_id"])
    # With some archived after the backup, and others still in the queues: all at once is gone.
    archived = DOCUMENTS * 2 // 3
    until(
        lambda: world.count("billing_docs", "document") >= archived,
        seconds=PATIENCE_SECONDS,
        every=0.05,
    )
    world.product.stop()
    shutil.rmtree(world.product.home / "keys")
    return Lost(
        site=world.product.namespace,
        home=world.product.home,
        backup=backup,
        ledger=ledger,
        customer=customer,
        drawn=drawn,
        erased=person["person_id"],
    )


def bring_back(lost: Lost, site: Namespace, folder: Path, script: ModuleType) -> Product:
    """Fill the databases and put the keys back; return the product on them, not started yet."""
    (keys,) = (folder / "elsewhere").iterdir()
    with tarfile.open(keys) as tar:
        tar.extractall(folder / "unpacked", filter="data")
    shutil.copytree(folder / "unpacked" / str(lost.home)[1:] / "keys", folder / "new/keys")
    script.restore(lost.backup, backup_settings(site.servers, site.databases))
    # The object store is the one thing that was not lost.
    buckets = {
        name: getattr(lost.site, name)
        for name in ("archive_bucket", "attachments_bucket", "uploads_bucket")
    }
    settings = {"KONTOR_SIGN_IN_LIMIT": "10000/minute"}
    return Product(replace(site, **buckets), folder / "new", extra_env=settings)


@pytest.mark.long
@pytest.mark.req("R17", "P9")
@pytest.mark.timeout(7200)
def test_everything_confirmed_comes_back_and_the_erased_stay_erased(
    make_world: MakeWorld, first_site: Namespace, second_site: Namespace, tmp_path: Path
) -> None:
    script = load_script()
    filled = time.monotonic()
    with make_world(namespace=first_site, counts={"billing-docs": 2}) as world:
        lost = live_and_lose(world, tmp_path, script)

    began = time.monotonic()
    filling = (began - filled) / 60
    product = bring_back(lost, second_site, tmp_path, script)
    try:
        product.start()
        product.wait_ready(120)
        restored = World(product, tmp_path)
        folder = write_settings(product, tmp_path / "new-settings")

        def kontor(*words: str) -> Answer:
            return run_kontor(*words, "--json", KONTOR_SETTINGS_FOLDER=str(folder))

        rebuilt = json.loads(kontor("rebuild").stdout)
        minutes = (time.monotonic() - began) / 60
        erasures = json.loads(kontor("replay-erasures").stdout)
        missing = resend_what_is_missing(lost, restored, kontor)
        is_erased = "finished_at IS NOT NULL"
        until(
            lambda: restored.count("tickets", "person_erasure", is_erased),
            seconds=PATIENCE_SECONDS,
            every=1,
        )
        whole = (time.monotonic() - began) / 60

        assert minutes < LONGEST_MINUTES
        assert rebuilt["not_restored"] == {}
        assert restored.count("billing_docs", "document") == DOCUMENTS
        assert_readable(lost, restored)
        assert sealed_secrets(restored, tmp_path / "new") == [b"geheim-7"]
        assert erasures["ordered"] == 1
        assert restored.count("tickets", "participant", f"person_id = '{lost.erased}'") == 0
        assert kontor("verify-audit").returncode == 0
        told = (
            f"{DOCUMENTS} documents, lost after {filling:.2f} minutes; {rebuilt};"
            f" {missing} sent again; people in after {minutes:.2f} minutes,"
            f" everything back after {whole:.2f}"
        )
        print(told)  # noqa: T201 - what a drill is for
        restored.close()
    finally:
        product.stop()


def resend_what_is_missing(lost: Lost, restored: World, kontor: Callable[..., Answer]) -> int:
    """Have the ERP send again what its ledger has and the archive has not; return how many."""
    compared = json.loads(kontor("reconcile", str(lost.ledger)).stdout)
    missing = {line["number"] for line in compared["not_in_order"]}
    with Publisher(restored.erp_address, restored.erp.source) as erp:
        for each in lost.drawn:
            if each.number in missing:
                publish(erp, lost.customer, each)
    until(
        lambda: kontor("reconcile", str(lost.ledger)).returncode == 0,
        seconds=PATIENCE_SECONDS,
        every=1 + DOCUMENTS / 1000,
    )
    return len(missing)


def assert_readable(lost: Lost, restored: World) -> None:
    """Fail unless the accountant signs in as before and reads the bytes that were published."""
    accountant = restored.portal.sign_in(lost.customer.accountant)
    assert accountant is not None
    published = [each.content for each in lost.drawn]
    for document in restored.documents(accountant)[:5]:
        path = f"/v1/documents/{document['id']}/content"
        assert restored.get(path, accountant).content in published


def sealed_secrets(restored: World, home: Path) -> list[bytes]:
    """Return what identity has sealed, opened with the keys that came back beside it."""
    sealer = SecretSealer(sealing_keys(home))
    database = Database(restored.product.namespace.databases["identity"].application_url)
    with database.transaction(every_organisation=True) as session:
        rows = session.execute(text("SELECT organisation_id, sealed_secret FROM identity_provider"))
        opened = [
            sealer.open(bytes(row.sealed_secret), bound_to=secret_owner(row.organisation_id))
            for row in rows
        ]
    database.dispose()
    return opened
