"""Archived bytes are proven again and again; what is damaged is found, served to nobody, mended."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from billing_docs.adapters import archive
from billing_docs.domain.document import BillingDocument
from billing_docs.domain.scrub import ScrubPlan
from billing_docs.store.damages import DamageStore
from billing_docs.use_cases.scrub.prove_document import Prover
from billing_docs.use_cases.scrub.scrub_archive import Scrubbed, scrub_archive
from contracts.damage import Damage, DamageQuery
from kontor_local.namespace import Namespace
from tests.billing_docs.integration.bit_rot import flip_bytes
from tests.billing_docs.integration.conftest import archive_settings
from tests.billing_docs.integration.desk import Desk, open_archive
from tests.billing_docs.integration.keeping import Keeper
from tests.billing_docs.integration.samples import plain_pdf
from tests.identity.integration.threads import at_once

MONTH = timedelta(days=30)


def a_pdf(desk: Desk, number: int) -> bytes:
    """Return a PDF that no other is like, and whose bytes stand in the store once."""
    customer = next(iter(desk.customers))
    return plain_pdf() + f"\n% document {number} of {customer}\n".encode()


@pytest.fixture
def documents(desk: Desk) -> list[BillingDocument]:
    """Return ten documents of one customer, by number, provided a month ago."""
    customer = desk.new_customer()
    for number in range(10):
        desk.receive(desk.event(a_pdf(desk, number), customer, f"RE-{number}"))
    desk.clock.move(MONTH)
    return sorted(desk.stored(customer), key=lambda document: document.number)


def scrub(desk: Desk, **plan: Any) -> Scrubbed:
    values: dict[str, Any] = {"within": MONTH, "bytes_per_second": 10**9, **plan}
    return scrub_archive(prover(desk), ScrubPlan(**values))


def prover(desk: Desk) -> Prover:
    return Prover(database=desk.database, archive=desk.archive, now=desk.clock.now())


def damages(desk: Desk, **query: Any) -> list[Damage]:
    with desk.database.transaction(every_organisation=True) as session:
        return DamageStore(session).page(DamageQuery(**query), before=None, limit=100)


@pytest.mark.req("R18", "P5")
def test_every_flipped_bit_is_found_and_nothing_else(
    desk: Desk, documents: list[BillingDocument]
) -> None:
    rotten = documents[::3]
    for document in rotten:
        number = int(document.number.removeprefix("RE-"))
        assert flip_bytes(desk.archive.bucket, a_pdf(desk, number)) == 1

    scrubbed = scrub(desk)

    assert (scrubbed.proven, scrubbed.damaged) == (10, len(rotten))
    assert {damage.document_id for damage in damages(desk)} == {each.id for each in rotten}
    actions = [line.action for line in desk.audit(rotten[0].organisation_id)]
    assert actions.count("document.damaged") == len(rotten)


@pytest.mark.req("R18", "P5")
def test_a_block_over_which_the_store_falls_silent_is_found(
    desk: Desk,
    documents: list[BillingDocument],
    module_namespace: Namespace,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    document = documents[5]
    monkeypatch.setattr(archive, "PROOF_SECONDS", 2)
    desk.archive = open_archive(archive_settings(module_namespace))
    assert flip_bytes(desk.archive.bucket, a_pdf(desk, 5), silently=False) == 1

    scrubbed = scrub(desk, seconds=200.0)

    (damage,) = damages(desk)
    assert (damage.document_id, damage.kind) == (document.id, "unreadable")
    assert scrubbed.proven == 10


@pytest.mark.req("R18", "P5")
def test_a_document_that_is_gone_is_found(desk: Desk, documents: list[BillingDocument]) -> None:
    lost = documents[4]
    desk.store().delete_object(
        Bucket=desk.archive.bucket,
        Key=lost.object_key,
        VersionId=lost.version_id,
        BypassGovernanceRetention=True,
    )

    scrub(desk)

    (damage,) = damages(desk)
    assert (damage.document_id, damage.kind) == (lost.id, "missing")


@pytest.mark.req("R18", "P5")
def test_another_version_or_a_delete_marker_hides_nothing(
    desk: Desk, documents: list[BillingDocument]
) -> None:
    overwritten, hidden = documents[:2]
    desk.store().put_object(
        Bucket=desk.archive.bucket, Key=overwritten.object_key, Body=b"something else"
    )
    desk.store().delete_object(Bucket=desk.archive.bucket, Key=hidden.object_key)

    scrubbed = scrub(desk)

    assert (scrubbed.proven, scrubbed.damaged) == (10, 0)


@pytest.mark.req("R18")
def test_a_restored_version_takes_the_damaged_ones_place_by_itself(
    desk: Desk, documents: list[BillingDocument]
) -> None:
    document, content = documents[3], a_pdf(desk, 3)
    keeper = Keeper(desk=desk)
    keeper.hold(document.organisation_id, document.id)
    keeper.follow()
    flip_bytes(desk.archive.bucket, content)
    scrub(desk)
    restored = desk.store().put_object(
        Bucket=desk.archive.bucket, Key=document.object_key, Body=content
    )

    scrub(desk)
    keeper.follow()

    (mended,) = damages(desk, mended=True)
    (now,) = [each for each in desk.stored(document.organisation_id) if each.id == document.id]
    assert (mended.mended_by, now.version_id) == ("other_version", restored["VersionId"])
    assert keeper.is_held_in_store(now)
    head = desk.store().get_object_retention(
        Bucket=desk.archive.bucket, Key=now.object_key, VersionId=now.version_id
    )
    assert head["Retention"]["RetainUntilDate"] == document.locked_until
    actions = [line.action for line in desk.audit(document.organisation_id)]
    assert "document.mended" in actions


@pytest.mark.req("R18")
def test_bytes_that_are_right_again_come_out_of_quarantine(
    desk: Desk, documents: list[BillingDocument]
) -> None:
    content = a_pdf(desk, 6)
    flip_bytes(desk.archive.bucket, content)
    scrub(desk)
    broken = bytearray(content)
    broken[len(content) // 2] ^= 1
    assert flip_bytes(desk.archive.bucket, bytes(broken)) == 1

    scrub(desk)

    assert damages(desk) == []
    assert [each.mended_by for each in damages(desk, mended=True)] == ["intact_again"]
    assert documents[6].version_id in {
        each.version_id for each in desk.stored(documents[6].organisation_id)
    }


@pytest.mark.req("R18")
def test_each_is_proven_once_a_window_and_a_cut_go_goes_on(
    desk: Desk, documents: list[BillingDocument], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    proof = desk.archive.proof.prove

    def watched(document: BillingDocument) -> Any:
        seen.append(document.number)
        if len(seen) == 4:
            raise SystemExit("cut short")
        return proof(document)

    monkeypatch.setattr(desk.archive.proof, "prove", watched)
    with pytest.raises(SystemExit):
        scrub(desk)

    scrub(desk)
    scrub(desk)

    assert len(seen) == 11
    assert set(seen) == {document.number for document in documents}
    desk.clock.move(MONTH - timedelta(days=3))
    assert scrub(desk).proven == 0
    desk.clock.move(timedelta(days=2))
    assert scrub(desk).proven == 10


@pytest.mark.req("R18")
def test_it_reads_no_faster_than_it_may(desk: Desk, documents: list[BillingDocument]) -> None:
    waited: list[float] = []
    size = sum(document.size_bytes for document in documents)

    scrub_archive(
        prover(desk),
        ScrubPlan(within=MONTH, bytes_per_second=size // 100),
        wait=waited.append,
    )

    # Each wait is for all that was read so far: the last one is the whole.
    assert 90 < waited[-1] <= 101


@pytest.mark.req("R18")
def test_only_one_proves_at_a_time(desk: Desk, documents: list[BillingDocument]) -> None:
    scrubbed = at_once(*[lambda: scrub(desk)] * 3)

    assert sum(each.proven for each in scrubbed) == len(documents)


@pytest.mark.req("P5", "B12")
def test_a_lock_that_ends_too_early_is_lengthened(
    desk: Desk, documents: list[BillingDocument]
) -> None:
    document = documents[0]
    which = {
        "Bucket": desk.archive.bucket,
        "Key": document.object_key,
        "VersionId": document.version_id,
    }
    desk.store().put_object_retention(
        **which,
        Retention={"Mode": "GOVERNANCE", "RetainUntilDate": desk.clock.now() + 12 * MONTH},
        BypassGovernanceRetention=True,
    )

    scrub(desk)

    locked = desk.store().get_object_retention(**which)["Retention"]["RetainUntilDate"]
    assert locked == document.locked_until
