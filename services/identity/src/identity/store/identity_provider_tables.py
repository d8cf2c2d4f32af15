"""Organisations' own identity providers, the domains they speak for, and whom they vouch for."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
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

# Who a provider's subject is. First by issuer and subject: an address can change hands.
FEDERATED_IDENTITY = Table(
    "federated_identity",
    metadata,
    reference("organisation_id", "identity_provider.organisation_id", primary_key=True),
    Column("issuer", String(500), primary_key=True),
    Column("subject", String(255), primary_key=True),
    reference("person_id", "person.id"),
    instant("linked_at"),
    # One subject for a person: another one with his address is somebody else.
    UniqueConstraint("organisation_id", "person_id"),
    Index("ix_federated_identity_person_id", "person_id"),
)

# Browsers that were sent to a provider and have not come back; only digests.
PROVIDER_SIGN_IN = Table(
    "provider_sign_in",
    metadata,
    Column("state_sha256", LargeBinary, primary_key=True),
    Column("browser_sha256", LargeBinary, nullable=False),
    reference("organisation_id", "organisation.id"),
    Column("issuer", String(500), nullable=False),
    Column("client_id", String(255), nullable=False),
    instant("begun_at"),
    instant("used_at", nullable=True),
    CheckConstraint("octet_length(state_sha256) = 32", name="state_sha256"),
    CheckConstraint("octet_length(browser_sha256) = 32", name="browser_sha256"),
    Index("ix_provider_sign_in_begun_at", "begun_at"),
)
