"""A Celery task; `PEER_SETTINGS` says how it is set.

`default`: as it comes. `acks_late`: what the documentation names for work that must survive the
death of a worker. `retrying`: that, and the documented retries with a growing pause.
"""

import os
from typing import Any

from celery import Celery
from keep_document import keep_document

_SETTINGS = os.environ["PEER_SETTINGS"]
_LATE: dict[str, Any] = {
    "task_acks_late": True,
    "task_reject_on_worker_lost": True,
    "worker_prefetch_multiplier": 1,
    "broker_transport_options": {"confirm_publish": True},
    # Replicated and written to the disk, as ours are.
    "task_default_queue_type": "quorum",
    "worker_detect_quorum_queues": True,
}
_RETRYING: dict[str, Any] = {
    "autoretry_for": (Exception,),
    "retry_backoff": True,
    "max_retries": 5,
}

app = Celery("keeper", broker=os.environ["PEER_AMQP_URL"])
app.conf.update(
    task_ignore_result=True,
    broker_connection_retry_on_startup=True,
    **({} if _SETTINGS == "default" else _LATE),
)


@app.task(name="keep", **(_RETRYING if _SETTINGS == "retrying" else {}))
def keep(event: dict[str, Any]) -> None:
    """Keep one document."""
    keep_document(event)


if __name__ == "__main__":
    app.worker_main(["worker", "--loglevel=WARNING", "--concurrency=2", "--without-mingle"])
