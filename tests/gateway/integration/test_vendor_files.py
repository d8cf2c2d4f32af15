"""Licence files and material through the gateway: into the real object store, and out of it."""

import hashlib
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio

from contracts.contract_list import LicenceFile
from contracts.errors import NotPermitted
from contracts.identity import Authenticated
from contracts.principal import DOWNLOAD_LICENCE
from contracts.vendor_files import LARGEST_LICENCE_BYTES, StoredVendorFile, VendorFilePlace
from kontor_local.namespace import Namespace
from tests.gateway.integration.conftest import Portal
from tests.gateway.samples import TOKEN, an_authenticated
from tests.gateway.wire_service import WireService

pytestmark = pytest.mark.asyncio

AS_PERSON = {"Authorization": f"Bearer {TOKEN}"}
CONTRACT_ID = UUID("01930000-0000-7000-8000-0000000000c1")
ADDRESS = f"/v1/contracts/{CONTRACT_ID}/licence-file"
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
LICENCE = b"LICENCE\x00" + bytes(range(256)) * 40


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
async def catalog(module_namespace: Namespace) -> AsyncIterator[WireService]:
    """Return catalog, which keeps what it is told of a licence file and says it again."""
    bucket = module_namespace.vendor_files_bucket
    kept: dict[str, Any] = {}

    def put(request: dict[str, Any]) -> LicenceFile:
        kept.update(request["file"])
        return LicenceFile(
            file_name=kept["file_name"], size_bytes=kept["size_bytes"], added_at=NOON
        )

    def open_file(contract_id: str) -> StoredVendorFile:
        return StoredVendorFile(id=UUID(contract_id), bucket=bucket, **kept)

    async with WireService(name="catalog", url=module_namespace.amqp_url("catalog")) as service:
        service.methods["place_licence_file"] = lambda **_: VendorFilePlace(
            bucket=bucket, object_key=f"licences/{CONTRACT_ID}/one"
        )
        service.methods["put_licence_file"] = put
        service.methods["open_licence_file"] = open_file
        yield service


@pytest.mark.req("DW-47")
async def test_a_licence_file_comes_out_as_it_went_in_and_is_kept_by_nobody_on_the_way(
    portal: Portal, catalog: WireService
) -> None:
    put = await portal.client.put(
        f"{ADDRESS}?file_name=Lizenz%20M%C3%BCller.lic", content=LICENCE, headers=AS_PERSON
    )
    fetched = await portal.client.get(ADDRESS, headers=AS_PERSON)

    assert put.json()["size_bytes"] == len(LICENCE)
    assert fetched.content == LICENCE
    assert fetched.headers["cache-control"] == "private, no-store"
    assert fetched.headers["etag"] == f'"{hashlib.sha256(LICENCE).hexdigest()}"'
    assert "attachment" in fetched.headers["content-disposition"]
    assert "M%C3%BCller" in fetched.headers["content-disposition"]
    catalog.methods["open_licence_file"] = refuse
    refused = await portal.client.get(ADDRESS, headers=AS_PERSON)
    assert (refused.status_code, refused.json()["code"]) == (403, "not_permitted")


async def test_nothing_is_kept_of_what_is_too_large_or_empty(
    portal: Portal, catalog: WireService
) -> None:
    large = await portal.client.put(
        f"{ADDRESS}?file_name=x", content=bytes(LARGEST_LICENCE_BYTES + 1), headers=AS_PERSON
    )
    empty = await portal.client.put(f"{ADDRESS}?file_name=x", content=b"", headers=AS_PERSON)

    assert (large.status_code, empty.status_code) == (413, 422)
    assert [call for call in catalog.taken if "request" in call.kwargs] == []


def refuse(contract_id: str) -> StoredVendorFile:
    del contract_id
    raise NotPermitted(DOWNLOAD_LICENCE)
