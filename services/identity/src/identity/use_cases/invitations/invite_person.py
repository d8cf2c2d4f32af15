"""Invite a colleague, or renew an invitation whose mail got lost."""

from chassis.service import actor_of
from contracts.errors import AlreadyExists, InvalidInput, NotFound
from contracts.identity import Invitation, InvitePerson, Organisation
from contracts.principal import Principal
from identity.adapters.seat_desk import SeatDesk
from identity.domain.addresses import EmailAddress, NotAnAddress, parse_address
from identity.domain.operator_numbers import operator_number
from identity.domain.permissions import invited_into, own_organisation
from identity.domain.presets import chosen_areas, preset_areas
from identity.domain.teams import require_fits_kind, require_may_invite
from identity.domain.texts import LONGEST_REASON, one_line
from identity.store.records import Records
from identity.use_cases.invitations.issue_invitation import (
    InvitationRules,
    Preset,
    issue_invitation,
)
from identity.use_cases.invitations.list_invitations import as_seen
from identity.use_cases.members.require_free_operator_number import require_free_operator_number
from identity.use_cases.organisations.lock_served import lock_served
from identity.use_cases.seats.claim_seat import claim_seat
from identity.use_cases.seats.tell_seats import tell_seats


def invite_person(
    caller: Principal,
    request: InvitePerson,
    records: Records,
    rules: InvitationRules,
    desk: SeatDesk,
) -> Invitation:
    """Invite the address with a preset; an older open link of the address dies at once (SE-27).

    Administrators invite into their own organisation, a partner's deciding teams into theirs
    (DW-05), the vendor's people into any customer's, with a reason that the audit trail keeps
    (SE-33).

    Raises:
        InvalidInput: no address, unknown areas, a team or data scope outside a partner, or a reason
            that is missing or too long.
        NotFound: there is no such organisation, or it is not the caller's.
        NotPermitted: the caller may invite nobody, or not with these rights.
        AlreadyExists: the address already is a member, or the operator number is taken.
        InvitationNotUsable: the organisation's contract has ended for good.
        LimitReached: the organisation's plan has no seat left (MB-21).
        ServiceUnavailable, DeadlinePassed: catalog, which knows the plan, does not answer.
    """
    address = _parse(request.email)
    number = operator_number(request.operator_number) if request.operator_number else None
    areas = preset_areas(request.role)
    if request.areas is not None:
        areas = chosen_areas(request.role, request.areas)
    organisation = _organisation(caller, request, areas, records)
    require_fits_kind(organisation.kind, request.team, request.data_scope)
    records.bookings.coverage_of(organisation.id).require_running(records.now)
    if records.memberships.has_address(organisation.id, address.key):
        raise AlreadyExists("email")
    if number is not None:
        require_free_operator_number(organisation.id, number, records, besides=address.key)
    claim_seat(organisation, address.key, records, desk)
    issued = issue_invitation(
        organisation,
        Preset(
            address=address,
            role=request.role,
            areas=areas,
            invited_by=actor_of(caller),
            reason=one_line("reason", request.reason, longest=LONGEST_REASON)
            if request.reason
            else None,
            operator_number=number,
            team=request.team,
            data_scope=request.data_scope,
        ),
        records,
        rules,
    )
    tell_seats(organisation.id, records)
    return as_seen(issued.invitation, records.now)


def _parse(email: str) -> EmailAddress:
    try:
        return parse_address(email)
    except NotAnAddress:
        raise InvalidInput("email", "not_an_address") from None


def _organisation(
    caller: Principal, request: InvitePerson, areas: tuple[str, ...], records: Records
) -> Organisation:
    organisation_id = invited_into(caller, request)
    if organisation_id == caller.organisation_id and caller.organisation_kind == "partner":
        return _own_partner(caller, request, areas, records)
    organisation = lock_served(caller, organisation_id, records)
    if (
        organisation.kind != "vendor"
        and organisation.id != caller.organisation_id
        and not request.reason
    ):
        raise InvalidInput("reason", "required")
    return organisation


def _own_partner(
    caller: Principal, request: InvitePerson, areas: tuple[str, ...], records: Records
) -> Organisation:
    organisation_id = own_organisation(caller)
    organisation = records.organisations.lock(organisation_id)
    inviter = records.memberships.find(organisation_id, caller.subject)
    require_may_invite(inviter, request.role, areas, request.team)
    if organisation is None:
        raise NotFound("organisation")
    return organisation
