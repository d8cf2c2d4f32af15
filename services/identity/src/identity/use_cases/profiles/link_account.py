"""Link a person to his account outside Kontor."""

from dataclasses import replace

from chassis.service import actor_of
from contracts.errors import AlreadyExists, InvalidInput, NotFound
from contracts.principal import Principal
from contracts.profiles import LinkAccount, Profile
from identity.domain.permissions import require_staff
from identity.domain.profiles import AccountPortal
from identity.domain.texts import LONGEST_REASON, one_line
from identity.store.records import Records
from identity.use_cases.access.record_for_person import record_for_person
from identity.use_cases.profiles.get_profile import as_seen


def link_account(
    caller: Principal, request: LinkAccount, records: Records, portal: AccountPortal | None
) -> Profile:
    """Return the person's particulars with the account that is his from now on (MB-01).

    Raises:
        NotPermitted: the caller is none of the vendor's people.
        InvalidInput: no reason, or the operator has named no provider of such accounts.
        NotFound: there is no such person.
        AlreadyExists: the account is somebody else's.
    """
    require_staff(caller)
    reason = one_line("reason", request.reason, longest=LONGEST_REASON)
    if portal is None:
        raise InvalidInput("subject", "not_kept_here")
    subject = None if request.subject is None else one_line("subject", request.subject)
    known = records.profiles.find(request.person_id, lock=True)
    if known is None:
        raise NotFound("person")
    if subject == known.account_subject:
        return as_seen(known, portal)
    if subject is None:
        records.profiles.unlink_account(request.person_id)
    elif not records.profiles.link_account(request.person_id, subject):
        raise AlreadyExists("subject")
    record_for_person(
        request.person_id,
        "person.account_linked" if subject else "person.account_unlinked",
        records,
        actor=actor_of(caller),
        details={
            "before": known.account_subject or "",
            "after": subject or "",
            "reason": reason,
        },
    )
    return as_seen(replace(known, account_subject=subject), portal)
