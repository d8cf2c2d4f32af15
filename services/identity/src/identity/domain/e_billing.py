"""Whether a customer's e-billing address is reached, as billing-docs and notifications tell it.

What they tell may arrive in any order, so everything is judged by the instant at which it was true.
"""

from dataclasses import dataclass, replace
from datetime import datetime

DOCUMENT_ARRIVED = "document_arrived"  # the kind of notice that goes to the address (SE-30)


@dataclass(frozen=True, kw_only=True, slots=True)
class EBillingHealth:
    """What is known of the one address: its digest once it was named, and since when it fails."""

    address_sha256: str | None = None
    named_at: datetime | None = None
    heard_at: datetime | None = None
    """The instant of the latest word on whether it is reached."""
    failing_since: datetime | None = None

    def after_naming(self, address_sha256: str, at: datetime) -> "EBillingHealth":
        """Return what is known once the address was named: a new one has a clean record."""
        if self.named_at is not None and at <= self.named_at:
            return self
        named = replace(self, address_sha256=address_sha256, named_at=at)
        if self.heard_at is not None and self.heard_at > at:
            return named
        return replace(named, heard_at=at, failing_since=None)

    def after_failure(self, recipient_sha256: str, at: datetime) -> "EBillingHealth":
        """Return what is known once a message to the recipient was given up."""
        if self._is_another(recipient_sha256):
            return self
        if self._is_old(at):
            return replace(self, failing_since=self.failing_since and min(self.failing_since, at))
        return replace(self, heard_at=at, failing_since=self.failing_since or at)

    def after_success(self, recipient_sha256: str, at: datetime) -> "EBillingHealth":
        """Return what is known once a message to the recipient went out."""
        if self._is_another(recipient_sha256) or self._is_old(at):
            return self
        return replace(self, heard_at=at, failing_since=None)

    def _is_another(self, recipient_sha256: str) -> bool:
        # Before any was named here, the one that documents are sent to is the right one.
        return self.address_sha256 not in {None, recipient_sha256}

    def _is_old(self, at: datetime) -> bool:
        return self.heard_at is not None and at < self.heard_at
