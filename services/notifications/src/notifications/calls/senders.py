"""Who mails are from, whether what they said is kept, and who wants no news."""

from datetime import timedelta
from uuid import UUID

from chassis.entrypoints import every, rpc
from chassis.service import actor_of
from contracts.company_notices import NewsChoice
from contracts.errors import NotPermitted
from contracts.principal import Principal
from contracts.senders import SenderSettings, SetSender
from notifications.calls.tools import NotificationsCalls, organisation_administered_by
from notifications.domain.unsubscribing import GOOD_FOR
from notifications.store.messages import MessageStore
from notifications.store.news import NewsStore
from notifications.store.senders import SenderStore
from notifications.use_cases.change_sender import change_sender
from notifications.use_cases.choose_news import (
    choose_news,
    find_subscriber,
    unsubscribe_from_news,
)

# A message that has failed can be replayed for so long.
FAILED_BODIES_KEPT_FOR = timedelta(days=30)


class SenderCalls(NotificationsCalls):
    """Senders (MB-28 to MB-30) and news (SE-04)."""

    @rpc(reads=True)
    def get_sender(self, caller: Principal) -> SenderSettings:
        """Tell an administrator who his organisation's mails are from. Raises NotPermitted."""
        return self._sender_of(organisation_administered_by(caller))

    @rpc
    def set_sender(self, caller: Principal, request: SetSender) -> SenderSettings:
        """Change it from the next mail on. Raises InvalidInput, NotPermitted."""
        organisation_id = organisation_administered_by(caller)
        with self.database.transaction(organisation_id=organisation_id) as session:
            change_sender(
                organisation_id,
                request,
                SenderStore(session),
                self.audit(session),
                by=actor_of(caller),
                now=self.clock.now(),
            )
        return self._sender_of(organisation_id)

    @rpc(reads=True, even_barred=True)
    def get_news_choice(self, caller: Principal) -> NewsChoice:
        """Tell a person whether he gets news. Raises NotPermitted."""
        person_id = _person(caller)
        with self.database.reading() as connection:
            return NewsChoice(news=NewsStore(connection).wants(person_id))

    @rpc(even_barred=True)
    def set_news_choice(self, caller: Principal, request: NewsChoice) -> NewsChoice:
        """Switch a person's news off or on. Raises NotPermitted."""
        person_id = _person(caller)
        with self.database.transaction(every_organisation=True) as session:
            choose_news(person_id, NewsStore(session), self.clock.now(), news=request.news)
        return request

    @rpc(public=True)
    def preview_unsubscription(self, token: str) -> None:
        """Tell whether a link in news is good; looking changes nothing. Raises NotFound."""
        with self.database.reading() as connection:
            find_subscriber(token, NewsStore(connection))

    @rpc(public=True)
    def unsubscribe_from_news(self, token: str) -> None:
        """Send whoever has the link no news any more. Raises NotFound."""
        with self.database.transaction(every_organisation=True) as session:
            unsubscribe_from_news(token, NewsStore(session), self.clock.now())

    @every(seconds=3600)
    def forget_what_is_not_kept(self) -> None:
        """Forget what failed mails said where no history is kept, and links of old news."""
        now = self.clock.now()
        with self.database.transaction(every_organisation=True) as session:
            MessageStore(session).forget_bodies(settled_until=now - FAILED_BODIES_KEPT_FOR)
            NewsStore(session).forget_links(until=now - GOOD_FOR)

    def _sender_of(self, organisation_id: UUID) -> SenderSettings:
        with self.database.reading(organisation_id=organisation_id) as connection:
            entered = SenderStore(connection).of(organisation_id)
        composer = self.resources.composer
        return SenderSettings(
            sender_name=entered.sender_name,
            reply_to=entered.reply_to,
            keeps_history=entered.keeps_history,
            address=composer.sender_address,
            default_name=composer.sender_name,
        )


def _person(caller: Principal) -> UUID:
    if caller.kind != "person":
        raise NotPermitted("person")
    return caller.subject
