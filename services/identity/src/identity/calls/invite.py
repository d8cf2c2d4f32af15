"""`kontor invite`: the link that makes its holder the vendor's first administrator."""

from argparse import ArgumentParser, Namespace

from chassis.cli.exits import NOT_AS_ASKED, fail
from chassis.cli.extension import OperatorCommand
from chassis.cli.services import KnownService, UsageError
from chassis.cli.showing import say, show_json
from chassis.settings import load
from contracts.errors import InvalidInput
from identity.settings import Settings
from identity.store.records import RecordRoom
from identity.use_cases.invitations.issue_invitation import invitation_rules
from identity.use_cases.organisations.bootstrap_vendor import bootstrap_vendor

# What identity's processes need, and an invitation does not.
_UNUSED = {
    "KONTOR_AMQP_URL": "-",
    "KONTOR_DATABASE_URL": "-",
    "KONTOR_PRINCIPAL_KEYS": "-",
    "KONTOR_PRINCIPAL_SIGNING_KEY": "-",
    "KONTOR_SEALING_KEYS": "-",
}


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--email", required=True, help="address of the first administrator")
    parser.add_argument("--name", required=True, help="name of the vendor's organisation")
    parser.add_argument(
        "--language", choices=("de", "en"), default="de", help="of the organisation's mails (de)"
    )


def _run(service: KnownService, options: Namespace) -> int:
    """Write the link; 1 where there is an administrator already. No mail is sent."""
    settings = load(Settings, {**_UNUSED, **service.settings})
    room = RecordRoom(service.database, service.clock)
    try:
        with room.of_everybody() as records:
            link = bootstrap_vendor(
                options.email,
                options.name,
                records,
                invitation_rules(settings),
                language=options.language,
            )
    except InvalidInput as error:
        raise UsageError(f"--{error.arguments[0]}: {error.arguments[1]}") from error
    if link is None:
        return fail(
            NOT_AS_ASKED,
            "there is an administrator already; he invites everybody else in the portal",
        )
    if options.json:
        show_json({"link": link, "days": settings.invitation_days})
    else:
        say(link)
        say(f"It is good for {settings.invitation_days} days, for whoever opens it. Hand it over.")
    return 0


COMMAND = OperatorCommand(
    name="invite",
    service="identity",
    summary="make the vendor's organisation and the link for its first administrator",
    add_arguments=_add_arguments,
    run=_run,
)
