"""Put the passwords of mail accounts under the present key, so that an older one can go."""

from sqlalchemy.orm import Session

from contracts.mail_accounts import MailAccountSide
from notifications.adapters.account_desk import AccountDesk
from notifications.domain.mail_accounts import Account
from notifications.store.mail_accounts import MailAccountStore

_AT_ONCE = 100


def reseal_mail_accounts(session: Session, accounts: AccountDesk) -> int:
    """Return how many accounts were under another key and are under the present one now.

    Raises:
        KeyError: a password is under a key that is not in the file.
    """
    store = MailAccountStore(session)
    others = store.sealed_otherwise(accounts.sealer.present_prefix, _AT_ONCE)
    for account in others:
        store.replace_passwords(
            account,
            outgoing=_resealed(account, "outgoing", accounts),
            incoming=_resealed(account, "incoming", accounts),
        )
    return len(others)


def _resealed(account: Account, side: MailAccountSide, accounts: AccountDesk) -> bytes:
    return accounts.seal(accounts.password(account, side), account.organisation_id, side)
