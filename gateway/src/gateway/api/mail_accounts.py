"""An organisation's own mail account, for its administrators."""

from contracts.mail_accounts import MailSending, SetMailAccount
from gateway.call import Call


async def get_mail_sending(call: Call) -> MailSending:
    """Return whether mails go out by the platform or the own account; never a password."""
    return await call.around.notifications.get_mail_sending(call.context)


async def set_mail_account(call: Call, body: SetMailAccount) -> MailSending:
    """Enter both servers; mails go by the platform until the account is connected."""
    return await call.around.notifications.set_mail_account(call.context, body)


async def connect_mail_account(call: Call) -> MailSending:
    """Try both servers; if both answer, the next mail goes through the account."""
    return await call.around.notifications.connect_mail_account(call.context)


async def disconnect_mail_account(call: Call) -> MailSending:
    """Let the platform send again; what was entered stays."""
    return await call.around.notifications.disconnect_mail_account(call.context)


async def remove_mail_account(call: Call) -> MailSending:
    """Forget the account with its passwords."""
    return await call.around.notifications.remove_mail_account(call.context)
