"""What makes an organisation's access fragile."""

from contextlib import AbstractContextManager
from uuid import UUID

from chassis.entrypoints import every, rpc
from contracts.principal import Principal
from contracts.risks import RiskPage, RiskQuery
from identity.calls.tools import IdentityCalls
from identity.domain.permissions import risks_shown
from identity.store.records import Records
from identity.use_cases.risks.list_risks import list_risks
from identity.use_cases.risks.remind_of_risks import remind_of_risks


class RiskCalls(IdentityCalls):
    """What makes an organisation's access fragile."""

    @rpc(reads=True)
    def list_risks(self, caller: Principal, query: RiskQuery) -> RiskPage:
        """List what should be mended, for administrators and the vendor's people."""
        shown = risks_shown(caller, query.organisation_id)
        with self._records_of(shown) as records:
            return list_risks(
                shown, query, records, generic_mailboxes=self.resources.rules.generic_mailboxes
            )

    @every(seconds=600)
    def remind_of_risks(self) -> None:
        """Have those in charge reminded by mail, once a week."""
        remind_of_risks(self._room, generic_mailboxes=self.resources.rules.generic_mailboxes)

    def _records_of(self, organisation_id: UUID | None) -> AbstractContextManager[Records]:
        return (
            self._room.of_everybody() if organisation_id is None else self._room.of(organisation_id)
        )
