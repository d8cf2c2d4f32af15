"""Files that go with requests, as tests send and fetch them."""

import io
import zipfile
from functools import cache
from typing import Any
from uuid import UUID

import boto3

from contracts.attachments import (
    AttachedFile,
    AttachmentPlace,
    BeginAttachment,
    FileFor,
    FinishAttachment,
)
from contracts.principal import Principal
from contracts.tickets import Request
from tests.tickets.integration.world import World

PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"


def begin(
    world: World, who: Principal, name: str = "foto.png", file_for: FileFor | None = None
) -> AttachmentPlace:
    """Have a place named for a file."""
    return world.service.begin_attachment(
        who, BeginAttachment(file_name=name, file_for=file_for or FileFor())
    )


def finish(
    world: World, who: Principal, file_id: UUID, file_for: FileFor | None = None
) -> AttachedFile:
    """Have a file looked at."""
    return world.service.finish_attachment(
        who, FinishAttachment(attachment_id=file_id, file_for=file_for or FileFor())
    )


def send(
    world: World,
    who: Principal,
    content: bytes = PNG,
    name: str = "foto.png",
    request: Request | None = None,
) -> AttachedFile:
    """Send a file in, as the gateway does it, for a request or for a new one."""
    file_for = FileFor(request_id=None if request is None else request.id)
    place = begin(world, who, name, file_for)
    put(world, place, content)
    return finish(world, who, place.id, file_for)


def put(world: World, place: AttachmentPlace, content: bytes) -> None:
    """Put bytes where a place was named for them."""
    client_of(world).put_object(Bucket=place.bucket, Key=place.object_key, Body=content)


def fetched(world: World, who: Principal, request: Request, file: AttachedFile) -> bytes:
    """Return the bytes that somebody is shown the way to."""
    stored = world.service.open_attachment(who, request.id, file.id)
    answer = client_of(world).get_object(Bucket=stored.bucket, Key=stored.object_key)
    content: bytes = answer["Body"].read()
    return content


def kept_keys(world: World) -> set[str]:
    """Return where bytes lie just now."""
    bucket = world.service.resources.attachments.bucket
    pages = client_of(world).get_paginator("list_objects_v2").paginate(Bucket=bucket)
    return {entry["Key"] for page in pages for entry in page.get("Contents", [])}


def client_of(world: World) -> Any:
    """Return a client of the object store."""
    settings: Any = world.service.runtime.settings
    return _client(settings.s3_url, settings.s3_access_key, settings.s3_secret_key)


@cache
def _client(url: str, access_key: str, secret_key: str) -> Any:
    return boto3.client(
        "s3",
        endpoint_url=url,
        aws_access_key_id=access_key,
        aws_secret_access_key=secret_key,
        region_name="us-east-1",
    )


def package(*members: str, mimetype: str = "") -> bytes:
    """Return a ZIP file with empty members, as an office document is one."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype)
        for member in members:
            archive.writestr(member, "")
    return held.getvalue()
