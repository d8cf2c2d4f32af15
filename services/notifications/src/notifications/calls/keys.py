"""The keys of notifications that `kontor rotate-keys` replaces."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from chassis.cli.key_files import KeyLine, NotYet, replace_file
from chassis.cli.rotation import OperatorKeys, set_of_keys
from chassis.cli.services import KnownService, UsageError
from chassis.outside_addresses import is_outside
from chassis.secret_sealer import SecretSealer
from notifications.adapters.account_desk import AccountDesk
from notifications.adapters.account_servers import AccountServers
from notifications.adapters.connections import connecting_outside
from notifications.adapters.dkim import new_dkim_key
from notifications.use_cases.reseal_mail_accounts import reseal_mail_accounts

_SEALING = "KONTOR_SEALING_KEYS"
_DKIM_KEY, _DKIM_SELECTOR = "KONTOR_DKIM_KEY", "KONTOR_DKIM_SELECTOR"
_PUBLISH = """\
publish this in the DNS of the sender's domain, as {selector}._domainkey (TXT):
{record}
when every name server has it, set KONTOR_DKIM_KEY={file} and KONTOR_DKIM_SELECTOR={selector}, and
start every process of notifications anew; take the older record away a week later"""


def _reseal(service: KnownService) -> int:
    desk = AccountDesk(
        sealer=SecretSealer(Path(service.settings[_SEALING])),
        # Nobody is called while passwords come under another key.
        servers=AccountServers(connect=connecting_outside(is_outside), hello_as="localhost"),
    )
    resealed = 0
    while True:
        with service.database.transaction(every_organisation=True) as session:
            some = reseal_mail_accounts(session, desk)
        if not some:
            return resealed
        resealed += some


def _dkim_lines(service: KnownService) -> list[KeyLine] | None:
    file = service.settings.get(_DKIM_KEY)
    if not file:
        return None
    made = datetime.fromtimestamp(Path(file).stat().st_mtime, UTC)
    selector = service.settings.get(_DKIM_SELECTOR, "?")
    return [KeyLine(id=selector, state="in_use", made_at=made, used_since=made)]


def _add_dkim(service: KnownService) -> str:
    """Make a key beside the present one, and say what to publish and to set."""
    named = service.settings.get(_DKIM_KEY)
    if not named:
        raise UsageError(f"notifications: {_DKIM_KEY} is not set here: the relay signs, or nobody")
    selector = f"k{service.now:%Y%m%d}"
    file = Path(named).with_name(f"dkim-{selector}.pem")
    if file.exists():
        raise NotYet(f"{file} was made today")
    pem, record = new_dkim_key()
    replace_file(file, pem, like=Path(named))
    return _PUBLISH.format(selector=selector, record=record, file=file)


MAIL_ACCOUNTS = set_of_keys(
    service="notifications",
    name="mail-accounts",
    purpose="passwords of organisations' own mail accounts",
    setting=_SEALING,
    kept_for=timedelta(days=1),
    reseal=_reseal,
)
RETURN_PATH = set_of_keys(
    service="notifications",
    name="return-path",
    purpose="the addresses to which mails come back",
    setting="KONTOR_BOUNCE_KEYS",
    # Relays try for five days (RFC 5321 4.5.4.1), and some report a good deal later.
    kept_for=timedelta(days=30),
)
DKIM = OperatorKeys(
    service="notifications",
    name="dkim",
    purpose="the signature on mails (DKIM)",
    lines=_dkim_lines,
    steps={"add": _add_dkim},
)
