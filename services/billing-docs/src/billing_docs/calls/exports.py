"""Exports: asked for, followed, fetched and cancelled by the person who asked."""

from datetime import timedelta
from uuid import UUID

from billing_docs.adapters.exporting.signing import ExportSigner
from billing_docs.calls.tools import BillingDocsCalls, readable_organisation
from billing_docs.domain.document import Language
from billing_docs.domain.export import Requester
from billing_docs.store.exports import ExportStore
from billing_docs.use_cases.exports.cancel_export import cancel_export
from billing_docs.use_cases.exports.describe_export import describe_export
from billing_docs.use_cases.exports.make_export_part import Workshop, make_export_part
from billing_docs.use_cases.exports.open_export_part import open_export_part
from billing_docs.use_cases.exports.remind_of_leaving import remind_of_leaving
from billing_docs.use_cases.exports.request_export import request_export
from billing_docs.use_cases.exports.sweep_exports import sweep_exports
from chassis.entrypoints import every, rpc
from chassis.errors import DependencyDown
from chassis.rpc_client import RpcClient
from chassis.service import actor_of
from contracts import exports as contract
from contracts.billing_docs import ArchivedFile
from contracts.errors import NotFound, WireError
from contracts.principal import Principal
from contracts.profiles import Profile


class ExportCalls(BillingDocsCalls):
    """Exports: asked for, followed, fetched and cancelled by the person who asked."""

    identity = RpcClient("identity")

    @rpc
    def request_export(self, caller: Principal, request: contract.RequestExport) -> contract.Export:
        """Ask for an export. Raises InvalidInput, ExportInWork."""
        self._signer()
        organisation_id = readable_organisation(caller, request.organisation_id)
        requester = _requester(caller, organisation_id, notify_email=self._email_of(caller))
        with self.shown_to(caller, organisation_id) as session:
            return request_export(request, requester, session, self.clock.now())

    @rpc(reads=True)
    def list_exports(
        self, caller: Principal, organisation_id: UUID | None = None
    ) -> contract.Exports:
        """Return the caller's own exports, newest first."""
        organisation = readable_organisation(caller, organisation_id)
        with self.shown_to(caller, organisation) as session:
            jobs = ExportStore(session).of_person(organisation, caller.subject)
        return contract.Exports(items=tuple(describe_export(job) for job in jobs))

    @rpc(reads=True)
    def get_export(
        self, caller: Principal, export_id: UUID, organisation_id: UUID | None = None
    ) -> contract.Export:
        """Return one of the caller's own exports. Raises NotFound."""
        organisation = readable_organisation(caller, organisation_id)
        with self.shown_to(caller, organisation) as session:
            job = ExportStore(session).by_id(organisation, caller.subject, export_id)
        if job is None:
            raise NotFound("export")
        return describe_export(job)

    @rpc
    def cancel_export(
        self, caller: Principal, export_id: UUID, organisation_id: UUID | None = None
    ) -> contract.Export:
        """End one of the caller's own exports. Raises NotFound."""
        organisation = readable_organisation(caller, organisation_id)
        with self.shown_to(caller, organisation) as session:
            return cancel_export(
                _requester(caller, organisation),
                export_id,
                ExportStore(session),
                self.clock.now(),
            )

    @rpc
    def open_export_part(
        self,
        caller: Principal,
        export_id: UUID,
        number: int,
        organisation_id: UUID | None = None,
    ) -> ArchivedFile:
        """Say where a ZIP of the caller's own export lies, on record. Raises NotFound."""
        organisation = readable_organisation(caller, organisation_id)
        with self.shown_to(caller, organisation) as session:
            return open_export_part(
                _requester(caller, organisation),
                export_id,
                number,
                bucket=self.resources.archive.bucket,
                store=ExportStore(session),
                audit=self.audit(session),
            )

    @rpc(reads=True)
    def get_export_key(self) -> contract.ExportKey:
        """Return the public key that the signatures on exports fit."""
        return self._signer().public_key

    @every(seconds=1)
    def make_export_parts(self) -> None:
        """Make the next part of the export that waits longest."""
        signer = self.resources.export_signer
        if signer is None:
            return
        make_export_part(
            Workshop(
                database=self.database,
                archive=self.resources.archive,
                signer=signer,
                clock=self.clock,
                keep_for=timedelta(days=self.settings.export_days),
                portal_url=self.settings.portal_url,
            )
        )

    @every(seconds=30)
    def sweep_exports(self) -> None:
        """Delete the files of exports that nobody can fetch any more."""
        with self.database.transaction(every_organisation=True) as session:
            sweep_exports(session, self.resources.archive, self.clock.now())

    @every(seconds=600)
    def remind_of_leaving_documents(self) -> None:
        """Remind customers of documents that leave the portal within thirty days."""
        with self.database.transaction(every_organisation=True) as session:
            remind_of_leaving(
                session,
                self.outbox(session),
                portal_url=self.settings.portal_url,
                today=self.clock.today(),
                now=self.clock.now(),
            )

    def _signer(self) -> ExportSigner:
        if self.resources.export_signer is None:
            raise DependencyDown("export signing key")
        return self.resources.export_signer

    def _email_of(self, caller: Principal) -> str | None:
        """Return where to tell the caller, None if nobody can say just now: the page tells, too."""
        if caller.kind != "person":
            return None
        try:
            return self.identity.call("get_profile", Profile, timeout=2.0).email
        except WireError:
            return None


def _requester(
    caller: Principal, organisation_id: UUID, *, notify_email: str | None = None
) -> Requester:
    language: Language = "en" if caller.language == "en" else "de"
    return Requester(
        organisation_id=organisation_id,
        person_id=caller.subject,
        actor=actor_of(caller),
        language=language,
        notify_email=notify_email,
        shown_types=caller.shown_document_types,
    )
