"""Request Tracker with a hundred thousand tickets: prepares it, says how to sign in, serves it.

Started by our own Python; Request Tracker itself is Perl, served by Starman, with as many
workers as gunicorn gets for the others.
"""

import json
import os
import socket
import subprocess
import time
from pathlib import Path

from sqlalchemy import URL, create_engine, text

GIVEN = json.loads(os.environ["PEER_SETTINGS"])
ROOT = Path(GIVEN["root"])
HOME = ROOT / "usr/share/request-tracker5"
SITE = Path(GIVEN["home"]) / "RT_SiteConfig.pm"
MAILER = Path(GIVEN["home"]) / "sendmail"
_SECONDS_TO_START = 60
# The tickets alone, without the groups, transactions and texts that it keeps of each.
_TICKETS = """
INSERT INTO tickets (id, effectiveid, queue, type, owner, subject, priority, status, creator,
    created, lastupdatedby, lastupdated)
SELECT n, n, 1, 'ticket', (SELECT id FROM users WHERE name = 'Nobody'),
    'Drucker ' || n || ' zieht kein Papier ein', 3,
    CASE WHEN n % 50 = 0 THEN 'open' ELSE 'resolved' END, 1,
    now() - make_interval(secs => :many - n), 1, now() - make_interval(secs => :many - n)
FROM generate_series(1, CAST(:many AS int)) AS n
"""
_CONFIGURED = {
    "rtname": "bench",
    "WebDomain": "127.0.0.1",
    "WebPort": str(GIVEN["port"]),
    "WebPath": "",
    "DatabaseType": "Pg",
    "DatabaseHost": GIVEN["host"],
    "DatabasePort": str(GIVEN["database_port"]),
    "DatabaseUser": GIVEN["user"],
    "DatabasePassword": GIVEN["password"],
    "DatabaseName": GIVEN["database"],
    "DatabaseAdmin": GIVEN["user"],
    "WebSessionClass": "Apache::Session::File",
    "LogToSyslog": "",
    "LogToSTDERR": "error",
    # It tells who asked by mail; nobody carries these further.
    "MailCommand": "sendmailpipe",
    "SendmailPath": str(MAILER),
}
_SIGN_IN = """
use RT; RT->LoadConfig; RT->Init;
my $token = RT::AuthToken->new(RT->SystemUser);
my ($is_made, $words, $secret) = $token->Create(Owner => 14, Description => 'bench');
die $words unless $is_made;
print $secret;
"""


def environment() -> dict[str, str]:
    modules, libraries = ROOT / "usr/lib", []
    found = [HOME / "lib", ROOT / "usr/share/perl5"]
    for machine in sorted(modules.glob("*-linux-gnu*")):
        libraries.append(machine)
        found += sorted((machine / "perl5").glob("5.*"))
    return {
        "PATH": "/usr/bin:/bin",
        "PERL5LIB": ":".join(map(str, found)),
        "LD_LIBRARY_PATH": ":".join(map(str, libraries)),
        "RT_SITE_CONFIG": str(SITE),
    }


def perl(*arguments: str) -> str:
    answer = subprocess.run(  # noqa: S603 - our own words
        ["perl", *arguments],  # noqa: S607 - the system's Perl, by the PATH above
        env=environment(),
        check=False,
        capture_output=True,
        text=True,
    )
    if answer.returncode != 0:
        raise SystemExit(answer.stdout + answer.stderr)
    return answer.stdout


def fill() -> None:
    address = URL.create(
        "postgresql+psycopg2",
        username=GIVEN["user"],
        password=GIVEN["password"],
        host=GIVEN["host"],
        port=GIVEN["database_port"],
        database=GIVEN["database"],
    )
    with create_engine(address, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text(_TICKETS), {"many": GIVEN["tickets"]})
        connection.execute(
            text("SELECT setval('tickets_id_seq', :many)"), {"many": GIVEN["tickets"]}
        )
        connection.execute(text("VACUUM ANALYZE tickets"))


def is_answering() -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", GIVEN["port"])) == 0


lines = [f"Set(${name}, '{value}');" for name, value in _CONFIGURED.items()]
MAILER.write_text("#!/bin/sh\nexec cat >/dev/null\n")
MAILER.chmod(0o700)
SITE.write_text("\n".join([*lines, "1;", ""]))
perl(
    str(ROOT / "usr/sbin/rt-setup-database-5"),
    *("--action", "init", "--dba", GIVEN["user"], "--dba-password", GIVEN["password"]),
)
fill()
headers = [
    ["Authorization", f"token {perl('-e', _SIGN_IN).split()[-1]}"],
    ["Content-Type", "application/json"],
    ["Accept", "application/json"],
]
Path(GIVEN["headers_file"]).write_text(json.dumps(headers))
workers = 2 * (os.cpu_count() or 1) + 1
server = [
    *("perl", str(HOME / "libexec/rt-server"), "--server", "Starman", "--env", "deployment"),
    *("--host", "127.0.0.1", "--port", str(GIVEN["port"]), "--workers", str(workers)),
]
process = os.fork()
if process == 0:
    # Whoever is started is told to end by its process id, so the server must be that one.
    until = time.monotonic() + _SECONDS_TO_START
    while not is_answering() and time.monotonic() < until:
        time.sleep(0.2)
    print("ready" if is_answering() else "not ready", flush=True)
    os._exit(0)
os.execvpe("perl", server, environment())  # noqa: S606, S607 - our own words, no shell
