"""Write docs/wire.txt, every way in and every event out: `python -m tools.wire [--check]`."""

import ast
import copy
import difflib
import importlib
import inspect
import re
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chassis.entrypoints.admission import Admission

MAP = Path("docs/wire.txt")
SERVICES = {
    "identity": "services/identity",
    "billing_docs": "services/billing-docs",
    "tickets": "services/tickets",
    "catalog": "services/catalog",
    "notifications": "services/notifications",
}
OUTBOUND = "kontor.out"

_HEADING = """\
# Every way in and every event out, by name. Names are promises (docs/adr/0005).
# Written by `make wire`; read the diff: what disappears here is missed by somebody."""
_MARK = "nameko_entrypoints"  # where Nameko's decorators leave what they registered


def wire_map(root: Path) -> str:
    """Return the text of docs/wire.txt for the code below `root`, which must be importable."""
    constants = event_constants()
    parts = [_HEADING]
    for package, folder in SERVICES.items():
        if (root / folder / "src" / package / "service.py").exists():
            lines = {*_ways_into(package), *_announcements(root / folder, package, constants)}
            parts.append("\n".join([package, *(f"  {line}" for line in sorted(lines))]))
    if (root / "gateway/src/gateway/routes.py").exists():
        parts.append("\n".join(["gateway", *(f"  {line}" for line in _routes())]))
    return "\n\n".join(parts) + "\n"


def event_constants() -> dict[str, str]:
    """Return the event types of `contracts` by the name of their constant."""
    return {
        name: value
        for module in ("events", "feed", "inbound", "machine_accounts", "outbound", "webhooks")
        for name, value in vars(importlib.import_module(f"contracts.{module}")).items()
        if name.isupper() and isinstance(value, str)
    }


def told(folder: Path, constants: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield (method, event type) for each `outbox.announce(...)` and `.publish(...)` below it."""
    for path in sorted((folder / "src").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(
                    func=ast.Attribute(attr="announce" | "publish" as method),
                    args=[ast.Name(id=name), *_],
                ) if name in constants:
                    yield method, constants[name]


def _announcements(folder: Path, package: str, constants: dict[str, str]) -> set[str]:
    exchanges = {"announce": f"{package}.events", "publish": OUTBOUND}
    return {f"tells {type_} on {exchanges[method]}" for method, type_ in told(folder, constants)}


def _ways_into(package: str) -> Iterator[str]:
    base = importlib.import_module("chassis.service").Service
    module = importlib.import_module(f"{package}.service")
    for _, service in inspect.getmembers(module, inspect.isclass):
        if issubclass(service, base) and service.__module__ == module.__name__:
            for name, method in inspect.getmembers(service, inspect.isfunction):
                for entrypoint in getattr(method, _MARK, ()):
                    yield _way_in(service, name, method, entrypoint)
                    if _is_told_of(entrypoint):
                        told_as = event_constants()["SUPPORT_CALL_MADE"]
                        yield f"tells {told_as} on {package}.events"
                    if getattr(entrypoint, "rejected_as", None):
                        yield f"tells {entrypoint.rejected_as} on {OUTBOUND}"


def _way_in(service: Any, name: str, method: Any, entrypoint: Any) -> str:
    calls = importlib.import_module("chassis.entrypoints.calls")
    messages = importlib.import_module("chassis.entrypoints.messages")
    ticks = importlib.import_module("chassis.entrypoints.ticks")
    match entrypoint:
        case calls.Call():
            marks = _openness(entrypoint.public) + _marks(entrypoint.admission)
            return f"call {service.name}.{_signature(method)}{marks}"
        case ticks.Tick():
            apart = "" if entrypoint.kind == "ticks" else f", kind {entrypoint.kind}"
            return f"every {entrypoint.interval:g} s: {name}{apart}"
        case messages.MessageEntrypoint():
            bound = copy.copy(entrypoint)
            bound.method_name = name
            bound.container = SimpleNamespace(service_name=service.name, service_cls=service)
            queue = bound.make_lane(()).queue
            key = queue.routing_key or "everything else"
            return f"hears {key} on {queue.exchange.name}, queue {queue.name}"
    return f"{type(entrypoint).__name__} {name}"


def _signature(method: Any) -> str:
    """Return name, parameters and result; `self` and `caller` do not cross the wire."""
    signature = inspect.signature(method)
    parameters = ", ".join(
        f"{name}: {_short(parameter.annotation)}"
        for name, parameter in signature.parameters.items()
        if name not in {"self", "caller"}
    )
    return f"{method.__name__}({parameters}) -> {_short(signature.return_annotation)}"


def _short(annotation: Any) -> str:
    return re.sub(r"(?:\w+\.)+(?=\w)", "", inspect.formatannotation(annotation))


def _is_told_of(entrypoint: Any) -> bool:
    """Whether the chassis tells of calls of this method in support sessions."""
    admission = getattr(entrypoint, "admission", None)
    return admission is not None and (admission.reads or admission.even_in_support)


def _marks(admission: "Admission") -> str:
    marks = {
        "reads": admission.reads,
        "even barred": admission.even_barred,
        "even in support": admission.even_in_support,
    }
    return "".join(f", {mark}" for mark, is_set in marks.items() if is_set)


def _openness(public: bool) -> str:  # noqa: FBT001 - the one thing this is about
    return ", public" if public else ""


def _routes() -> Iterator[str]:
    routes = importlib.import_module("gateway.routes")
    for route in routes.API:
        in_support = "" if route.in_support == "refused" else f", {route.in_support} in support"
        yield f"{route.method} {route.path}{_openness(route.public)}{in_support}"
    for page in routes.PAGES:
        yield f"{page.method} {page.path}{_openness(page.public)}"
    for probe in routes.PROBES:
        yield f"GET {probe.path}, for machines"


def main(arguments: list[str], root: Path = Path()) -> int:
    """Write the map; with `--check` only show the difference and fail where there is one."""
    # eventlet announces its retirement on every import (docs/adr/0002).
    warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")
    new = wire_map(root)
    if "--check" not in arguments:
        (root / MAP).write_text(new, encoding="utf-8")
        return 0
    old = (root / MAP).read_text(encoding="utf-8") if (root / MAP).exists() else ""
    difference = difflib.unified_diff(
        old.splitlines(), new.splitlines(), f"{MAP} as committed", "the code", n=0, lineterm=""
    )
    sys.stdout.write("".join(f"{line}\n" for line in difference))
    return 0 if old == new else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
