"""What billing-docs and notifications have told about e-billing addresses."""

from sqlalchemy import Column, Index, String, Table

from identity.store.columns import instant, metadata, reference

# A copy for the list of risks; of the address itself only its digest is known here.
FAILING_ADDRESS = Table(
    "failing_address",
    metadata,
    reference("organisation_id", "organisation.id", primary_key=True),
    Column("address_sha256", String(64), nullable=True),
    instant("named_at", nullable=True),
    instant("heard_at", nullable=True),
    instant("failing_since", nullable=True),
    Index(
        "ix_failing_address_failing",
        "organisation_id",
        postgresql_where="failing_since IS NOT NULL",
    ),
)
