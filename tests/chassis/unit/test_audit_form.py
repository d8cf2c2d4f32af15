"""The form of an audit entry that is hashed: RFC 8785, so that others can check a chain too."""

from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID

import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from chassis.audit import GENESIS, AuditLine, hash_of

CHAIN = UUID("01930000-0000-7000-8000-0000000000aa")
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=50)
# Keys are our own words; RFC 8785 orders them as UTF-16, which is the same for these.
KEYS = st.text(st.characters(max_codepoint=0xD7FF), min_size=1, max_size=20)


@given(actor=ANY_TEXT, action=ANY_TEXT, details=st.dictionaries(KEYS, ANY_TEXT, max_size=8))
def test_an_entry_is_hashed_in_its_canonical_form(
    actor: str, action: str, details: dict[str, str]
) -> None:
    line = AuditLine(
        sequence=7,
        at=NOON,
        actor=actor,
        action=action,
        subject="invitation:ü",
        details=details,
        previous_hash=GENESIS,
        hash="",
    )
    canonical = rfc8785.dumps(
        {
            "chain": str(CHAIN),
            "sequence": 7,
            "at_microseconds": int(NOON.timestamp()) * 1_000_000,
            "actor": actor,
            "action": action,
            "subject": "invitation:ü",
            "details": details,
            "previous": GENESIS,
        }
    )

    hashed = hash_of(CHAIN, line)

    assert hashed == sha256(canonical).hexdigest()
