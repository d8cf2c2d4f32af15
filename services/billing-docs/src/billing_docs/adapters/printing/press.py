"""Prepares documents for printing in a process of its own: the service itself opens none."""

import msgspec

from billing_docs.adapters.printing.limits import PRINTING_LIMITS
from billing_docs.adapters.printing.tasks import (
    Answer,
    BindTask,
    Bound,
    Copied,
    CopyTask,
    Sheet,
    Task,
    Unreadable,
)
from billing_docs.adapters.processes import ProcessPool, TooCostly
from billing_docs.domain.document import Language
from chassis.log import get_logger
from contracts.e_invoice import EInvoice

_MODULE = "billing_docs.adapters.printing.process"
_log = get_logger(__name__)


class Press:
    """A printing process, started when it is needed. Safe to share between green threads."""

    def __init__(self) -> None:
        self._pool = ProcessPool(_MODULE, size=1, limits=PRINTING_LIMITS)
        self._encoder = msgspec.msgpack.Encoder()
        self._decoder = msgspec.msgpack.Decoder(Answer)

    def bind(
        self, sheet: Sheet, content: bytes, *, first_object: int, parent: int
    ) -> tuple[Bound, bytes] | None:
        """Return the objects of a sheet and of the PDF behind it, to be written into another PDF.

        None: the PDF cannot be printed, or it would cost more than one may.

        Raises:
            DependencyDown: no process can be started just now.
        """
        task = BindTask(sheet=sheet, first_object=first_object, parent=parent)
        answer, objects = self._ask(task, content)
        return (answer, objects) if isinstance(answer, Bound) else None

    def reading_copy(
        self, invoice: EInvoice, *, language: Language, file_name: str, sha256: str
    ) -> bytes | None:
        """Return a PDF that shows an e-invoice to people; None: it would cost more than one may.

        The same invoice again makes the same bytes.

        Raises:
            DependencyDown: no process can be started just now.
        """
        task = CopyTask(invoice=invoice, language=language, file_name=file_name, sha256=sha256)
        answer, pdf = self._ask(task, b"")
        return pdf if isinstance(answer, Copied) else None

    def close(self) -> None:
        """End the process."""
        self._pool.close()

    def _ask(self, task: Task, content: bytes) -> tuple[Answer, bytes]:
        try:
            words, beside = self._pool.ask(self._encoder.encode(task), content)
        except TooCostly:
            return Unreadable(), b""
        except RuntimeError as error:
            # One document that nobody foresaw must not keep a day's others from the print room.
            _log.exception("a document could not be prepared for printing", reason=str(error))
            return Unreadable(), b""
        answer: Answer = self._decoder.decode(words)
        return answer, beside
