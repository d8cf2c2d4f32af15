"""The object store's client, as every part of the gateway that needs bytes shares it."""

from functools import cache
from typing import TYPE_CHECKING

import boto3
from anyio import CapacityLimiter
from botocore.config import Config

from gateway.settings import Settings

if TYPE_CHECKING:
    from types_boto3_s3.client import S3Client

# Each transfer holds a thread; more at once would only queue in the store.
TRANSFERS_AT_ONCE = 32
# A store that fell silent must not keep its askers, and their threads, for long: two tries that
# wait for a byte take less than twenty seconds.
CONNECT_SECONDS = 3
BYTE_SECONDS = 8
TRIES = 2


def connect_object_store(settings: Settings) -> "S3Client":
    """Return the client of the object store; safe to share between threads."""
    return _client(
        settings.s3_url, settings.s3_access_key, settings.s3_secret_key, settings.s3_region
    )


@cache
def _client(url: str, access_key: str, secret_key: str, region: str) -> "S3Client":
    """Return the one client of a store: its connections are there to be used again."""
    store: S3Client = boto3.client(
        "s3",
        endpoint_url=url,
        aws_access_key_id=access_key,
        aws_secret_access_key=secret_key,
        region_name=region,
        config=Config(
            connect_timeout=CONNECT_SECONDS,
            read_timeout=BYTE_SECONDS,
            retries={"total_max_attempts": TRIES, "mode": "standard"},
            max_pool_connections=TRANSFERS_AT_ONCE,
            # We compare what we read with its SHA-256: a second sum of it proves no more.
            response_checksum_validation="when_required",
            s3={"addressing_style": "path"},
        ),
    )
    return store


def transfer_limiter() -> CapacityLimiter:
    """Return the limit of transfers at once, to be shared by all who transfer."""
    return CapacityLimiter(TRANSFERS_AT_ONCE)
