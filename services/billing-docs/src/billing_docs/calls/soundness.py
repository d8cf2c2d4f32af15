"""Whether archived bytes are still the right ones: the nightly scrub, and readers who doubt."""

from datetime import timedelta
from uuid import UUID

from billing_docs.calls.tools import BillingDocsCalls, require_administration
from billing_docs.domain.scrub import ScrubPlan
from billing_docs.store.damages import DamageStore
from billing_docs.store.documents import DocumentStore
from billing_docs.store.shown_types import show_only
from billing_docs.use_cases.scrub.list_damages import list_damages
from billing_docs.use_cases.scrub.prove_document import Prover, prove_document
from billing_docs.use_cases.scrub.scrub_archive import scrub_archive, tell_soundness
from chassis.entrypoints import every, rpc
from contracts import damage as contract
from contracts.errors import NotFound
from contracts.principal import Principal


class SoundnessCalls(BillingDocsCalls):
    """Whether archived bytes are still the right ones: the nightly scrub, and readers who doubt."""

    @rpc
    def prove_document(self, caller: Principal, document_id: UUID) -> contract.Soundness:
        """Read a document's bytes anew, for the gateway that found them wrong. Raises NotFound.

        What it finds it finds itself: a reader's word alone puts nothing into quarantine.
        """
        whose = None if caller.is_staff else caller.organisation_id
        with self.database.transaction(
            organisation_id=whose, every_organisation=caller.is_staff
        ) as session:
            show_only(session, caller.shown_document_types)
            document = DocumentStore(session).by_id(document_id)
        if document is None:
            raise NotFound("document")
        proof = prove_document(document, self._prover(), found_by="reader")
        return contract.Soundness(document_id=document_id, is_sound=proof.damage is None)

    @rpc(reads=True)
    def list_damages(self, caller: Principal, query: contract.DamageQuery) -> contract.DamagePage:
        """Return one page of damages, the latest first."""
        require_administration(caller)
        with self.database.transaction(every_organisation=True) as session:
            return list_damages(query, DamageStore(session))

    @every(seconds=60, kind="scrub")
    def scrub_archive(self) -> None:
        """Prove again what was not proven for a while, in the hours that are set for it."""
        prover = self._prover()
        if self.settings.scrub_hours.include(prover.now):
            plan = ScrubPlan(
                within=timedelta(days=self.settings.scrub_days),
                bytes_per_second=self.settings.scrub_megabytes_per_second * 1024 * 1024,
            )
            scrub_archive(prover, plan)
        tell_soundness(prover)

    def _prover(self) -> Prover:
        return Prover(database=self.database, archive=self.resources.archive, now=self.clock.now())
