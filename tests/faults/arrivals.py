"""An ERP that publishes documents at a steady rate, whatever happens, and keeps its ledger."""

from __future__ import annotations

import hashlib
import itertools
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date

from kontor_demo.documents import make_plain_pdf, reminder
from kontor_publisher import Publisher
from kontor_publisher.errors import PublisherError
from tests.demo_documents.sketches import an_invoice
from tests.faults.gaps import Gaps
from tests.faults.ledger import Ledger
from tests.flows.world import Customer, World

ISSUED_ON = date(2026, 3, 5)
_RUNS = itertools.count(1)


class Arrivals:
    """Publishes `count` documents, or until `finish`, as many in a second as asked for.

    An event that is not confirmed within the deadline is left at that: it may have arrived, and
    the ledger says so. `count` of None goes on until `finish`.
    """

    def __init__(
        self,
        world: World,
        customers: Sequence[Customer],
        ledger: Ledger,
        *,
        per_second: float,
        count: int | None = None,
        address: str | None = None,
    ) -> None:
        self._address = address or world.erp_address
        self._source = world.erp.source
        self._customers = customers
        self._ledger = ledger
        self._per_second = per_second
        self._count = count
        self._run = f"arrival-{next(_RUNS)}-{customers[0].number}"
        letter = reminder(an_invoice(), number="MA-1", issued_on=ISSUED_ON, pay_by=ISSUED_ON)
        self._content = make_plain_pdf(letter)
        self._over = threading.Event()
        self._failed: list[BaseException] = []
        self._thread = threading.Thread(target=self._keep_going, name="arrivals")
        self.seconds = 0.0
        """How long sending all of them took, once it is over."""
        self.confirms = Gaps()
        self.longest_seconds = 0.0
        """How long the longest wait for a confirm took."""
        self.unconfirmed: Counter[str] = Counter()

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def finish(self) -> None:
        """Send nothing more and return when the last answer is there."""
        self._over.set()
        self.join()

    def join(self) -> None:
        """Return when everything was sent."""
        self._thread.join()
        if self._failed:
            raise self._failed[0]

    def _keep_going(self) -> None:
        began = time.monotonic()
        try:
            with Publisher(self._address, self._source) as erp:
                self._publish_all(erp)
        except BaseException as error:  # noqa: BLE001 - told to whoever waits
            self._failed.append(error)
        self.seconds = time.monotonic() - began

    def _publish_all(self, erp: Publisher) -> None:
        began = time.monotonic()
        for number in itertools.count(1):
            if self._over.is_set() or (self._count is not None and number > self._count):
                return
            self._publish(erp, self._customers[number % len(self._customers)], number)
            self._over.wait(max(began + number / self._per_second - time.monotonic(), 0))

    def _publish(self, erp: Publisher, customer: Customer, number: int) -> None:
        event_id = f"{self._run}-{number}"
        content = self._content + f"\n% {event_id}\n".encode()
        self._ledger.attempt(event_id, hashlib.sha256(content).hexdigest())
        began = time.monotonic()
        try:
            erp.publish_document(
                content,
                event_id=event_id,
                customer_number=customer.number,
                number=event_id,
                issued_on=ISSUED_ON,
                file_name=f"{event_id}.pdf",
                media_type="application/pdf",
            )
        except PublisherError as error:
            self.unconfirmed[type(error).__name__] += 1
        else:
            self._ledger.confirm(event_id)
            self.confirms.note(succeeded=True)
        self.longest_seconds = max(self.longest_seconds, time.monotonic() - began)


@contextmanager
def arriving(arrivals: Arrivals) -> Iterator[Arrivals]:
    """Let documents arrive meanwhile."""
    arrivals.start()
    try:
        yield arrivals
    finally:
        arrivals.finish()
