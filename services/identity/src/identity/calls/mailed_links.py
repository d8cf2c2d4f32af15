"""Links by mail: having one sent, and what its holder does."""

from chassis.entrypoints import Incoming, on_event, rpc
from contracts.accounts import LinkPurpose
from contracts.events import LINK_WISHED, LinkWished
from contracts.mailed_links import ConfirmEmailChange, LinkPreview, RequestEmailChange
from contracts.principal import Principal
from identity.calls.tools import IdentityCalls
from identity.use_cases.links.confirm_email_change import confirm_email_change
from identity.use_cases.links.preview_link import preview_link
from identity.use_cases.links.request_email_change import request_email_change
from identity.use_cases.links.take_up_link_wish import take_up_link_wish


class MailedLinkCalls(IdentityCalls):
    """Links by mail: having one sent, and what its holder does."""

    @rpc(public=True)
    def preview_link(self, purpose: LinkPurpose, token: str) -> LinkPreview:
        """Show what a link is about; uses nothing up. Raises NotFound, LinkNotUsable."""
        with self._room.of_everybody() as records:
            return preview_link(purpose, token, records)

    @rpc(even_barred=True)
    def request_email_change(self, caller: Principal, request: RequestEmailChange) -> None:
        """Ask to sign in with another address. Raises SignInRefused, InitialAddressProtected."""
        tools = self.resources
        request_email_change(
            caller, request, self._room, tools.hasher, portal_url=tools.rules.portal_url
        )

    @rpc(public=True)
    def confirm_email_change(self, request: ConfirmEmailChange) -> None:
        """Sign in with the new address from now on. Raises LinkNotUsable, AlreadyExists."""
        with self._room.of_everybody() as records:
            confirm_email_change(request, records)

    @on_event("identity", LINK_WISHED)
    def take_up_link_wish(self, event: Incoming[LinkWished]) -> None:
        """Mail somebody the link he asked for, if his address may have it."""
        with self._room.of_everybody() as records:
            take_up_link_wish(event, records, portal_url=self.resources.rules.portal_url)
