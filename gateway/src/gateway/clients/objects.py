"""The object store's client, as every part of the gateway that needs bytes shares it."""

from functools import cache
from typing import TYPE_CHECKING

from anyio import CapacityLimiter
from botocore.config import Config

from gateway.settings import Settings
from process.object_store import USUAL, StoreKeys, connect_object_store

if TYPE_CHECKING:
    from types_boto3_s3.client import S3Client

# Each transfer holds a thread; more at once would only queue in the store.
TRANSFERS_AT_ONCE = 32
# A store that fell silent must not keep its askers, and their threads, for long: two tries that
# wait for a byte take less than twenty seconds.
CONNECT_SECONDS = 3
BYTE_SECONDS = 8
_CONFIG = USUAL.merge(
    Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=BYTE_SECONDS,
        max_pool_connections=TRANSFERS_AT_ONCE,
        # We compare what we read with its SHA-256: a second sum of it proves no more.
        response_checksum_validation="when_required",
    )
)


def open_object_store(settings: Settings) -> "S3Client":
    """Return the client of the object store; safe to share between threads."""
    return _client(
        StoreKeys(
            url=settings.s3_url,
            access_key=settings.s3_access_key,
            secret_key=settings.s3_secret_key,
            region=settings.s3_region,
        )
    )


@cache
def _client(keys: StoreKeys) -> "S3Client":
    """Return the one client of a store: its connections are there to be used again."""
    store: S3Client = connect_object_store(keys, _CONFIG)
    return store


def transfer_limiter() -> CapacityLimiter:
    """Return the limit of transfers at once, to be shared by all who transfer."""
    return CapacityLimiter(TRANSFERS_AT_ONCE)
