"""What a service counts about itself, in Prometheus' names and units (seconds, totals)."""

from prometheus_client import Counter, Gauge, Histogram

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)

CALLS = Counter(
    "kontor_entrypoint_calls",
    "Calls of an entrypoint by how they ended.",
    ["service", "entrypoint", "outcome"],
)
SECONDS = Histogram(
    "kontor_entrypoint_seconds",
    "Seconds from the arrival of a call or message to its end.",
    ["service", "entrypoint"],
    buckets=_SECONDS,
)
IN_FLIGHT = Gauge(
    "kontor_entrypoint_in_flight", "Calls being worked on now.", ["service", "entrypoint"]
)
PARKED = Counter(
    "kontor_messages_parked", "Messages set aside, by reason.", ["service", "queue", "code"]
)
RETRIED = Counter(
    "kontor_messages_retried", "Messages put back to be tried later.", ["service", "queue"]
)
HELD = Gauge(
    "kontor_messages_held", "Messages waiting for a dependency that is down.", ["service", "queue"]
)
OUTBOX_WAITING = Gauge("kontor_outbox_waiting", "Outbox rows not yet published.", ["service"])
OUTBOX_POSTPONED = Gauge(
    "kontor_outbox_postponed", "Outbox rows that the broker or a queue did not take.", ["service"]
)
OUTBOX_AGE = Gauge(
    "kontor_outbox_oldest_seconds", "Age of the oldest outbox row not yet published.", ["service"]
)
PUBLISHED = Counter(
    "kontor_outbox_published", "Outbox rows by how publishing ended.", ["service", "outcome"]
)
MAILS_HANDED_OVER = Counter(
    "kontor_mails_handed_over", "Mails by what the relay was answered.", ["answer"]
)
PARKED_WAITING = Gauge("kontor_parked_waiting", "Parked messages nobody has settled.", ["service"])
WORK = Gauge(
    "kontor_work",
    "Whether this process does a kind of the service's work: 1, or 0 where another must.",
    ["service", "kind"],
)
QUEUE_READY = Gauge(
    "kontor_queue_ready", "Messages waiting in a queue of this service.", ["service", "queue"]
)
CONSUMED = Gauge(
    "kontor_queue_consumed",
    "Whether this process takes messages from the queue: 1, or 0 while it cannot.",
    ["service", "queue"],
)
