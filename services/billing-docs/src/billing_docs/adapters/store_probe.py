"""Trials of the object store: what it really refuses, on objects that are made for it.

They lie under `doctor/`, locked for a minute; the next examination clears away what is older.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Any
from uuid import uuid4

from botocore.exceptions import BotoCoreError, ClientError

from billing_docs.adapters.store_faults import code_of, trouble

PROBES = "doctor/"
_LOCKED_FOR = timedelta(seconds=60)
_LONGER = timedelta(seconds=90)
# Answers to "nothing of that kind is configured here".
_NONE = (
    "NoSuchLifecycleConfiguration",
    "ObjectLockConfigurationNotFoundError",
    "NoSuchObjectLockConfiguration",
    "NotImplemented",
    "MethodNotAllowed",
)


class StoreProbe:
    """Tries on the archive's bucket what must not work, and reads how it is set up."""

    def __init__(self, client: Any, bucket: str, lock_mode: Any) -> None:
        self._client = client
        self._bucket = bucket
        self._lock_mode = lock_mode
        self._probe: dict[str, str] = {}

    # How the bucket is set up ---------------------------------------------------------------------

    def clock_skew(self) -> timedelta:
        """Return by how much the store's clock is ahead of ours. Raises DependencyDown."""
        try:
            answer = self._client.head_bucket(Bucket=self._bucket)
        except (ClientError, BotoCoreError) as error:
            raise trouble(error) from error
        named = answer["ResponseMetadata"]["HTTPHeaders"].get("date")
        return parsedate_to_datetime(named) - datetime.now(UTC) if named else timedelta()

    def has_versioning(self) -> bool:
        """Return whether the bucket keeps every version."""
        answer = self._read(lambda: self._client.get_bucket_versioning(Bucket=self._bucket))
        return bool(answer.get("Status") == "Enabled")

    def object_lock(self) -> tuple[bool, str]:
        """Return whether the bucket can lock objects, and its default retention in words."""
        answer = self._read(
            lambda: self._client.get_object_lock_configuration(Bucket=self._bucket)
        ).get("ObjectLockConfiguration", {})
        default = answer.get("Rule", {}).get("DefaultRetention")
        words = "none" if not default else ", ".join(f"{k} {v}" for k, v in default.items())
        return answer.get("ObjectLockEnabled") == "Enabled", words

    def expiring_rules(self) -> list[str]:
        """Return the names of lifecycle rules that would delete versions by themselves."""
        answer = self._read(
            lambda: self._client.get_bucket_lifecycle_configuration(Bucket=self._bucket)
        )
        return [
            rule.get("ID", "?")
            for rule in answer.get("Rules", ())
            if rule.get("Status") == "Enabled"
            and ("Expiration" in rule or "NoncurrentVersionExpiration" in rule)
        ]

    def other_buckets(self, known: set[str]) -> list[str]:
        """Return the buckets that our keys see besides those they need."""
        try:
            listed = self._client.list_buckets().get("Buckets", ())
        except (ClientError, BotoCoreError):
            return []
        return sorted({bucket["Name"] for bucket in listed} - known)

    # What it refuses ------------------------------------------------------------------------------

    def make_probe(self) -> None:
        """Store an object, locked for a minute, on which everything else is tried."""
        key = f"{PROBES}{uuid4()}"
        try:
            answer = self._client.put_object(
                Bucket=self._bucket,
                Key=key,
                Body=b"probe",
                IfNoneMatch="*",
                ObjectLockMode=self._lock_mode,
                ObjectLockRetainUntilDate=datetime.now(UTC) + _LOCKED_FOR,
            )
        except (ClientError, BotoCoreError) as error:
            raise trouble(error) from error
        self._probe = {"Bucket": self._bucket, "Key": key, "VersionId": answer["VersionId"]}

    def refuses_overwriting(self) -> bool:
        """Return whether a second object under a taken key is refused."""
        key = self._probe["Key"]
        return self._refuses(
            lambda: self._client.put_object(
                Bucket=self._bucket, Key=key, Body=b"other", IfNoneMatch="*"
            )
        )

    def refuses_deleting(self) -> bool:
        """Return whether a locked version is not deleted, and really is still there."""
        refused = self._refuses(lambda: self._client.delete_object(**self._probe))
        return refused and self._is_there()

    def refuses_shortening(self) -> bool:
        """Return whether a lock cannot be shortened."""
        return self._refuses(lambda: self._retain(timedelta(seconds=5)))

    def lengthens(self) -> bool:
        """Return whether a lock can be lengthened."""
        return not self._refuses(lambda: self._retain(_LONGER))

    def holds(self) -> bool:
        """Return whether a legal hold can be placed and taken off."""
        placed = not self._refuses(lambda: self._hold("ON"))
        return placed and not self._refuses(lambda: self._hold("OFF"))

    def refuses_bypassing(self) -> bool:
        """Return whether our keys cannot lift a lock by asking for it; tried last of all."""
        refused = self._refuses(
            lambda: self._client.delete_object(**self._probe, BypassGovernanceRetention=True)
        )
        return refused and self._is_there()

    def may_delete_unlocked(self) -> bool:
        """Return whether our keys may delete what nothing locks; they need not."""
        key = f"{PROBES}{uuid4()}"
        try:
            made = self._client.put_object(Bucket=self._bucket, Key=key, Body=b"unlocked")
        except (ClientError, BotoCoreError):
            return False
        which = {"Bucket": self._bucket, "Key": key, "VersionId": made["VersionId"]}
        return not self._refuses(lambda: self._client.delete_object(**which))

    def clear_away(self) -> None:
        """Delete the probes of earlier examinations, as far as nothing locks them any more."""
        try:
            found = self._client.list_object_versions(Bucket=self._bucket, Prefix=PROBES)
        except (ClientError, BotoCoreError):
            return
        for entry in [*found.get("Versions", ()), *found.get("DeleteMarkers", ())]:
            which = {"Key": entry["Key"], "VersionId": entry["VersionId"]}
            self._refuses(partial(self._client.delete_object, Bucket=self._bucket, **which))

    def _retain(self, time: timedelta) -> None:
        self._client.put_object_retention(
            **self._probe,
            Retention={"Mode": self._lock_mode, "RetainUntilDate": datetime.now(UTC) + time},
        )

    def _hold(self, status: str) -> None:
        self._client.put_object_legal_hold(**self._probe, LegalHold={"Status": status})

    def _is_there(self) -> bool:
        return not self._refuses(lambda: self._client.head_object(**self._probe))

    def _refuses(self, attempt: Callable[[], Any]) -> bool:
        try:
            attempt()
        except ClientError:
            return True
        except BotoCoreError as error:
            raise trouble(error) from error
        return False

    def _read(self, ask: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        try:
            return ask()
        except ClientError as error:
            if code_of(error) in _NONE:
                return {}
            raise trouble(error) from error
        except BotoCoreError as error:
            raise trouble(error) from error
