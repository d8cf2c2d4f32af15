"""What the scrub counts, for `/metrics`."""

from prometheus_client import Counter, Gauge

PROVEN = Counter(
    "kontor_scrub_documents", "Documents whose bytes were proven, by what was found.", ["outcome"]
)
READ_BYTES = Counter("kontor_scrub_read_bytes", "Bytes read to prove documents.")
DAMAGED = Gauge("kontor_documents_damaged", "Documents in quarantine: an alarm above zero.")
UNPROVEN_SECONDS = Gauge(
    "kontor_scrub_longest_unproven_seconds", "Time since the longest unproven document was proven."
)
