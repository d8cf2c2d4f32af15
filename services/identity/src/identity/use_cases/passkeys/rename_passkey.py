"""Call a passkey something else."""

from contracts.errors import NotFound
from contracts.passkeys import Passkey
from contracts.principal import Principal
from contracts.second_factor import RenamePasskey
from identity.domain.texts import one_line
from identity.store.records import Records
from identity.use_cases.access.record_for_person import record_for_person
from identity.use_cases.passkeys.show_passkey import show_passkey

_LONGEST_NAME = 60


def rename_passkey(caller: Principal, request: RenamePasskey, records: Records) -> Passkey:
    """Return one of the caller's passkeys under its new name.

    Raises:
        NotFound: he has no such passkey.
        InvalidInput: the name is blank or holds control characters.
    """
    name = one_line("name", request.name, longest=_LONGEST_NAME)
    renamed = records.passkeys.rename(request.passkey_id, caller.subject, name)
    if renamed is None:
        raise NotFound("passkey")
    record_for_person(
        caller.subject, "person.passkey_renamed", records, details={"passkey": str(renamed.id)}
    )
    return show_passkey(renamed)
