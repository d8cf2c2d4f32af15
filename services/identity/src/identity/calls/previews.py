"""What a change of rights would bring about."""

from chassis.entrypoints import rpc
from chassis.runtime import Runtime
from contracts.previews import ChangePreview, PreviewedChange
from contracts.principal import Principal
from identity.calls.members import MemberCalls
from identity.calls.partners import PartnerCalls
from identity.calls.tools import IdentityCalls
from identity.store.records import RecordRoom
from identity.store.rehearsals import RehearsalRoom
from identity.use_cases.previews.observe_rights import ObservedRights
from identity.use_cases.previews.preview_change import Observe, preview_change


class PreviewCalls(IdentityCalls):
    """What a change of rights would bring about."""

    @rpc
    def preview_change(self, caller: Principal, request: ChangePreview) -> PreviewedChange:
        """Tell what would follow from a change, by making and undoing it; for who may make it."""
        return preview_change(
            caller,
            request,
            self._rehearse,
            generic_mailboxes=self.resources.rules.generic_mailboxes,
        )

    def _rehearse(
        self, caller: Principal, request: ChangePreview, observe: Observe
    ) -> tuple[ObservedRights | None, ObservedRights | None] | None:
        room = RehearsalRoom(self.database, self.clock, observe)
        _Rehearsal(self.runtime, room).make(caller, request)
        return room.seen


class _Rehearsal(MemberCalls, PartnerCalls):
    """The very calls that change rights, in a room where nothing stays."""

    def __init__(self, runtime: Runtime, room: RecordRoom) -> None:
        self.runtime = runtime
        self._undoing = room

    @property
    def _room(self) -> RecordRoom:
        return self._undoing

    def make(self, caller: Principal, request: ChangePreview) -> None:
        """Make the one change that the request holds."""
        if request.areas is not None:
            self.set_areas(caller, request.areas)
        elif request.role is not None:
            self.change_role(caller, request.role)
        elif request.team is not None:
            self.set_team(caller, request.team)
        elif request.data_scope is not None:
            self.set_data_scope(caller, request.data_scope)
        elif request.grants is not None:
            self.set_grants(caller, request.grants)
        elif request.removal is not None:
            self.remove_member(caller, request.removal)
        elif request.certification is not None:
            self.set_certification(caller, request.certification)
