"""Let a file be fetched that belongs to what is kept about a person."""

from contracts.attachments import StoredAttachment
from contracts.errors import NotFound
from contracts.person_data import PersonFileQuery
from contracts.principal import Principal
from tickets.domain.visibility import audiences_of
from tickets.resources import Resources
from tickets.store.records import RecordRoom
from tickets.use_cases.mails.locate_mail import locate_mail
from tickets.use_cases.privacy.export_person_data import require_self_or_administrator


def open_person_file(
    caller: Principal, query: PersonFileQuery, room: RecordRoom, resources: Resources
) -> StoredAttachment:
    """Return where the bytes lie of a file that the person's data name, and how to prove them.

    What goes with what he said stays his, also where he does not see the request any more.

    Raises:
        NotPermitted: the caller means somebody else, and is no administrator of the vendor.
        NotFound: there is no such file, or the data do not name it to him.
        DependencyDown: the object store is away.
    """
    person_id = require_self_or_administrator(caller, query.person_id)
    is_own = person_id == caller.subject
    with room.of_everybody() as records:
        if query.kind == "mail":
            mail = records.person_data.mail(person_id, query.file_id)
            file = None
        else:
            mail = None
            file = records.person_data.file(
                person_id,
                query.file_id,
                readable=audiences_of("customer" if is_own else "support"),
                written=None if is_own else audiences_of("vendor"),
            )
    if mail is not None:
        return locate_mail(mail, resources)
    if file is None:
        raise NotFound("attachment")
    return file.stored_in(resources.attachments.bucket)
