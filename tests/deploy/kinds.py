"""Which kinds of work a service has, as its own code says."""

from chassis.containers import make_container
from chassis.serve import service_class
from chassis.settings import ServiceSettings, load


def kinds_of(package: str) -> set[str]:
    """Return the kinds of work that some process of the service has to do."""
    names = ("KONTOR_AMQP_URL", "KONTOR_DATABASE_URL", "KONTOR_PRINCIPAL_KEYS")
    settings = load(ServiceSettings, dict.fromkeys(names, "amqp://unused"))
    return set(make_container(service_class(package), settings).kinds)
