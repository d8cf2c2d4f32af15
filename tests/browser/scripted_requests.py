"""Requests of a scripted portal: what is said in one window is heard in the others."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec

from contracts.attachments import AttachedFile
from contracts.canned_answers import AnswerBody, CannedAnswer, CannedAnswers, FilledAnswer
from contracts.conversations import Audience, Entry, EntryPage, Shares
from contracts.departments import Department, Departments
from contracts.errors import NotFound, WireError
from contracts.organisation_names import OrganisationName, OrganisationNames
from contracts.request_news import News, RequestNews
from contracts.request_types import (
    Choice,
    Label,
    RequestField,
    RequestType,
    RequestTypes,
)
from contracts.tickets import Participant, Request, RequestDetail, RequestPage
from gateway.edge.live import Live
from tests.gateway.samples import (
    ORGANISATION_ID,
    PERSON_ID,
    a_principal,
    an_authenticated,
    an_organisation,
)
from tests.gateway.scripted_services import Asked, ScriptedServices

AGENT_TOKEN = "ks_agent"
AGENT_ID = UUID(int=77)
AGENT = a_principal(
    subject=AGENT_ID,
    organisation_id=UUID(int=78),
    organisation_kind="vendor",
    session_id=UUID(int=79),
)
NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
_ERIKA = Participant(person_id=PERSON_ID, name="Erika Muster")
_KIM = Participant(person_id=AGENT_ID, name="Kim Beispiel")
DEPARTMENTS = (
    Department(key="sales", label=Label(de="Vertrieb", en="Sales"), is_default=False),
    Department(
        key="service_desk", label=Label(de="Kundendienst", en="Service desk"), is_default=True
    ),
)
KIND = RequestType(
    key="technical_problem",
    version=1,
    label=Label(de="Technisches Problem", en="Technical problem"),
    fields=(
        RequestField(
            name="since",
            kind="choice",
            label=Label(de="Seit wann?", en="Since when?"),
            choices=(Choice(value="today", label=Label(de="Seit heute", en="Since today")),),
        ),
    ),
    department="service_desk",
)

CANNED_ANSWERS = CannedAnswers(
    items=(
        CannedAnswer(
            key="greeting",
            version=3,
            label=Label(de="Begrüßung", en="Greeting"),
            body=AnswerBody(de="Guten Tag {requester},", en="Dear {requester},"),
        ),
        CannedAnswer(
            key="offer",
            version=1,
            label=Label(de="Angebot folgt", en="Offer follows"),
            body=AnswerBody(de="Unser Angebot folgt.", en="Our offer follows."),
            department="sales",
        ),
        CannedAnswer(
            key="old",
            version=2,
            label=Label(de="Veraltet", en="Outdated"),
            body=AnswerBody(de="Alt.", en="Old."),
            is_offered=False,
        ),
    ),
    placeholders=("requester", "number", "title", "agent", "department"),
)


ATTACHED = tuple(
    AttachedFile(id=UUID(int=number), file_name=name, media_type="image/png", size_bytes=size)
    for number, name, size in (
        (501, "Größe <1>.png", 7_340_032),
        (502, "EinSehrLangerDateinameOhneLeerzeichen" * 3 + ".png", 2_100),
    )
)


def a_request(number: int, **changes: Any) -> Request:
    """Return a request of Erika's."""
    values: dict[str, Any] = {
        "id": UUID(int=number, version=4),
        "number": number,
        "kind": KIND.key,
        "title": "Der Drucker im Lager zieht kein Papier ein",
        "description": "Seit heute Morgen, Fehlercode E-12.\n<b>Bei jedem Format.</b>",
        "fields": {"since": "today"},
        "state": "in_progress",
        "organisation_id": ORGANISATION_ID,
        "requester": _ERIKA,
        "department": "service_desk",
        "assignee": _KIM,
        "due_at": NOW + timedelta(days=1),
        "opened_at": NOW,
        "active_at": NOW,
    }
    return Request(**(values | changes))


REQUESTS = {
    each.id: each
    for each in (
        a_request(1001, unread=2, last_comment="Wir schicken morgen jemanden vorbei. " * 4),
        a_request(1002, title="Rechnung doppelt erhalten", state="waiting_for_customer",
                  due_at=None),
        a_request(1003, title="Zugriff auf Zählerstände fehlt", state="waiting_for_vendor",
                  assignee=None),
        a_request(1004, title="EinSehrLangesWortOhneLeerzeichen" * 4, state="closed", stars=4,
                  due_at=None),
    )
}  # fmt: skip


def an_entry(body: str | None, **changes: Any) -> Entry:
    """Return something that was said."""
    values: dict[str, Any] = {
        "id": uuid4(),
        "kind": "comment",
        "audience": "public",
        "author": _KIM,
        "side": "vendor",
        "at": NOW + timedelta(minutes=5),
        "body": body,
    }
    return Entry(**(values | changes))


def a_change(change: str, **details: str) -> Entry:
    """Return something that was done."""
    return an_entry(None, kind="change", change=change, details=details)


def _course() -> list[Entry]:
    return [
        an_entry(None, kind="change", change="opened", author=_ERIKA, side="customer"),
        a_change("state_changed", **{"from": "waiting_for_vendor", "to": "in_progress"}),
        a_change("assigned", to="Kim Beispiel"),
        an_entry("Guten Tag, wir sehen uns das an.\nIst das Gerät eingeschaltet?"),
        an_entry(
            "Ja, seit heute früh.",
            author=_ERIKA,
            side="customer",
            attachments=ATTACHED,
            details={"channel": "mail", "files_not_taken": "setup.exe"},
        ),
        an_entry("Gerät ist außerhalb der Garantie.", audience="vendor"),
    ]


READ_BY: dict[bool, set[Audience]] = {
    True: {"public", "vendor", "partner"},
    False: {"public", "customer"},
}


@dataclass(kw_only=True)
class ScriptedRequests:
    """Requests, what is said about them, and who hears of it."""

    live: Live
    courses: dict[UUID, list[Entry]] = field(default_factory=dict)

    def course(self, request_id: UUID) -> list[Entry]:
        """Return the course of one request."""
        return self.courses.setdefault(request_id, _course())

    def detail(self, asked: Asked) -> RequestDetail | WireError:
        request = REQUESTS.get(asked.arguments["request_id"])
        if request is None:
            return NotFound("request")
        is_staff = _is_staff(asked)
        if is_staff:
            request = msgspec.structs.replace(request, priority="high")
        return RequestDetail(
            request=request,
            kind=KIND,
            may_edit=not is_staff,
            may_share=not is_staff,
            audiences=tuple(sorted(READ_BY[is_staff])),
        )

    def entries(self, asked: Asked) -> EntryPage:
        readable = READ_BY[_is_staff(asked)]
        course = self.course(asked.arguments["query"].request_id)
        shown = [entry for entry in course if entry.audience in readable]
        return EntryPage(items=tuple(shown[::-1]), next_cursor=None)

    def say(self, asked: Asked) -> Entry:
        """Take a comment down, and tell whoever may read it."""
        request, is_staff = asked.arguments["request"], _is_staff(asked)
        entry = an_entry(
            request.body,
            audience=request.audience,
            author=_KIM if is_staff else _ERIKA,
            side="vendor" if is_staff else "customer",
            at=datetime.now(UTC),
        )
        self.course(request.request_id).append(entry)
        hearers = [
            name
            for name, side in (("vendor", True), ("customer", False))
            if request.audience in READ_BY[side]
        ]
        self.live.tell(
            RequestNews(request_id=request.request_id, at=datetime.now(UTC), hearers=tuple(hearers))
        )
        return entry

    def news(self, asked: Asked) -> News:
        name = "vendor" if _is_staff(asked) else "customer"
        return News(listens_to=(name,), at=datetime.now(UTC))


def script_requests(scripted: ScriptedServices, live: Live) -> None:
    """Have the services answer about requests."""
    requests = ScriptedRequests(live=live)
    everything = RequestPage(items=tuple(REQUESTS.values()), next_cursor="next")
    at_the_desk = replace_priorities(everything)
    scripted.tokens[AGENT_TOKEN] = an_authenticated(
        AGENT,
        person_name="Kim Beispiel",
        organisation=an_organisation(id=UUID(int=78), kind="vendor", name="Beispiel AG (Demo)"),
    )
    scripted.says("tickets.list_requests", everything)
    scripted.says("tickets.list_desk_requests", at_the_desk)
    scripted.says("tickets.list_request_types", RequestTypes(items=(KIND,)))
    scripted.says("tickets.list_departments", Departments(items=DEPARTMENTS))
    scripted.says("tickets.get_request", requests.detail)
    scripted.says("tickets.list_entries", requests.entries)
    scripted.says("tickets.add_comment", requests.say)
    scripted.says("tickets.list_canned_answers", CANNED_ANSWERS)
    scripted.says(
        "tickets.fill_canned_answer", FilledAnswer(body="Guten Tag Erika Muster,\n…", language="de")
    )
    scripted.says("tickets.mark_read", None)
    scripted.says("tickets.list_shares", Shares(items=()))
    scripted.says("tickets.list_news", requests.news)
    scripted.says(
        "identity.name_organisations",
        OrganisationNames(
            items=(
                OrganisationName(
                    id=ORGANISATION_ID, name="Musterfabrik GmbH (Demo)", customer_number="10001"
                ),
            )
        ),
    )


def replace_priorities(page: RequestPage) -> RequestPage:
    """Return the page as the vendor's people see it."""
    priorities = ("urgent", "high", "normal", "low")
    return RequestPage(
        items=tuple(
            msgspec.structs.replace(request, priority=priority)
            for request, priority in zip(page.items, priorities, strict=True)
        ),
        next_cursor=page.next_cursor,
    )


def _is_staff(asked: Asked) -> bool:
    return asked.caller.principal == an_authenticated(AGENT).principal
