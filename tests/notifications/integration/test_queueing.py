from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from structlog.testing import capture_logs

from chassis.errors import Refused
from contracts.events import NoticeRequested
from tests.notifications.integration.conftest import Office, run_at_once
from tests.notifications.notices import DOCUMENT, INVITATION, a_notice


@pytest.mark.req("SE-30", "P3")
def test_a_notice_that_arrives_three_times_is_one_message(office: Office) -> None:
    office.queue()
    office.queue()
    office.queue()

    assert count_messages(office) == 1


@pytest.mark.req("SE-30", "P3")
def test_a_notice_that_arrives_eight_times_at_once_is_one_message(office: Office) -> None:
    run_at_once(*[office.queue] * 8)

    assert count_messages(office) == 1


def test_another_notice_under_the_same_key_changes_nothing_and_is_logged(
    office: Office,
) -> None:
    office.queue()

    with capture_logs() as logged:
        office.queue(a_notice(recipient="other@muster.example"))

    assert stored(office, DOCUMENT)["recipient"] == DOCUMENT.recipient
    assert "contradicts an earlier one" in str(logged)
    assert "other@muster.example" not in str(logged)


@pytest.mark.parametrize(
    ("unfit", "code"),
    [
        (a_notice(kind="poem"), "unknown_notice_kind"),
        (a_notice(recipient="nobody"), "recipient_invalid"),
        (a_notice(idempotency_key=""), "notice_key_unfit"),
        (a_notice(idempotency_key="k" * 301), "notice_key_unfit"),
        (a_notice(parameters={"unused": "\0"}), "notice_parameters_unfit"),
        (a_notice(parameters={"issued_on": "soon"}), "notice_parameters_unfit"),
        (a_notice(parameters={"number": "1\r\nBcc: a@b.example"}), "notice_parameters_unfit"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_can_never_be_sent_is_refused_at_once(
    office: Office, unfit: NoticeRequested, code: str
) -> None:
    with pytest.raises(Refused) as refusal:
        office.queue(unfit)

    assert refusal.value.code == code
    assert count_messages(office) == 0


def test_the_database_lets_no_settled_message_keep_a_secret(office: Office) -> None:
    office.queue(INVITATION)

    with (
        pytest.raises(IntegrityError, match="secrets_forgotten"),
        office.database.transaction(every_organisation=True) as session,
    ):
        session.execute(
            text("UPDATE message SET state = 'sent', due_at = NULL, settled_at = now()")
        )


def test_a_transaction_that_names_no_organisation_sees_no_message(office: Office) -> None:
    office.queue()
    office.send()

    with office.database.transaction() as session:
        messages = session.scalar(text("SELECT count(*) FROM message"))
        attempts = session.scalar(text("SELECT count(*) FROM attempt"))

    assert (messages, attempts) == (0, 0)


def count_messages(office: Office) -> int:
    with office.database.transaction(every_organisation=True) as session:
        return session.scalar(text("SELECT count(*) FROM message")) or 0


def stored(office: Office, notice: NoticeRequested) -> dict[str, Any]:
    with office.database.transaction(every_organisation=True) as session:
        rows = session.execute(
            text("SELECT * FROM message WHERE idempotency_key = :key"),
            {"key": notice.idempotency_key},
        )
        return dict(rows.mappings().one())
