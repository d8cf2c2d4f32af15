"""Try both servers of an organisation's own mail account, and use it if both answer (MB-33)."""

from datetime import datetime, timedelta
from uuid import UUID

from chassis.audit import AuditTrail
from chassis.blocking import meanwhile
from chassis.clock import Clock
from chassis.database import Database
from contracts.errors import NotFound, TooManyAttempts
from notifications.adapters.account_desk import AccountDesk
from notifications.domain.mail_accounts import Account, Trouble
from notifications.store.mail_accounts import MailAccountStore

# Nobody scans the internet from here, and a person who mends a typing mistake need not wait.
PAUSE = timedelta(seconds=10)


def connect_mail_account(
    organisation_id: UUID, by: str, accounts: AccountDesk, database: Database, clock: Clock
) -> None:
    """Use the account from the next mail on, or note why not; mails go by the platform then.

    Nothing is locked while the servers think. What was entered meanwhile is not touched.

    Raises:
        NotFound: nothing is entered.
        TooManyAttempts: the last try is seconds ago.
    """
    account = _begin(organisation_id, database, clock.now())
    outgoing = meanwhile(
        accounts.servers.try_outgoing,
        account.outgoing,
        accounts.password(account, "outgoing"),
        account.sender_address,
    )
    incoming = meanwhile(
        accounts.servers.try_incoming,
        account.incoming,
        accounts.password(account, "incoming"),
    )
    trouble = None
    if (fault := outgoing()) is not None:
        trouble = Trouble(fault=fault, side="outgoing")
    if (fault := incoming()) is not None and trouble is None:
        trouble = Trouble(fault=fault, side="incoming")
    _end(account, trouble, by, database, clock.now())


def _begin(organisation_id: UUID, database: Database, now: datetime) -> Account:
    with database.transaction(organisation_id=organisation_id) as session:
        store = MailAccountStore(session)
        account = store.find(organisation_id, for_change=True)
        if account is None:
            raise NotFound("mail_account")
        if account.tried_at is not None and now - account.tried_at < PAUSE:
            left = account.tried_at + PAUSE - now
            raise TooManyAttempts(str(int(left.total_seconds()) + 1))
        store.note_try(organisation_id, now)
    return account


def _end(
    account: Account, trouble: Trouble | None, by: str, database: Database, now: datetime
) -> None:
    with database.transaction(organisation_id=account.organisation_id) as session:
        store = MailAccountStore(session)
        if trouble is None:
            noted = store.note_proven(account, now)
        else:
            noted = store.note_trouble(account, trouble, next_try_at=None, at=now)
        if noted:
            AuditTrail(session, now).record(
                organisation_id=account.organisation_id,
                actor=by,
                action="mail_account.connected"
                if trouble is None
                else "mail_account.not_connected",
                subject="mail_account",
                details={} if trouble is None else {"fault": trouble.fault, "side": trouble.side},
            )
