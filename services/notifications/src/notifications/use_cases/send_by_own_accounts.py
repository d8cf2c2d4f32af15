"""Send what organisations send through their own mail accounts; the platform's where that fails."""

from datetime import datetime

from chassis.audit import AuditTrail
from chassis.clock import Clock
from chassis.database import Database
from chassis.log import get_logger
from notifications.adapters.account_desk import AccountDesk
from notifications.adapters.account_servers import fault_of
from notifications.adapters.composition import Sender
from notifications.adapters.mail_server import MailServer, MailServerAwayError
from notifications.adapters.sending_desk import SendingDesk
from notifications.domain.delivery import Reply, Verdict
from notifications.domain.mail_accounts import LASTING, RESTS_FOR, Account, Trouble
from notifications.domain.message import ClaimedMessage
from notifications.store.mail_accounts import MailAccountStore
from notifications.store.messages import MessageStore
from notifications.use_cases.hand_over_message import hand_over_message
from notifications.use_cases.settle_and_claim import settle_and_claim

_log = get_logger(__name__)
ACTOR = "system:notifications"
# These say something about the server; the others about the account alone.
_OF_THE_HOST = frozenset({"unreachable", "no_answer"})


def send_by_own_accounts(
    desk: SendingDesk, accounts: AccountDesk, database: Database, clock: Clock
) -> int:
    """Send until nothing is due or the shift ends; return how many went out.

    A message whose account cannot be used goes to the platform at once, and the account shows why.
    Any number of processes may do this; of one organisation one message is in hand at a time.
    """
    if desk.outcome is not None:
        settle_and_claim(desk, database, clock, claim=False)
    sent = 0
    shift_ends_at = desk.ticks() + desk.shift_seconds
    try:
        while desk.ticks() < shift_ends_at:
            settle_and_claim(desk, database, clock, claim=True)
            if desk.in_hand is None:
                break
            desk.outcome = _through_account(desk.in_hand, desk, accounts, database, clock)
            if desk.outcome is None:
                desk.clear()
            else:
                sent += desk.outcome.verdict is Verdict.SENT
        if desk.outcome is not None:
            settle_and_claim(desk, database, clock, claim=False)
    finally:
        if desk.outcome is None:
            desk.clear()
    return sent


def _through_account(
    claimed: ClaimedMessage,
    desk: SendingDesk,
    accounts: AccountDesk,
    database: Database,
    clock: Clock,
) -> Reply | None:
    """Return what the account's server said; None when the message goes by the platform."""
    account = _account_of(claimed, database)
    if account is None or not account.is_used_at(clock.now()):
        _leave_to_platform(claimed, "the own mail account is not used", database, clock)
        return None
    host = account.outgoing.host
    if accounts.breakers.is_open(host):
        why = "by the platform: its provider's server does not answer just now"
        _leave_to_platform(claimed, why, database, clock)
        return None
    server = accounts.servers.outgoing(account.outgoing, accounts.password(account, "outgoing"))
    try:
        trouble = _reach(server, account)
        if trouble is not None:
            if trouble.fault in _OF_THE_HOST:
                accounts.breakers.note_failure(host)
            _note_trouble(account, trouble, database, clock)
            why = f"by the platform: own mail account {trouble.fault}"
            _leave_to_platform(claimed, why, database, clock)
            return None
        accounts.breakers.note_success(host)
        sender = Sender(name=account.sender_name, address=account.sender_address)
        reply = hand_over_message(
            claimed, desk, server, sender=sender, database=database, clock=clock
        )
    finally:
        server.disconnect()
    if reply.verdict in {Verdict.INTERRUPTED, Verdict.IN_DOUBT}:
        _note_trouble(account, Trouble(fault="no_answer", side="outgoing"), database, clock)
    elif account.state == "failing" and reply.verdict is Verdict.SENT:
        _note_working(account, database, clock)
    return reply


def _account_of(claimed: ClaimedMessage, database: Database) -> Account | None:
    organisation_id = claimed.message.organisation_id
    if organisation_id is None:
        return None
    with database.transaction(organisation_id=organisation_id) as session:
        return MailAccountStore(session).find(organisation_id)


def _reach(server: MailServer, account: Account) -> Trouble | None:
    try:
        server.connect()
        if server.accepts_sender(account.sender_address):
            return None
        return Trouble(fault="sender_refused", side="outgoing")
    except MailServerAwayError as error:
        return Trouble(fault=fault_of(error.__cause__), side="outgoing")


def _leave_to_platform(claimed: ClaimedMessage, why: str, database: Database, clock: Clock) -> None:
    with database.transaction(every_organisation=True) as session:
        MessageStore(session).leave_to_platform(claimed, why, clock.now())


def _note_trouble(account: Account, trouble: Trouble, database: Database, clock: Clock) -> None:
    now = clock.now()
    next_try_at: datetime | None = None if trouble.fault in LASTING else now + RESTS_FOR
    with database.transaction(organisation_id=account.organisation_id) as session:
        noted = MailAccountStore(session).note_trouble(
            account, trouble, next_try_at=next_try_at, at=now
        )
        if noted and account.state == "in_use":
            AuditTrail(session, now).record(
                organisation_id=account.organisation_id,
                actor=ACTOR,
                action="mail_account.failed",
                subject="mail_account",
                details={"fault": trouble.fault, "side": trouble.side},
            )
    _log.warning(
        "own mail account failed",
        organisation_id=str(account.organisation_id),
        fault=trouble.fault,
    )


def _note_working(account: Account, database: Database, clock: Clock) -> None:
    now = clock.now()
    with database.transaction(organisation_id=account.organisation_id) as session:
        MailAccountStore(session).note_working(account)
        AuditTrail(session, now).record(
            organisation_id=account.organisation_id,
            actor=ACTOR,
            action="mail_account.works_again",
            subject="mail_account",
        )
