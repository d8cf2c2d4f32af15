#!/usr/bin/env python3
"""Make the folder of an installation: its keys, its passwords, and the files that hold them.

    python3 deploy/make_installation.py --host portal.example.com FOLDER

Compose mounts these files as secrets, and Kubernetes makes Secrets of them. What is there stays as
it is, so that running it again after an upgrade adds what is new and renews what follows from the
code: the broker's definitions and the database's roles. It needs Python 3.11 and OpenSSL, and no
package.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "local"))

from kontor_local.broker_rights import (
    EVERYTHING,
    GATEWAY,
    INBOUND_TYPES,
    NOTHING,
    OPERATOR,
    SERVICES,
    publisher_rights,
    rights_definitions,
    rights_of,
    wire_map,
)
from kontor_local.database_rights import database_statements, role_statement, schema_statements
from kontor_local.installation_keys import (
    broker_hash,
    openssl,
    password,
    signing_key,
    symmetric_keys,
)
from kontor_local.object_store_rights import STORE_SETTINGS, STORE_USERS

VHOST = "kontor"
ADMINISTRATOR = "administrator"
PUBLISHER = "erp"
SCALING = "scaling"  # asks how long queues are, which takes no right
# What each part is shown beside its addresses and its keys of the object store.
FILES_OF: Mapping[str, tuple[str, ...]] = {
    "identity": (
        "principal-public.json",
        "principal-private.json",
        "publishers.toml",
        "sealing.json",
    ),
    "billing_docs": ("principal-public.json", "publishers.toml", "evidence.json"),
    "tickets": ("principal-public.json", "publishers.toml", "request-mail.json"),
    "catalog": ("principal-public.json", "publishers.toml", "ftp.json"),
    "notifications": (
        "principal-public.json",
        "publishers.toml",
        "return-path.json",
        "mail-accounts.json",
        "smtp-url",
    ),
    GATEWAY: ("ftp-hook-secret",),
}
PUBLISHERS = f"""\
# Which broker user speaks for which CloudEvents sources, and about which customers.
[[publisher]]
user = "{PUBLISHER}"
sources = ["/erp/main"]
customers = "*"
"""

CERTIFICATE_PROBE = """\
# The proxy is asked for the day on which its certificate ends; who signed it is not the question.
modules:
  tls:
    prober: tcp
    timeout: 5s
    tcp:
      tls: true
      tls_config: {{insecure_skip_verify: true, server_name: {host}}}
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Places:
    """Where the installation's servers are, as its services reach them."""

    broker: str = "rabbitmq:5672"
    database: str = "postgres:5432"


class Installation:
    """The folder; each file is made once unless it follows from the code."""

    def __init__(self, folder: Path, host: str, places: Places) -> None:
        self._folder = folder
        self._host = host
        self._places = places
        folder.mkdir(parents=True, exist_ok=True)
        # The files are read by the numbers of other users inside containers; nobody else outside
        # gets as far as to them.
        folder.chmod(0o700)

    def make(self) -> None:
        """Write every file that is not there, and those that follow from the code anew."""
        for name in ("postgres-password", "grafana-password", "ftp-hook-secret"):
            self._once(name, password)
        for user in (*SERVICES, GATEWAY, OPERATOR, SCALING):
            login = f"{user}:{self._once(f'broker-password.{user}', password)}"
            nodes = self._places.broker.split(",")
            urls = [f"amqp://{login}@{node.strip()}/{VHOST}" for node in nodes]
            self._write(f"amqp-url.{user}", ",".join(urls))
        for service in SERVICES:
            self._database_urls(service)
        for user in STORE_USERS:
            self._once(f"s3-secret-key.{user}", password)
            self._write(f"s3-access-key.{user}", f"kontor-{user}")
        self._keys()
        self._once("smtp-url", lambda: "smtp://mail.invalid:587?tls=required")
        self._once("publishers.toml", lambda: PUBLISHERS)
        self._write("rabbitmq-definitions.json", self._definitions())
        self._write("postgres-init.sql", self._database_script())
        self._write("s3-users.json", self._store_users())
        self._once(
            "s3-security.toml",
            lambda: STORE_SETTINGS.format(*(password() for _ in range(3)), os.urandom(32).hex()),
        )
        self._write("blackbox.yml", CERTIFICATE_PROBE.format(host=self._host))

    def make_kubernetes_secrets(self) -> None:
        """Write the Secrets that deploy/kubernetes names, for `kubectl apply --filename`."""
        secrets_of = {
            "broker-definitions": {"rabbitmq-definitions": "rabbitmq-definitions.json"},
            "scaling": {"amqp-url": f"amqp-url.{SCALING}"},
        }
        for part, files in FILES_OF.items():
            name = part.replace("_", "-")
            shown = {"amqp-url": f"amqp-url.{part}", **{file: file for file in files}}
            if part in SERVICES:
                shown["database-url"] = f"database-url.{part}"
                secrets_of[f"{name}-owner"] = {"database-owner-url": f"database-owner-url.{part}"}
            if name in STORE_USERS:
                shown |= {key: f"{key}.{name}" for key in ("s3-access-key", "s3-secret-key")}
            secrets_of[name] = shown
        items = [
            {
                "apiVersion": "v1",
                "kind": "Secret",
                "metadata": {"name": f"kontor-{name}"},
                "type": "Opaque",
                "stringData": {key: self._read(file) for key, file in files.items()},
            }
            for name, files in secrets_of.items()
        ]
        described = {"apiVersion": "v1", "kind": "List", "items": items}
        self._write("kubernetes-secrets.json", json.dumps(described, indent=1) + "\n")

    def make_certificate(self) -> None:
        """Make a certificate that nobody trusts, to try it with; never over another."""
        if (self._folder / "tls.crt").exists():
            return
        openssl(
            *("req", "-x509", "-newkey", "rsa:3072", "-nodes", "-days", "30"),
            *("-subj", f"/CN={self._host}", "-addext", f"subjectAltName=DNS:{self._host}"),
            *("-keyout", str(self._folder / "tls.key"), "-out", str(self._folder / "tls.crt")),
        )
        for name in ("tls.key", "tls.crt"):
            (self._folder / name).chmod(0o444)

    def _database_urls(self, service: str) -> None:
        for role, name in (("owner", "database-owner-url"), ("app", "database-url")):
            word = self._once(f"database-password.{service}_{role}", password)
            address = f"{self._places.database}/{VHOST}_{service}"
            url = f"postgresql+psycopg2://{service}_{role}:{word}@{address}"
            self._write(f"{name}.{service}", url)

    def _keys(self) -> None:
        private = json.loads(self._once("principal-private.json", signing_key))
        public = {name: value for name, value in private.items() if name != "d"}
        # Once: a key that was replaced stays here, for what it signed is still checked.
        self._once("principal-public.json", lambda: json.dumps({"keys": [public]}))
        self._once("evidence.json", signing_key)
        for name in ("sealing", "ftp", "mail-accounts", "return-path", "request-mail"):
            self._once(f"{name}.json", symmetric_keys)

    def _definitions(self) -> str:
        wire = wire_map()
        rights = {name: rights_of(name, wire) for name in (*SERVICES, GATEWAY, OPERATOR)}
        rights[PUBLISHER] = publisher_rights(INBOUND_TYPES)
        rights |= {ADMINISTRATOR: EVERYTHING, SCALING: NOTHING}
        definitions = {
            "vhosts": [{"name": VHOST}],
            "users": [
                {
                    "name": user,
                    "password_hash": broker_hash(
                        self._once(f"broker-password.{user}", password), user
                    ),
                    "hashing_algorithm": "rabbit_password_hashing_sha256",
                    "tags": ["administrator"] if user == ADMINISTRATOR else [],
                }
                for user in rights
            ],
            **rights_definitions(VHOST, rights),
        }
        return json.dumps(definitions, indent=1) + "\n"

    def _database_script(self) -> str:
        """Return what a superuser runs once with psql on an empty server."""
        lines = ["\\set ON_ERROR_STOP on"]
        for service in SERVICES:
            database = f"{VHOST}_{service}"
            for role in (f"{service}_owner", f"{service}_app"):
                word = self._once(f"database-password.{role}", password)
                lines.append(f"{role_statement(role)} PASSWORD '{word}';")
            lines += [
                f"CREATE DATABASE {database} OWNER {service}_owner;",
                *(f"{statement};" for statement in database_statements(database, service)),
                f"\\connect {database}",
                *(f"{statement};" for statement in schema_statements(service)),
                "\\connect postgres",
            ]
        return "\n".join(lines) + "\n"

    def _store_users(self) -> str:
        users = [
            {
                "name": user,
                "credentials": [
                    {
                        "accessKey": f"kontor-{user}",
                        "secretKey": self._once(f"s3-secret-key.{user}", password),
                    }
                ],
                "actions": list(actions),
            }
            for user, actions in STORE_USERS.items()
        ]
        return json.dumps({"identities": users}, indent=1) + "\n"

    def _read(self, name: str) -> str:
        return (self._folder / name).read_text(encoding="utf-8")

    def _once(self, name: str, make: Callable[[], str]) -> str:
        file = self._folder / name
        if not file.exists():
            self._write(name, make())
        return self._read(name)

    def _write(self, name: str, text: str) -> None:
        file = self._folder / name
        file.unlink(missing_ok=True)
        file.write_text(text, encoding="utf-8")
        file.chmod(0o444)


def main(arguments: list[str] | None = None) -> int:
    """Make the installation that the command line names."""
    usual = Places()
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="where the files lie; keep it, and back it up")
    parser.add_argument("--host", required=True, help="the portal's name, as people type it")
    parser.add_argument(
        "--broker",
        default=usual.broker,
        help="host:port of RabbitMQ, or of each of its nodes, with commas between",
    )
    parser.add_argument("--database", default=usual.database, help="host:port of PostgreSQL")
    parser.add_argument("--kubernetes", action="store_true", help="its Secrets, too")
    parser.add_argument("--self-signed", action="store_true", help="a certificate to try it with")
    options = parser.parse_args(arguments)
    places = Places(broker=options.broker, database=options.database)
    installation = Installation(options.folder, options.host, places)
    installation.make()
    if options.kubernetes:
        installation.make_kubernetes_secrets()
    if options.self_signed:
        installation.make_certificate()
    return 0


if __name__ == "__main__":
    sys.exit(main())
