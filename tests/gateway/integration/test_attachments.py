"""Files of requests through the gateway: into the real object store, and out of it."""

import hashlib
from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from types_boto3_s3.client import S3Client

from contracts.attachments import (
    LARGEST_ATTACHMENT_BYTES,
    AttachedFile,
    AttachmentPlace,
    StoredAttachment,
)
from contracts.errors import InvalidInput, NotFound
from contracts.identity import Authenticated
from kontor_local.namespace import Namespace
from tests.gateway.integration.conftest import Portal
from tests.gateway.samples import PERSON_ID, TOKEN, an_authenticated
from tests.gateway.wire_service import WireService

pytestmark = pytest.mark.asyncio

AS_PERSON = {"Authorization": f"Bearer {TOKEN}"}
REQUEST_ID = UUID("01930000-0000-7000-8000-00000000000a")
UPLOAD = f"/v1/attachments?file_name=foto%20%22x%22.png&request_id={REQUEST_ID}"
DOWNLOAD = f"/v1/requests/{REQUEST_ID}/attachments/{PERSON_ID}"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9000


def authenticate(token: str) -> Authenticated:
    del token
    return an_authenticated()


@pytest_asyncio.fixture(autouse=True)
async def identity(module_namespace: Namespace) -> AsyncIterator[WireService]:
    url = module_namespace.amqp_url("identity")
    methods: dict[str, Callable[..., Any]] = {"authenticate": authenticate}
    async with WireService(name="identity", url=url, methods=methods) as service:
        yield service


@pytest_asyncio.fixture
async def tickets(module_namespace: Namespace) -> AsyncIterator[WireService]:
    async with WireService(name="tickets", url=module_namespace.amqp_url("tickets")) as service:
        service.methods["begin_attachment"] = lambda **_: AttachmentPlace(
            id=PERSON_ID, bucket=module_namespace.attachments_bucket, object_key="attachments/one"
        )
        service.methods["finish_attachment"] = lambda **_: a_file("foto.png")
        yield service


def a_file(name: str) -> AttachedFile:
    return AttachedFile(id=PERSON_ID, file_name=name, media_type="image/png", size_bytes=len(PNG))


def keep(tickets: WireService, namespace: Namespace, content: bytes, name: str) -> None:
    """Have tickets say where a file lies."""
    stored = StoredAttachment(
        file=a_file(name),
        bucket=namespace.attachments_bucket,
        object_key="attachments/one",
        sha256=hashlib.sha256(content).hexdigest(),
    )
    tickets.methods["open_attachment"] = lambda **_: stored


@pytest.mark.req("C8")
async def test_a_file_is_put_where_tickets_says_and_then_looked_at(
    portal: Portal, tickets: WireService, store: S3Client, module_namespace: Namespace
) -> None:
    response = await portal.client.post(UPLOAD, content=PNG, headers=AS_PERSON)

    place, finished = tickets.taken
    stored = store.get_object(Bucket=module_namespace.attachments_bucket, Key="attachments/one")
    assert response.status_code == 201
    assert response.json()["file_name"] == "foto.png"
    assert stored["Body"].read() == PNG
    assert place.kwargs["request"] == {
        "file_name": 'foto "x".png',
        "file_for": {"request_id": str(REQUEST_ID), "organisation_id": None},
    }
    assert finished.kwargs["request"]["attachment_id"] == str(PERSON_ID)


@pytest.mark.req("C8")
@pytest.mark.parametrize("announced", [True, False])
async def test_a_file_of_more_than_ten_mebibytes_is_refused(
    portal: Portal, tickets: WireService, *, announced: bool
) -> None:
    content = b"x" * (LARGEST_ATTACHMENT_BYTES + 1)

    async def pieces() -> AsyncIterator[bytes]:
        yield content

    response = await portal.client.post(
        UPLOAD, content=content if announced else pieces(), headers=AS_PERSON
    )

    assert (response.status_code, response.json()["code"]) == (413, "content_too_large")
    assert "finish_attachment" not in [taken.method for taken in tickets.taken]


async def test_why_a_file_is_not_taken_is_said_in_words(
    portal: Portal, tickets: WireService
) -> None:
    def refuse(**_: Any) -> None:
        raise InvalidInput("file", "contains_macros")

    tickets.methods["finish_attachment"] = refuse

    response = await portal.client.post(
        UPLOAD, content=PNG, headers={**AS_PERSON, "Accept-Language": "de"}
    )

    (fault,) = response.json()["errors"]
    assert response.status_code == 422
    assert (fault["field"], fault["reason"]) == ("file", "contains_macros")
    assert "Makros" in fault["message"]


@pytest.mark.req("C8")
async def test_a_file_is_fetched_as_something_to_keep_whatever_it_is_called(
    portal: Portal, tickets: WireService, store: S3Client, module_namespace: Namespace
) -> None:
    bucket = module_namespace.attachments_bucket
    store.put_object(Bucket=bucket, Key="attachments/one", Body=PNG)
    keep(tickets, module_namespace, PNG, 'Größe "A4";\r\nSet-Cookie: a=b.png')

    response = await portal.client.get(DOWNLOAD, headers=AS_PERSON)

    assert response.content == PNG
    assert response.headers["content-disposition"] == (
        'attachment; filename="Gr__e _A4_;__Set-Cookie_ a=b.png"; '
        "filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%22A4%22%3B%0D%0ASet-Cookie%3A%20a%3Db.png"
    )
    assert "set-cookie" not in response.headers
    assert response.headers["content-type"] == "image/png"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in response.headers["content-security-policy"]
    assert response.headers["cache-control"] == "private, no-store"


async def test_other_bytes_than_were_looked_at_are_never_served(
    portal: Portal, tickets: WireService, store: S3Client, module_namespace: Namespace
) -> None:
    bucket = module_namespace.attachments_bucket
    store.put_object(Bucket=bucket, Key="attachments/one", Body=PNG[:-1] + b"X")
    keep(tickets, module_namespace, PNG, "foto.png")

    response = await portal.client.get(DOWNLOAD, headers=AS_PERSON)

    assert (response.status_code, response.json()["code"]) == (502, "archive_damaged")


async def test_a_file_that_one_may_not_read_is_not_there(
    portal: Portal, tickets: WireService
) -> None:
    def hide(**_: Any) -> None:
        raise NotFound("attachment")

    tickets.methods["open_attachment"] = hide

    response = await portal.client.get(DOWNLOAD, headers=AS_PERSON)

    assert (response.status_code, response.json()["code"]) == (404, "not_found")
