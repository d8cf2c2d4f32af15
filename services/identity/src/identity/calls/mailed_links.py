"""What the holder of a mailed link does."""

from chassis.entrypoints import rpc
from contracts.accounts import LinkPurpose
from contracts.mailed_links import LinkPreview
from identity.calls.tools import IdentityCalls
from identity.use_cases.links.preview_link import preview_link


class MailedLinkCalls(IdentityCalls):
    """What the holder of a mailed link does."""

    @rpc(public=True)
    def preview_link(self, purpose: LinkPurpose, token: str) -> LinkPreview:
        """Show what a link is about; uses nothing up. Raises NotFound, LinkNotUsable."""
        with self._room.of_everybody() as records:
            return preview_link(purpose, token, records)
