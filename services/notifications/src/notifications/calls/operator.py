"""What of notifications `kontor doctor` looks at: the relay."""

from chassis.cli.extension import OperatorCheck
from chassis.cli.findings import Finding, failed, fine, not_looked
from chassis.cli.services import KnownService
from notifications.adapters.mail_server import MailServer, MailServerAwayError
from notifications.adapters.server_address import ServerAddress

_SETTING = "KONTOR_SMTP_URL"


def _mail_server(service: KnownService) -> list[Finding]:
    named = service.settings.get(_SETTING)
    if not named:
        return [not_looked("smtp", f"{_SETTING} is not set here", f"set {_SETTING}")]
    try:
        address = ServerAddress.parse(named)
    except ValueError as error:
        return [failed("smtp", str(error), f"set {_SETTING} to smtp://host:port")]
    server = MailServer(address, hello_as="localhost", reply_seconds=10.0)
    place = f"{address.host}:{address.port}"
    try:
        server.connect()
    except MailServerAwayError as error:
        return [
            failed("smtp", f"{place}: {error}", "start the relay, or mend its address or login")
        ]
    server.disconnect()
    return [fine("smtp", f"{place} lets us in; TLS is {address.encryption}")]


MAIL_SERVER = OperatorCheck(service="notifications", area="mail", examine=_mail_server)
