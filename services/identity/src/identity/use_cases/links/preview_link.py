"""Show the holder of a mailed link what it is for."""

from contracts.accounts import LinkPurpose
from contracts.errors import NotFound
from contracts.mailed_links import LinkPreview
from identity.domain.tokens import token_sha256
from identity.store.records import Records


def preview_link(purpose: LinkPurpose, token: str, records: Records) -> LinkPreview:
    """Return what the link is for; looking uses nothing up, however often.

    Raises:
        NotFound: there is no such link for this purpose.
        LinkNotUsable: it was used or replaced, or has expired.
    """
    link = records.links.find(token_sha256(token))
    if link is None or link.purpose != purpose:
        raise NotFound("link")
    link.require_usable(records.now)
    return LinkPreview(purpose=link.purpose, email=link.email, expires_at=link.expires_at)
