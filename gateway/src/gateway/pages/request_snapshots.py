"""What a new request is about, attached with one click as it is at that moment."""

from dataclasses import dataclass
from uuid import UUID

from contracts.billing_docs import DocumentQuery
from contracts.errors import AreaNotVisible, NotFound, NotPermitted, ServiceUnavailable
from contracts.request_types import RequestType
from contracts.tickets import SnapshotKind, WantedSnapshot
from gateway import formats
from gateway.call import Call

SNAPSHOT = "snapshot."
_THINGS: tuple[SnapshotKind, ...] = ("document", "device", "contract")
_MOST_DOCUMENTS = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class Offered:
    """A thing whose page has led here, in words; `written` is what a field for it holds."""

    kind: SnapshotKind
    id: UUID
    label: str
    written: str


async def offered_snapshots(call: Call) -> tuple[Offered, ...]:
    """Return the things that the address names.

    Raises:
        NotFound: there is none, or the reader does not see it.
    """
    named = {kind: call.request.query_params.get(kind, "") for kind in _THINGS}
    return tuple([await _offered(call, kind, text) for kind, text in named.items() if text])


def query_of(offered: tuple[Offered, ...]) -> str:
    """Return what an address says further so that these things stay named."""
    return "".join(f"&{each.kind}={each.id}" for each in offered)


def filled_in(kind: RequestType, offered: tuple[Offered, ...]) -> dict[str, str]:
    """Return the fields of a kind of request that are about these things, filled in (C12)."""
    written = {each.kind: each.written for each in offered}
    return {
        f"fields.{field.name}": written[field.kind]
        for field in kind.fields
        if field.kind in _THINGS and field.kind in written
    }


def snapshots_in(form: dict[str, str]) -> tuple[WantedSnapshot, ...]:
    """Return what was ticked; what was made up is nobody's and refused like that."""
    wanted = [
        WantedSnapshot(kind=kind, id=_id_in(form[f"{SNAPSHOT}{kind}"], kind))
        for kind in _THINGS
        if form.get(f"{SNAPSHOT}{kind}")
    ]
    if form.get(f"{SNAPSHOT}access"):
        wanted.append(WantedSnapshot(kind="access"))
    return tuple(wanted)


async def choose_documents(call: Call, offered: tuple[Offered, ...]) -> list[tuple[str, str]]:
    """Return what may be chosen as a document: the one offered, and the reader's newest ones."""
    first = [(each.written, each.label) for each in offered if each.kind == "document"]
    known = {document_id for document_id, _ in first}
    return first + [each for each in await _newest_documents(call) if each[0] not in known]


async def _newest_documents(call: Call) -> list[tuple[str, str]]:
    """Return documents that the reader sees, by id; none where he sees none just now."""
    if call.identified.principal.is_staff:
        return []
    try:
        query = DocumentQuery(limit=_MOST_DOCUMENTS)
        documents = await call.around.billing_docs.list_documents(call.context, query)
    except (AreaNotVisible, NotPermitted, ServiceUnavailable):
        return []
    return [
        (
            str(each.id),
            call.texts(
                "new_request.document",
                kind=call.texts.word("document_types", each.document_type),
                number=each.number,
                day=formats.day(each.issued_on, call.language),
            ),
        )
        for each in documents.items
    ]


async def _offered(call: Call, kind: SnapshotKind, text: str) -> Offered:
    thing_id = _id_in(text, kind)
    if kind == "document":
        document = await call.around.billing_docs.get_document(call.context, thing_id)
        name = call.texts.word("document_types", document.document_type)
        label, written = f"{name} {document.number}", str(document.id)
    elif kind == "device":
        device = (await call.around.catalog.get_device(call.context, thing_id)).device
        label = call.texts("new_request.device", number=device.number, model=device.model)
        written = device.number
    else:
        contract = (await call.around.catalog.get_contract(call.context, thing_id)).contract
        label = call.texts("new_request.contract", number=contract.number)
        written = contract.number
    return Offered(kind=kind, id=thing_id, label=label, written=written)


def _id_in(text: str, kind: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound(kind) from None
