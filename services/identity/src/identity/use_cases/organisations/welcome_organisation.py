"""Tell everybody about an organisation, and invite the addresses on file for it."""

from dataclasses import dataclass

from chassis.audit import AuditTrail
from contracts.events import ORGANISATION_CHANGED
from contracts.identity import Organisation
from contracts.principal import Role
from identity.domain.addresses import EmailAddress
from identity.domain.presets import preset_areas
from identity.store.organisations import StoredOrganisation
from identity.store.records import Records
from identity.use_cases.invitations.issue_invitation import (
    InvitationRules,
    Preset,
    issue_invitation,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class OnFile:
    """An address in the master data, the role it is for, and who said so."""

    address: EmailAddress
    role: Role
    told_by: str


def announce_organisation(
    stored: StoredOrganisation,
    records: Records,
    *,
    actor: str,
    e_billing_address: EmailAddress | None = None,
) -> None:
    """Tell the other services what the organisation is now, and the audit trail who said so."""
    changed = stored.as_changed(e_billing_address.address if e_billing_address else None)
    records.outbox.announce(ORGANISATION_CHANGED, changed)
    _record(records.audit, stored, actor)


def invite_on_file(
    organisation: Organisation, on_file: OnFile, records: Records, rules: InvitationRules
) -> bool:
    """Invite the address on file once per organisation and role (SE-22, SE-28).

    False, and nothing happens, when the organisation had that invitation before, or the address is
    invited or a member already: a later master-data change never sends a second link by itself.
    """
    address, role = on_file.address, on_file.role
    if (
        records.invitations.has_initial(organisation.id, role)
        or records.invitations.has_pending(organisation.id, address.key)
        or records.memberships.has_address(organisation.id, address.key)
    ):
        return False
    issue_invitation(
        organisation,
        Preset(
            address=address,
            role=role,
            areas=preset_areas(role),
            invited_by=on_file.told_by,
            is_initial=True,
        ),
        records,
        rules,
    )
    return True


def _record(audit: AuditTrail, stored: StoredOrganisation, actor: str) -> None:
    organisation = stored.organisation
    audit.record(
        organisation_id=organisation.id,
        actor=actor,
        action="organisation.registered" if stored.is_new else "organisation.changed",
        subject=f"organisation:{organisation.id}",
        details={
            "kind": organisation.kind,
            "customer_number": organisation.customer_number or "",
            "name": organisation.name,
            "language": organisation.language,
            "version": str(stored.version),
        },
    )
