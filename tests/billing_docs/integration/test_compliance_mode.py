"""The archive under compliance locks, as in production: nobody lifts one, whatever his keys allow.

The locks of this test last for seconds of the store's own clock, so that the bucket can go; on a
slow machine it tries again with longer ones.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from billing_docs.adapters import store_probe
from billing_docs.adapters.archive import Archive, ToArchive
from billing_docs.domain.document import BillingDocument
from chassis.ids import new_id
from kontor_local.namespace import Namespace
from tests.billing_docs.integration.conftest import archive_settings
from tests.billing_docs.integration.desk import an_archived_document, open_archive
from tests.waiting import until

CONTENT = b"%PDF-1.7 demo"
# The doctor tries to shorten a lock to five seconds.
SECONDS = (7, 14, 28)


@dataclass(frozen=True, kw_only=True, slots=True)
class Trial:
    """What was tried on a locked document and by the doctor, and whether it was as it must be."""

    document: BillingDocument
    locked_until: datetime
    is_refused: dict[str, bool]
    doctor_finds: dict[str, bool]


@pytest.fixture(scope="module")
def archive(module_namespace: Namespace) -> Archive:
    """Return the archive as production has it."""
    settings = archive_settings(module_namespace)
    return open_archive({**settings, "KONTOR_ARCHIVE_LOCK_MODE": "compliance"})


@pytest.mark.req("SE-61", "B11", "B12")
def test_nobody_deletes_shortens_or_weakens_a_lock_before_its_end(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    trial = tried_in_time(archive, monkeypatch)

    assert trial.is_refused == dict.fromkeys(trial.is_refused, True)
    assert trial.doctor_finds == dict.fromkeys(trial.doctor_finds, True)
    document, later = trial.document, trial.locked_until + timedelta(seconds=1)
    head = archive.client.head_object(**version_of(archive, document))
    assert head["ObjectLockMode"] == "COMPLIANCE"
    assert head["ObjectLockRetainUntilDate"] > trial.locked_until
    until(lambda: archive.destruction.destroy(document), seconds=later_than(later))
    assert archive.content_of(document.object_key, document.version_id) is None
    until(lambda: is_cleared(archive), seconds=later_than(later))


def tried_in_time(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> Trial:
    """Try everything while a lock lasts; with a longer one where the machine was too slow."""
    for seconds in SECONDS:
        monkeypatch.setattr(store_probe, "_LOCKED_FOR", timedelta(seconds=seconds))
        monkeypatch.setattr(store_probe, "_LONGER", timedelta(seconds=seconds + 1))
        document = kept(archive, datetime.now(UTC) + timedelta(seconds=seconds))
        locked_until = datetime.now(UTC) + timedelta(seconds=seconds)
        archive.probe.make_probe()
        is_refused, doctor_finds = refusals(archive, document), findings(archive)
        if datetime.now(UTC) < locked_until - timedelta(seconds=1):
            archive.custody.lock_until(document, locked_until + timedelta(seconds=1))
            return Trial(
                document=document,
                locked_until=locked_until,
                is_refused=is_refused,
                doctor_finds=doctor_finds,
            )
    raise AssertionError("the machine is too slow to try anything within half a minute")


def kept(archive: Archive, locked_until: datetime) -> BillingDocument:
    """Return a document whose bytes the store has locked until then."""
    digest = hashlib.sha256(CONTENT).hexdigest()
    stored = archive.keep(
        ToArchive(
            object_key=f"00/{new_id()}/demo.pdf",
            content=CONTENT,
            sha256=digest,
            media_type="application/pdf",
            locked_until=locked_until,
            record=b"{}",
        )
    )
    return an_archived_document(
        new_id(), "RE-1", object_key=stored.object_key, version_id=stored.version_id, sha256=digest
    )


def version_of(archive: Archive, document: BillingDocument) -> dict[str, str]:
    return {
        "Bucket": archive.bucket,
        "Key": document.object_key,
        "VersionId": document.version_id,
    }


def refusals(archive: Archive, document: BillingDocument) -> dict[str, bool]:
    client, which = archive.client, version_of(archive, document)

    def retain(mode: str, seconds: float) -> Callable[[], Any]:
        ends_at = datetime.now(UTC) + timedelta(seconds=seconds)
        retention: Any = {"Mode": mode, "RetainUntilDate": ends_at}
        return lambda: client.put_object_retention(
            **which, Retention=retention, BypassGovernanceRetention=True
        )

    return {
        "delete": refuses(lambda: client.delete_object(**which)),
        "delete by right": refuses(
            lambda: client.delete_object(**which, BypassGovernanceRetention=True)
        ),
        "shorten": refuses(retain("COMPLIANCE", 1)),
        "weaken": refuses(retain("GOVERNANCE", SECONDS[-1] + 2)),
        "destroy": not archive.destruction.destroy(document),
    }


def findings(archive: Archive) -> dict[str, bool]:
    probe = archive.probe
    return {
        "refuses overwriting": probe.refuses_overwriting(),
        "refuses deleting": probe.refuses_deleting(),
        "refuses shortening": probe.refuses_shortening(),
        "lengthens": probe.lengthens(),
        "refuses bypassing": probe.refuses_bypassing(),
    }


def refuses(attempt: Callable[[], Any]) -> bool:
    try:
        attempt()
    except ClientError:
        return True
    return False


def is_cleared(archive: Archive) -> bool:
    archive.probe.clear_away()
    left = archive.client.list_object_versions(Bucket=archive.bucket, Prefix=store_probe.PROBES)
    return not left.get("Versions")


def later_than(moment: datetime) -> float:
    return (moment - datetime.now(UTC)).total_seconds() + 15
