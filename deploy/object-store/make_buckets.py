"""Make the product's buckets in an S3 store, with Object Lock where documents and anchors lie.

Runs in an image of ours that speaks S3 (billing-docs), with the store's administrator's keys; safe
to repeat. A bucket that should have a lock and has none cannot be given one: then this fails.
"""

import os
import sys
from pathlib import Path

import boto3
from botocore.client import BaseClient
from botocore.config import Config
from botocore.exceptions import ClientError

LOCKED = ("kontor-archive", "kontor-audit")
PLAIN = ("kontor-uploads", "kontor-views", "kontor-attachments", "kontor-vendor-files")
_OURS_ALREADY = {"BucketAlreadyOwnedByYou", "BucketAlreadyExists"}


def make_buckets(client: BaseClient) -> list[str]:
    """Make those that are missing; return the names of those that lack the lock they need."""
    for bucket in (*LOCKED, *PLAIN):
        try:
            client.create_bucket(Bucket=bucket, ObjectLockEnabledForBucket=bucket in LOCKED)
        except ClientError as error:
            if error.response["Error"]["Code"] not in _OURS_ALREADY:
                raise
    return [bucket for bucket in LOCKED if not _is_locked(client, bucket)]


def _is_locked(client: BaseClient, bucket: str) -> bool:
    try:
        found = client.get_object_lock_configuration(Bucket=bucket)
    except ClientError:
        return False
    return bool(found["ObjectLockConfiguration"].get("ObjectLockEnabled") == "Enabled")


def main() -> int:
    """Make the buckets with the keys that the environment names files of."""
    client = boto3.client(
        "s3",
        endpoint_url=os.environ["KONTOR_S3_URL"],
        aws_access_key_id=Path(os.environ["KONTOR_S3_ACCESS_KEY_FILE"]).read_text(),
        aws_secret_access_key=Path(os.environ["KONTOR_S3_SECRET_KEY_FILE"]).read_text(),
        region_name=os.environ.get("KONTOR_S3_REGION", "us-east-1"),
        config=Config(s3={"addressing_style": "path"}, retries={"max_attempts": 10}),
    )
    unlocked = make_buckets(client)
    for bucket in unlocked:
        sys.stderr.write(f"{bucket} was made without Object Lock; make another, and name it\n")
    return 1 if unlocked else 0


if __name__ == "__main__":
    sys.exit(main())
