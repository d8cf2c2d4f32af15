"""Everything about a person as one archive: words, files, and what was left out."""

import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import pytest

from contracts.accounts import Organisations
from contracts.attachments import AttachedFile, StoredAttachment
from contracts.billing_docs import ArchivedFile
from contracts.conversations import Entry
from contracts.errors import NotFound, NotPermitted, WireError
from contracts.mails import IncomingMail
from contracts.person_data import PersonData, PersonErasure, PersonRequest, SaidElsewhere
from contracts.profiles import Profile
from gateway.app import application
from tests.gateway.samples import PERSON_ID, TOKEN, an_organisation
from tests.gateway.scripted_services import (
    Asked,
    ScriptedServices,
    client_of,
    scripted_surroundings,
)
from tests.gateway.unit.test_request_routes import A_REQUEST, AN_ENTRY

pytestmark = pytest.mark.asyncio

CONTENT = b"zieht kein Papier ein"
FILE, LOST = (
    AttachedFile(
        id=UUID(int=number), file_name="fehler.log", media_type="text/plain",
        size_bytes=len(CONTENT),
    )
    for number in (1, 2)
)  # fmt: skip
COURSE: tuple[Entry, ...] = (
    Entry(**{name: getattr(AN_ENTRY, name) for name in AN_ENTRY.__struct_fields__}
          | {"attachments": (FILE, LOST)}),
)  # fmt: skip
MAIL = IncomingMail(
    id=UUID(int=3), state="taken", reason=None, sender="erika@example.com",
    subject="Re: Drucker", size_bytes=len(CONTENT), received_at=datetime(2026, 11, 2, tzinfo=UTC),
)  # fmt: skip
PROFILE = Profile(
    person_id=PERSON_ID, name="Erika Muster", given_name="Erika", family_name="Muster",
    email="erika@example.com", language="de", linked_account=None, managed_elsewhere=(),
    manage_url=None,
)  # fmt: skip


class OneFile:
    """An archive that holds one file."""

    async def open(self, _: ArchivedFile) -> Any:
        class Checked:
            async def chunks(self) -> Any:
                yield CONTENT

        return Checked()


def stored(asked: Asked) -> StoredAttachment | WireError:
    assert asked.arguments["query"].person_id is None
    if asked.arguments["query"].file_id == LOST.id:
        return NotFound("attachment")
    return StoredAttachment(file=FILE, bucket="b", object_key="k", sha256="ab" * 32)


def part_of(asked: Asked) -> PersonData:
    if asked.arguments["query"].cursor is None:
        return PersonData(
            requests=(PersonRequest(request=A_REQUEST, opinion=None, course=COURSE),),
            read_by_him=(7,),
            mails=(MAIL,),
            next_cursor="entries:",
        )
    return PersonData(
        said_elsewhere=(SaidElsewhere(request_id=A_REQUEST.id, request_number=7, entry=COURSE[0]),)
    )


async def fetch(services: ScriptedServices, path: str) -> httpx.Response:
    around = replace(scripted_surroundings(services), archive=OneFile())  # type: ignore[arg-type]  # stands in
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with client_of(application(around), headers=headers) as client:
        return await client.get(path)


async def test_ones_own_data_come_as_one_archive_that_names_what_was_left_out(
    services: ScriptedServices,
) -> None:
    services.says("identity.get_profile", PROFILE)
    services.says("identity.list_own_organisations", Organisations(items=(an_organisation(),)))
    services.says("tickets.export_person_data", part_of)
    services.says("tickets.open_person_file", stored)

    response = await fetch(services, "/v1/me/data")

    archive = zipfile.ZipFile(io.BytesIO(response.content))
    data = json.loads(archive.read("data.json"))
    assert response.headers["content-type"] == "application/zip"
    assert "attachment" in response.headers["content-disposition"]
    assert archive.namelist() == [
        f"files/{A_REQUEST.number}/1-fehler.log",
        "files/7/1-fehler.log",
        f"mails/{MAIL.id}.eml",
        "data.json",
    ]
    assert {archive.read(name) for name in archive.namelist()[:-1]} == {CONTENT}
    assert data["files_left_out"] == [
        f"files/{A_REQUEST.number}/2-fehler.log",
        "files/7/2-fehler.log",
    ]
    assert data["mails"][0]["subject"] == "Re: Drucker"
    assert data["profile"]["email"] == "erika@example.com"
    assert data["requests"][0]["course"][0]["body"] == AN_ENTRY.body
    assert data["read_by_him"] == [7]
    assert len(services.calls_of("tickets.export_person_data")) == 2


async def test_somebody_elses_are_the_services_to_refuse(services: ScriptedServices) -> None:
    services.says("tickets.export_person_data", NotPermitted("admin"))

    response = await fetch(services, f"/v1/people/{PERSON_ID}/data")

    assert response.status_code == 403
    assert services.calls_of("identity.get_profile") == []


async def test_an_erasure_is_ordered_and_followed(
    signed_in: httpx.AsyncClient, services: ScriptedServices
) -> None:
    at = datetime(2026, 11, 2, tzinfo=UTC)
    erasure = PersonErasure(person_id=PERSON_ID, ordered_at=at, finished_at=None, leftovers=())
    services.says("identity.order_message_erasure", None)
    services.says("tickets.order_person_erasure", erasure)
    services.says("tickets.get_person_erasure", erasure)

    ordered = await signed_in.put(f"/v1/people/{PERSON_ID}/erasure")
    followed = await signed_in.get(f"/v1/people/{PERSON_ID}/erasure")

    assert ordered.json() == followed.json()
    assert ordered.json()["person_id"] == str(PERSON_ID)
    (of_messages,) = services.calls_of("identity.order_message_erasure")
    assert of_messages.arguments == {"person_id": PERSON_ID}
