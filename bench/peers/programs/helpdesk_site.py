"""django-helpdesk's site with production settings, as its documentation and Django's ask for."""

import json
import os

import django
from django.conf import settings

GIVEN = json.loads(os.environ["PEER_SETTINGS"])

settings.configure(
    DEBUG=False,
    SECRET_KEY="a key of a benchmark, which runs for minutes",  # noqa: S106 - it guards nothing
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF="helpdesk_site",
    SITE_ID=1,
    USE_TZ=True,
    HELPDESK_TEAMS_MODE_ENABLED=False,
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    STATIC_URL="/static/",
    LOGIN_URL="/login/",
    EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend",
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": GIVEN["database"],
            "HOST": GIVEN["host"],
            "PORT": GIVEN["database_port"],
            "USER": GIVEN["user"],
            "PASSWORD": GIVEN["password"],
            # Kept open, as Django's notes on deployment advise.
            "CONN_MAX_AGE": 60,
        }
    },
    SESSION_ENGINE="django.contrib.sessions.backends.cached_db",
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.sites",
        "django.contrib.admin",
        "django.contrib.messages",
        "django.contrib.humanize",
        "django.contrib.staticfiles",
        "rest_framework",
        "helpdesk",
    ],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ]
            },
        }
    ],
    LOGGING_CONFIG=None,
)
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402 - only after the setup
from django.urls import include, path  # noqa: E402 - only after the setup

urlpatterns = [path("", include("helpdesk.urls", namespace="helpdesk"))]
application = get_wsgi_application()
