"""The README names every code that publishers and operators meet."""

from pathlib import Path

import pytest

from billing_docs.domain.faults import FaultCode, RefusalCode

README = Path(__file__).parents[3] / "services/billing-docs/README.md"


@pytest.mark.parametrize("code", [*RefusalCode, *FaultCode])
def test_every_code_is_explained(code: RefusalCode | FaultCode) -> None:
    assert f"`{code.value}`" in README.read_text()
