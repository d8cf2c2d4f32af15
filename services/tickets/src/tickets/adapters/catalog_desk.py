"""The catalog service, as far as tickets asks it."""

from uuid import UUID

from contracts.contract_list import ContractDetail
from contracts.devices import DeviceSnapshot
from contracts.errors import AreaNotVisible, NoMembership, NotFound, NotPermitted
from contracts.tickets import AttachedContract, AttachedDevice, AttachedProduct
from tickets.adapters.calling import Calling

_NOT_SEEN = (NotFound, AreaNotVisible, NoMembership, NotPermitted)


class CatalogDesk:
    """Where contracts and devices are looked up, as the caller sees them."""

    def __init__(self, catalog: Calling) -> None:
        self._catalog = catalog

    def find_contract(
        self, contract_id: UUID, organisation_id: UUID | None
    ) -> AttachedContract | None:
        """Return what the caller sees of a contract, None if he does not see it.

        The vendor's people see everybody's, so they name whose it has to be.

        Raises:
            ServiceUnavailable, DeadlinePassed: catalog does not answer.
        """
        try:
            detail = self._catalog.call("get_contract", ContractDetail, contract_id=contract_id)
        except _NOT_SEEN:
            return None
        contract = detail.contract
        if organisation_id not in {None, contract.customer_id}:
            return None
        return AttachedContract(
            id=contract.id,
            number=contract.number,
            title=contract.title,
            customer_number=contract.customer_number,
            kind=contract.kind,
            starts_on=contract.starts_on,
            ends_on=contract.ends_on,
            notice_given_on=contract.notice_given_on,
            period_ends_on=contract.period_ends_on,
            auto_renews=contract.auto_renews,
            products=tuple(
                AttachedProduct(name=each.name, quantity=each.quantity) for each in detail.products
            ),
            system=None if detail.system is None else detail.system.name,
        )

    def find_device(self, device_id: UUID, organisation_id: UUID | None) -> AttachedDevice | None:
        """Return what the caller sees of a device, None if he does not see it.

        The vendor's people see everybody's, so they name whose it has to be.

        Raises:
            ServiceUnavailable, DeadlinePassed: catalog does not answer.
        """
        try:
            device = self._catalog.call("get_device_snapshot", DeviceSnapshot, device_id=device_id)
        except _NOT_SEEN:
            return None
        if organisation_id not in {None, device.customer_id}:
            return None
        return AttachedDevice(
            id=device.device_id,
            number=device.number,
            manufacturer=device.manufacturer,
            model=device.model,
            serial_number=device.serial_number,
            technical_id=device.technical_id,
            site=device.site,
            place=device.place,
            is_third_party=device.is_third_party,
            contract_number=device.contract_number,
            is_contract_running=device.is_contract_running,
        )
