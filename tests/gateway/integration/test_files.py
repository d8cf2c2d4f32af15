"""Documents out of the real object store, and uploads into it."""

import base64
import hashlib
import random
import time
import tracemalloc
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import msgspec
import pytest
import pytest_asyncio
from anyio import CapacityLimiter
from types_boto3_s3.client import S3Client

from contracts.billing_docs import ArchivedFile
from contracts.damage import Soundness
from contracts.errors import NotSignedIn
from contracts.identity import Authenticated
from gateway.clients.archive import Archive
from gateway.clients.failures import AreaUnavailable
from gateway.clients.objects import open_object_store
from gateway.clients.uploads import LARGEST_UPLOAD_BYTES
from gateway.settings import Settings
from kontor_local.namespace import Namespace
from tests.faults.failing_store import FailingStore
from tests.gateway.flaky_line import until
from tests.gateway.integration.conftest import Portal
from tests.gateway.samples import (
    DOCUMENT_ID,
    SYSTEM_ID,
    SYSTEM_TOKEN,
    TOKEN,
    a_publishing_system,
    an_archived_file,
    an_authenticated,
)
from tests.gateway.wire_service import WireService

pytestmark = pytest.mark.asyncio

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 4000  # about a megabyte
CONTENT = f"/v1/documents/{DOCUMENT_ID}/content"
PREVIEW = f"/v1/documents/{DOCUMENT_ID}/preview"
AS_PERSON = {"Authorization": f"Bearer {TOKEN}"}
AS_SYSTEM = {"Authorization": f"Bearer {SYSTEM_TOKEN}"}


def authenticate(token: str) -> Authenticated:
    known = {TOKEN: an_authenticated(), SYSTEM_TOKEN: an_authenticated(a_publishing_system())}
    if token not in known:
        raise NotSignedIn
    return known[token]


@pytest_asyncio.fixture(autouse=True)
async def identity(module_namespace: Namespace) -> AsyncIterator[WireService]:
    url = module_namespace.amqp_url("identity")
    async with WireService(
        name="identity", url=url, methods={"authenticate": authenticate}
    ) as service:
        yield service


@pytest_asyncio.fixture
async def billing_docs(module_namespace: Namespace) -> AsyncIterator[WireService]:
    url = module_namespace.amqp_url("billing_docs")
    async with WireService(name="billing_docs", url=url) as service:
        yield service


def archive(
    store: S3Client, namespace: Namespace, content: bytes, **changes: object
) -> ArchivedFile:
    key = f"documents/{uuid4()}"
    stored = store.put_object(
        Bucket=namespace.archive_bucket,
        Key=key,
        Body=content,
        ChecksumSHA256=base64.b64encode(hashlib.sha256(content).digest()).decode(),
        ObjectLockMode="GOVERNANCE",
        ObjectLockRetainUntilDate=datetime.now(UTC) + timedelta(seconds=2),
    )
    values: dict[str, object] = {
        "bucket": namespace.archive_bucket,
        "object_key": key,
        "version_id": stored["VersionId"],
        "sha256": hashlib.sha256(content).hexdigest(),
        "size_bytes": len(content),
    }
    return an_archived_file(**(values | changes))


@pytest.mark.req("SE-29")
@pytest.mark.parametrize("size", [1, 5_000, 1024 * 1024, 5 * 1024 * 1024])
async def test_a_download_is_the_archived_file_byte_for_byte(
    portal: Portal,
    billing_docs: WireService,
    store: S3Client,
    module_namespace: Namespace,
    size: int,
) -> None:
    content = (PDF * 6)[:size]
    file = archive(store, module_namespace, content)
    billing_docs.methods["open_download"] = lambda **_: file

    response = await portal.client.get(CONTENT, headers=AS_PERSON)

    assert response.status_code == 200
    assert response.content == content
    assert response.headers["content-type"] == "application/pdf"
    assert response.headers["content-length"] == str(size)
    assert response.headers["etag"] == f'"{file.sha256}"'
    digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
    assert response.headers["repr-digest"] == f"sha-256=:{digest}:"
    assert response.headers["cache-control"] == "private, no-store"
    assert response.headers["content-disposition"].startswith("attachment; ")
    assert "sandbox" in response.headers["content-security-policy"]
    assert response.headers["x-content-type-options"] == "nosniff"
    assert billing_docs.taken[0].kwargs == {"document_id": str(DOCUMENT_ID)}
    assert billing_docs.taken[0].headers["nameko.principal"]


async def test_the_largest_document_takes_no_more_memory_than_a_small_one(
    store: S3Client, module_namespace: Namespace
) -> None:
    content = PDF * 24
    file = archive(store, module_namespace, content)
    documents = Archive(store, CapacityLimiter(1))
    digest = hashlib.sha256()
    tracemalloc.start()

    checked = await documents.open(file)
    async for chunk in checked.chunks():
        digest.update(chunk)

    _, most_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert digest.hexdigest() == file.sha256
    assert len(content) > 8 * most_bytes, most_bytes


@pytest.fixture
def slow_store(settings: Settings) -> Iterator[FailingStore]:
    """Return what stands before the store and can be slow."""
    with FailingStore(settings.s3_url, random.Random(5)) as failing:  # noqa: S311 (not a secret)
        yield failing


@pytest.mark.req("R5")
async def test_a_store_that_gives_a_few_bytes_a_second_is_given_up(
    settings: Settings, slow_store: FailingStore, store: S3Client, module_namespace: Namespace
) -> None:
    file = archive(store, module_namespace, PDF)
    reached = replace(settings, s3_url=slow_store.url)
    documents = Archive(open_object_store(reached), CapacityLimiter(1), patience_seconds=0.5)
    slow_store.be_slow(len(PDF) / 30)

    began = time.monotonic()
    with pytest.raises(AreaUnavailable, match="too_slow"):
        await documents.open(file)

    assert time.monotonic() - began < 5
    # Nor is it read on for nobody.
    await until(lambda: slow_store.deserted == 1)
    slow_store.be_fair()
    with await documents.open(file) as checked:
        assert checked.size_bytes == len(PDF)


@pytest.mark.req("SE-45")
async def test_a_preview_is_shown_in_the_page_and_is_no_download(
    portal: Portal, billing_docs: WireService, store: S3Client, module_namespace: Namespace
) -> None:
    file = archive(store, module_namespace, PDF)
    billing_docs.methods["open_preview"] = lambda **_: file

    response = await portal.client.get(PREVIEW, headers=AS_PERSON)

    assert response.content == PDF
    assert response.headers["content-disposition"].startswith("inline; ")
    assert "frame-ancestors 'self'" in response.headers["content-security-policy"]
    assert [taken.method for taken in billing_docs.taken] == ["open_preview"]


async def test_bytes_that_are_not_the_archived_ones_are_never_served(
    portal: Portal, billing_docs: WireService, store: S3Client, module_namespace: Namespace
) -> None:
    other = archive(store, module_namespace, PDF[:-1] + b"X")
    right = hashlib.sha256(PDF).hexdigest()
    damaged = [
        archive(store, module_namespace, PDF, sha256=other.sha256),
        archive(store, module_namespace, PDF, size_bytes=len(PDF) - 1),
        archive(store, module_namespace, PDF, object_key="documents/gone"),
        an_archived_file(
            bucket=other.bucket,
            object_key=other.object_key,
            version_id=other.version_id,
            sha256=right,
            size_bytes=len(PDF),
        ),
    ]
    answers = iter(damaged)
    billing_docs.methods["open_download"] = lambda **_: next(answers)

    responses = [await portal.client.get(CONTENT, headers=AS_PERSON) for _ in damaged]

    assert {response.status_code for response in responses} == {502}
    assert {response.json()["code"] for response in responses} == {"archive_damaged"}


@pytest.mark.req("R18", "P5")
async def test_damage_is_told_so_that_the_next_reader_hears_of_it_at_once(
    portal: Portal, billing_docs: WireService, store: S3Client, module_namespace: Namespace
) -> None:
    file = archive(store, module_namespace, PDF[:-1] + b"X")
    rotten = msgspec.structs.replace(file, sha256=hashlib.sha256(PDF).hexdigest())
    told = []

    def prove_document(**named: Any) -> Soundness:
        told.append(str(named["document_id"]))
        return Soundness(document_id=rotten.document_id, is_sound=False)

    billing_docs.methods["open_download"] = lambda **_: rotten
    billing_docs.methods["prove_document"] = prove_document

    response = await portal.client.get(CONTENT, headers=AS_PERSON)

    assert (response.status_code, response.json()["code"]) == (502, "archive_damaged")
    assert told == [str(rotten.document_id)]
    metrics = await portal.client.get("/metrics")
    assert "kontor_gateway_archive_damaged_total" in metrics.text


async def test_who_has_the_bytes_already_gets_them_not_again(
    portal: Portal, billing_docs: WireService
) -> None:
    file = an_archived_file(bucket="not-asked")
    billing_docs.methods["open_download"] = lambda **_: file

    response = await portal.client.get(
        CONTENT, headers={**AS_PERSON, "If-None-Match": f'"other", W/"{file.sha256}"'}
    )
    head = await portal.client.head(CONTENT, headers=AS_PERSON)

    assert response.status_code == 304
    assert response.content == b""
    assert response.headers["etag"] == f'"{file.sha256}"'
    assert head.status_code == 200
    assert head.headers["content-length"] == str(file.size_bytes)


@pytest.mark.parametrize("s3_url", ["http://127.0.0.1:1"])  # nobody listens there
async def test_a_store_that_does_not_answer_is_named_and_may_be_asked_again(
    portal: Portal, billing_docs: WireService
) -> None:
    billing_docs.methods["open_download"] = lambda **_: an_archived_file()

    response = await portal.client.get(CONTENT, headers=AS_PERSON)

    assert response.status_code == 503
    assert response.json()["area"] == "archive"
    assert response.headers["retry-after"]


async def test_an_upload_is_kept_under_the_system_that_handed_it_in(
    portal: Portal, store: S3Client, module_namespace: Namespace
) -> None:
    response = await portal.client.post("/v1/uploads", content=PDF, headers=AS_SYSTEM)

    assert response.status_code == 201
    upload = response.json()
    assert upload["sha256"] == hashlib.sha256(PDF).hexdigest()
    assert upload["size_bytes"] == len(PDF)
    assert upload["reference"] == f"upload:{SYSTEM_ID}/{upload['sha256']}"
    stored = store.get_object(
        Bucket=module_namespace.uploads_bucket, Key=upload["reference"].removeprefix("upload:")
    )
    assert stored["Body"].read() == PDF


async def test_an_upload_that_is_repeated_is_the_same_upload(portal: Portal) -> None:
    first = await portal.client.post("/v1/uploads", content=PDF, headers=AS_SYSTEM)
    second = await portal.client.post("/v1/uploads", content=PDF, headers=AS_SYSTEM)

    assert first.json() == second.json()


async def test_an_upload_needs_a_key_that_may_publish(portal: Portal) -> None:
    response = await portal.client.post("/v1/uploads", content=PDF, headers=AS_PERSON)

    assert response.status_code == 403
    assert response.json()["code"] == "not_permitted"


@pytest.mark.parametrize("announced", [True, False])
async def test_an_upload_of_more_than_25_mib_is_refused(portal: Portal, *, announced: bool) -> None:
    content = b"x" * (LARGEST_UPLOAD_BYTES + 1)

    async def pieces() -> AsyncIterator[bytes]:
        yield content

    response = await portal.client.post(
        "/v1/uploads", content=content if announced else pieces(), headers=AS_SYSTEM
    )

    assert response.status_code == 413
    assert response.json()["code"] == "content_too_large"


async def test_an_empty_upload_is_refused(portal: Portal) -> None:
    response = await portal.client.post("/v1/uploads", content=b"", headers=AS_SYSTEM)

    assert response.status_code == 422
    assert response.json()["code"] == "upload_empty"
