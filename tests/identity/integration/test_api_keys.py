"""Keys for machines once they are made: seen without their secrets, and taken back."""

import pytest

from chassis.ids import new_id
from contracts.errors import NotFound, NotPermitted, NotSignedIn
from contracts.identity import CreateApiKey
from tests.identity.integration.threads import at_once
from tests.identity.integration.world import World

READS = CreateApiKey(name="DATEV-Export", scopes=("documents.read",))


def test_a_revoked_key_opens_nothing_and_the_list_says_since_when(world: World) -> None:
    admin = world.admin()
    first, second = (world.service.create_api_key(admin, READS) for _ in range(2))

    for _ in range(2):
        world.service.revoke_api_key(admin, first.id)

    with pytest.raises(NotSignedIn):
        world.service.authenticate(first.key)
    assert world.verify(world.service.authenticate(second.key)).scopes == ("documents.read",)
    listed = world.service.list_api_keys(admin)
    assert {each.id: each.revoked_at is None for each in listed.items} == {
        first.id: False,
        second.id: True,
    }
    assert first.key not in repr(listed)
    trail = [entry.action for entry in world.service.list_audit(admin).items]
    assert trail.count("api_key.revoked") == 1


def test_of_two_who_revoke_at_once_one_is_on_record(world: World) -> None:
    admin = world.admin()
    key = world.service.create_api_key(admin, READS)

    at_once(*[lambda: world.service.revoke_api_key(admin, key.id)] * 2)

    trail = [entry.action for entry in world.service.list_audit(admin).items]
    assert trail.count("api_key.revoked") == 1


def test_keys_are_the_business_of_those_who_administer_and_foreign_ones_are_not_found(
    world: World,
) -> None:
    admin = world.admin()
    key = world.service.create_api_key(admin, READS)
    machine = world.verify(world.service.authenticate(key.key))
    other = world.admin_of("10002")

    for key_id, caller in ((key.id, other), (new_id(), admin)):
        with pytest.raises(NotFound):
            world.service.revoke_api_key(caller, key_id)
    for call in (
        lambda: world.service.list_api_keys(machine),
        lambda: world.service.revoke_api_key(machine, key.id),
    ):
        with pytest.raises(NotPermitted):
            call()
    assert world.service.list_api_keys(other).items == ()
