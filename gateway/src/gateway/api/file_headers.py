"""A file in an answer: its name, its type, its version."""

import re
from typing import Literal
from urllib.parse import quote

from starlette.responses import Response

# What browsers may show by themselves; anything else is only ever handed over.
_SHOWN = {"application/pdf", "application/xml", "text/xml", "image/png", "image/jpeg", "image/webp"}
_UNSAFE_IN_QUOTES = re.compile(r"[^ !#$&\'()+,\-.0-9;=@A-Z\[\]^_`a-z{}~]")


def content_disposition(kind: Literal["inline", "attachment"], file_name: str) -> str:
    """Return the header with the name in full (RFC 6266) and in ASCII for old clients."""
    fallback = _UNSAFE_IN_QUOTES.sub("_", file_name)
    return f"{kind}; filename=\"{fallback}\"; filename*=UTF-8''{quote(file_name, safe='')}"


def saved_as(content: bytes | str, media_type: str, file_name: str) -> Response:
    """Return an answer that is saved under a name, and kept nowhere on its way."""
    return Response(
        content,
        media_type=media_type,
        headers={
            "Content-Disposition": content_disposition("attachment", file_name),
            "Cache-Control": "no-store",
        },
    )


def shown_media_type(media_type: str) -> str:
    """Return the type to show a file as; what is unknown is bytes."""
    return media_type if media_type in _SHOWN else "application/octet-stream"


def names_this_version(if_none_match: str | None, sha256: str) -> bool:
    """Whether the client says that it has these bytes already (RFC 9110, 13.1.2)."""
    if if_none_match is None:
        return False
    named = {tag.strip().removeprefix("W/").strip('"') for tag in if_none_match.split(",")}
    return "*" in named or sha256 in named
