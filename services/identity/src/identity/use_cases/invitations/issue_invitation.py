"""Make an invitation and have its link sent."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from chassis.clock import BERLIN
from chassis.ids import new_id
from contracts.events import NOTICE_REQUESTED, NoticeRequested
from contracts.identity import Organisation
from contracts.principal import DataScope, Role, Team
from identity.domain.addresses import EmailAddress, is_generic
from identity.domain.invitation_codes import code_sha256, new_code
from identity.domain.invitations import InvitationRecord
from identity.domain.presets import preset_data_scope
from identity.domain.tokens import INVITATION, new_token, token_sha256
from identity.settings import Settings
from identity.store.records import Records


@dataclass(frozen=True, kw_only=True, slots=True)
class InvitationRules:
    """What the operator configured about invitations."""

    portal_url: str
    valid_for: timedelta
    generic_mailboxes: tuple[str, ...]

    def link(self, token: str) -> str:
        """Return the address that the holder of `token` opens."""
        return f"{self.portal_url.rstrip('/')}/invitations/{token}"


def invitation_rules(settings: Settings) -> InvitationRules:
    """Return what the settings say about invitations."""
    return InvitationRules(
        portal_url=settings.portal_url,
        valid_for=timedelta(days=settings.invitation_days),
        generic_mailboxes=settings.generic_mailboxes,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Preset:
    """What the invited person will be, and who wanted it."""

    address: EmailAddress
    role: Role
    areas: tuple[str, ...]
    invited_by: str
    is_initial: bool = False
    reason: str | None = None
    operator_number: str | None = None
    team: Team | None = None
    data_scope: DataScope | None = None
    """None: what the organisation's fresh members of this role see."""


@dataclass(frozen=True, kw_only=True, slots=True)
class IssuedInvitation:
    """A new invitation as it is valid now, and the link that nobody is shown a second time."""

    invitation: InvitationRecord
    link: str


def issue_invitation(
    organisation: Organisation,
    preset: Preset,
    records: Records,
    rules: InvitationRules,
    *,
    by_mail: bool = True,
) -> IssuedInvitation:
    """Store an invitation, close the address's older one, and ask for one mail with the link.

    The caller has locked the organisation. The address that the vendor has on file keeps its
    initial rank and role when its link is renewed (SE-27, SE-35).
    """
    token, code = new_token(INVITATION), new_code()
    replaced = records.invitations.revoke_pending(organisation.id, preset.address.key)
    renews_initial = replaced is not None and replaced.is_initial
    role = replaced.role if replaced and renews_initial else preset.role
    invitation = InvitationRecord(
        id=new_id(),
        organisation_id=organisation.id,
        email=preset.address.address,
        email_key=preset.address.key,
        role=role,
        areas=replaced.areas if replaced and renews_initial else preset.areas,
        is_initial=preset.is_initial or renews_initial,
        generic_address=is_generic(preset.address, rules.generic_mailboxes),
        invited_by=preset.invited_by,
        reason=preset.reason,
        operator_number=preset.operator_number,
        team=preset.team,
        data_scope=preset.data_scope or preset_data_scope(organisation.kind, role),
        state="pending",
        created_at=records.now,
        expires_at=records.now + rules.valid_for,
    )
    records.invitations.add(
        invitation,
        token_sha256=token_sha256(token),
        code_sha256=code_sha256(invitation.id, code),
    )
    _record(invitation, replaced, records)
    invitation = invitation.under(records.bookings.coverage_of(organisation.id), records.now)
    if by_mail:
        secrets = {"link": rules.link(token), "code": code}
        notice = _notice(invitation, organisation, secrets)
        records.outbox.announce(NOTICE_REQUESTED, notice)
    return IssuedInvitation(invitation=invitation, link=rules.link(token))


def _notice(
    invitation: InvitationRecord, organisation: Organisation, secrets: dict[str, str]
) -> NoticeRequested:
    # What ends at midnight is valid on the day before, not on the day that begins then.
    valid_until = (invitation.expires_at - datetime.resolution).astimezone(BERLIN).date()
    return NoticeRequested(
        idempotency_key=f"invitation:{invitation.id}",
        kind="invitation",
        recipient=invitation.email,
        language=organisation.language,
        organisation_id=organisation.id,
        parameters={
            "organisation_name": organisation.name,
            "valid_until": valid_until.isoformat(),
        },
        secrets=secrets,
    )


def _record(
    invitation: InvitationRecord, replaced: InvitationRecord | None, records: Records
) -> None:
    details = invitation.as_audited()
    if invitation.reason:
        details["reason"] = invitation.reason
    if replaced:
        details["replaces"] = f"invitation:{replaced.id}"
    records.audit.record(
        organisation_id=invitation.organisation_id,
        actor=invitation.invited_by,
        action="invitation.issued",
        subject=f"invitation:{invitation.id}",
        details=details,
    )
