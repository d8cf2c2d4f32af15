"""An organisation's own mail account, entered and connected by its administrators."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from chassis.entrypoints import every, rpc
from chassis.service import actor_of
from contracts.errors import NotFound
from contracts.mail_accounts import MailSending, SetMailAccount
from contracts.principal import Principal
from notifications.adapters.account_desk import AccountDesk
from notifications.calls.tools import NotificationsCalls, organisation_administered_by
from notifications.store.mail_accounts import MailAccountStore
from notifications.use_cases.change_mail_account import (
    AccountChange,
    disconnect_mail_account,
    enter_mail_account,
    remove_mail_account,
)
from notifications.use_cases.connect_mail_account import connect_mail_account
from notifications.use_cases.describe_mail_sending import describe_mail_sending
from notifications.use_cases.reseal_mail_accounts import reseal_mail_accounts
from notifications.use_cases.send_by_own_accounts import send_by_own_accounts
from notifications.use_cases.send_what_is_due import send_what_is_due


class MailAccountCalls(NotificationsCalls):
    """Own mail accounts (MB-27, MB-31 to MB-33)."""

    @rpc(reads=True)
    def get_mail_sending(self, caller: Principal) -> MailSending:
        """Tell an administrator how his organisation's mails go out. Raises NotPermitted."""
        return self._described(organisation_administered_by(caller))

    @rpc
    def set_mail_account(self, caller: Principal, request: SetMailAccount) -> MailSending:
        """Enter both servers of the own account. Raises InvalidInput, NotPermitted, NotFound."""
        accounts = self._accounts()
        with self._change(caller) as change:
            enter_mail_account(request, accounts, change)
        return self._described(change.organisation_id)

    @rpc
    def connect_mail_account(self, caller: Principal) -> MailSending:
        """Try both servers and use them. Raises NotFound, NotPermitted, TooManyAttempts."""
        organisation_id = organisation_administered_by(caller)
        connect_mail_account(
            organisation_id, actor_of(caller), self._accounts(), self.database, self.clock
        )
        return self._described(organisation_id)

    @rpc
    def disconnect_mail_account(self, caller: Principal) -> MailSending:
        """Let the platform send again. Raises NotFound, NotPermitted."""
        with self._change(caller) as change:
            disconnect_mail_account(change)
        return self._described(change.organisation_id)

    @rpc
    def remove_mail_account(self, caller: Principal) -> MailSending:
        """Forget the account. Raises NotFound, NotPermitted."""
        with self._change(caller) as change:
            remove_mail_account(change)
        return self._described(change.organisation_id)

    @every(seconds=0.5, kind="send")
    def send_by_own_accounts(self) -> None:
        """Send what organisations send through their own accounts."""
        room = self.resources
        if room.accounts is None:
            return
        accounts = room.accounts
        send_what_is_due(
            room.own_desks,
            lambda desk: send_by_own_accounts(desk, accounts, self.database, self.clock),
            self.database,
            self.clock,
        )

    @every(seconds=3600)
    def reseal_mail_accounts(self) -> None:
        """Put passwords under the present key."""
        if self.resources.accounts is not None:
            with self.database.transaction(every_organisation=True) as session:
                reseal_mail_accounts(session, self.resources.accounts)

    def _accounts(self) -> AccountDesk:
        if self.resources.accounts is None:
            raise NotFound("mail_accounts")
        return self.resources.accounts

    @contextmanager
    def _change(self, caller: Principal) -> Iterator[AccountChange]:
        organisation_id = organisation_administered_by(caller)
        with self.database.transaction(organisation_id=organisation_id) as session:
            yield AccountChange(
                organisation_id=organisation_id,
                by=actor_of(caller),
                now=self.clock.now(),
                store=MailAccountStore(session),
                audit=self.audit(session),
            )

    def _described(self, organisation_id: UUID) -> MailSending:
        with self.database.reading(organisation_id=organisation_id) as connection:
            return describe_mail_sending(
                organisation_id, MailAccountStore(connection), self.clock.now()
            )
