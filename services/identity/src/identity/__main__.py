"""`python -m identity bootstrap`: the first administrator's way in."""

import argparse
import os
import sys

from chassis.clock import clock_for
from chassis.database import Database
from chassis.settings import load_or_exit
from contracts.errors import InvalidInput
from identity.settings import Settings
from identity.store.records import RecordRoom
from identity.use_cases.invitations.issue_invitation import invitation_rules
from identity.use_cases.organisations.bootstrap_vendor import bootstrap_vendor


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
    given = parser.parse_args(arguments)

    settings = load_or_exit(Settings, os.environ)
    database = Database(settings.database_url)
    room = RecordRoom(database, clock_for(settings.environment, settings.clock_file))
    try:
        with room.of_everybody() as records:
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
    finally:
        database.dispose()
    if link is None:
        sys.stderr.write("There is an administrator already; he invites everybody else.\n")
        return 0
    print(link)
    return 0


if __name__ == "__main__":
    sys.exit(main())
