"""From which network address a request comes, and whether it comes too often."""

import math
import time
from ipaddress import IPv6Address, IPv6Network, ip_address

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.requests import Request

from contracts.errors import TooManyAttempts


def client_address(request: Request, trusted_proxies: int) -> str:
    """Return the client's address; of `X-Forwarded-For` only what our own proxies wrote counts."""
    peer = request.client.host if request.client else ""
    if trusted_proxies < 1:
        return peer
    hops = [hop.strip() for hop in request.headers.get("x-forwarded-for", "").split(",") if hop]
    return hops[-trusted_proxies] if len(hops) >= trusted_proxies else peer


def is_local(request: Request) -> bool:
    """Whether the request comes from this machine itself, through no proxy."""
    if "x-forwarded-for" in request.headers or "forwarded" in request.headers:
        return False
    try:
        return ip_address(request.client.host if request.client else "").is_loopback
    except ValueError:
        return False


class AttemptLimit:
    """Counts attempts per client address, in this process's memory.

    It slows a guessing machine down before it costs anybody a password hash; the limit per account
    is identity's own and holds over all gateways.
    """

    def __init__(self, limit: str) -> None:
        self._limit = parse(limit)
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def count(self, address: str) -> None:
        """Count one attempt.

        Raises:
            TooManyAttempts: with the seconds until the next attempt counts.
        """
        key = _network_of(address)
        if self._limiter.hit(self._limit, key):
            return
        reset_at = self._limiter.get_window_stats(self._limit, key).reset_time
        raise TooManyAttempts(str(max(1, math.ceil(reset_at - time.time()))))


def _network_of(address: str) -> str:
    """Return what one client holds: an IPv4 address, or the /64 every IPv6 connection gets."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        return str(IPv6Network((parsed, 64), strict=False))
    return str(parsed)
