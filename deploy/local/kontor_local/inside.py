"""Reach into the running local product: its settings, its databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import make_url

from kontor_local.environment import ProductPlaces, inherited_environment, settings_of
from kontor_local.namespace import GATEWAY, OPERATOR, SERVICES, namespace_of
from kontor_local.parts import MAIL_PARTS
from kontor_local.places import known_ports, write_private
from kontor_local.postgres import binaries
from kontor_local.servers import known_servers

if TYPE_CHECKING:
    from pathlib import Path

    from kontor_local.namespace import Namespace


def settings_inside(home: Path, name: str, part: str) -> dict[str, str]:
    """Return the environment of a part, or for another broker user what it needs to connect.

    An operator also gets a folder with the settings of every part, as KONTOR_SETTINGS_FOLDER, and
    where the audit trail is anchored.

    Raises:
        ValueError: nothing was ever started in `home`.
    """
    namespace = namespace_of(known_servers(home), name)
    package = {each.name: each.package for each in MAIL_PARTS}.get(part, part.replace("-", "_"))
    if package in (*SERVICES, GATEWAY):
        ports = known_ports(home)
        places = ProductPlaces(namespace=namespace, home=home, gateway_port=ports["gateway"])
        return inherited_environment() | settings_of(places, package, ports.get(f"{part}.0", 0))
    settings = {"KONTOR_ENV": "development", "KONTOR_AMQP_URL": namespace.amqp_url(part)}
    if part == OPERATOR:
        settings |= operator_settings(namespace)
        settings["KONTOR_SETTINGS_FOLDER"] = str(_settings_folder(home, namespace))
    return inherited_environment() | settings


def _settings_folder(home: Path, namespace: Namespace) -> Path:
    """Write what each part is set to into a file of its own, as a deployment has it; say where."""
    ports = known_ports(home)
    places = ProductPlaces(namespace=namespace, home=home, gateway_port=ports["gateway"])
    folder = home / "settings"
    for package in (*SERVICES, GATEWAY):
        name = package.replace("_", "-")
        settings = settings_of(places, package, ports.get(f"{name}.0", 0))
        lines = [f"{variable}={value}" for variable, value in settings.items()]
        write_private(folder / f"{name}.env", "\n".join(lines) + "\n")
    return folder


def psql_command(home: Path, name: str, service: str | None) -> list[str]:
    """Return the command line of a prompt on a service's database, as the superuser."""
    servers = known_servers(home)
    package = (service or "").replace("-", "_")
    if package and package not in SERVICES:
        message = f"{service!r} has no database. These have: {', '.join(SERVICES)}."
        raise ValueError(message)
    url = make_url(servers.postgres_url)
    if package:
        url = url.set(database=f"{name}_{package}")
    psql = binaries() / "psql"
    return [str(psql), url.render_as_string(hide_password=False)]


def operator_settings(namespace: Namespace) -> dict[str, str]:
    """Return what the operator's command needs to reach every service and the anchors."""
    databases = {
        f"KONTOR_DATABASE_URL_{service.upper()}": urls.application_url
        for service, urls in namespace.databases.items()
    }
    return databases | {
        "KONTOR_S3_URL": namespace.servers.s3_url,
        "KONTOR_S3_ACCESS_KEY": namespace.servers.s3_access_key,
        "KONTOR_S3_SECRET_KEY": namespace.servers.s3_secret_key,
        "KONTOR_AUDIT_BUCKET": namespace.audit_bucket,
        "KONTOR_ARCHIVE_BUCKET": namespace.archive_bucket,
        # Governance, not compliance: a developer may throw the demo data away.
        "KONTOR_ARCHIVE_LOCK_MODE": "governance",
    }
