"""Say what a package is."""

from catalog.domain.self_services import require_staff
from catalog.store.records import Records
from chassis.service import actor_of
from contracts.errors import ChangedMeanwhile, InvalidInput, NotFound
from contracts.packages import PackageDefinition, PutPackage
from contracts.principal import Principal


def put_package(caller: Principal, wanted: PutPackage, records: Records) -> PackageDefinition:
    """Add a package or its next version, for the vendor's people (SE-21).

    What it unlocks changes for everybody who has booked it, within seconds. The base package is
    everybody's and cannot be taken off the offer.

    Raises:
        NotPermitted: the caller is none of the vendor's people.
        InvalidInput: a text is blank, or the base package would end.
        ChangedMeanwhile: somebody else has changed it.
    """
    require_staff(caller)
    _require_sound(wanted)
    before = records.packages.find(wanted.key)
    if not records.packages.put(wanted):
        present = records.packages.find(wanted.key)
        raise ChangedMeanwhile("base_version", str(present.version if present else 0))
    package = records.packages.find(wanted.key)
    if package is None:
        raise NotFound("package")
    if before is not None and before.unlocks != package.unlocks:
        records.entitlements.mark_outdated(package.id, records.today)
    records.audit.record(
        organisation_id=None,
        actor=actor_of(caller),
        action="package.changed" if wanted.base_version else "package.added",
        subject=f"package:{wanted.key}",
        details={
            "version": str(package.version),
            "before": ",".join(before.unlocks) if before else "",
            "after": ",".join(package.unlocks),
        },
    )
    return package


def _require_sound(wanted: PutPackage) -> None:
    texts = {
        "name.de": wanted.name.de,
        "name.en": wanted.name.en,
        "description.de": wanted.description.de,
        "description.en": wanted.description.en,
    }
    faults = [name for name, text in texts.items() if not text.strip()]
    if faults:
        raise InvalidInput(*(part for name in faults for part in (name, "missing")))
    if wanted.key == "base" and not wanted.is_on_offer:
        raise InvalidInput("is_on_offer", "not_offered")
