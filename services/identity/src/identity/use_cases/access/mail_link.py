"""Make a link that proves an address, and have it sent."""

from chassis.clock import BERLIN
from chassis.ids import new_id
from contracts.accounts import LinkPurpose
from contracts.events import NOTICE_REQUESTED, Language, NoticeRequested
from identity.domain.addresses import EmailAddress
from identity.domain.links import VALID_FOR, Asker, MailedLink
from identity.domain.tokens import (
    EMAIL_CHANGE,
    PASSWORD_RESET,
    REGISTRATION,
    new_token,
    token_sha256,
)
from identity.store.records import Records

_PREFIXES: dict[LinkPurpose, str] = {
    "password_reset": PASSWORD_RESET,
    "registration": REGISTRATION,
    "email_change": EMAIL_CHANGE,
}
_PATHS: dict[LinkPurpose, str] = {
    "password_reset": "passwords",
    "registration": "registrations",
    "email_change": "email-changes",
}


def mail_link(
    purpose: LinkPurpose,
    address: EmailAddress,
    records: Records,
    *,
    language: Language,
    portal_url: str,
    is_sent: bool,
    asker: Asker | None = None,
) -> None:
    """Store a link in place of the address's or the asker's older one, and ask for one mail.

    With `is_sent` False the link is stored and reaches nobody: asking for an address that must not
    get it costs the same work.
    """
    token = new_token(_PREFIXES[purpose])
    link = MailedLink(
        id=new_id(),
        purpose=purpose,
        email=address.address,
        email_key=address.key,
        language=language,
        created_at=records.now,
        expires_at=records.now + VALID_FOR[purpose],
        asker=asker,
    )
    if not records.links.replace(link, token_sha256(token)) or not is_sent:
        return
    valid_until = link.expires_at.astimezone(BERLIN).isoformat(timespec="minutes")
    records.outbox.announce(
        NOTICE_REQUESTED,
        NoticeRequested(
            idempotency_key=f"{purpose}:{link.id}",
            kind=purpose,
            recipient=link.email,
            language=language,
            parameters={"valid_until": valid_until},
            secrets={"link": f"{portal_url.rstrip('/')}/{_PATHS[purpose]}/{token}"},
        ),
    )
