"""The queues of a service, asked at the broker."""

from kombu import Connection

from chassis.broker.lengths import QueueState, count_in
from chassis.cli.services import KnownService
from chassis.service import Service
from chassis.settings import ServiceSettings, load

BROKER = "KONTOR_AMQP_URL"
# Settings every service needs, and the names of its queues do not.
_UNUSED = {"KONTOR_DATABASE_URL": "-", "KONTOR_PRINCIPAL_KEYS": "-"}


def service_settings(service: KnownService) -> tuple[type[Service], ServiceSettings]:
    """Return the class of a service, and what of its settings its queues depend on.

    Raises:
        ModuleNotFoundError: its package is not installed here.
    """
    # Late: this loads the service's own code, which few commands need.
    from chassis.serve import service_class

    return service_class(service.name), load(ServiceSettings, {**_UNUSED, **service.settings})


def queues_of(connection: Connection, service: KnownService) -> list[QueueState]:
    """Return the state of each queue of a service, that of its calls first.

    Raises:
        ModuleNotFoundError: its package is not installed here.
    """
    from chassis.queue_states import queue_states

    kind, settings = service_settings(service)
    return queue_states(
        kind, settings, lambda names: {name: count_in(connection, name) for name in names}
    )
