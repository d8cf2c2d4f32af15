"""Roundup's classic tracker with a hundred thousand issues: prepares it, serves it by gunicorn."""

import base64
import json
import os
import subprocess
import sys
from pathlib import Path

import psycopg2
from gunicorn_serving import Serving
from roundup.cgi.wsgi_handler import RequestDispatcher

GIVEN = json.loads(os.environ["PEER_SETTINGS"])
HOME = Path(GIVEN["home"]) / "tracker"
ADMIN = str(Path(sys.executable).parent / "roundup-admin")
# The lengths of the classic tracker's lists of states and priorities.
_ISSUES = """
INSERT INTO _issue (id, __retired__, _activity, _actor, _creation, _creator, _title, _status,
    _priority)
SELECT n, 0, now() - make_interval(secs => %s - n), 1, now() - make_interval(secs => %s - n), 1,
    'Drucker ' || n || ' zieht kein Papier ein', CASE WHEN n %% 50 = 0 THEN 1 ELSE 8 END, 3
FROM generate_series(1, %s) AS n
"""


def admin(*arguments: str) -> None:
    command = [ADMIN, "-i", str(HOME), *arguments]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own words


if not HOME.exists():
    configured = {
        "rdbms_name": GIVEN["database"],
        "rdbms_host": GIVEN["host"],
        "rdbms_port": GIVEN["database_port"],
        "rdbms_user": GIVEN["user"],
        "rdbms_password": GIVEN["password"],
        "tracker_web": f"http://127.0.0.1:{GIVEN['port']}/",
        "mail_domain": "anbieter.example",
        "mail_host": "127.0.0.1",
        "web_enable_rest": "yes",
        "mail_debug": os.devnull,
        # Its default is to let no more than so many calls of the API through in an hour.
        "web_api_calls_per_interval": "0",
        # Passwords are checked at each call of the API: as cheaply as it allows.
        "password_pbkdf2_default_rounds": "1000",
    }
    admin("install", "classic", "postgresql", ",".join(f"{k}={v}" for k, v in configured.items()))
    admin("initialise", "nicht-geheim")
    given = {"host": "host", "port": "database_port", "user": "user", "password": "password"}
    words = [f"{word}={GIVEN[name]}" for word, name in (given | {"dbname": "database"}).items()]
    connection = psycopg2.connect(" ".join(words))
    with connection.cursor() as cursor:
        cursor.execute(_ISSUES, [GIVEN["tickets"]] * 3)
        cursor.execute("SELECT setval('_issue_ids', %s)", [GIVEN["tickets"]])
    connection.commit()
    # Else the database does it by itself, while somebody else is measured.
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE _issue")
credentials = base64.b64encode(b"admin:nicht-geheim").decode()
headers = [
    ["Authorization", f"Basic {credentials}"],
    ["X-Requested-With", "rest"],
    ["Host", f"127.0.0.1:{GIVEN['port']}"],
    ["Origin", f"http://127.0.0.1:{GIVEN['port']}"],
    ["Referer", f"http://127.0.0.1:{GIVEN['port']}/"],
    ["Content-Type", "application/json"],
    ["Accept", "application/json"],
]
Path(GIVEN["headers_file"]).write_text(json.dumps(headers))
Serving(
    lambda: RequestDispatcher(str(HOME), feature_flags={"cache_tracker": ""}), GIVEN["port"]
).run()
