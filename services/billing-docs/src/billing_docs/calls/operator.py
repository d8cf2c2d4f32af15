"""What the operator's commands of billing-docs share: settings and archive from the environment."""

from collections.abc import Mapping

from billing_docs.adapters.archive import Archive
from billing_docs.settings import Settings
from chassis.cli.services import UsageError
from chassis.settings import load
from process.settings import SettingsError

# Every service needs them; the archive and its rules do not.
_UNUSED = {
    "KONTOR_AMQP_URL": "-",
    "KONTOR_DATABASE_URL": "-",
    "KONTOR_PRINCIPAL_KEYS": "-",
    "KONTOR_PORTAL_URL": "-",
    "KONTOR_UPLOADS_BUCKET": "-",
}


def operator_archive(environment: Mapping[str, str]) -> tuple[Archive, Settings]:
    """Return the archive that the environment names, and the service's settings.

    Raises:
        UsageError: it does not say where the archive is.
    """
    try:
        settings = load(Settings, {**_UNUSED, **environment})
    except SettingsError as error:
        raise UsageError(str(error)) from error
    return Archive(settings), settings
