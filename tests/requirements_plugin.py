"""Record which test proves which requirement: build/test-report.json, updated by every run.

Each test carries its ids as `@pytest.mark.req("SE-30")`; an id that docs/requirements.toml does
not know stops the run. A run of some tests updates those, and forgets the ones that are gone.
"""

import fcntl
import json
import os
from collections.abc import Generator, Iterable
from pathlib import Path
from typing import Any, TypeAlias, TypedDict

import pytest

from tools.requirements import TEST_REPORT, read_outcomes, read_register

_PROPERTY = "req"
_SEEN = "requirements_seen"

_Made: TypeAlias = pytest.Item | pytest.Collector | list[pytest.Item | pytest.Collector] | None


class Outcome(TypedDict):
    """What the report keeps of one test."""

    ids: list[str]
    outcome: str


def pytest_configure(config: pytest.Config) -> None:
    """Start recording; with xdist the workers look at the tests and the controller writes."""
    config.pluginmanager.register(Recorder(config), "requirements-recorder")


class Recorder:
    """What one pytest process saw."""

    def __init__(self, config: pytest.Config) -> None:
        """Read the register, so that a wrong id is found before the first test runs."""
        self._config = config
        self._register = read_register(config.rootpath)
        self._outcomes: dict[str, Outcome] = {}
        self._existing: set[str] = set()

    @pytest.hookimpl(wrapper=True)
    def pytest_pycollect_makeitem(
        self, collector: pytest.Collector
    ) -> Generator[None, _Made, _Made]:
        """Refuse a file in which a test carries an id that is not in the register."""
        made = yield
        for item in made if isinstance(made, list) else [made]:
            if isinstance(item, pytest.Item):
                for id_ in _ids_of(item):
                    if id_ not in self._register:
                        msg = f"{item.nodeid}: {id_} is not in docs/requirements.toml"
                        raise collector.CollectError(msg)
        return made

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Hang each test's ids on its reports."""
        for item in items:
            item.user_properties.extend((_PROPERTY, id_) for id_ in _ids_of(item))
            # Before -k and -m take some away: a test that was not chosen still exists.
            self._existing.add(item.nodeid)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note how setup, call and teardown went; the worst of the three counts."""
        if report.when == "call" or report.outcome != "passed":
            known = self._outcomes.get(report.nodeid)
            if known is None or known["outcome"] == "passed":
                self._outcomes[report.nodeid] = Outcome(
                    ids=[str(value) for name, value in report.user_properties if name == _PROPERTY],
                    outcome=report.outcome,
                )

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take over what an xdist worker collected; a worker that crashed tells nothing."""
        self._existing.update(getattr(node, "workeroutput", {}).get(_SEEN, ()))

    def pytest_sessionfinish(self) -> None:
        """Write the report, or hand what was collected to the controller."""
        workeroutput = getattr(self._config, "workeroutput", None)
        if workeroutput is not None:
            workeroutput[_SEEN] = sorted(self._existing)
        elif not self._config.option.collectonly:
            update_report(
                self._config.rootpath,
                outcomes=self._outcomes,
                existing=self._existing,
                whole_files=_files_collected_whole(self._config, self._existing),
            )


def _ids_of(item: pytest.Item) -> list[str]:
    marked = (str(id_) for mark in item.iter_markers(_PROPERTY) for id_ in mark.args)
    return list(dict.fromkeys(marked))


def _files_collected_whole(config: pytest.Config, existing: Iterable[str]) -> set[str]:
    """Return the test files of which every test was collected: not those named with `::`."""
    picked = {
        os.path.relpath(config.invocation_params.dir / argument.partition("::")[0], config.rootpath)
        for argument in config.args
        if "::" in argument
    }
    return {node_id.partition("::")[0] for node_id in existing} - picked


def update_report(
    root: Path, *, outcomes: dict[str, Outcome], existing: set[str], whole_files: set[str]
) -> None:
    """Merge one run into the report; two runs at once wait for each other."""
    path = root / TEST_REPORT
    path.parent.mkdir(exist_ok=True)
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        kept = {
            node_id: outcome
            for node_id, outcome in read_outcomes(root).items()
            if (root / node_id.partition("::")[0]).exists()
            and (node_id in existing or node_id.partition("::")[0] not in whole_files)
        }
        tests = dict(sorted({**kept, **outcomes}.items()))
        draft = path.with_suffix(".draft")
        draft.write_text(json.dumps({"tests": tests}, indent=1) + "\n", encoding="utf-8")
        draft.replace(path)
