"""A namespace with the databases of all services."""

from collections.abc import Iterator

import pytest

from kontor_local.namespace import SERVICES, Namespace
from tests.conftest import NewNamespace


@pytest.fixture(scope="module")
def module_namespace(new_namespace: NewNamespace) -> Iterator[Namespace]:
    """Return a namespace that the tests of one file share."""
    with new_namespace(SERVICES) as namespace:
        yield namespace
