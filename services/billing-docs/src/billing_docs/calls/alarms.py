"""What of billing-docs `kontor status` names beside the backlogs."""

from billing_docs.store.damages import DamageStore
from billing_docs.store.deletions import DeletionStore
from chassis.cli.extension import OperatorAlarm
from chassis.cli.services import KnownService


def _damaged(service: KnownService) -> int:
    with service.database.transaction(every_organisation=True) as session:
        return DamageStore(session).open_count()


def _undecided(service: KnownService) -> int:
    with service.database.transaction(every_organisation=True) as session:
        return DeletionStore(session).undecided()


DAMAGED = OperatorAlarm(
    service="billing_docs", name="damaged documents: kontor scrub --list", count=_damaged
)
UNDECIDED = OperatorAlarm(
    service="billing_docs", name="deletion runs that wait for a second person", count=_undecided
)
