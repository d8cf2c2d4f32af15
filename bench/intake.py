"""What it costs to take in an e-invoice: read it, try the rules, archive, list, tell.

CPU is counted, not the clock on the wall: of the service and of the processes it opens files in,
and of nothing else that the machine does.
"""

import time
from datetime import date
from decimal import Decimal

import psutil

from bench.figures import Figure
from bench.stage import Stage
from kontor_demo.documents import (
    MUSTERFABRIK,
    MUSTERKUNDE,
    InvoiceLine,
    InvoiceSketch,
    make_xrechnung,
    make_zugferd_invoice,
)

WARM_UP, DOCUMENTS = 60, 300
LINES = 10
# 25 documents a second on one core.
MILLISECONDS_A_DOCUMENT = 40.0
_SECONDS = 300.0


def measure(stage: Stage) -> list[Figure]:
    """Return the CPU of one document, in the service and in the processes beside it."""
    files = e_invoices()
    take_in(stage, files, WARM_UP, "W")
    service, beside = _cpu(stage)
    take_in(stage, files, DOCUMENTS, "M")
    service, beside = (now - then for now, then in zip(_cpu(stage), (service, beside), strict=True))
    return [
        Figure(
            name=f"{what}, of {LINES} lines",
            ours=cpu / DOCUMENTS * 1000,
            floor=MILLISECONDS_A_DOCUMENT,
            unit="ms",
            reach=1.0,
        )
        for what, cpu in (
            ("intake with validation, CPU a document", service + beside),
            ("of it reading, comparing and rules", beside),
        )
    ]


def e_invoices() -> list[bytes]:
    """Return twenty e-invoices: ten of ZUGFeRD, five XRechnungen in each syntax."""
    sketches = [
        InvoiceSketch(
            number=f"RE-2026-{number:04}",
            issued_on=date(2026, 3, 2),
            due_on=date(2026, 3, 16),
            seller=MUSTERFABRIK,
            buyer=MUSTERKUNDE,
            customer_number="10001",
            buyer_reference="04011000-12345-34",
            lines=tuple(
                InvoiceLine(
                    text=f"Wartung {line}", quantity=Decimal(line), unit_price_cents=9_950 + number
                )
                for line in range(1, LINES + 1)
            ),
        )
        for number in range(10)
    ]
    return [
        *map(make_zugferd_invoice, sketches),
        *(make_xrechnung(sketch, "ubl") for sketch in sketches[:5]),
        *(make_xrechnung(sketch, "cii") for sketch in sketches[5:]),
    ]


def take_in(stage: Stage, files: list[bytes], count: int, prefix: str) -> None:
    """Publish `count` documents and return when all are archived."""
    wanted = stage.calls_of("billing_docs", "receive_document") + count
    with stage.portal.erp() as erp:
        for number in range(count):
            erp.publish_document(
                files[number % len(files)],
                customer_number="10001",
                document_type="invoice",
                number=f"{prefix}-{number}",
                issued_on=date(2026, 3, 2),
            )
    ends_at = time.monotonic() + _SECONDS
    while stage.calls_of("billing_docs", "receive_document") < wanted:
        if time.monotonic() > ends_at:
            raise TimeoutError("the documents were not taken in")
        time.sleep(0.2)


def _cpu(stage: Stage) -> tuple[float, float]:
    """Return the CPU seconds of the service so far, and of the processes that it started."""
    service = beside = 0.0
    for pid in stage.product.pids("billing-docs"):
        process = psutil.Process(pid)
        used = process.cpu_times()
        service += used.user + used.system
        beside += used.children_user + used.children_system
        for child in process.children(recursive=True):
            times = child.cpu_times()
            beside += times.user + times.system
    return service, beside
