"""Writes the one PDF of a day document by document, without ever holding it (ISO 32000-1, 7.5)."""

import hashlib
from array import array
from datetime import date
from typing import BinaryIO

from billing_docs.adapters.printing.press import Press
from billing_docs.adapters.printing.tasks import Sheet
from billing_docs.domain.printing import OrderedDocument

_HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
_CATALOG, _PAGES, _FIRST_FREE = 1, 2, 3


class BoundFile:
    """One PDF that grows: before each document a sheet that says whose it is and where it goes.

    In memory are the document at hand, eight bytes for each object and four for each page. Pages
    are taken over as they are. Whoever writes it ends it with `finish`.
    """

    def __init__(self, target: BinaryIO, press: Press, business_day: date, *, count: int) -> None:
        self._target = target
        self._press = press
        self._day = f"{business_day:%d.%m.%Y}"
        self._count = count
        self._offsets, self._pages = array("Q"), array("L")
        self._digest = hashlib.sha256()
        self._length = 0
        self._write(_HEADER)

    @property
    def pages(self) -> int:
        """Return how many pages there are so far."""
        return len(self._pages)

    def add(self, document: OrderedDocument, content: bytes, *, position: int) -> int | None:
        """Add a sheet and a document's pages; return how many, None if it cannot be printed.

        Raises:
            DependencyDown: no process can be started that opens it.
        """
        sheet = Sheet(
            day=self._day,
            count=self._count,
            position=position,
            customer_number=document.customer_number,
            customer_name=document.customer_name,
            address=tuple((document.postal_address or "").splitlines()),
            kind=document.document_type,
            number=document.number,
            issued_on=f"{document.issued_on:%d.%m.%Y}",
        )
        return self._bind(sheet, content)

    def finish(self) -> None:
        """End the file; one without a document has one page that says so."""
        if not self._pages:
            self._bind(Sheet(day=self._day, count=0), b"")
        places = {}
        for number, body in (
            (_PAGES, self._page_tree()),
            (_CATALOG, b"<</Type/Catalog/Pages %d 0 R>>" % _PAGES),
        ):
            places[number] = self._length
            self._write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
        begins, size = self._length, _FIRST_FREE + len(self._offsets)
        self._write(b"xref\n0 %d\n0000000000 65535 f \n" % size)
        for place in (places[_CATALOG], places[_PAGES], *self._offsets):
            self._write(b"%010d 00000 n \n" % place)
        # The same file again has the same identity, and so the same place in the store.
        identity = self._digest.hexdigest()[:32].encode()
        self._write(
            b"trailer\n<</Size %d/Root %d 0 R/ID[<%s><%s>]>>\nstartxref\n%d\n%%%%EOF\n"
            % (size, _CATALOG, identity, identity, begins)
        )

    def _bind(self, sheet: Sheet, content: bytes) -> int | None:
        first = _FIRST_FREE + len(self._offsets)
        bound = self._press.bind(sheet, content, first_object=first, parent=_PAGES)
        if bound is None:
            return None
        found, objects = bound
        self._offsets.extend(self._length + offset for offset in found.offsets)
        self._pages.extend(found.pages)
        self._write(objects)
        return len(found.pages)

    def _page_tree(self) -> bytes:
        kids = b" ".join(b"%d 0 R" % number for number in self._pages)
        return b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(self._pages), kids)

    def _write(self, data: bytes) -> None:
        self._target.write(data)
        self._digest.update(data)
        self._length += len(data)
