"""Confirm an authenticator app by a code that it shows."""

from contracts.errors import AlreadyExists, InvalidInput, NotFound, NotSignedIn
from contracts.principal import Principal
from contracts.second_factor import ConfirmTotp, FactorAdded
from identity.domain.one_time_codes import matching_step, owner_of_totp_secret
from identity.use_cases.second_factor.factor_tools import FactorTools
from identity.use_cases.second_factor.take_factor_on import take_factor_on


def confirm_totp(caller: Principal, request: ConfirmTotp, tools: FactorTools) -> FactorAdded:
    """Make the app count from now on; the code that confirms it is used up.

    Raises:
        NotSignedIn: the caller is no person.
        NotFound: no enrolment is open.
        AlreadyExists: it was confirmed already.
        InvalidInput: the code is not the app's.
    """
    with tools.room.of_everybody() as records:
        person = records.people.lock(caller.subject)
        if caller.kind != "person" or person is None:
            raise NotSignedIn
        factor = records.second_factors.find_totp(person.id)
        if factor is not None and factor.confirmed_at is not None:
            raise AlreadyExists("totp")
        if factor is None or not factor.may_be_confirmed(records.now):
            raise NotFound("enrolment")
        secret = tools.sealer.open(factor.sealed_secret, bound_to=owner_of_totp_secret(person.id))
        step = matching_step(secret.decode(), request.code, records.now)
        if step is None:
            raise InvalidInput("code", "wrong_code")
        earlier = records.second_factors.methods_of(person.id)
        records.second_factors.confirm_totp(person.id, step)
        return take_factor_on(caller, person, "totp_added", records, earlier=earlier)
