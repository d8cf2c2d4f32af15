"""The audit trail's newest entries in a locked bucket: what they show, and what they refuse."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from botocore.exceptions import ClientError

from chassis.audit import AuditTrail
from chassis.ids import new_id
from kontor_local.buckets import create_buckets, delete_bucket
from kontor_local.inside import operator_settings
from kontor_local.object_store import s3_client
from tests.chassis.kontor import Answer, run_kontor
from tests.chassis.stage import Stage

OURS, THEIRS = new_id(), new_id()


class Anchored:
    """A stage whose trail is anchored by the operator's command, at any hour."""

    def __init__(self, stage: Stage, folder: Path) -> None:
        self.stage = stage
        self._clock = folder / "clock"
        self.hours_passed(0)

    def hours_passed(self, hours: int) -> None:
        self.hours = hours
        self._clock.write_text(str(hours * 3600))

    def run(self, *words: str, **changes: str) -> Answer:
        settings = operator_settings(self.stage.namespace) | {
            "KONTOR_ENV": "test",
            "KONTOR_CLOCK_FILE": str(self._clock),
            "KONTOR_DATABASE_URL_SAMPLE": self.stage.urls.application_url,
        }
        only_ours = {
            name: value
            for name, value in settings.items()
            if not name.startswith("KONTOR_DATABASE_URL_") or name.endswith("_SAMPLE")
        }
        return run_kontor(*words, **(only_ours | changes))

    def record(self, action: str, organisation_id: UUID = OURS) -> None:
        now = datetime.now(UTC) + timedelta(hours=self.hours)
        with self.stage.database.transaction() as session:
            AuditTrail(session, now).record(
                organisation_id=organisation_id, actor="person:1", action=action, subject="x:1"
            )

    def store(self) -> tuple[Any, str]:
        servers = self.stage.namespace.servers
        client = s3_client(servers.s3_url, servers.s3_access_key, servers.s3_secret_key)
        return client, self.stage.namespace.audit_bucket

    def kept(self) -> list[dict[str, Any]]:
        client, bucket = self.store()
        keys = [each["Key"] for each in client.list_objects_v2(Bucket=bucket).get("Contents", ())]
        bodies = [client.get_object(Bucket=bucket, Key=key)["Body"].read() for key in keys]
        return [json.loads(body) for body in bodies]


@pytest.fixture
def anchored(stage: Stage, tmp_path: Path) -> Iterator[Anchored]:
    """Return a trail of two organisations with its first anchors."""
    servers, bucket = stage.namespace.servers, stage.namespace.audit_bucket
    create_buckets(servers, locked=(bucket,), plain=())
    trail = Anchored(stage, tmp_path)
    trail.hours_passed(-5)
    trail.record("theirs.1", THEIRS)
    trail.hours_passed(0)
    for n in range(1, 5):
        trail.record(f"ours.{n}")
    assert trail.run("anchor-audit").returncode == 0
    yield trail
    delete_bucket(servers, bucket)


def test_each_hour_keeps_the_newest_entry_of_each_chain_that_grew(anchored: Anchored) -> None:
    again = anchored.run("anchor-audit")
    anchored.hours_passed(3)
    anchored.record("ours.5")
    later = anchored.run("anchor-audit", "--json")

    assert "This hour has its anchors already." in again.stdout
    assert json.loads(later.stdout) == {"faults": [], "anchored": True, "chains": 1}
    first, second = anchored.kept()
    assert {chain: head[0] for chain, head in first["services"]["sample"].items()} == {
        str(OURS): 4,
        str(THEIRS): 1,
    }
    assert {chain: head[0] for chain, head in second["services"]["sample"].items()} == {
        str(OURS): 5
    }


def test_nobody_takes_an_anchor_away(anchored: Anchored) -> None:
    client, bucket = anchored.store()
    (version,) = client.list_object_versions(Bucket=bucket)["Versions"]

    with pytest.raises(ClientError, match="AccessDenied"):
        client.delete_object(Bucket=bucket, Key=version["Key"], VersionId=version["VersionId"])


ATTACKS = {
    "the newest entries are cut off": f"DELETE FROM audit_entry WHERE chain = '{OURS}'"  # noqa: S608 - our own id
    " AND sequence > 2",
    "a whole chain is taken away": f"DELETE FROM audit_entry WHERE chain = '{THEIRS}'",  # noqa: S608 - our own id
}


@pytest.mark.req("BR-11")
@pytest.mark.parametrize("attack", ATTACKS)
def test_what_leaves_a_valid_chain_behind_is_found_all_the_same(
    anchored: Anchored, attack: str
) -> None:
    anchored.stage.as_owner(ATTACKS[attack])

    alone = anchored.run("verify-audit", KONTOR_AUDIT_BUCKET="")
    checked = anchored.run("verify-audit")
    anchored.hours_passed(2)
    over_it = anchored.run("anchor-audit")

    assert alone.returncode == 0
    assert checked.returncode == 1
    assert "is not the one that was anchored" in checked.stdout
    assert over_it.returncode == 1
    assert "Nothing is anchored over it." in over_it.stdout
    assert len(anchored.kept()) == 1


@pytest.mark.req("BR-11")
def test_a_chain_written_anew_is_found(anchored: Anchored) -> None:
    anchored.stage.as_owner(f"DELETE FROM audit_entry WHERE chain = '{OURS}'")  # noqa: S608 - our own id
    for n in range(1, 7):
        anchored.record(f"invented.{n}")

    alone = anchored.run("verify-audit", KONTOR_AUDIT_BUCKET="")
    checked = anchored.run("verify-audit", "--json")

    assert alone.returncode == 0
    (verdict,) = json.loads(checked.stdout)
    assert verdict["faults"] == [f"{OURS}: entry 4 is not the one that was anchored"]


@pytest.mark.parametrize("by", ["writing over it", "deleting it"])
def test_an_anchor_that_was_hidden_is_found_all_the_same(anchored: Anchored, by: str) -> None:
    client, bucket = anchored.store()
    (key,) = [each["Key"] for each in client.list_objects_v2(Bucket=bucket)["Contents"]]
    if by == "deleting it":
        client.delete_object(Bucket=bucket, Key=key)
    else:
        harmless = {"taken_at": "2026-01-01T00:00:00Z", "services": {}}
        client.put_object(Bucket=bucket, Key=key, Body=json.dumps(harmless).encode())
    anchored.stage.as_owner(f"DELETE FROM audit_entry WHERE chain = '{OURS}'")  # noqa: S608 - our own id

    checked = anchored.run("verify-audit")

    assert checked.returncode == 1


def test_what_is_missing_is_named(anchored: Anchored) -> None:
    without_bucket = anchored.run("anchor-audit", KONTOR_AUDIT_BUCKET="")
    without_keys = anchored.run("anchor-audit", KONTOR_S3_ACCESS_KEY="")
    no_such_bucket = anchored.run("anchor-audit", KONTOR_AUDIT_BUCKET="nobody-made-it")

    assert (without_bucket.returncode, "KONTOR_AUDIT_BUCKET" in without_bucket.stderr) == (2, True)
    assert (without_keys.returncode, "KONTOR_S3_ACCESS_KEY" in without_keys.stderr) == (2, True)
    assert (no_such_bucket.returncode, "object store" in no_such_bucket.stderr) == (3, True)
