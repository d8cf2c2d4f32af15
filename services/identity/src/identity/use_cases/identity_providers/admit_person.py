"""Find the person behind a provider's subject, or make his acquaintance."""

from uuid import UUID

from chassis.ids import new_id
from contracts.errors import ProviderSignInRefused
from contracts.events import NOTICE_REQUESTED, NoticeRequested
from contracts.identity import Organisation
from identity.domain.id_tokens import ProvenSubject
from identity.domain.identity_providers import ProviderRecord
from identity.domain.mail_domains import mail_domain_of
from identity.domain.people import Member, Person
from identity.domain.presets import preset_areas
from identity.store.records import Records
from identity.use_cases.seats.tell_seats import tell_seats


def admit_person(
    provider: ProviderRecord, proven: ProvenSubject, records: Records, *, locked_hash: str
) -> Person:
    """Return the person, by issuer and subject; only at first by the address that was verified.

    Raises:
        ProviderSignInRefused: `domain_not_confirmed`, `other_account` or `not_admitted`.
    """
    speaking = records.identity_providers.speaking_for(proven.domain)
    if speaking is None or speaking.organisation_id != provider.organisation_id:
        # At each sign-in: the subject of a provider may have got a foreign address meanwhile.
        raise ProviderSignInRefused("domain_not_confirmed")
    known = records.federated_identities.find(
        provider.organisation_id, proven.issuer, proven.subject
    )
    person = records.people.find(known) if known else None
    if person is None:
        person = _linked(provider, proven, records, locked_hash)
    _refuse_foreign_vendor(provider.organisation_id, person, records)
    return person


def _linked(
    provider: ProviderRecord, proven: ProvenSubject, records: Records, locked_hash: str
) -> Person:
    organisation = records.organisations.find(provider.organisation_id)
    if organisation is None:
        raise ProviderSignInRefused("sign_in_expired")
    person, is_new = _by_address(organisation, proven, records, locked_hash)
    if not records.federated_identities.link(
        organisation.id, proven.issuer, proven.subject, person.id
    ):
        linked = records.federated_identities.find(organisation.id, proven.issuer, proven.subject)
        if linked != person.id:
            # The address has changed hands at the provider, and its account here has not.
            raise ProviderSignInRefused("other_account")
        return person
    records.audit.record(
        organisation_id=organisation.id,
        actor=f"person:{person.id}",
        action="identity_provider.person_linked",
        subject=f"person:{person.id}",
        details={"issuer": proven.issuer, "person": "new" if is_new else "known"},
    )
    if not is_new:
        _tell(organisation, person, records)
    if provider.admits_colleagues:
        _join(organisation, person, records)
    return person


def _by_address(
    organisation: Organisation, proven: ProvenSubject, records: Records, locked_hash: str
) -> tuple[Person, bool]:
    person = Person(
        id=new_id(),
        name=proven.name,
        email=proven.address.address,
        password_hash=locked_hash,
        language=organisation.language,
    )
    if records.people.add_if_new(person, proven.address.key):
        return person, True
    known = records.people.find_by_address(proven.address.key)
    if known is None or mail_domain_of(known.email) != proven.domain:
        # Keys were once made with ss for ß, DNS tells them apart: two domains, two owners.
        raise ProviderSignInRefused("other_account")
    return known, False


def _join(organisation: Organisation, person: Person, records: Records) -> None:
    member = Member(
        organisation_id=organisation.id,
        person_id=person.id,
        role="member",
        areas=preset_areas("member"),
    )
    if records.memberships.add_if_new(member):
        records.audit.record(
            organisation_id=organisation.id,
            actor=f"person:{person.id}",
            action="member.joined_by_provider",
            subject=f"person:{person.id}",
            details={"role": "member"},
        )
        tell_seats(organisation.id, records)


def _tell(organisation: Organisation, person: Person, records: Records) -> None:
    """Tell the owner of an account that there is another way in now."""
    records.outbox.announce(
        NOTICE_REQUESTED,
        NoticeRequested(
            idempotency_key=f"provider_linked:{organisation.id}:{person.id}:{records.now.isoformat()}",
            kind="provider_linked",
            recipient=person.email,
            language=person.language,
            organisation_id=organisation.id,
            parameters={"organisation_name": organisation.name},
        ),
    )


def _refuse_foreign_vendor(provider_of: UUID, person: Person, records: Records) -> None:
    """Let nobody but the vendor's own provider sign the vendor's people in: they reach everybody.

    Raises:
        ProviderSignInRefused: `not_admitted`.
    """
    own = records.memberships.organisations_of(person.id)
    if any(each.kind == "vendor" and each.id != provider_of for each in own):
        raise ProviderSignInRefused("not_admitted")
