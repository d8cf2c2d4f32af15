"""Find people of one's own organisation."""

from contracts.colleagues import ColleagueQuery, Colleagues
from contracts.errors import NotPermitted
from contracts.principal import Principal
from identity.domain.addresses import sign_in_key
from identity.domain.permissions import own_organisation
from identity.store.records import RecordRoom


def find_colleagues(caller: Principal, query: ColleagueQuery, room: RecordRoom) -> Colleagues:
    """Return whom the caller means, by name; nobody is listed whom he does not know.

    Everybody who belongs to an organisation may ask, because he may share what is his with anybody
    in it (FD-15). Who else is there, is shown to those alone who decide about members.

    Raises:
        NotPermitted: the caller acts for nobody, or his account is for documents alone.
    """
    own = own_organisation(caller)
    if caller.role == "documents":
        raise NotPermitted("role_sees_documents_only")
    email_key = None if query.email is None else sign_in_key(query.email)
    with room.of(own) as records:
        return Colleagues(
            items=records.colleagues.find(own, email_key=email_key, person_ids=query.person_ids)
        )
