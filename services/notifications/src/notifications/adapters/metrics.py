"""What notifications measures about itself, beside what every service measures."""

from prometheus_client import Counter, Gauge

WAITING = Gauge("kontor_mail_waiting", "Messages that wait for a sender, by state.", ["state"])
OLDEST_DUE = Gauge(
    "kontor_mail_oldest_due_seconds", "Seconds since the longest waiting message became due."
)
ATTEMPTS = Counter("kontor_mail_attempts", "Attempts to deliver, by how they ended.", ["verdict"])
IN_DOUBT = Counter(
    "kontor_mail_in_doubt",
    "Attempts that ended between the final dot and the server's answer; each may make a copy.",
)
RETURNED = Counter(
    "kontor_mail_returned", "Mails that came to a return address, by what they were.", ["sort"]
)
WEBHOOKS = Counter(
    "kontor_webhook_tries", "Events sent to customers' addresses, by what came of it.", ["outcome"]
)
QUEUED_EVENTS = Counter(
    "kontor_customer_queue_events",
    "Events put on customers' queues at the broker, by what came of it.",
    ["outcome"],
)
QUEUES_IN_TROUBLE = Gauge(
    "kontor_customer_queues_in_trouble", "Customers' queues at the broker that take nothing."
)
SERVER_UP = Gauge("kontor_mail_server_up", "1 while the mail server takes connections, else 0.")
