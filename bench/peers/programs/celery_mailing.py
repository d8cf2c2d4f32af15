"""The Celery task of `celery_intake`, which then sends the notice itself, to the same mail server.

The mail is ours, composed by our own templates. Each worker process keeps its connection to the
mail server open, which costs the least.
"""

import os
import smtplib
from typing import Any
from urllib.parse import urlsplit

# First: it makes what the peers bring importable.
from celery_intake import app, take_in  # isort: skip
from celery.signals import worker_process_init

from chassis.clock import SystemClock
from chassis.ids import new_id
from notifications.adapters.composition import Composer
from notifications.domain.message import Message, message_id_for

_RECIPIENT = "rechnung@muster.example"


class _Post:
    """What one worker process mails with, opened after the fork."""

    composer: Composer
    connection: smtplib.SMTP


@worker_process_init.connect
def open_post(**_signal: Any) -> None:
    """Connect in the process that mails."""
    _Post.composer = Composer(
        mail_from=os.environ["KONTOR_MAIL_FROM"], portal_url=os.environ["KONTOR_PORTAL_URL"]
    )
    address = urlsplit(os.environ["KONTOR_SMTP_URL"])
    _Post.connection = smtplib.SMTP(address.hostname or "", address.port or 25)


@app.task(name="keep_and_tell")
def keep_and_tell(event: dict[str, Any]) -> None:
    """Take in one document, and mail its notice."""
    take_in(event)
    mail = _Post.composer.compose(_notice(event))
    _Post.connection.sendmail(mail.sender, [mail.recipient], mail.content)


def _notice(event: dict[str, Any]) -> Message:
    data = event["data"]
    key = f"document_arrived:{event['id']}"
    return Message(
        id=new_id(),
        idempotency_key=key,
        request_sha256="",
        requested_by="billing_docs",
        organisation_id=None,
        kind="document_arrived",
        recipient=_RECIPIENT,
        language="de",
        parameters={
            "document_type": data["document_type"],
            "number": data["number"],
            "issued_on": data["issued_on"],
            "total_minor_units": "",
            "currency": "",
            "organisation_name": "Musterfabrik GmbH (Demo)",
            "link": f"{os.environ['KONTOR_PORTAL_URL']}/post/{event['id']}",
        },
        secrets={},
        attachments=(),
        is_reported=False,
        message_id=message_id_for(key, _Post.composer.sender_domain),
        created_at=SystemClock().now(),
    )


if __name__ == "__main__":
    app.worker_main(["worker", "--loglevel=WARNING", "--concurrency=2", "--without-mingle"])
