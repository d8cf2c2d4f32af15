"""Mail somebody the link he asked for, if his address may have it."""

from chassis.entrypoints import Incoming
from contracts.events import NOTICE_REQUESTED, Language, LinkWished, NoticeRequested
from identity.domain.addresses import EmailAddress, parse_address
from identity.domain.people import Person
from identity.store.records import Records
from identity.use_cases.access.mail_link import mail_link


def take_up_link_wish(event: Incoming[LinkWished], records: Records, *, portal_url: str) -> None:
    """Have the link sent; safe to repeat.

    A new password is for whoever has an account and comes to nothing for everybody else (FD-20).
    Signing up is for whoever has none (FD-05); the others are told by mail that they have one.
    """
    if records.inbox.claim(event.source, event.id, event.body_sha256) != "new":
        return
    wish = event.data
    address = parse_address(wish.email)
    person = records.people.find_by_address(address.key)
    if wish.purpose == "registration" and person is not None:
        _tell_already_registered(person, event.id, records)
    elif wish.purpose == "registration":
        _mail(wish, address, wish.language, records, portal_url=portal_url)
    elif person is not None:
        # As it is written in the account, whatever the asker typed.
        own = EmailAddress(address=person.email, key=address.key)
        _mail(wish, own, person.language, records, portal_url=portal_url)


def _mail(
    wish: LinkWished,
    address: EmailAddress,
    language: Language,
    records: Records,
    *,
    portal_url: str,
) -> None:
    mail_link(
        wish.purpose, address, records, language=language, portal_url=portal_url, is_sent=True
    )


def _tell_already_registered(person: Person, wish_id: str, records: Records) -> None:
    records.outbox.announce(
        NOTICE_REQUESTED,
        NoticeRequested(
            idempotency_key=f"already_registered:{wish_id}",
            kind="already_registered",
            recipient=person.email,
            language=person.language,
        ),
    )
