"""Act for another organisation in the same session."""

from uuid import UUID

from contracts.errors import NotFound
from contracts.identity import Organisation
from contracts.principal import Principal
from identity.store.records import Records
from identity.use_cases.access.tell_access_ended import tell_access_ended


def switch_organisation(caller: Principal, organisation_id: UUID, records: Records) -> Organisation:
    """Return the organisation for which the session acts from the next call on (DW-32).

    Raises:
        NotFound: the caller is no member of such an organisation, whether it exists or not.
    """
    own = records.memberships.organisations_of(caller.subject)
    chosen = next((each for each in own if each.id == organisation_id), None)
    if caller.kind != "person" or chosen is None:
        raise NotFound("organisation")
    # Removing the member locks the organisation too, so the membership stays until the commit.
    records.organisations.lock(organisation_id)
    if records.memberships.find(organisation_id, caller.subject) is None:
        raise NotFound("organisation")
    if organisation_id != caller.organisation_id:
        records.sessions.move(caller.session_id, organisation_id)
        tell_access_ended([caller.session_id], "rights_changed", records)
    return chosen
