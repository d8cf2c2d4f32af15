"""What the object store's errors mean: nothing there, not now, or a bug of ours."""

from botocore.exceptions import (
    ClientError,
    HTTPClientError,
    IncompleteReadError,
)
from botocore.exceptions import ConnectionError as StoreUnreachable

from chassis.errors import DependencyDown
from chassis.log import get_logger
from process.store_breaker import StoreLeftAlone

DEPENDENCY = "object store"
ABSENT = ("NoSuchKey", "404", "NotFound", "NoSuchVersion")
_RACING = ("ConditionalRequestConflict", "409", "OperationAborted")
# The store refuses us, not the file: wrong keys, a bucket that is missing or cannot lock, too many
# requests. Parking every document for that would only make work.
_REFUSES_US = (401, 403, 408, 429)
_MISCONFIGURED = ("NoSuchBucket", "InvalidRequest", "RequestTimeout", "RequestTimeTooSkewed")
_SERVER_FAULT = 500
_log = get_logger(__name__)


def code_of(error: Exception) -> str:
    """Return the code by which the store names its error, empty where it gave no answer."""
    return error.response["Error"].get("Code", "") if isinstance(error, ClientError) else ""


def is_absent(error: Exception) -> bool:
    """Return whether the store says that there is no such object."""
    return code_of(error) in ABSENT


def trouble(error: Exception) -> Exception:
    """Return what to raise: "not now" for outages and races, the error itself for our own bugs."""
    if isinstance(error, (StoreUnreachable, StoreLeftAlone, HTTPClientError, IncompleteReadError)):
        return DependencyDown(DEPENDENCY, type(error).__name__)
    if isinstance(error, ClientError):
        status = error.response["ResponseMetadata"].get("HTTPStatusCode", _SERVER_FAULT)
        if status in _REFUSES_US or code_of(error) in _MISCONFIGURED:
            _log.error("the object store refuses us", status=status, code=code_of(error))
            return DependencyDown(DEPENDENCY, code_of(error))
        if status >= _SERVER_FAULT or code_of(error) in _RACING:
            return DependencyDown(DEPENDENCY, code_of(error))
    return error
