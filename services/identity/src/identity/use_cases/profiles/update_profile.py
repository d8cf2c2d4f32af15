"""Let a person change his own name and language."""

from dataclasses import replace

from contracts.errors import NotFound, NotPermitted
from contracts.principal import Principal
from contracts.profiles import Profile, UpdateProfile
from identity.domain.profiles import (
    AccountPortal,
    StoredProfile,
    changed_language,
    changed_name,
    require_kept_here,
)
from identity.store.records import Records
from identity.use_cases.access.record_for_person import record_for_person
from identity.use_cases.access.tell_access_ended import tell_access_ended
from identity.use_cases.profiles.get_profile import as_seen
from identity.use_cases.profiles.tell_person_changed import tell_person_changed


def update_profile(
    caller: Principal, request: UpdateProfile, records: Records, portal: AccountPortal | None
) -> Profile:
    """Return the caller's particulars with what changes, shown to everybody at once (MB-02).

    Repeating changes nothing. The trail of each of his organisations keeps that the name was
    changed, and not the names: they may have to be forgotten one day.

    Raises:
        NotPermitted: the caller is no person.
        ManagedExternally: a field is kept elsewhere; nothing is changed then (MB-03).
        InvalidInput: a name that is blank, missing or too long.
    """
    if caller.kind != "person":
        raise NotPermitted("session")
    require_kept_here(request, portal)
    known = records.profiles.find(caller.subject, lock=True)
    if known is None:
        raise NotFound("person")
    name = changed_name(known.parts, request)
    changed = replace(
        known,
        name=name.shown,
        given_name=name.given,
        family_name=name.family,
        language=changed_language(known.language, request),
    )
    details = _details(known, changed)
    if details:
        records.profiles.change(caller.subject, name, changed.language)
        record_for_person(caller.subject, "person.profile_changed", records, details=details)
        tell_person_changed(caller.subject, records)
        tell_access_ended(
            records.sessions.all_open_ids_of(caller.subject), "rights_changed", records
        )
    return as_seen(changed, portal)


def _details(known: StoredProfile, changed: StoredProfile) -> dict[str, str]:
    """Return what the trail keeps; nothing when nothing changes."""
    before, after = known.parts, changed.parts
    fields = {
        "given_name": before.given != after.given,
        "family_name": before.family != after.family,
        "language": known.language != changed.language,
    }
    names = [field for field, is_changed in fields.items() if is_changed]
    if not names:
        return {}
    details = {"fields": ",".join(names)}
    if "language" in names:
        details |= {"before": known.language, "after": changed.language}
    return details
