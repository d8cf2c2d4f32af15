"""Documents of our own making, each made once."""

import pytest

from kontor_demo.documents import make_invoice_pdf, make_xrechnung, make_zugferd_invoice
from tests.demo_documents.sketches import an_invoice


@pytest.fixture(scope="session")
def zugferd() -> bytes:
    return make_zugferd_invoice(an_invoice())


@pytest.fixture(scope="session")
def plain_pdf() -> bytes:
    return make_invoice_pdf(an_invoice())


@pytest.fixture(scope="session")
def ubl() -> bytes:
    return make_xrechnung(an_invoice(), "ubl")


@pytest.fixture(scope="session")
def cii() -> bytes:
    return make_xrechnung(an_invoice(), "cii")
