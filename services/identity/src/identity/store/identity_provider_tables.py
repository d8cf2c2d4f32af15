"""Organisations' own identity providers, and the mail domains they speak for."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    LargeBinary,
    String,
    Table,
)

from identity.store.columns import identifier, instant, metadata, reference, text_list

_DOMAIN = "domain = lower(domain)"

IDENTITY_PROVIDER = Table(
    "identity_provider",
    metadata,
    reference("organisation_id", "organisation.id", primary_key=True),
    Column("issuer", String(500), nullable=False),
    Column("client_id", String(255), nullable=False),
    # Under a key that is not in the database; bound to the organisation.
    Column("sealed_secret", LargeBinary, nullable=False),
    Column("is_required", Boolean, nullable=False),
    Column("admits_colleagues", Boolean, nullable=False),
    text_list("strong_acr_values"),
    instant("created_at"),
    instant("changed_at"),
)

# What an organisation says of itself. Two may say the same: saying it must neither tell nor keep
# anybody from anything.
CLAIMED_DOMAIN = Table(
    "claimed_domain",
    metadata,
    reference("organisation_id", "identity_provider.organisation_id", primary_key=True),
    Column("domain", String(253), primary_key=True),
    instant("claimed_at"),
    CheckConstraint(_DOMAIN, name="domain"),
)

# What the vendor's people have seen to be true: a domain belongs to one provider at most.
CONFIRMED_DOMAIN = Table(
    "confirmed_domain",
    metadata,
    Column("domain", String(253), primary_key=True),
    identifier("organisation_id"),
    instant("confirmed_at"),
    ForeignKeyConstraint(
        ["organisation_id", "domain"],
        ["claimed_domain.organisation_id", "claimed_domain.domain"],
    ),
)
