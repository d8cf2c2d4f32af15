"""Six buckets per product: archive, anchors (locked), uploads, views, attachments, vendor files."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from kontor_local.object_store import s3_client

if TYPE_CHECKING:
    from collections.abc import Sequence

    from types_boto3_s3.client import S3Client
    from types_boto3_s3.type_defs import ObjectIdentifierTypeDef

    from kontor_local.servers import Servers


def create_buckets(servers: Servers, *, locked: Sequence[str], plain: Sequence[str]) -> None:
    """Create the buckets; those that exist stay as they are.

    A locked one keeps every version and can lock objects; that can only be said at its creation.
    """
    client = _client(servers)
    known = client.exceptions.BucketAlreadyOwnedByYou, client.exceptions.BucketAlreadyExists
    for bucket in (*locked, *plain):
        with suppress(*known):
            client.create_bucket(Bucket=bucket, ObjectLockEnabledForBucket=bucket in locked)


def delete_bucket(servers: Servers, bucket: str) -> None:
    """Empty and delete a bucket; one that is missing is fine.

    Objects under a compliance lock stay, and with them the bucket: that is what the lock is for.
    """
    client = _client(servers)
    with suppress(client.exceptions.NoSuchBucket):
        _empty(client, bucket)
        with suppress(ClientError):
            client.delete_bucket(Bucket=bucket)


def _empty(client: S3Client, bucket: str) -> None:
    for page in client.get_paginator("list_object_versions").paginate(Bucket=bucket):
        found: list[ObjectIdentifierTypeDef] = [
            {"Key": entry["Key"], "VersionId": entry["VersionId"]}
            for entry in [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
        ]
        if found:
            client.delete_objects(
                Bucket=bucket,
                Delete={"Objects": found, "Quiet": True},
                BypassGovernanceRetention=True,
            )


def _client(servers: Servers) -> S3Client:
    return s3_client(servers.s3_url, servers.s3_access_key, servers.s3_secret_key)
