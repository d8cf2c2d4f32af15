"""Kinds of request: what makes one fit to be offered, and where its requests go."""

from collections.abc import Collection, Mapping

from contracts.errors import InvalidInput, NotPermitted
from contracts.principal import Principal
from contracts.request_types import PutRequestType, RequestField, RequestType

_OF_EVERY_REQUEST = frozenset({"title", "description", "kind"})


def require_fit(wanted: PutRequestType, departments: Collection[str]) -> None:
    """Return when requests of this kind can be opened and reach somebody.

    Raises:
        InvalidInput: names every place that does not fit.
    """
    faults: list[str] = []
    if wanted.department not in departments:
        faults += ["department", "unknown_department"]
    names: set[str] = set()
    for place, field in enumerate(wanted.fields):
        at = f"fields[{place}]"
        if field.name in names or field.name in _OF_EVERY_REQUEST:
            faults += [f"{at}.name", "used_twice"]
        names.add(field.name)
        faults += _faults_of(field, at, departments)
    if faults:
        raise InvalidInput(*faults)


def version_of(wanted: PutRequestType) -> RequestType:
    """Return the version that follows the one it changes."""
    return RequestType(
        key=wanted.key,
        version=wanted.base_version + 1,
        label=wanted.label,
        help=wanted.help,
        fields=wanted.fields,
        department=wanted.department,
        priority=wanted.priority,
        attaches=wanted.attaches,
        is_offered=wanted.is_offered,
        kept_days=wanted.kept_days,
    )


def department_for(kind: RequestType, values: Mapping[str, str]) -> str | None:
    """Return where such a request goes: as its topic says, else to the kind's own (KM-10).

    None for a topic that nobody has thought of: it leads to the default department, so that
    nothing is lost.
    """
    for field in kind.fields:
        offered = {choice.value for choice in field.choices}
        if any(choice.department for choice in field.choices) and (
            values.get(field.name, next(iter(offered))) not in offered
        ):
            return None
        for choice in field.choices:
            if choice.department and values.get(field.name) == choice.value:
                return choice.department
    return kind.department


def require_staff(caller: Principal) -> None:
    """Return when the caller is one of the vendor's own people.

    Raises:
        NotPermitted: he is not.
    """
    if not caller.is_staff:
        raise NotPermitted("vendor_staff")


def _faults_of(field: RequestField, at: str, departments: Collection[str]) -> list[str]:
    faults: list[str] = []
    values = [choice.value for choice in field.choices]
    if (field.kind == "choice") != bool(values):
        faults += [f"{at}.choices", "missing" if field.kind == "choice" else "not_allowed"]
    if len(set(values)) != len(values):
        faults += [f"{at}.choices", "used_twice"]
    for choice in field.choices:
        if choice.department is not None and choice.department not in departments:
            faults += [f"{at}.choices", "unknown_department"]
    if None not in {field.smallest, field.largest} and field.smallest > field.largest:  # type: ignore[operator]  # neither is None
        faults += [f"{at}.largest", "too_small"]
    return faults
