"""`kontor anchor-audit`: keep the newest entries of the audit trail where nobody can change them.

Whoever owns the database could cut off or write anew a whole chain and leave a valid one behind.
What lies locked in an object store, under keys that the services do not have, shows it.
"""

from argparse import Namespace
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeAlias

import boto3
import msgspec
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from chassis.audit import Anchors, AuditTrail
from chassis.cli.services import KnownService, UsageError
from chassis.cli.showing import say, show_json
from chassis.errors import DependencyDown

ServiceAnchors: TypeAlias = dict[str, Anchors]

_PREFIX = "audit-anchors/"
_REQUIRED = ("KONTOR_S3_URL", "KONTOR_S3_ACCESS_KEY", "KONTOR_S3_SECRET_KEY")
_BUCKET = "KONTOR_AUDIT_BUCKET"
_LOCKED_FOR = timedelta(days=3653)  # ten years, as long as the books that it speaks of
# An entry carries the time at which its transaction began, and that may be open for a while.
_OVERLAP = timedelta(hours=1)


class Anchored(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of one hour: per service and chain the newest entry's number and hash."""

    taken_at: datetime
    services: ServiceAnchors


class AnchorBucket:
    """Anchors in a bucket with Object Lock, one object an hour."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        missing = [name for name in _REQUIRED if not environment.get(name)]
        if missing:
            raise UsageError(f"{_BUCKET} is set; set {', '.join(missing)} too")
        self._bucket = environment[_BUCKET]
        self._lock_mode: Any = environment.get("KONTOR_ARCHIVE_LOCK_MODE", "compliance").upper()
        self._client = boto3.client(
            "s3",
            endpoint_url=environment["KONTOR_S3_URL"],
            aws_access_key_id=environment["KONTOR_S3_ACCESS_KEY"],
            aws_secret_access_key=environment["KONTOR_S3_SECRET_KEY"],
            region_name=environment.get("KONTOR_S3_REGION", "us-east-1"),
            config=Config(connect_timeout=5, read_timeout=30, s3={"addressing_style": "path"}),
        )

    def keep(self, anchored: Anchored) -> bool:
        """Store the hour's anchors, locked; return False if the hour has some already.

        Raises:
            DependencyDown: the store does not answer, or cannot lock.
        """
        try:
            self._client.put_object(
                Bucket=self._bucket,
                Key=f"{_PREFIX}{anchored.taken_at:%Y-%m-%dT%H}.json",
                Body=msgspec.json.encode(anchored),
                ContentType="application/json",
                IfNoneMatch="*",
                ObjectLockMode=self._lock_mode,
                ObjectLockRetainUntilDate=anchored.taken_at + _LOCKED_FOR,
            )
        except ClientError as error:
            if error.response["ResponseMetadata"].get("HTTPStatusCode") in {409, 412}:
                return False
            raise DependencyDown("object store", str(error)) from error
        except BotoCoreError as error:
            raise DependencyDown("object store", type(error).__name__) from error
        return True

    def kept(self) -> Iterator[Anchored]:
        """Yield everything that was ever kept, the oldest first."""
        for key, version_id in sorted(self._first_versions().items()):
            yield self._read(key, version_id)

    def newest(self) -> Anchored | None:
        """Return what was kept last, or None."""
        # Keys sort by the hour that they name.
        key, version_id = max(self._first_versions().items(), default=(None, ""))
        return self._read(key, version_id) if key else None

    def _first_versions(self) -> dict[str, str]:
        """Return the first version under each key: a later one, or a deletion, hides something."""
        found: dict[str, str] = {}
        pages = self._client.get_paginator("list_object_versions")
        try:
            for page in pages.paginate(Bucket=self._bucket, Prefix=_PREFIX):
                # Of one key the store names the newest version first.
                found |= {each["Key"]: each["VersionId"] for each in page.get("Versions", ())}
        except (ClientError, BotoCoreError) as error:
            raise DependencyDown("object store", str(error)) from error
        return found

    def _read(self, key: str, version_id: str) -> Anchored:
        try:
            answer = self._client.get_object(Bucket=self._bucket, Key=key, VersionId=version_id)
            return msgspec.json.decode(answer["Body"].read(), type=Anchored)
        except (ClientError, BotoCoreError) as error:
            raise DependencyDown("object store", str(error)) from error


def anchor_bucket(environment: Mapping[str, str]) -> AnchorBucket | None:
    """Return the bucket that the environment names, or None.

    Raises:
        UsageError: it names a bucket and not how to reach it.
    """
    return AnchorBucket(environment) if environment.get(_BUCKET) else None


def anchor_audit(
    services: list[KnownService], options: Namespace, environment: Mapping[str, str]
) -> int:
    """Keep each chain's newest entry, once an hour; 1 when an earlier anchor does not hold.

    Then nothing is kept: an anchor of a chain that was written anew would vouch for it.
    """
    bucket = anchor_bucket(environment)
    if bucket is None:
        raise UsageError(f"set {_BUCKET} and how to reach it: {', '.join(_REQUIRED)}")
    before = bucket.newest()
    since = before.taken_at - _OVERLAP if before else None
    faults: list[str] = []
    heads: ServiceAnchors = {}
    for service in services:
        with service.database.transaction() as session:
            trail = AuditTrail(session, service.now)
            kept = before.services.get(service.name, {}) if before else {}
            faults += [f"{service.name}: {fault}" for fault in trail.departures(kept)]
            heads[service.name] = trail.anchors(since=since)
    is_new = not faults and bucket.keep(Anchored(taken_at=services[0].now, services=heads))
    chains = sum(len(anchors) for anchors in heads.values())
    if options.json:
        show_json({"faults": faults, "anchored": is_new, "chains": chains})
    elif faults:
        say("The audit trail is not the one that was anchored. Nothing is anchored over it.")
        for fault in faults:
            say(fault)
    else:
        say(f"{chains} chains anchored." if is_new else "This hour has its anchors already.")
    return 1 if faults else 0
