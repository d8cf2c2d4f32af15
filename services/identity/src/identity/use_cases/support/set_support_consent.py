"""Agree that the vendor's people look in, or take it back."""

from uuid import UUID

import msgspec

from chassis.service import actor_of
from contracts.errors import InvalidInput
from contracts.principal import Principal
from contracts.support import SetSupportConsent, SupportConsent
from identity.domain.permissions import require_admin
from identity.store.records import Records
from identity.use_cases.organisations.lock_served import lock_served
from identity.use_cases.support.record_support_end import record_support_end


def set_support_consent(
    caller: Principal, request: SetSupportConsent, records: Records
) -> SupportConsent:
    """Return the caller's organisation's consent as it is from now on (MB-12).

    Taking it back ends every running support session in the same transaction (MB-15), and lets
    lapse what support has proposed. Saying the same again changes nothing.

    Raises:
        NotPermitted: the caller does not administer the organisation.
        InvalidInput: the organisation is the vendor itself, or `until` has passed.
    """
    organisation = lock_served(caller, require_admin(caller), records)
    if organisation.kind == "vendor":
        # A session in the vendor's own place would make its people each other's administrators.
        raise InvalidInput("is_given", "not_for_the_vendor")
    until = request.until if request.is_given else None
    if until is not None and until <= records.now:
        raise InvalidInput("until", "in_the_past")
    before = records.support_consents.of_organisation(organisation.id)
    if (before.is_given, before.until) == (request.is_given, until):
        return before
    consent = msgspec.structs.replace(
        before,
        is_given=request.is_given,
        until=until,
        changed_at=records.now,
        changed_by=caller.subject,
    )
    records.support_consents.put(consent)
    if not consent.is_given:
        _end_running(organisation.id, caller, records)
    records.audit.record(
        organisation_id=organisation.id,
        actor=actor_of(caller),
        action="support_consent.given" if consent.is_given else "support_consent.withdrawn",
        subject=f"organisation:{organisation.id}",
        details={"before": _in_words(before), "after": _in_words(consent)},
    )
    return consent


def _end_running(organisation_id: UUID, caller: Principal, records: Records) -> None:
    ended = records.support_sessions.end_all_of(organisation_id, "consent_withdrawn")
    lapsed = records.support_changes.lapse_of(organisation_id)
    record_support_end(ended, lapsed, records, actor=actor_of(caller))


def _in_words(consent: SupportConsent) -> str:
    if not consent.is_given:
        return "not given"
    return "given" if consent.until is None else f"given until {consent.until.isoformat()}"
