"""Files go with a mail by reference: read by version, compared, and sent as they are."""

from __future__ import annotations

import email
import email.policy
from typing import Any

import boto3
import pytest

from chassis.errors import Refused
from contracts.events import NOTICE_FAILED, NOTICE_SENT, Attachment, NoticeRequested
from kontor_local.namespace import Namespace
from notifications.domain.delivery import LEASE
from tests.notifications.integration.conftest import Office, open_archive
from tests.notifications.integration.test_outcomes import ORGANISATION, told
from tests.notifications.notices import DOCUMENT_SENT, a_notice, an_attachment
from tests.notifications.scripted_mail_server import ScriptedMailServer

CONTENT = b"%PDF-1.7 " + bytes(range(256)) * 300


@pytest.fixture
def kept(office: Office, module_namespace: Namespace) -> Attachment:
    """Return the reference to a file that lies in the archive, and let the office read there."""
    servers, bucket = module_namespace.servers, module_namespace.archive_bucket
    office.archive = open_archive(servers, bucket=bucket)
    office.desk = office.new_desk()
    answer = client(module_namespace).put_object(Bucket=bucket, Key="00/demo.pdf", Body=CONTENT)
    return an_attachment(CONTENT, object_key="00/demo.pdf", version_id=answer["VersionId"])


def client(namespace: Namespace) -> Any:
    servers = namespace.servers
    return boto3.client(
        "s3",
        endpoint_url=servers.s3_url,
        aws_access_key_id=servers.s3_access_key,
        aws_secret_access_key=servers.s3_secret_key,
        region_name="us-east-1",
    )


def a_sending(*attachments: Attachment, **changes: Any) -> NoticeRequested:
    return a_notice(DOCUMENT_SENT, organisation_id=ORGANISATION, attachments=attachments, **changes)


def attached(content: bytes) -> list[bytes]:
    mail: Any = email.message_from_bytes(content, policy=email.policy.default)
    return [part.get_content() for part in mail.iter_attachments()]


@pytest.mark.req("SE-47", "B6")
def test_the_mail_carries_exactly_the_archived_bytes_of_that_version(
    office: Office, mail_server: ScriptedMailServer, kept: Attachment, module_namespace: Namespace
) -> None:
    client(module_namespace).put_object(
        Bucket=module_namespace.archive_bucket, Key=kept.object_key, Body=b"somebody wrote here"
    )
    office.queue(a_sending(kept, kept))

    office.send()

    (content,) = mail_server.accepted
    assert attached(content) == [CONTENT, CONTENT]


@pytest.mark.parametrize(
    "changes",
    [
        {"sha256": "0" * 64},
        {"size_bytes": 10},
        {"object_key": "00/nothing.pdf"},
        {"version_id": "no-such-version"},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_other_bytes_than_the_named_ones_are_never_sent(
    office: Office, mail_server: ScriptedMailServer, kept: Attachment, changes: dict[str, Any]
) -> None:
    values = {name: getattr(kept, name) for name in kept.__struct_fields__}
    office.queue(a_sending(Attachment(**{**values, **changes})))

    office.send()

    assert mail_server.accepted == []
    assert office.find(DOCUMENT_SENT).state == "failed"
    assert len(told(office, NOTICE_FAILED)) == 1


def test_while_the_archive_is_away_the_mail_waits_and_others_go_out(
    office: Office, mail_server: ScriptedMailServer, kept: Attachment, module_namespace: Namespace
) -> None:
    office.queue(a_sending(kept))
    office.queue(a_notice(idempotency_key="document:other"))
    away = office.new_desk()
    away.archive = open_archive(module_namespace.servers, bucket="x", url="http://127.0.0.1:1")

    sent = office.send(away)
    office.clock.move(LEASE)
    later = office.send()

    assert (sent, later) == (1, 1)
    assert attached(mail_server.accepted[1]) == [CONTENT]


def test_who_asked_to_be_told_hears_once_that_the_mail_is_out(
    office: Office, mail_server: ScriptedMailServer, kept: Attachment
) -> None:
    office.queue(a_sending(kept, is_reported=True))
    office.queue(a_notice(idempotency_key="document:quiet", organisation_id=ORGANISATION))

    office.send()
    office.send()

    (sent,) = told(office, NOTICE_SENT)
    assert sent["idempotency_key"] == DOCUMENT_SENT.idempotency_key
    assert sent["organisation_id"] == str(ORGANISATION)
    assert "example" not in str(sent)
    assert len(mail_server.accepted) == 2


def test_more_than_a_mail_carries_is_refused_before_it_is_queued(
    office: Office, kept: Attachment
) -> None:
    values = {name: getattr(kept, name) for name in kept.__struct_fields__}
    half = Attachment(**{**values, "size_bytes": 8 * 1024 * 1024})

    with pytest.raises(Refused) as refused:
        office.queue(a_sending(half, half))

    assert refused.value.code == "attachments_too_large"
