"""Who reads a feed: a machine account of an organisation, and nobody else."""

from __future__ import annotations

import pytest

from chassis.testing import a_principal
from contracts.errors import NoMembership, NotPermitted
from contracts.machine_accounts import READ_EVENTS
from notifications.domain.feed import sight_of


def test_a_person_and_a_key_without_the_scope_read_no_feed() -> None:
    with pytest.raises(NotPermitted):
        sight_of(a_principal())
    with pytest.raises(NotPermitted):
        sight_of(a_principal(kind="system", role=None))


def test_a_machine_account_of_no_organisation_reads_no_feed() -> None:
    with pytest.raises(NoMembership):
        sight_of(a_principal(kind="system", role=None, scopes=(READ_EVENTS,), organisation_id=None))
