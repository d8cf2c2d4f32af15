"""Where the broker is: one address, or one for each node of a cluster, with commas between them."""

import re

# A password may hold a comma as it is; it does not go on with a scheme.
_BETWEEN = re.compile(r"\s*,\s*(?=amqps?://)")


def broker_addresses(setting: str) -> tuple[str, ...]:
    """Return the broker's addresses, in the order in which they are named."""
    return tuple(_BETWEEN.split(setting.strip()))
