"""Files on the pages of requests, and opening one, without a script."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
import pytest_asyncio
from bs4 import BeautifulSoup, Tag

from contracts.attachments import AttachedFile, AttachmentPlace
from contracts.errors import InvalidInput
from gateway.app import application
from gateway.clients.stored_streams import StoredStream
from gateway.edge.live import Live
from tests.browser.scripted_requests import ATTACHED, KIND, a_request, script_requests
from tests.gateway.samples import TOKEN
from tests.gateway.scripted_services import (
    Asked,
    ScriptedServices,
    client_of,
    scripted_surroundings,
)

pytestmark = pytest.mark.asyncio

ON_IT = f"/requests/{UUID(int=1001, version=4)}"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(300_000)


@dataclass
class HeldStreams:
    """A store that keeps what is put into it."""

    held: dict[str, bytes] = field(default_factory=dict)

    async def put(
        self,
        bucket: str,
        key_of: Callable[[str], str],
        chunks: AsyncIterator[bytes],
        *,
        largest_bytes: int,
    ) -> StoredStream:
        del bucket, largest_bytes
        content = b"".join([chunk async for chunk in chunks])
        self.held[key_of("")] = content
        return StoredStream(object_key=key_of(""), sha256="", size_bytes=len(content))


@pytest.fixture
def streams() -> HeldStreams:
    return HeldStreams()


@pytest.fixture
def names(services: ScriptedServices) -> dict[str, str]:
    """Return the names of the files that were begun, by their ids."""
    script_requests(services, Live())
    names: dict[str, str] = {}

    def begin(asked: Asked) -> AttachmentPlace:
        place = AttachmentPlace(
            id=uuid4(), bucket="b", object_key=asked.arguments["request"].file_name
        )
        names[str(place.id)] = place.object_key
        return place

    def finish(asked: Asked) -> Any:
        file_id = asked.arguments["request"].attachment_id
        name = names[str(file_id)]
        if name.endswith(".exe"):
            return InvalidInput("file", "type_not_taken")
        return AttachedFile(
            id=file_id, file_name=name, media_type="image/png", size_bytes=7_340_032
        )

    services.says("tickets.begin_attachment", begin)
    services.says("tickets.finish_attachment", finish)
    return names


@pytest_asyncio.fixture
async def erika(
    services: ScriptedServices, streams: HeldStreams, names: dict[str, str]
) -> AsyncIterator[httpx.AsyncClient]:
    del names
    around: Any = scripted_surroundings(services)
    app = application(replace(around, streams=streams))
    headers = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "de"}
    async with client_of(app, headers=headers, cookies={"kontor_session": TOKEN}) as client:
        yield client


def one(page: BeautifulSoup, selector: str) -> Tag:
    """Return the one element that a selector finds first."""
    found = page.select_one(selector)
    assert found is not None, selector
    return found


def parts(*files: tuple[str, bytes]) -> list[tuple[str, tuple[str, bytes]]]:
    return [("file", file) for file in files]


@pytest.mark.req("C8")
async def test_files_go_along_with_an_answer_and_are_shown_with_it(
    erika: httpx.AsyncClient, services: ScriptedServices, streams: HeldStreams
) -> None:
    sent = await erika.post(
        f"{ON_IT}/comments",
        data={"body": "Siehe Bilder.\r\nDanke!", "idempotency_key": "k"},
        files=parts(("Größe <1>.png", PNG), ("zwei.png", b"2"), ("", b"")),
    )
    page = BeautifulSoup((await erika.get(ON_IT)).text, "html.parser")

    asked = services.calls_of("tickets.add_comment")[-1].arguments["request"]
    assert (sent.status_code, asked.body) == (303, "Siehe Bilder.\nDanke!")
    assert len(asked.attachments) == 2
    assert streams.held == {"Größe <1>.png": PNG, "zwei.png": b"2"}
    links = page.select(".files a")
    assert [link.text for link in links] == [file.file_name for file in ATTACHED]
    assert links[0]["href"] == f"/v1{ON_IT}/attachments/{ATTACHED[0].id}"
    assert "setup.exe" in page.text
    assert "7,0 MB" in one(page, ".files").text


async def test_what_is_not_taken_is_named_and_the_rest_need_not_be_sent_again(
    erika: httpx.AsyncClient, services: ScriptedServices
) -> None:
    refused = await erika.post(
        f"{ON_IT}/comments",
        data={"body": "Siehe Bild.", "idempotency_key": "k"},
        files=parts(("eins.png", PNG), ("setup.exe", b"MZ")),
    )
    page = BeautifulSoup(refused.text, "html.parser")
    kept = one(page, 'input[name="attachment"]')
    again = await erika.post(
        f"{ON_IT}/comments",
        data={"body": "Siehe Bild.", "idempotency_key": "k", "attachment": kept["value"]},
        files=parts(("", b"")),
    )

    assert refused.status_code == 422
    assert "setup.exe" in one(page, ".fault").text
    assert one(page, "textarea#answer").text == "Siehe Bild."
    assert "eins.png" in one(page, ".kept").text
    assert again.status_code == 303
    (asked,) = services.calls_of("tickets.add_comment")
    assert [str(each) for each in asked.arguments["request"].attachments] == [
        str(kept["value"]).split(" ")[0]
    ]


@pytest.mark.parametrize(
    ("files", "status"),
    [
        (parts(*[(f"{number}.png", b"x") for number in range(11)]), 422),
        (parts(*[(f"{number}.png", b"x") for number in range(40)]), 400),
        (parts(("groß.png", bytes(27 * 1024 * 1024))), 413),
    ],
    ids=["too many", "far too many", "too large"],
)
async def test_too_much_is_refused_before_anything_is_said(
    erika: httpx.AsyncClient, services: ScriptedServices, files: Any, status: int
) -> None:
    refused = await erika.post(f"{ON_IT}/comments", data={"body": "Viel."}, files=files)

    assert refused.status_code == status
    assert services.calls_of("tickets.add_comment") == []


@pytest.mark.req("FD-09", "FD-10")
async def test_a_request_is_opened_with_its_fields_and_files(
    erika: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("tickets.open_request", a_request(1001))
    kinds = BeautifulSoup((await erika.get("/requests/new")).text, "html.parser")
    form = BeautifulSoup((await erika.get(f"/requests/new?kind={KIND.key}")).text, "html.parser")

    sent = await erika.post(
        f"/requests/new?kind={KIND.key}",
        data={
            "title": "Papierstau",
            "description": "Seit heute.",
            "fields.since": "today",
            "fields.other": " ",
            "idempotency_key": one(form, 'input[name="idempotency_key"]')["value"],
        },
        files=parts(("eins.png", PNG)),
    )

    asked = services.calls_of("tickets.open_request")[-1].arguments["request"]
    assert one(kinds, ".kinds a")["href"] == f"/requests/new?kind={KIND.key}"
    assert [each["value"] for each in form.select("select option")] == ["", "today"]
    assert sent.headers["location"] == f"{ON_IT}?done=opened"
    assert (asked.kind, asked.title, asked.fields) == (KIND.key, "Papierstau", {"since": "today"})
    assert len(asked.attachments) == 1


@pytest.mark.req("FD-10")
async def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(
    erika: httpx.AsyncClient, services: ScriptedServices
) -> None:
    services.says("tickets.open_request", InvalidInput("fields.since", "missing"))

    refused = await erika.post(
        f"/requests/new?kind={KIND.key}",
        data={"title": "Papier<stau>", "description": "Seit heute."},
        files=parts(("", b"")),
    )
    empty = await erika.post(
        f"/requests/new?kind={KIND.key}", data={"title": "", "description": ""}
    )
    unknown = await erika.get("/requests/new?kind=nothing_like_it")

    page = BeautifulSoup(refused.text, "html.parser")
    assert refused.status_code == 422
    assert one(page, '[id="fields.since-fault"]').text
    assert one(page, 'input[name="title"]')["value"] == "Papier<stau>"
    faults = BeautifulSoup(empty.text, "html.parser").select(".fault")
    assert {fault["id"] for fault in faults} == {"title-fault", "description-fault"}
    assert unknown.status_code == 404
