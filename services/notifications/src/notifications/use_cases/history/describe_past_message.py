"""Tell everything that is kept about one message."""

from uuid import UUID

import msgspec

from contracts.errors import NotFound
from contracts.message_history import (
    MessageWords,
    PastMessage,
    PastMessageDetail,
    WhyNoWords,
)
from contracts.notifications import ReturnedMail
from contracts.principal import Principal
from notifications.adapters.composition import Composer
from notifications.domain.shown_words import may_read_words
from notifications.store.history import HistoryStore
from notifications.store.returned_mails import ReturnedMailStore


def describe_past_message(
    caller: Principal,
    message_id: UUID,
    organisation_id: UUID | None,
    store: HistoryStore,
    returns: ReturnedMailStore,
    composer: Composer,
) -> PastMessageDetail:
    """Return a message with its attempts, what came back, and its words where they may be read.

    The vendor's people read the record of everybody's messages, and the words of their own.

    Raises:
        NotFound: there is none, or it is another organisation's; they look the same.
    """
    found = store.find(message_id, organisation_id)
    if found is None:
        raise NotFound("message")
    words, why_none = _words(caller, found, store.words(message_id), composer)
    return PastMessageDetail(
        message=found,
        attempts=tuple(store.attempts(message_id)),
        returned=tuple(
            msgspec.convert(each, ReturnedMail, from_attributes=True)
            for each in returns.of_message(message_id)
        ),
        words=words,
        why_no_words=why_none,
    )


def _words(
    caller: Principal, found: PastMessage, parameters: dict[str, str], composer: Composer
) -> tuple[MessageWords | None, WhyNoWords | None]:
    is_own = found.organisation_id is not None and found.organisation_id == caller.organisation_id
    if not is_own or not may_read_words(caller, found.kind, parameters):
        # What is forgotten tells nothing of its type: then nobody is told why.
        return None, "not_kept" if is_own and not parameters else "not_shown"
    if not parameters:
        return None, "not_kept"
    words = composer.words_of(
        found.kind, found.language, parameters, is_for_phone=found.channel == "phone"
    )
    return (words, None) if words is not None else (None, "not_kept")
