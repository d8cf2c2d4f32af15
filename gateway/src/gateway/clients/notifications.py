"""The notifications service: how an organisation's mails go out, and what it is told of."""

from types import NoneType

from contracts.abandoned import (
    AbandonedPage,
    AbandonedQuery,
    PutAwayMessages,
    ReplayMessages,
    SettledMessages,
)
from contracts.company_notices import CompanyNotices, NewsChoice, SetCompanyNotices
from contracts.doubtful_messages import DecideDoubts, DoubtfulPage, DoubtfulQuery
from contracts.mail_accounts import MailSending, SetMailAccount
from contracts.message_history import (
    MessageHistoryPage,
    MessageHistoryQuery,
    PastMessageDetail,
    PastMessageQuery,
)
from contracts.senders import SenderSettings, SetSender
from gateway.clients.rpc import CallContext
from gateway.clients.webhooks import WebhookCalls

# Two servers of somebody else's are asked, each for connection, TLS, sign-in and an answer.
CONNECT_SECONDS = 60.0


class Notifications(WebhookCalls):
    """Typed calls to notifications; each raises what `RpcClient.call` raises."""

    name = "notifications"

    async def get_mail_sending(self, caller: CallContext) -> MailSending:
        """Return how the organisation's mails go out."""
        return await self.read(caller, "get_mail_sending", {}, MailSending)

    async def set_mail_account(self, caller: CallContext, request: SetMailAccount) -> MailSending:
        """Enter the own account."""
        return await self.write(caller, "set_mail_account", {"request": request}, MailSending)

    async def connect_mail_account(self, caller: CallContext) -> MailSending:
        """Try the own account, and use it."""
        return await self.write(
            caller, "connect_mail_account", {}, MailSending, timeout_seconds=CONNECT_SECONDS
        )

    async def disconnect_mail_account(self, caller: CallContext) -> MailSending:
        """Let the platform send again."""
        return await self.write(caller, "disconnect_mail_account", {}, MailSending)

    async def remove_mail_account(self, caller: CallContext) -> MailSending:
        """Forget the own account."""
        return await self.write(caller, "remove_mail_account", {}, MailSending)

    async def get_company_notices(self, caller: CallContext) -> CompanyNotices:
        """Return what the company is told of, by which channel."""
        return await self.read(caller, "get_company_notices", {}, CompanyNotices)

    async def set_company_notices(
        self, caller: CallContext, request: SetCompanyNotices
    ) -> CompanyNotices:
        """Choose what the company is told of."""
        return await self.write(caller, "set_company_notices", {"request": request}, CompanyNotices)

    async def get_sender(self, caller: CallContext) -> SenderSettings:
        """Return who the organisation's mails are from."""
        return await self.read(caller, "get_sender", {}, SenderSettings)

    async def set_sender(self, caller: CallContext, request: SetSender) -> SenderSettings:
        """Say who the organisation's mails are from."""
        return await self.write(caller, "set_sender", {"request": request}, SenderSettings)

    async def get_news_choice(self, caller: CallContext) -> NewsChoice:
        """Return whether a person gets news."""
        return await self.read(caller, "get_news_choice", {}, NewsChoice)

    async def set_news_choice(self, caller: CallContext, request: NewsChoice) -> NewsChoice:
        """Switch a person's news off or on."""
        return await self.write(caller, "set_news_choice", {"request": request}, NewsChoice)

    async def preview_unsubscription(self, caller: CallContext, token: str) -> None:
        """Return if a link in news is good."""
        await self.read(caller, "preview_unsubscription", {"token": token}, NoneType)

    async def unsubscribe_from_news(self, caller: CallContext, token: str) -> None:
        """Send whoever has the link no news any more."""
        await self.write(caller, "unsubscribe_from_news", {"token": token}, NoneType)

    async def list_abandoned_messages(
        self, caller: CallContext, query: AbandonedQuery
    ) -> AbandonedPage:
        """Return what was given up."""
        return await self.read(caller, "list_abandoned_messages", {"query": query}, AbandonedPage)

    async def replay_messages(
        self, caller: CallContext, request: ReplayMessages
    ) -> SettledMessages:
        """Send messages again."""
        return await self.write(caller, "replay_messages", {"request": request}, SettledMessages)

    async def put_away_messages(
        self, caller: CallContext, request: PutAwayMessages
    ) -> SettledMessages:
        """Take messages off the list."""
        return await self.write(caller, "put_away_messages", {"request": request}, SettledMessages)

    async def list_message_history(
        self, caller: CallContext, query: MessageHistoryQuery
    ) -> MessageHistoryPage:
        """Return what was sent."""
        return await self.read(caller, "list_message_history", {"query": query}, MessageHistoryPage)

    async def describe_past_message(
        self, caller: CallContext, query: PastMessageQuery
    ) -> PastMessageDetail:
        """Return everything about one message."""
        return await self.read(caller, "describe_past_message", {"query": query}, PastMessageDetail)

    async def list_doubtful_messages(
        self, caller: CallContext, query: DoubtfulQuery
    ) -> DoubtfulPage:
        """Return attempts in doubt."""
        return await self.read(caller, "list_doubtful_messages", {"query": query}, DoubtfulPage)

    async def decide_doubtful_messages(
        self, caller: CallContext, request: DecideDoubts
    ) -> SettledMessages:
        """Decide about messages in doubt."""
        return await self.write(
            caller, "decide_doubtful_messages", {"request": request}, SettledMessages
        )
