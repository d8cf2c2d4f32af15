"""Mails to requests, as tests send them in."""

from dataclasses import dataclass, field, replace
from typing import Any

from contracts.mails import IncomingMail, IncomingMailQuery, MailSender, MailSenderTold
from contracts.principal import Principal
from contracts.tickets import Request
from tests.tickets.integration.world import World, address_of, name_of, staff
from tests.tickets.mails import a_mail
from tickets.adapters.mail_reading import MailReader
from tickets.domain.request_mailbox import RequestMailbox
from tickets.use_cases.mails.take_in_mail import CameBy, MailTools, take_in_mail

MAILBOX = RequestMailbox(address="anfragen@kontor.example", keys=[b"k" * 32])


@dataclass(kw_only=True)
class Postbox:
    """The service with an address for mails, and what tells it whose they are."""

    world: World
    people: list[Principal] = field(default_factory=list)
    reader: MailReader = field(default_factory=MailReader)

    @property
    def tools(self) -> MailTools:
        """Return what the mail intake has."""
        world = self.world
        store = world.service.resources.attachments
        return MailTools(room=world.room, store=store, reader=self.reader, mailbox=MAILBOX)

    def send(
        self,
        who: Principal,
        words: str = "Danke, das war es!",
        *,
        to: str = MAILBOX.address,
        sender: str | None = None,
        envelope: CameBy | None = None,
        **said: Any,
    ) -> bool:
        """Take in a mail of somebody's; return whether it was a new one."""
        values: dict[str, Any] = {"from": sender or address_of(who), "to": to, **said}
        return take_in_mail(a_mail(words, **values), envelope or CameBy(), self.tools)

    def tell(self, number: int = -1) -> None:
        """Have identity tell whose a mail is that it was asked about, and take it up."""
        told = self.told(number)
        self.world.service.take_up_mail(An(told))  # type: ignore[arg-type]  # all that is looked at

    def told(self, number: int = -1) -> MailSenderTold:
        """Return what identity tells."""
        asked = self.world.told("mail_sender_asked")[number]
        known = [each for each in self.people if address_of(each) == asked["address"]]
        return MailSenderTold(
            mail_id=asked["mail_id"], senders=tuple(a_sender(each) for each in known)
        )

    def answer(self, who: Principal, request: Request, words: str = "Danke!", **said: Any) -> None:
        """Answer about a request at the address that its requester was told, to the end."""
        to = self.reply_address(request)
        number = len(self.world.told("mail_sender_asked"))
        message_id = said.pop("message_id", f"<{number}@muster.example>")
        self.send(who, words, to=to, message_id=message_id, **said)
        self.tell()

    def reply_address(self, request: Request) -> str:
        """Return the address at which the mails about a request are answered."""
        notices = [each for each in self.world.notices() if each.kind == "request_opened"]
        found = [each for each in notices if each.parameters["number"] == str(request.number)]
        assert found[0].reply_to is not None
        return found[0].reply_to

    def mails(self, state: Any) -> list[IncomingMail]:
        """Return the mails in a state, the newest first."""
        query = IncomingMailQuery(state=state)
        return list(self.world.service.list_mails(staff(), query).items)

    def parked(self) -> list[str | None]:
        """Return for what reasons mails are parked, the newest first."""
        return [mail.reason for mail in self.mails("parked")]


@dataclass(frozen=True)
class An:
    """An event as far as the service looks at it."""

    data: MailSenderTold


def a_postbox(world: World, *people: Principal) -> Postbox:
    """Return the service with an address for mails; identity knows these people."""
    runtime = world.service.runtime
    resources = replace(runtime.resources, mailbox=MAILBOX)
    world.service.runtime = replace(runtime, resources=resources)
    return Postbox(world=world, people=list(people))


def a_sender(who: Principal) -> MailSender:
    """Return what identity tells of somebody."""
    assert who.organisation_id is not None
    assert who.organisation_kind is not None
    assert who.role is not None
    return MailSender(
        organisation_id=who.organisation_id,
        organisation_kind=who.organisation_kind,
        person_id=who.subject,
        role=who.role,
        name=name_of(who),
        email=address_of(who),
        language="de",
    )
