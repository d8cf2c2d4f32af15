"""Reads documents in processes of their own: the service itself opens no file of a stranger."""

import msgspec

from billing_docs.adapters.processes import ProcessPool, TooCostly
from billing_docs.adapters.reading.limits import READING_LIMITS
from billing_docs.adapters.reading.tasks import (
    Answer,
    Drawn,
    Nothing,
    PageTask,
    Read,
    ReadTask,
    Refusal,
    Seen,
    Taken,
    Task,
    ViewTask,
    XmlTask,
)
from billing_docs.domain.faults import DocumentRefused, RefusalCode
from billing_docs.domain.read_document import ReadDocument
from contracts.e_invoice import EInvoice

_MODULE = "billing_docs.adapters.reading.process"


class Readers:
    """A few reading processes, shared by whatever the service does at once."""

    def __init__(self, *, processes: int) -> None:
        self._pool = ProcessPool(_MODULE, size=processes, limits=READING_LIMITS)
        self._encoder = msgspec.msgpack.Encoder()
        self._decoder = msgspec.msgpack.Decoder(Answer)

    def read(self, content: bytes, media_type: str) -> ReadDocument:
        """Return form, fields and faults of a PDF or an invoice XML, as `read_document` does.

        Raises:
            DocumentRefused: the file must not be archived; `too_costly_to_read` if reading it
                would take more than 5 seconds of CPU or 256 MiB, or ends the process.
            DependencyDown: no process can be started just now.
        """
        try:
            answer, _ = self._ask(ReadTask(media_type=media_type), content)
        except TooCostly:
            raise DocumentRefused(
                RefusalCode.TOO_COSTLY_TO_READ,
                "Reading the file takes more than 5 seconds or 256 MiB.",
            ) from None
        if isinstance(answer, Refusal):
            raise DocumentRefused(answer.code, answer.explanation)
        if not isinstance(answer, Read):
            raise TypeError(type(answer).__name__)
        return answer.document

    def page(self, content: bytes, number: int) -> bytes | None:
        """Return a page of a PDF as a picture (WebP); None if it has none that can be drawn."""
        answer, picture = self._ask_for_view(PageTask(number=number), content)
        return picture if isinstance(answer, Drawn) else None

    def xml(self, content: bytes, media_type: str) -> bytes | None:
        """Return the invoice XML as it is embedded, byte for byte; None if there is none."""
        answer, xml = self._ask_for_view(XmlTask(media_type=media_type), content)
        return xml if isinstance(answer, Taken) else None

    def view(self, content: bytes, media_type: str) -> EInvoice | None:
        """Return the whole invoice for people; None if there is none."""
        answer, _ = self._ask_for_view(ViewTask(media_type=media_type), content)
        return answer.invoice if isinstance(answer, Seen) else None

    def close(self) -> None:
        """End the processes."""
        self._pool.close()

    def _ask_for_view(self, task: Task, content: bytes) -> tuple[Answer, bytes]:
        try:
            return self._ask(task, content)
        except TooCostly:
            return Nothing(), b""

    def _ask(self, task: Task, content: bytes) -> tuple[Answer, bytes]:
        words, beside = self._pool.ask(self._encoder.encode(task), content)
        answer: Answer = self._decoder.decode(words)
        return answer, beside
