"""One request as a handler sees it: who asks, in which language, and whom to ask in turn."""

import asyncio
from dataclasses import dataclass

from starlette.requests import Request

from contracts.conversations import RequestSummary
from contracts.errors import NotSignedIn
from gateway.clients.archive import Archive
from gateway.clients.billing_docs import BillingDocs
from gateway.clients.broker import Broker
from gateway.clients.catalog import Catalog
from gateway.clients.identity import Identity
from gateway.clients.notifications import Notifications
from gateway.clients.rpc import CallContext
from gateway.clients.stored_streams import StreamStore
from gateway.clients.tickets import Tickets
from gateway.clients.uploads import Uploads
from gateway.edge.appearance import Brand
from gateway.edge.client_address import AttemptLimit
from gateway.edge.credentials import SessionCookie
from gateway.edge.language import Language
from gateway.edge.live import Live
from gateway.edge.sessions import Sessions, SignedIn
from gateway.edge.stopping import Stopping
from gateway.settings import Settings
from gateway.sheets.reading import SheetReader
from gateway.texts import Texts, texts_in


@dataclass(frozen=True, kw_only=True, slots=True)
class Surroundings:
    """What lives as long as the process: settings and whom to ask."""

    settings: Settings
    brand: Brand
    broker: Broker
    identity: Identity
    billing_docs: BillingDocs
    tickets: Tickets
    catalog: Catalog
    notifications: Notifications
    archive: Archive
    uploads: Uploads
    streams: StreamStore
    sheets: SheetReader
    sessions: Sessions
    live: Live
    stopping: Stopping
    cookie: SessionCookie
    pending_cookie: SessionCookie
    provider_cookie: SessionCookie
    support_cookie: SessionCookie
    sign_in_limit: AttemptLimit
    ftp_limit: AttemptLimit


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """One request; `signed_in` is None only where the route is public."""

    request: Request
    around: Surroundings
    context: CallContext
    signed_in: SignedIn | None
    language: Language
    client_address: str
    summary: asyncio.Task[RequestSummary] | None = None
    """The figures of the caller's requests, on their way while a page is made for him."""

    @property
    def identified(self) -> SignedIn:
        """Who asks; routes that are not public always have somebody."""
        if self.signed_in is None:
            raise NotSignedIn
        return self.signed_in

    def forget_who_asks(self) -> None:
        """Ask identity again at the caller's next request: he has just changed what he may do."""
        self.around.sessions.forget(self.identified)

    @property
    def texts(self) -> Texts:
        """The sentences in the caller's language."""
        return texts_in(self.language)
