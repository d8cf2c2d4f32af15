"""The audit trail: who did what for whom, chained so that no line can be changed unseen (BR-11)."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeAlias
from uuid import UUID

import msgspec
from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from chassis.database import TAKE_TURN
from chassis.tables import AUDIT

GENESIS = "0" * 64
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# The chain of what concerns no single organisation.
VENDOR_CHAIN = UUID(int=0)
_UNKNOWN = '"previous":"","sequence":0,'  # as it stands in an entry that lacks both
Anchors: TypeAlias = dict[UUID, tuple[int, str]]
# In one round trip, because whoever waits for his turn waits for each: the second statement looks
# when the first has got the turn, so it sees what the one before has committed. The entry's hash is
# made here, of the words of `hash_of` around the two values that nobody knows before.
_ADD = text(
    f"{TAKE_TURN};"  # noqa: S608 - constants, and values that are bound
    " INSERT INTO audit_entry"
    " (chain, sequence, at, actor, action, subject, details, previous_hash, hash)"
    " SELECT CAST(:chain AS uuid), sequence, :at, :actor, :action, :subject,"
    " CAST(:details AS jsonb), previous,"
    " encode(sha256(convert_to(:head || previous || :middle || sequence || :tail, 'UTF8')), 'hex')"
    " FROM (SELECT coalesce(max(sequence), 0) + 1 AS sequence, coalesce(max(hash), :genesis)"
    " AS previous FROM (SELECT sequence, hash FROM audit_entry WHERE chain = :chain"
    " ORDER BY sequence DESC LIMIT 1) AS last) AS following"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class AuditLine:
    """One entry as it was recorded."""

    sequence: int
    at: datetime
    actor: str
    action: str
    subject: str
    details: dict[str, str]
    previous_hash: str
    hash: str


class AuditTrail:
    """Entries of the caller's transaction: one chain per organisation, insert and read only."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now

    def record(
        self,
        *,
        organisation_id: UUID | None,
        actor: str,
        action: str,
        subject: str,
        details: dict[str, str] | None = None,
    ) -> None:
        """Add an entry to the organisation's chain; concurrent writers of a chain wait in line.

        `actor` and `subject` are ids such as `person:<uuid>`, never names or addresses, so that
        erasing a person never breaks the chain.
        """
        chain = organisation_id or VENDOR_CHAIN
        line = AuditLine(
            sequence=0,
            at=self._now,
            actor=actor,
            action=action,
            subject=subject,
            details=details or {},
            previous_hash="",
            hash="",
        )
        head, middle, tail = _around_unknown(chain, line)
        self._session.execute(
            _ADD,
            {
                "name": f"audit:{chain}",
                "chain": str(chain),
                "at": self._now,
                "actor": actor,
                "action": action,
                "subject": subject,
                "details": msgspec.json.encode(line.details).decode(),
                "head": head,
                "middle": middle,
                "tail": tail,
                "genesis": GENESIS,
            },
        )

    def page(
        self, organisation_id: UUID | None, *, older_than: int | None = None, limit: int = 50
    ) -> list[AuditLine]:
        """Return up to `limit` entries, newest first, continuing before sequence `older_than`."""
        chain = organisation_id or VENDOR_CHAIN
        query = select(AUDIT).where(AUDIT.c.chain == chain)
        if older_than is not None:
            query = query.where(AUDIT.c.sequence < older_than)
        rows = self._session.execute(query.order_by(AUDIT.c.sequence.desc()).limit(limit))
        return [_line(row) for row in rows]

    def anchors(self, *, since: datetime | None = None) -> Anchors:
        """Return the newest entry of each chain, to be kept where this database's owner is not.

        With `since` only of the chains that grew from then on.
        """
        newest = (
            select(AUDIT.c.chain, AUDIT.c.sequence, AUDIT.c.hash)
            .ext(distinct_on(AUDIT.c.chain))
            .order_by(AUDIT.c.chain, AUDIT.c.sequence.desc())
        )
        if since is not None:
            newest = newest.where(AUDIT.c.at >= since)
        rows = self._session.execute(newest)
        return {row.chain: (row.sequence, row.hash) for row in rows}

    def faults(self, anchors: Anchors | None = None) -> list[str]:
        """Return what is wrong with the chains: changed, missing or reordered entries by place.

        A chain whose newest entries were cut off, or that was written anew as a whole, is valid in
        itself; only `anchors` taken before and kept elsewhere show that.
        """
        found: list[str] = []
        chains = self._session.scalars(select(AUDIT.c.chain).distinct())
        for chain in chains.all():
            rows = self._session.execute(
                select(AUDIT).where(AUDIT.c.chain == chain).order_by(AUDIT.c.sequence)
            )
            found.extend(_faults_of(chain, (_line(row) for row in rows)))
        return found + self.departures(anchors or {})

    def departures(self, anchors: Anchors) -> list[str]:
        """Return which anchored entries are not there any more, or are others."""
        found: list[str] = []
        for chain, (sequence, anchored) in anchors.items():
            present = self._session.scalar(
                select(AUDIT.c.hash).where(AUDIT.c.chain == chain, AUDIT.c.sequence == sequence)
            )
            if present != anchored:
                found.append(f"{chain}: entry {sequence} is not the one that was anchored")
        return found


def hash_of(chain: UUID, line: AuditLine) -> str:
    """Return the SHA-256, in hexadecimal, of the entry's canonical JSON (RFC 8785)."""
    return hashlib.sha256(_canonical(chain, line)).hexdigest()


def _canonical(chain: UUID, line: AuditLine) -> bytes:
    # Sorted keys and no spaces are that form, for strings and integers and keys of our own words.
    content = {
        "chain": str(chain),
        "sequence": line.sequence,
        "at_microseconds": (line.at - _EPOCH) // timedelta(microseconds=1),
        "actor": line.actor,
        "action": line.action,
        "subject": line.subject,
        "details": line.details,
        "previous": line.previous_hash,
    }
    return msgspec.json.encode(content, order="sorted")


def _around_unknown(chain: UUID, line: AuditLine) -> tuple[str, str, str]:
    """Return the entry's canonical JSON before its previous hash, before its number, and after."""
    # The last one: details stand before it, and in the subject quotation marks are escaped.
    head, _, tail = _canonical(chain, line).decode().rpartition(_UNKNOWN)
    return f'{head}"previous":"', '","sequence":', f",{tail}"


def _faults_of(chain: UUID, lines: Iterable[AuditLine]) -> list[str]:
    found: list[str] = []
    previous, expected = GENESIS, 1
    for line in lines:
        if line.sequence != expected:
            found.append(f"{chain}: entry {expected} is missing")
        if line.previous_hash != previous:
            found.append(f"{chain}: entry {line.sequence} does not continue the one before")
        if line.hash != hash_of(chain, line):
            found.append(f"{chain}: entry {line.sequence} was changed")
        previous, expected = line.hash, line.sequence + 1
    return found


def _line(row: Row[tuple[object, ...]]) -> AuditLine:
    return AuditLine(
        sequence=row.sequence,
        at=row.at,
        actor=row.actor,
        action=row.action,
        subject=row.subject,
        details=row.details,
        previous_hash=row.previous_hash,
        hash=row.hash,
    )
