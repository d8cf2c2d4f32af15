"""What a reading process is asked, and what it answers; the file's bytes travel beside it."""

import msgspec

from billing_docs.domain.faults import RefusalCode
from billing_docs.domain.read_document import ReadDocument


class ReadTask(msgspec.Struct, frozen=True, kw_only=True, tag="read"):
    """Read a document as it arrives; answered by `Read` or `Refusal`."""

    media_type: str


class Read(msgspec.Struct, frozen=True, kw_only=True, tag="read"):
    """What reading brought to light."""

    document: ReadDocument


class Refusal(msgspec.Struct, frozen=True, kw_only=True, tag="refusal"):
    """Why the file is not archived."""

    code: RefusalCode
    explanation: str


Task = ReadTask
Answer = Read | Refusal
