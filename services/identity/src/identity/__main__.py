"""`python -m identity`: the first administrator, a new sealing key, the check of protocols."""

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chassis.clock import clock_for
from chassis.database import Database
from chassis.secret_sealer import SecretSealer
from chassis.settings import load_or_exit
from contracts.errors import InvalidInput
from identity.adapters.protocol_signature import NotGenuine, read_protocol, sha256_of
from identity.settings import Settings
from identity.store.records import RecordRoom
from identity.use_cases.invitations.issue_invitation import invitation_rules
from identity.use_cases.organisations.bootstrap_vendor import bootstrap_vendor
from identity.use_cases.secrets.reseal_secrets import reseal_secrets

_PUBLIC_KEYS = "KONTOR_PRINCIPAL_KEYS"


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit code: 0 done, 1 refused, 2 used wrongly."""
    parser = argparse.ArgumentParser(prog="python -m identity", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    bootstrap = commands.add_parser(
        "bootstrap", help="make the vendor's organisation and print its first admin's link"
    )
    bootstrap.add_argument("--email", required=True, help="address of the first administrator")
    bootstrap.add_argument("--name", required=True, help="name of the vendor's organisation")
    bootstrap.add_argument("--language", choices=("de", "en"), default="de")
    bootstrap.set_defaults(run=_bootstrap)
    reseal = commands.add_parser(
        "reseal", help="encrypt every secret anew under the first key of KONTOR_SEALING_KEYS"
    )
    reseal.set_defaults(run=_reseal)
    verify = commands.add_parser(
        "verify-protocol", help="say whether the protocol of a support session is genuine"
    )
    verify.add_argument("file", type=Path, help="the protocol as the portal gave it")
    verify.add_argument(
        "--keys",
        type=Path,
        default=os.environ.get(_PUBLIC_KEYS),
        help=f"file with the public keys (JWKS); {_PUBLIC_KEYS} unless given",
    )
    verify.set_defaults(run=_verify_protocol)
    given = parser.parse_args(arguments)
    exit_code: int = given.run(given)
    return exit_code


@contextmanager
def _opened() -> Iterator[tuple[RecordRoom, Settings]]:
    settings = load_or_exit(Settings, os.environ)
    database = Database(settings.database_url)
    try:
        yield RecordRoom(database, clock_for(settings.environment, settings.clock_file)), settings
    finally:
        database.dispose()


def _bootstrap(given: argparse.Namespace) -> int:
    try:
        with _opened() as (room, settings), room.of_everybody() as records:
            link = bootstrap_vendor(
                given.email,
                given.name,
                records,
                invitation_rules(settings),
                language=given.language,
            )
    except InvalidInput as error:
        sys.stderr.write(f"{error.arguments[0]}: {error.arguments[1]}\n")
        return 1
    if link is None:
        sys.stderr.write("There is an administrator already; he invites everybody else.\n")
        return 0
    print(link)
    return 0


def _reseal(given: argparse.Namespace) -> int:
    del given
    try:
        with _opened() as (room, settings):
            resealed = reseal_secrets(room, SecretSealer(settings.sealing_keys))
    except KeyError as missing:
        sys.stderr.write(f"A secret is under the key {missing}, which is not in the file.\n")
        return 1
    print(f"{resealed} secrets are under the first key now; no other key is needed.")
    return 0


def _verify_protocol(given: argparse.Namespace) -> int:
    if given.keys is None:
        sys.stderr.write(f"Name the public keys: --keys FILE, or {_PUBLIC_KEYS}.\n")
        return 2
    try:
        text = given.file.read_text(encoding="utf-8").strip()
        protocol = read_protocol(text, Path(given.keys))
    except NotGenuine as error:
        sys.stderr.write(f"{given.file}: {error}\n")
        return 1
    except (OSError, UnicodeDecodeError) as error:
        sys.stderr.write(f"{given.file} cannot be read: {error}\n")
        return 2
    session = protocol.session
    print(f"genuine, sha256 {sha256_of(text)}")
    print(f"support session {session.id}, request {session.request_id}")
    print(f"{session.opened_by_name} in {protocol.organisation.name}")
    print(f"from {session.opened_at.isoformat()} to {session.ended_at}: {session.end_reason}")
    print(f"{len(protocol.accesses)} accesses, {len(protocol.changes)} proposed changes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
