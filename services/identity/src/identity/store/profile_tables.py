"""What a person is outside Kontor."""

from sqlalchemy import Column, String, Table, UniqueConstraint

from identity.store.columns import instant, metadata, reference

# The account with the one provider that the operator has named (MB-01).
LINKED_ACCOUNT = Table(
    "linked_account",
    metadata,
    reference("person_id", "person.id", primary_key=True),
    Column("subject", String(200), nullable=False),
    instant("linked_at"),
    # Nobody's account is linked to two people.
    UniqueConstraint("subject"),
)
