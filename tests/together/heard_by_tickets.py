"""What tickets is told."""

from datetime import timedelta
from typing import Any

from chassis.ids import new_id
from chassis.testing import a_principal
from contracts.mails import MailSenderTold
from contracts.packages import PackageOffered, PackageRequestSettled
from contracts.principal import Principal
from tests.tickets.integration.conversation import share, with_person
from tests.tickets.integration.postbox import a_postbox, a_sender
from tests.tickets.integration.test_packages import a_wish
from tests.tickets.integration.test_people_news import gone, moved
from tests.tickets.integration.world import a_colleague
from tests.together.consumers import Told, heard, told
from tests.together.five import Five

HOUR = timedelta(hours=1)
ONCE = "there is one for each request"


def _opened(five: Five) -> Any:
    """Return a wish for a package that tickets has a request of."""
    wish = a_wish(five.tickets, a_principal(role="admin"))
    five.tickets.service.open_for_package(told(wish))
    return wish


@heard("tickets.open_for_package", stands_alone=ONCE)
def _wished(five: Five) -> Told:
    return Told(event=told(a_wish(five.tickets, a_principal(role="admin"))))


@heard("tickets.wait_for_decision", stands_alone="each offer is put into the request by itself")
def _offered(five: Five) -> Told:
    wish = _opened(five)
    offered = PackageOffered(
        request_id=wish.request_id,
        organisation_id=wish.organisation_id,
        person_id=new_id(),
        valid_through=five.clock.today(),
        at=five.clock.now(),
    )
    return Told(event=told(offered))


@heard("tickets.close_for_package", stands_alone=ONCE)
def _settled(five: Five) -> Told:
    wish = _opened(five)
    settled = PackageRequestSettled(
        request_id=wish.request_id,
        organisation_id=wish.organisation_id,
        person_id=wish.person_id,
        state="withdrawn",
        at=five.clock.now(),
    )
    return Told(event=told(settled))


def _requester(five: Five) -> Principal:
    who = a_principal()
    five.tickets.open(who)
    return who


@heard("tickets.follow_person")
def _person_changed(five: Five) -> Told:
    who, now = _requester(five), five.clock.now()
    return Told(
        event=moved(who, "erika@neu.example", now),
        older=moved(who, "erika@alt.example", now - HOUR),
    )


@heard("tickets.let_go_of_member", stands_alone="who has left has left, whenever it is heard")
def _member_left(five: Five) -> Told:
    owner = a_principal()
    request = five.tickets.open(owner)
    colleague = a_colleague(owner)
    five.tickets.identity.colleagues = [colleague]
    share(five.tickets, owner, request, with_person(colleague))
    return Told(event=gone(colleague, five.clock.now()))


@heard("tickets.take_up_mail", stands_alone="each mail is taken up once")
def _mail(five: Five) -> Told:
    who = a_principal()
    postbox = a_postbox(five.tickets, who)
    assert postbox.send(who, message_id=f"<{new_id()}@muster.example>")
    asked = five.tickets.told("mail_sender_asked")[-1]
    answer = MailSenderTold(mail_id=asked["mail_id"], senders=(a_sender(who),))
    return Told(event=told(answer))
