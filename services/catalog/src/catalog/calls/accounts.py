"""A partner's customers and prospects: its business."""

from uuid import UUID

from catalog.adapters.people_desk import PeopleDesk
from catalog.calls.tools import CatalogCalls
from catalog.use_cases.accounts.assign_prospect_contact import assign_prospect_contact
from catalog.use_cases.accounts.change_prospect import change_prospect
from catalog.use_cases.accounts.create_prospect import create_prospect
from catalog.use_cases.accounts.find_duplicates import find_duplicates
from catalog.use_cases.accounts.get_account import get_account
from catalog.use_cases.accounts.list_accounts import list_accounts
from catalog.use_cases.accounts.remove_prospect import remove_prospect
from chassis.entrypoints import Incoming, on_event, rpc
from contracts.partner_accounts import (
    AccountDetail,
    AccountPage,
    AccountQuery,
    AssignProspectContact,
    ChangeProspect,
    CreateProspect,
    Duplicates,
    PartnerAccount,
    Prospect,
)
from contracts.people_news import MEMBER_LEFT, MemberLeft
from contracts.principal import Principal


class AccountCalls(CatalogCalls):
    """A partner's customers and prospects: its business."""

    @rpc(reads=True)
    def list_accounts(self, caller: Principal, query: AccountQuery) -> AccountPage:
        """List customers and prospects that the caller sees. Raises AreaNotVisible."""
        return list_accounts(caller, query, self._reading_room, self._desk)

    @rpc(reads=True)
    def get_account(self, caller: Principal, account_id: UUID) -> AccountDetail:
        """Show a customer or prospect with its contracts. Raises AreaNotVisible, NotFound."""
        return get_account(caller, account_id, self._reading_room, self._desk)

    @rpc(reads=True)
    def find_duplicates(
        self, caller: Principal, name: str, partner_ids: tuple[UUID, ...] = ()
    ) -> Duplicates:
        """Show whom the caller sees that is named much like this. Raises AreaNotVisible."""
        return find_duplicates(caller, name, partner_ids, self._reading_room, self._desk)

    @rpc
    def create_prospect(self, caller: Principal, request: CreateProspect) -> Prospect:
        """Create a prospect, looked after by the caller. Raises AreaNotVisible, NotPermitted."""
        return create_prospect(caller, request, self._room, PeopleDesk(self.identity))

    @rpc
    def change_prospect(self, caller: Principal, request: ChangeProspect) -> Prospect:
        """Change what is known of a prospect. Raises NotFound, ChangedMeanwhile."""
        return change_prospect(caller, request, self._room, self._desk)

    @rpc
    def remove_prospect(self, caller: Principal, prospect_id: UUID) -> None:
        """Delete a prospect. Raises NotFound, NotPermitted."""
        remove_prospect(caller, prospect_id, self._room, self._desk)

    @rpc
    def assign_prospect_contact(
        self, caller: Principal, request: AssignProspectContact
    ) -> PartnerAccount:
        """Say who looks after a prospect. Raises NotFound, NotPermitted, InvalidInput."""
        return assign_prospect_contact(caller, request, self._room, self._desk)

    @on_event("identity", MEMBER_LEFT)
    def drop_prospect_contact(self, event: Incoming[MemberLeft]) -> None:
        """Let whoever has left a partner look after none of its prospects any more."""
        if event.data.organisation_kind != "partner":
            return
        with self._room.of(event.data.organisation_id) as records:
            records.prospects.drop_contact(event.data.organisation_id, event.data.person_id)
