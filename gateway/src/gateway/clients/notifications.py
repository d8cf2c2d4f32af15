"""The notifications service: how an organisation's mails go out."""

from contracts.mail_accounts import MailSending, SetMailAccount
from gateway.clients.rpc import CallContext, Service

# Two servers of somebody else's are asked, each for connection, TLS, sign-in and an answer.
CONNECT_SECONDS = 60.0


class Notifications(Service):
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
