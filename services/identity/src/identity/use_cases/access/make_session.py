"""Make a session, before it is stored."""

from datetime import datetime

from chassis.ids import new_id
from contracts.identity import Organisation, SecondFactorMethod, Session
from identity.domain.lifetimes import session_expires_at
from identity.domain.pending_sign_ins import PENDING_SIGN_IN_VALID
from identity.domain.people import Person
from identity.domain.tokens import PENDING_SIGN_IN, SESSION, new_token


def make_session(
    person: Person,
    organisation: Organisation | None,
    now: datetime,
    *,
    awaits: tuple[SecondFactorMethod, ...] = (),
) -> Session:
    """Return a new session, or what must be completed first where it `awaits` a factor.

    The token of the latter opens nothing else (A14). Nobody knows either until it is stored.
    """
    return Session(
        token=new_token(PENDING_SIGN_IN if awaits else SESSION),
        session_id=new_id(),
        person_id=person.id,
        person_name=person.name,
        organisation=organisation,
        expires_at=now + PENDING_SIGN_IN_VALID if awaits else session_expires_at(now, now),
        awaits=awaits,
    )
