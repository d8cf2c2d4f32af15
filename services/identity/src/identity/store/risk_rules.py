"""The risks as queries, each by itself: a new rule is a function here and a line in `RULES`.

Each query gives whose the risk is, what it is about, and since when; nothing is stored of it, so
nothing goes stale. A rule says in SQL what can be found by the indexes of an organisation, because
the vendor's people page through the risks of all of them.
"""

from collections.abc import Callable
from typing import Any, TypeAlias

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    String,
    case,
    cast,
    func,
    literal,
    null,
    select,
)
from sqlalchemy.dialects.postgresql import TIMESTAMP

from contracts.risks import RiskCode
from identity.domain.risks import RiskTerms
from identity.store.contacts import contact_invitation
from identity.store.e_billing_tables import FAILING_ADDRESS
from identity.store.partner_tables import PARTNER_CUSTOMER
from identity.store.second_factors import has_second_factor
from identity.store.tables import INVITATION, MEMBERSHIP, ORGANISATION, PERSON

RiskRule: TypeAlias = Callable[[RiskTerms], Select[Any]]


def e_billing_address_bouncing(terms: RiskTerms) -> Select[Any]:
    """Find customers whom the last notice of a document did not reach (SE-30)."""
    del terms
    return select(
        FAILING_ADDRESS.c.organisation_id,
        literal("organisation", String).label("subject_kind"),
        FAILING_ADDRESS.c.organisation_id.label("subject_id"),
        cast(null(), String).label("subject_name"),
        FAILING_ADDRESS.c.failing_since.label("since"),
    ).where(FAILING_ADDRESS.c.failing_since.is_not(None))


def only_admin_is_generic_mailbox(terms: RiskTerms) -> Select[Any]:
    """Find desks' mailboxes that administer while no person does (SE-34)."""
    other, its_person = MEMBERSHIP.alias("other"), PERSON.alias("its_person")
    personal = (
        select(other.c.person_id)
        .join(its_person, its_person.c.id == other.c.person_id)
        .where(
            other.c.organisation_id == MEMBERSHIP.c.organisation_id,
            other.c.role == "admin",
            ~_is_generic(its_person.c.email_key, terms),
        )
    )
    return _about_admins().where(_is_generic(PERSON.c.email_key, terms), ~personal.exists())


def contract_contact_never_active(terms: RiskTerms) -> Select[Any]:
    """Find addresses on file that were not invited, or have not accepted (SE-14)."""
    del terms
    has_contact = INVITATION.c.id.is_not(None)
    return (
        select(
            ORGANISATION.c.id.label("organisation_id"),
            case((has_contact, "invitation"), else_="organisation").label("subject_kind"),
            func.coalesce(INVITATION.c.id, ORGANISATION.c.id).label("subject_id"),
            INVITATION.c.email.label("subject_name"),
            func.coalesce(INVITATION.c.created_at, ORGANISATION.c.created_at).label("since"),
        )
        .join_from(ORGANISATION, INVITATION, contact_invitation(), isouter=True)
        .where(
            ORGANISATION.c.kind == "customer",
            ~has_contact | (INVITATION.c.state == "pending"),
        )
    )


def partner_contact_sees_nothing(terms: RiskTerms) -> Select[Any]:
    """Find people who look after customers that their own data scope hides from them (DW-17)."""
    del terms
    looked_after = select(PARTNER_CUSTOMER.c.customer_id).where(
        PARTNER_CUSTOMER.c.organisation_id == MEMBERSHIP.c.organisation_id,
        PARTNER_CUSTOMER.c.contact_person_id == MEMBERSHIP.c.person_id,
    )
    return _about_members().where(MEMBERSHIP.c.data_scope == "none", looked_after.exists())


def identity_without_second_factor(terms: RiskTerms) -> Select[Any]:
    """Find administrators whom their organisation asks for a second factor and who have none."""
    del terms
    return (
        _about_admins()
        .join(ORGANISATION, ORGANISATION.c.id == MEMBERSHIP.c.organisation_id)
        .where(ORGANISATION.c.requires_second_factor, ~has_second_factor(PERSON.c.id))
    )


def admin_long_unused(terms: RiskTerms) -> Select[Any]:
    """Find administrators who have not been here for half a year."""
    since = func.timezone("Europe/Berlin", cast(_last_used_on(MEMBERSHIP), TIMESTAMP))
    return _about_admins(since).where(_last_used_on(MEMBERSHIP) < terms.unused_before)


def e_billing_account_never_active(terms: RiskTerms) -> Select[Any]:
    """Find e-billing addresses that were invited and have not come in (SE-28)."""
    del terms
    return _about_invitations(INVITATION.c.created_at).where(
        INVITATION.c.is_initial, INVITATION.c.role == "documents"
    )


def single_admin(terms: RiskTerms) -> Select[Any]:
    """Find administrators after whom nobody is left who still comes here."""
    other = MEMBERSHIP.alias("other")
    active = select(other.c.person_id).where(
        other.c.organisation_id == MEMBERSHIP.c.organisation_id,
        other.c.person_id != MEMBERSHIP.c.person_id,
        other.c.role == "admin",
        _last_used_on(other) >= terms.unused_before,
    )
    return _about_admins().where(~active.exists())


def invitation_expired(terms: RiskTerms) -> Select[Any]:
    """Find invitations that ran out; the initial ones have rules of their own."""
    return _about_invitations(INVITATION.c.expires_at).where(
        ~INVITATION.c.is_initial, INVITATION.c.expires_at <= terms.now
    )


RULES: dict[RiskCode, RiskRule] = {
    "e_billing_address_bouncing": e_billing_address_bouncing,
    "only_admin_is_generic_mailbox": only_admin_is_generic_mailbox,
    "contract_contact_never_active": contract_contact_never_active,
    "partner_contact_sees_nothing": partner_contact_sees_nothing,
    "identity_without_second_factor": identity_without_second_factor,
    "admin_long_unused": admin_long_unused,
    "e_billing_account_never_active": e_billing_account_never_active,
    "single_admin": single_admin,
    "invitation_expired": invitation_expired,
}


def _about_admins(since: ColumnElement[Any] | None = None) -> Select[Any]:
    return _about_members(since).where(MEMBERSHIP.c.role == "admin")


def _about_members(since: ColumnElement[Any] | None = None) -> Select[Any]:
    return select(
        MEMBERSHIP.c.organisation_id,
        literal("person", String).label("subject_kind"),
        MEMBERSHIP.c.person_id.label("subject_id"),
        PERSON.c.name.label("subject_name"),
        (MEMBERSHIP.c.created_at if since is None else since).label("since"),
    ).join_from(MEMBERSHIP, PERSON, PERSON.c.id == MEMBERSHIP.c.person_id)


def _about_invitations(since: ColumnElement[Any]) -> Select[Any]:
    return select(
        INVITATION.c.organisation_id,
        literal("invitation", String).label("subject_kind"),
        INVITATION.c.id.label("subject_id"),
        INVITATION.c.email.label("subject_name"),
        since.label("since"),
    ).where(INVITATION.c.state == "pending")


def _is_generic(email_key: ColumnElement[Any], terms: RiskTerms) -> ColumnElement[bool]:
    # As `domain.addresses.is_generic` says it.
    local_part = func.split_part(func.regexp_replace(email_key, "@[^@]*$", ""), "+", 1)
    return local_part.in_(terms.generic_mailboxes)


def _last_used_on(membership: FromClause) -> ColumnElement[Any]:
    # Who never came back since days are remembered came in on the first one.
    created_on = func.date(func.timezone("Europe/Berlin", membership.c.created_at))
    return func.coalesce(membership.c.last_used_on, created_on)
