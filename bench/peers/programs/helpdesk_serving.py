"""django-helpdesk with a hundred thousand tickets: prepares it, says how to sign in, serves it."""

import json
from pathlib import Path

import helpdesk_site
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.cached_db import SessionStore
from django.core.management import call_command
from django.db import connection
from django.middleware.csrf import _get_new_csrf_string
from gunicorn_serving import Serving
from helpdesk.models import Queue

GIVEN = helpdesk_site.GIVEN
_TICKETS = """
INSERT INTO helpdesk_ticket (title, queue_id, created, modified, submitter_email, status, on_hold,
    description, priority, secret_key, last_escalation)
SELECT 'Drucker ' || n || ' zieht kein Papier ein', 1, now() - make_interval(secs => %s - n),
    now(), 'kunde' || n %% 1000 || '@kunden.example', CASE WHEN n %% 50 = 0 THEN 1 ELSE 4 END,
    false, 'Fehlercode bei jedem Format, Halle ' || n %% 1000, 3, 'geheim', NULL
FROM generate_series(1, %s) AS n
"""

call_command("migrate", verbosity=0)
Queue.objects.get_or_create(id=1, defaults={"title": "Support", "slug": "support"})
user = User.objects.filter(username="agent").first()
if user is None:
    user = User.objects.create_superuser("agent", "agent@anbieter.example", "nicht-geheim")
    with connection.cursor() as cursor:
        cursor.execute(_TICKETS, [GIVEN["tickets"], GIVEN["tickets"]])
        cursor.execute("VACUUM ANALYZE helpdesk_ticket")
session = SessionStore()
session[SESSION_KEY] = str(user.pk)
session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
session.create()
secret = _get_new_csrf_string()
headers = [
    ["Cookie", f"sessionid={session.session_key}; csrftoken={secret}"],
    ["X-CSRFToken", secret],
    ["Content-Type", "application/json"],
]
Path(GIVEN["headers_file"]).write_text(json.dumps(headers))
connection.close()
Serving(lambda: helpdesk_site.application, GIVEN["port"]).run()
