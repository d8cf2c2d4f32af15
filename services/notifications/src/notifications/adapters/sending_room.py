"""Where one process sends from: its desks, and what they share."""

import random
import time
from dataclasses import dataclass
from email.utils import parseaddr

from chassis.mail_intake.mailbox import Mailbox, MailboxAddress
from chassis.outside_addresses import is_outside, is_outside_or_this_machine
from chassis.secret_sealer import SecretSealer
from notifications.adapters.account_desk import AccountDesk
from notifications.adapters.account_servers import AccountServers
from notifications.adapters.archive import Archive
from notifications.adapters.composition import Composer
from notifications.adapters.connections import connecting_outside
from notifications.adapters.dkim import read_dkim_signer
from notifications.adapters.mail_server import MailServer
from notifications.adapters.queue_desk import QueueDesk, open_queue_desks
from notifications.adapters.return_path_keys import read_return_path
from notifications.adapters.sending_desk import Desk, PhoneDesk, SendingDesk
from notifications.adapters.server_address import ServerAddress
from notifications.adapters.text_gateway import GatewayAddress, TextGateway
from notifications.adapters.webhook_desk import WebhookDesk
from notifications.adapters.webhook_endpoints import WebhookEndpoints
from notifications.domain.breaker import Breaker
from notifications.domain.delivery import Lane
from notifications.domain.quotas import Quotas
from notifications.domain.return_path import ReturnPath
from notifications.settings import Settings
from process.settings import SettingsError

OWN_ACCOUNT_DESKS = 4
PHONE_DESKS = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class SendingRoom:
    """The desks of the platform's lane, those of own accounts, and the way back for bounces.

    `accounts` is None where no organisation can have an account of its own, and there are no
    `webhook_desks` then: both keep secrets.
    """

    composer: Composer
    platform_desks: tuple[SendingDesk, ...]
    own_desks: tuple[SendingDesk, ...]
    phone_desks: tuple[PhoneDesk, ...]
    accounts: AccountDesk | None
    return_path: ReturnPath | None
    bounce_mailbox: Mailbox | None
    quotas: Quotas
    webhook_desks: tuple[WebhookDesk, ...]
    queue_desks: tuple[QueueDesk, ...]

    @property
    def desks(self) -> tuple[Desk, ...]:
        """All desks."""
        return (*self.platform_desks, *self.own_desks, *self.phone_desks)

    @property
    def is_phone_offered(self) -> bool:
        """Whether anybody can be told anything by phone."""
        return bool(self.phone_desks)


def open_sending_room(settings: Settings) -> SendingRoom:
    """Return the room that the settings describe; nobody is called yet.

    Raises:
        SettingsError, ValueError: settings that contradict each other.
    """
    return_path = read_return_path(settings.bounce_address, settings.bounce_keys)
    composer = _composer(settings, return_path)
    archive, accounts = Archive(settings), _accounts(settings, composer)
    address = ServerAddress.parse(settings.smtp_url)

    def desks(lane: Lane, count: int) -> tuple[SendingDesk, ...]:
        # One breaker for all who call the same server: one probe, not one each.
        breaker = Breaker(time.monotonic)
        return tuple(
            SendingDesk(
                composer=composer,
                archive=archive,
                server=MailServer(address, hello_as=composer.sender_domain),
                breaker=breaker,
                ticks=time.monotonic,
                lane=lane,
            )
            for _ in range(count)
        )

    return SendingRoom(
        composer=composer,
        platform_desks=desks("platform", settings.mail_senders),
        own_desks=desks("own", 0 if accounts is None else OWN_ACCOUNT_DESKS),
        phone_desks=_phone_desks(settings, composer),
        accounts=accounts,
        return_path=return_path,
        bounce_mailbox=_mailbox(settings),
        quotas=Quotas(mails=settings.daily_mails, texts=settings.daily_texts),
        webhook_desks=_webhook_desks(settings),
        queue_desks=open_queue_desks(settings.amqp_url, random.random),
    )


def _composer(settings: Settings, return_path: ReturnPath | None) -> Composer:
    domain = parseaddr(settings.mail_from)[1].rpartition("@")[2].lower()
    return Composer(
        mail_from=settings.mail_from,
        portal_url=settings.portal_url,
        return_path=return_path,
        signer=read_dkim_signer(settings.dkim_key, settings.dkim_selector, domain=domain),
    )


def _phone_desks(settings: Settings, composer: Composer) -> tuple[PhoneDesk, ...]:
    if settings.sms_url is None:
        return ()
    address = GatewayAddress.parse(settings.sms_url, settings.sms_token)
    breaker = Breaker(time.monotonic)
    return tuple(
        PhoneDesk(
            composer=composer,
            breaker=breaker,
            ticks=time.monotonic,
            gateway=TextGateway(address, sender=settings.sms_sender, promise=settings.sms_promise),
        )
        for _ in range(PHONE_DESKS)
    )


def _accounts(settings: Settings, composer: Composer) -> AccountDesk | None:
    is_loopback_allowed = settings.loopback_mail_accounts == "yes"
    if is_loopback_allowed and settings.environment == "production":
        raise SettingsError("KONTOR_LOOPBACK_MAIL_ACCOUNTS: refused with KONTOR_ENV=production")
    if settings.sealing_keys is None:
        return None
    may_reach = is_outside_or_this_machine if is_loopback_allowed else is_outside
    return AccountDesk(
        sealer=SecretSealer(settings.sealing_keys),
        servers=AccountServers(
            connect=connecting_outside(may_reach), hello_as=composer.sender_domain
        ),
        allows_any_port=is_loopback_allowed,
    )


def _webhook_desks(settings: Settings) -> tuple[WebhookDesk, ...]:
    is_loopback_allowed = settings.loopback_webhooks == "yes"
    if is_loopback_allowed and settings.environment == "production":
        raise SettingsError("KONTOR_LOOPBACK_WEBHOOKS: refused with KONTOR_ENV=production")
    if settings.sealing_keys is None:
        return ()
    may_reach = is_outside_or_this_machine if is_loopback_allowed else is_outside
    sealer = SecretSealer(settings.sealing_keys)
    endpoints = WebhookEndpoints(connecting_outside(may_reach))
    return tuple(
        WebhookDesk(
            sealer=sealer,
            endpoints=endpoints,
            ticks=time.monotonic,
            luck=random.random,
            # One who is alone serves everybody.
            takes_failing=number % 2 == 0,
            allows_loopback=is_loopback_allowed,
        )
        for number in range(settings.webhook_senders)
    )


def _mailbox(settings: Settings) -> Mailbox | None:
    if settings.bounce_imap_url is None:
        return None
    return Mailbox(MailboxAddress.parse(settings.bounce_imap_url))
