"""TLS to the broker (`amqps://`): its certificate is trusted, and is for the host that was called.

Which certificates are trusted says OpenSSL: the system's, or those of the file `SSL_CERT_FILE`.
"""

from typing import Any

from kombu.transport import TRANSPORT_ALIASES
from kombu.transport.pyamqp import SSLTransport


class CheckedTransport(SSLTransport):
    """AMQP over TLS. On its own kombu takes any trusted certificate for any host."""

    def establish_connection(self) -> Any:
        """Return a connection to the host of the address, and to no other that answers there."""
        # Afresh each time: after a loss it may be another node, which has another name.
        self.client.ssl = {"server_hostname": self.client.hostname}
        return super().establish_connection()


def check_certificates() -> None:
    """Have every `amqps://` address of this process checked."""
    TRANSPORT_ALIASES["amqps"] = f"{__name__}:{CheckedTransport.__name__}"
