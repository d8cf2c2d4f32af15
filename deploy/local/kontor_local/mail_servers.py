"""A real relay (Exim) and a real mailbox (Dovecot) for the tests, as ordinary processes.

Both come as Debian packages that are unpacked and not installed. They know the absolute places of
their files, so they run in a mount namespace of their own in which these files lie there; nobody
needs to be root, and nothing of the system changes.
"""

from __future__ import annotations

import fcntl
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kontor_local.debian_packages import fetch_packages
from kontor_local.places import accepts_connections
from kontor_local.processes import Program

USER, PASSWORD = "kontor", "geheim-und-lang"
PORTS = ("smtp", "imap")
RETURNED_BY_LMTP, RETURNED_TO_MAILBOX = "kontor.example", "post.example"
"""Where the relay takes mails that come back: to a listener, or into the mailbox."""

NOBODY_THERE = "gone"
"""Mails to this name are taken, and come back."""

# Those of their libraries that not every Debian has; the rest is where the C library is.
_KEPT = re.compile(
    r"^(dovecot-(core|imapd)|exim4-(base|daemon-light)|lib(idn12|exttextcat.*|lua5.*|sodium23|wrap0"
    r"|lz4-1|gnutls-dane0|gnutls30|unbound8|event-2.*|nsl2|tirpc.*|apparmor1|stemmer0d))$"
)
_INSIDE = """\
set -e
mount -t overlay overlay -o "lowerdir=$1/usr:/usr" /usr
mount --bind "$2/passwd" /etc/passwd
mount --bind "$2/group" /etc/group
shift 2
exec unshare --user --map-user=65534 --map-group=65534 setpriv --pdeathsig TERM "$@"
"""
_PASSWD = "".join(
    f"{name}:x:65534:65534::/nonexistent:/bin/false\n"
    for name in ("nobody", "Debian-exim", "dovecot", "dovenull")
)
_GROUP = "".join(f"{name}:x:65534:\n" for name in ("nogroup", "Debian-exim", "dovecot", "dovenull"))


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServerPlaces:
    """Where the servers listen and keep their files; `listener_port` takes what comes back."""

    home: Path
    ports: dict[str, int]
    listener_port: int
    certificate: Path
    key: Path


def ensure_mail_servers(local: Path, report: Callable[[str], None] = print) -> Path:
    """Return the folder with both servers, fetched into `local` once; quick if it is there.

    Raises:
        PackagesUnavailableError: no apt, or it does not know them.
    """
    unpacked = local / "mail-servers"
    local.mkdir(parents=True, exist_ok=True)
    with (local / "mail-servers.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (unpacked / "complete").exists():
            fetch_packages(
                unpacked,
                name="mail servers",
                wanted=["dovecot-imapd", "exim4-daemon-light"],
                kept=_KEPT,
                report=report,
            )
    return unpacked / "root"


def can_run_mail_servers() -> bool:
    """Tell whether the machine has apt, and the namespaces of an ordinary user."""
    return all(shutil.which(tool) for tool in ("apt-get", "dpkg", "unshare", "setpriv"))


def relay_program(root: Path, places: MailServerPlaces) -> Program:
    """Return a relay that demands a password under TLS and sends back what it cannot deliver."""
    home = places.home / "exim"
    (home / "spool").mkdir(parents=True)
    (home / "exim.conf").write_text(_EXIM.format(**_words(places, home)))
    arguments = ("exim4", "-C", str(home / "exim.conf"), "-bdf")
    return _program("relay", root, places, arguments, places.ports["smtp"])


def mailbox_program(root: Path, places: MailServerPlaces) -> Program:
    """Return an IMAP server with one mailbox, entered under TLS alone."""
    home = places.home / "dovecot"
    home.mkdir(parents=True)
    (home / "dovecot.conf").write_text(_DOVECOT.format(**_words(places, home)))
    arguments = ("dovecot", "-F", "-c", str(home / "dovecot.conf"))
    return _program("mailbox", root, places, arguments, places.ports["imap"])


def _words(places: MailServerPlaces, home: Path) -> dict[str, object]:
    return {
        "home": home,
        "mail": places.home / "mail",
        "smtp_port": places.ports["smtp"],
        "imap_port": places.ports["imap"],
        "listener_port": places.listener_port,
        "certificate": places.certificate,
        "key": places.key,
        "user": USER,
        "password": PASSWORD,
        "by_lmtp": RETURNED_BY_LMTP,
        "to_mailbox": RETURNED_TO_MAILBOX,
        "gone": NOBODY_THERE,
    }


def _program(
    name: str, root: Path, places: MailServerPlaces, arguments: tuple[str, ...], port: int
) -> Program:
    (places.home / "passwd").write_text(_PASSWD)
    (places.home / "group").write_text(_GROUP)
    entering = ("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", _INSIDE, "inside")
    return Program(
        name=name,
        command=(*entering, str(root), str(places.home), *arguments),
        log=places.home / f"{name}.log",
        is_ready=lambda: accepts_connections(port),
        stop_seconds=5,
    )


_EXIM = """\
primary_hostname = relay.example
spool_directory = {home}/spool
log_file_path = {home}/%slog
pid_file_path = {home}/exim.pid
exim_user = nobody
exim_group = nogroup
deliver_drop_privilege = true
never_users =
keep_environment =
disable_ipv6 = true
daemon_smtp_ports = {smtp_port}
local_interfaces = 127.0.0.1
tls_advertise_hosts = *
tls_certificate = {certificate}
tls_privatekey = {key}
auth_advertise_hosts = ${{if def:tls_in_cipher {{*}}{{}}}}
acl_smtp_rcpt = may_relay
acl_smtp_data = accept
message_size_limit = 40M
return_size_limit = 20M

begin acl
may_relay:
  accept authenticated = *
  deny message = 5.7.1 Who are you?

begin routers
nobody_there:
  driver = redirect
  local_parts = {gone}
  allow_fail
  data = :fail: 550 5.1.1 No such mailbox
back_by_lmtp:
  driver = manualroute
  domains = {by_lmtp}
  route_list = * 127.0.0.1
  self = send
  transport = to_listener
the_rest:
  driver = accept
  transport = to_mailbox

begin transports
to_listener:
  driver = smtp
  protocol = lmtp
  port = {listener_port}
  allow_localhost
  hosts_try_dane =
  hosts_avoid_tls = *
to_mailbox:
  driver = appendfile
  user = nobody
  group = nogroup
  directory = {mail}
  create_directory
  maildir_format
  envelope_to_add
  return_path_add

begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${{if and {{{{eq{{$auth2}}{{{user}}}}}{{eq{{$auth3}}{{{password}}}}}}}}}
  server_set_id = $auth2
"""

_DOVECOT = """\
protocols = imap
listen = 127.0.0.1
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/log
ssl = required
ssl_cert = <{certificate}
ssl_key = <{key}
ssl_dh =
disable_plaintext_auth = yes
default_internal_user = nobody
default_internal_group = nogroup
default_login_user = nobody
mail_location = maildir:{mail}
first_valid_uid = 1
passdb {{
  driver = static
  args = user={user} password={password}
}}
userdb {{
  driver = static
  args = uid=65534 gid=65534 home={home}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap_port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""
