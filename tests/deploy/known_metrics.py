"""The metrics that our code makes, read from its source."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.deploy.conftest import ROOT

_KINDS = {"Counter": "counter", "Gauge": "gauge", "Histogram": "histogram"}
_FOLDERS = ("libs/process/src", "libs/chassis/src", "services", "gateway/src")


@dataclass(frozen=True, kw_only=True, slots=True)
class Metric:
    """One metric, by the name that Prometheus sees."""

    name: str
    kind: str
    labels: tuple[str, ...]

    def series(self) -> set[str]:
        """Return the names under which its samples are stored."""
        if self.kind == "histogram":
            return {f"{self.name}{part}" for part in ("_bucket", "_count", "_sum")}
        return {self.name}


def metrics_in_code() -> dict[str, Metric]:
    """Return every metric of ours, by name."""
    return {
        metric.name: metric
        for path in python_sources()
        for metric in metrics_of(path.read_text(encoding="utf-8"))
    }


def python_sources() -> list[Path]:
    """Return the files of what runs and is measured."""
    return [
        path
        for folder in _FOLDERS
        for path in sorted((ROOT / folder).rglob("src/**/*.py" if folder == "services" else "*.py"))
    ]


def metrics_of(source: str) -> Iterator[Metric]:
    """Yield the metrics that a module makes."""
    if "prometheus_client" not in source:
        return
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(
                func=ast.Name(id=kind), args=[ast.Constant(value=str(name)), _, *more]
            ) if kind in _KINDS:
                labels = tuple(ast.literal_eval(more[0])) if more else ()
                if kind == "Counter":
                    name = name.removesuffix("_total") + "_total"
                yield Metric(name=name, kind=_KINDS[kind], labels=labels)
