"""Check a password against an account, slowly after failures, telling nothing about either."""

import math
from dataclasses import dataclass
from datetime import datetime

from chassis.blocking import meanwhile
from contracts.errors import IdentityProviderRequired, SignInRefused, TooManyAttempts
from identity.adapters.password_hasher import PasswordHasher
from identity.domain.floods import FAILED_SIGN_INS_OF_A_SOURCE
from identity.domain.passwords import normalise_password
from identity.domain.people import Person
from identity.store.attempts import Counter
from identity.store.prospects import Prospect
from identity.store.records import RecordRoom, Records
from identity.store.sign_ins import Choice
from identity.store.sign_ins_at_once import SignInsAtOnce


@dataclass(frozen=True, kw_only=True, slots=True)
class ProvenPerson:
    """A person whose password fitted, and the count to clear in the transaction that follows."""

    person: Person
    new_hash: str | None
    counter: Counter
    client: str
    prospect: Prospect
    """What was seen beside the hash; it may have changed since."""

    @property
    def has_more_to_write(self) -> bool:
        """Whether more is to be written than that the attempt has succeeded."""
        is_trusted = self.counter.is_of_known_client and self.counter.is_trusted_lately
        return self.new_hash is not None or (bool(self.client) and not is_trusted)

    def settle(self, records: Records) -> None:
        """Forget earlier failures, and store the hash with today's parameters if it was older.

        Raises:
            SignInRefused: the password was changed after it was checked; what it opens now would
                outlive the sessions that the change ended.
        """
        now = records.sign_ins.settle(self.person.id, self.counter, client=self.client)
        self._finish(now, records)

    def settle_and_choose(self, records: Records) -> Choice:
        """Do as `settle` does, and return what a new session of the person depends on.

        Raises:
            SignInRefused: as above.
        """
        choice = records.sign_ins.settle_and_choose(
            self.person.id, self.counter, client=self.client
        )
        if choice is None:
            raise SignInRefused
        self._finish(choice.password_hash, records)
        return choice

    def _finish(self, hash_now: str | None, records: Records) -> None:
        if hash_now != self.person.password_hash:
            raise SignInRefused
        if self.client and not self.counter.is_of_known_client:
            records.floods.give_back(FAILED_SIGN_INS_OF_A_SOURCE, self.client)
        if self.new_hash:
            records.people.replace_hash(
                self.person.id, old=self.person.password_hash, new=self.new_hash
            )


def prove_password(
    email_key: str,
    password: str,
    room: RecordRoom,
    hasher: PasswordHasher,
    *,
    client: str,
    mail_domain: str | None = None,
) -> ProvenPerson:
    """Return the person behind the address if the password fits.

    The hash takes longer than all statements together: it begins once the attempt is counted,
    beside what else is to be asked. An unknown address takes the same path, the same statements
    and one hash as well (FD-19).

    With `mail_domain` a password does not fit either whose owner must come by the identity provider
    that speaks for the domain: neither the answer nor its time tells him whether it would.

    Raises:
        SignInRefused: they do not fit together, or there is no such account.
        IdentityProviderRequired: the same, where the domain's members come by a provider.
        TooManyAttempts: a pause after failures has not passed; nothing was checked.
    """
    password = normalise_password(password)
    # A crash of the database forgives some guesses of its last second.
    with room.at_once(may_be_forgotten=True) as sign_ins:
        now = sign_ins.now
        sought = sign_ins.seek(email_key, client)
        person, counter = sought.person, sought.counter
        come_back_at = sought.come_back_at
        if not sought.is_counted:
            come_back_at = _count(counter, client, sign_ins)
    if come_back_at is not None:
        wait_seconds = max(1, math.ceil((come_back_at - now).total_seconds()))
        raise TooManyAttempts(str(wait_seconds))
    fits = meanwhile(hasher.fits, password, person.password_hash if person else None)
    with room.asking() as asked:
        prospect = asked.prospects.of(person.id if person else None, mail_domain)
    rule = prospect.rule
    if not fits() or person is None or rule.keeps_person_out:
        raise IdentityProviderRequired if rule.is_required else SignInRefused
    return ProvenPerson(
        person=person,
        new_hash=hasher.hash(password) if hasher.is_outdated(person.password_hash) else None,
        counter=counter,
        client=client,
        prospect=prospect,
    )


def _count(counter: Counter, client: str, sign_ins: SignInsAtOnce) -> datetime | None:
    """Count an attempt from an unknown source; return when to come back if it is too soon."""
    # The source first, so that a flood from it does not slow the address down for its owner.
    return sign_ins.floods.count(FAILED_SIGN_INS_OF_A_SOURCE, client) or sign_ins.attempts.begin(
        counter
    )
