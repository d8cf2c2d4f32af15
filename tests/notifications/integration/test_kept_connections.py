"""Connections to the mail server are kept for the next mail, and cost none of them a try."""

from collections.abc import Callable

from notifications.adapters.mail_server import KEPT_SECONDS
from notifications.adapters.sending_desk import SendingDesk
from notifications.use_cases.send_at_free_desk import send_at_free_desk
from tests.notifications.integration.conftest import Office
from tests.notifications.notices import a_notice
from tests.notifications.scripted_mail_server import ScriptedMailServer

FIRST, SECOND = a_notice(idempotency_key="first"), a_notice(idempotency_key="second")


def test_the_next_mail_goes_over_the_same_connection(
    office: Office, mail_server: ScriptedMailServer
) -> None:
    send = sender(office, office.new_desk(), office.new_desk())

    office.queue(FIRST)
    send()
    office.queue(SECOND)
    send()

    assert len(mail_server.accepted) == 2
    assert mail_server.connections == 1


def test_a_connection_that_the_server_has_ended_meanwhile_costs_no_mail_a_try(
    office: Office, mail_server: ScriptedMailServer
) -> None:
    office.queue(FIRST)
    office.send()
    mail_server.hang_up()

    office.queue(SECOND)
    sent = office.send()

    assert sent == 1
    assert [attempt.outcome for attempt in office.find(SECOND).attempts] == ["sent"]
    assert mail_server.connections == 2


def test_a_connection_that_nobody_has_used_for_a_while_is_given_back(
    office: Office, mail_server: ScriptedMailServer
) -> None:
    desk = office.new_desk()
    send = sender(office, desk)
    office.queue(FIRST)
    send()

    send()
    kept = desk.server.is_connected
    office.ticks += KEPT_SECONDS + 0.1
    send()

    assert kept
    assert not desk.server.is_connected
    assert mail_server.connections == 1


def test_a_server_that_thinks_about_one_mail_holds_no_other_desk_up(
    office: Office, mail_server: ScriptedMailServer
) -> None:
    send = sender(office, office.new_desk(), office.new_desk())
    meanwhile: list[int] = []

    def another_mail_comes() -> None:
        mail_server.when_content_arrived = None
        office.queue(SECOND)
        meanwhile.append(send())

    mail_server.when_content_arrived = another_mail_comes
    office.queue(FIRST)
    sent = send()

    assert (sent, meanwhile) == (1, [1])


def sender(office: Office, *desks: SendingDesk) -> Callable[[], int]:
    return lambda: send_at_free_desk(desks, office.database, office.clock)
