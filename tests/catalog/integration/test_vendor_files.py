"""What the vendor hands out: licence files by a grant of their own, material for partners alone."""

from typing import Any
from uuid import UUID

import msgspec
import pytest

from chassis.ids import new_id
from chassis.testing import a_principal
from contracts.contract_list import ContractQuery
from contracts.errors import AreaNotVisible, ChangedMeanwhile, InvalidInput, NotFound, NotPermitted
from contracts.partner_accounts import AccountQuery
from contracts.partner_resources import AddResourceFile, PartnerResource, PutResource
from contracts.portal_functions import PutPortalFunction
from contracts.principal import DOWNLOAD_LICENCE, Principal
from contracts.request_types import Label
from contracts.vendor_files import LARGEST_LICENCE_BYTES, PutLicenceFile, VendorFile
from tests.catalog.integration.desk import Desk
from tests.catalog.integration.partners import Partner, partner_person
from tests.identity.integration.threads import at_once

STAFF = a_principal(organisation_kind="vendor")


def a_file(object_key: str, **changes: Any) -> VendorFile:
    """Return a file that was put at its place, with `changes`."""
    values: dict[str, Any] = {
        "object_key": object_key,
        "file_name": "Lizenz.lic",
        "sha256": "ab" * 32,
        "size_bytes": 900,
    }
    return VendorFile(**(values | changes))


def contract_of(partner: Partner, kind: str | None, number: str = "20000") -> UUID:
    """Return a new contract of one of the partner's customers."""
    name = f"V-{kind}-{number}"
    partner.desk.receive(customer_number=number, contract_number=name, kind=kind)
    (found,) = partner.page(partner.user_1, search=name).items
    return found.id


def give_licence(desk: Desk, contract_id: UUID, **changes: Any) -> None:
    """Keep a licence file as the vendor's people do."""
    place = desk.service.place_licence_file(STAFF, contract_id)
    file = a_file(place.object_key, **changes)
    desk.service.put_licence_file(STAFF, PutLicenceFile(contract_id=contract_id, file=file))


def granted(caller: Principal) -> Principal:
    """Return the same person allowed to download licence files."""
    return msgspec.structs.replace(caller, grants=(DOWNLOAD_LICENCE,))


@pytest.mark.req("DW-47", "E12")
def test_a_licence_file_opens_by_its_own_grant_on_what_one_sees(desk: Desk) -> None:
    partner = Partner(desk)
    local, cloud = contract_of(partner, "on_premises"), contract_of(partner, "cloud")
    give_licence(desk, local, file_name="Alt.lic", sha256="cd" * 32)
    give_licence(desk, local)

    opened = desk.service.open_licence_file(granted(partner.user_1), local)

    assert (opened.file_name, opened.sha256, opened.bucket) == (
        "Lizenz.lic",
        "ab" * 32,
        "vendor-files",
    )
    shown = desk.service.get_contract(partner.user_1, local)
    assert shown.licence_file is not None
    assert shown.licence_file.file_name == "Lizenz.lic"
    with pytest.raises(NotPermitted):
        desk.service.open_licence_file(partner.user_1, local)
    for nobody in (partner.user_3, partner.user_2, partner_person(UUID(int=7))):
        with pytest.raises(NotFound):
            desk.service.open_licence_file(granted(nobody), local)
    for caller in (granted(partner.user_1), partner.user_1):
        with pytest.raises(NotFound):
            desk.service.open_licence_file(caller, cloud)
    records = desk.run_sql("SELECT actor FROM audit_entry WHERE action = 'licence.downloaded'")
    assert [row.actor for row in records] == [f"person:{partner.user_1.subject}"]


@pytest.mark.req("DW-47")
def test_a_customers_admin_needs_the_grant_too_and_a_contract_without_file_has_none(
    desk: Desk,
) -> None:
    partner = Partner(desk)
    local = contract_of(partner, "on_premises")
    admin = a_principal(organisation_id=partner.customers["A"])

    with pytest.raises(NotPermitted):
        desk.service.open_licence_file(admin, local)
    with pytest.raises(NotFound):
        desk.service.open_licence_file(granted(admin), local)
    give_licence(desk, local)
    assert desk.service.open_licence_file(granted(admin), local).id == local
    assert desk.service.open_licence_file(STAFF, local).id == local


def test_licence_files_are_kept_by_the_vendors_people_at_their_own_place(desk: Desk) -> None:
    partner = Partner(desk)
    local, cloud = contract_of(partner, "on_premises"), contract_of(partner, "cloud")
    place = desk.service.place_licence_file(STAFF, local).object_key

    for key in ("licences/other/x", place.replace(str(local), str(cloud)), place + "/../x"):
        with pytest.raises(InvalidInput):
            desk.service.put_licence_file(
                STAFF, PutLicenceFile(contract_id=local, file=a_file(key))
            )
    for changes in ({"file_name": "a/b.lic"}, {"size_bytes": LARGEST_LICENCE_BYTES + 1}):
        file = a_file(place, **changes)
        with pytest.raises(InvalidInput):
            desk.service.put_licence_file(STAFF, PutLicenceFile(contract_id=local, file=file))
    with pytest.raises(NotFound):
        desk.service.place_licence_file(STAFF, cloud)
    with pytest.raises(NotPermitted):
        desk.service.place_licence_file(partner.user_1, local)


def put(desk: Desk, resource_id: UUID, **changes: Any) -> PartnerResource:
    """Keep a piece of material as the vendor's people do."""
    values: dict[str, Any] = {
        "id": resource_id,
        "base_version": 0,
        "title": Label(de="Preisliste", en="Price list"),
        "category": Label(de="Vertrieb", en="Sales"),
    }
    items = desk.service.put_resource(STAFF, PutResource(**(values | changes))).items
    return next(each for each in items if each.id == resource_id)


def add(desk: Desk, resource_id: UUID, sha256: str) -> PartnerResource:
    """Add a version of its file."""
    place = desk.service.place_resource_file(STAFF, resource_id)
    file = a_file(place.object_key, file_name="Liste.pdf", sha256=sha256)
    request = AddResourceFile(resource_id=resource_id, file=file)
    items = desk.service.add_resource_file(STAFF, request).items
    return next(each for each in items if each.id == resource_id)


@pytest.mark.req("DW-09", "E14")
def test_material_is_open_to_partners_alone_and_its_files_have_versions(desk: Desk) -> None:
    partner, material = Partner(desk), new_id()
    put(desk, material)
    assert desk.service.list_resources(partner.user_2).items == ()
    add(desk, material, "aa" * 32)
    add(desk, material, "aa" * 32)
    added = add(desk, material, "bb" * 32)

    (listed,) = desk.service.list_resources(partner.user_2).items
    newest = desk.service.open_resource(partner.user_2, material)
    first = desk.service.open_resource(partner.user_2, material, 1)

    assert listed == added
    assert [each.number for each in listed.files] == [2, 1]
    assert (newest.sha256, first.sha256) == ("bb" * 32, "aa" * 32)
    for stranger in (a_principal(), partner_person(partner.id, areas=())):
        with pytest.raises(AreaNotVisible):
            desk.service.list_resources(stranger)
        with pytest.raises(AreaNotVisible):
            desk.service.open_resource(stranger, material)
    with pytest.raises(NotFound):
        desk.service.open_resource(partner.user_1, material, 3)
    put(desk, material, base_version=1, is_offered=False)
    assert desk.service.list_resources(partner.user_1).items == ()
    with pytest.raises(NotFound):
        desk.service.open_resource(partner.user_1, material)


def test_material_is_changed_by_who_saw_it_last_of_the_vendors_people(desk: Desk) -> None:
    partner, material = Partner(desk), new_id()
    put(desk, material)
    place = desk.service.place_resource_file(STAFF, material).object_key

    with pytest.raises(ChangedMeanwhile):
        put(desk, material)
    with pytest.raises(ChangedMeanwhile):
        put(desk, material, base_version=2)
    file = AddResourceFile(resource_id=material, file=a_file(place))
    with pytest.raises(NotPermitted):
        desk.service.add_resource_file(partner.user_1, file)
    unknown = AddResourceFile(resource_id=UUID(int=7), file=a_file(f"resources/{UUID(int=7)}/1"))
    with pytest.raises(NotFound):
        desk.service.add_resource_file(STAFF, unknown)
    at_once(*[lambda: desk.service.add_resource_file(STAFF, file) for _ in range(2)])
    (listed,) = desk.service.list_resources(STAFF).items
    assert [each.number for each in listed.files] == [1]


@pytest.mark.req("DW-03", "E11")
def test_a_function_that_has_not_moved_answers_with_the_address_of_its_old_place(
    desk: Desk,
) -> None:
    partner = Partner(desk)
    desk.receive(customer_number="20000")
    old = "https://alt.example.com/kunden"

    for key in ("customers", "contracts", "resources"):
        request = PutPortalFunction(key=key, base_version=0, legacy_url=old)
        desk.service.put_function(STAFF, request)
    customers = desk.service.list_accounts(partner.user_1, AccountQuery())
    contracts = desk.service.list_contracts(partner.user_1, ContractQuery())
    resources = desk.service.list_resources(partner.user_1)

    for answer in (customers, contracts, resources):
        assert (answer.items, answer.legacy_url) == ((), old)
    listed = desk.service.list_functions(partner.user_1).items
    assert [(each.key, each.legacy_url) for each in listed] == [
        ("customers", old),
        ("contracts", old),
        ("resources", old),
    ]
    moved = PutPortalFunction(key="customers", base_version=1, legacy_url=None)
    desk.service.put_function(STAFF, moved)
    page = desk.service.list_accounts(partner.user_1, AccountQuery())
    assert (page.total, page.legacy_url) == (3, None)
    with pytest.raises(ChangedMeanwhile):
        desk.service.put_function(STAFF, moved)
    with pytest.raises(NotPermitted):
        desk.service.put_function(partner.user_1, moved)
    with pytest.raises(AreaNotVisible):
        desk.service.list_functions(a_principal())
