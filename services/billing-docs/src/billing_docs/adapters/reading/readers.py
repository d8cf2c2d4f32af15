"""Reads documents in processes of their own: the service itself opens no file of a stranger."""

import msgspec

from billing_docs.adapters.processes import ProcessPool, TooCostly
from billing_docs.adapters.reading.limits import READING_LIMITS
from billing_docs.adapters.reading.tasks import Answer, ReadTask, Refusal
from billing_docs.domain.faults import DocumentRefused, RefusalCode
from billing_docs.domain.read_document import ReadDocument

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
            words, _ = self._pool.ask(
                self._encoder.encode(ReadTask(media_type=media_type)), content
            )
        except TooCostly:
            raise DocumentRefused(
                RefusalCode.TOO_COSTLY_TO_READ,
                "Reading the file takes more than 5 seconds or 256 MiB.",
            ) from None
        answer: Answer = self._decoder.decode(words)
        if isinstance(answer, Refusal):
            raise DocumentRefused(answer.code, answer.explanation)
        return answer.document

    def close(self) -> None:
        """End the processes."""
        self._pool.close()
