"""The import contracts of pyproject.toml hold, and each of them can fail."""

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.sources import ROOT

CONTRACTS: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"][
    "importlinter"
]


def lint_imports(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = "from importlinter.cli import lint_imports_command as run; run()"
    return subprocess.run(  # noqa: S603 - a tool of ours on our own files
        [sys.executable, "-c", command, "--no-cache", "--no-logo", *options],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    """Return a folder with our packages, empty, and our contracts."""
    for name in CONTRACTS["root_packages"]:
        write(tmp_path, f"{name}/__init__.py", "")
    for module in ("errors", "cloudevents", "principal", "billing_docs"):
        write(tmp_path, f"contracts/{module}.py", "")
    for layer in ("calls", "use_cases", "store", "adapters", "domain"):
        write(tmp_path, f"identity/{layer}/__init__.py", "")
    write(tmp_path, "identity/service.py", "import identity.calls, identity.store")
    settings = [
        f"{key} = {json.dumps(value)}" for key, value in CONTRACTS.items() if key != "contracts"
    ]
    for contract in CONTRACTS["contracts"]:
        settings.append("[[tool.importlinter.contracts]]")
        settings += [f"{key} = {json.dumps(value)}" for key, value in contract.items()]
    write(tmp_path, "pyproject.toml", "[tool.importlinter]\n" + "\n".join(settings))
    return tmp_path


def write(folder: Path, path: str, text: str) -> None:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(text)


def test_imports_point_down_and_services_stay_apart() -> None:
    lint = lint_imports(ROOT)

    assert lint.returncode == 0, lint.stdout + lint.stderr


def test_what_the_contracts_allow_passes(packages: Path) -> None:
    write(packages, "identity/use_cases/a.py", "import identity.store, identity.domain, chassis")
    write(packages, "chassis/a.py", "import contracts.errors, contracts.principal")
    write(packages, "gateway/a.py", "import contracts.billing_docs")

    lint = lint_imports(packages)

    assert lint.returncode == 0, lint.stdout + lint.stderr


@pytest.mark.parametrize(
    ("path", "text", "contract"),
    [
        ("identity/domain/a.py", "import identity.store", "layers"),
        ("identity/store/a.py", "import identity.use_cases", "layers"),
        ("identity/store/a.py", "import identity.adapters", "layers"),
        ("identity/use_cases/a.py", "import identity.service", "layers"),
        ("identity/use_cases/a.py", "import identity.calls", "layers"),
        ("identity/domain/a.py", "import catalog", "services-apart"),
        ("contracts/a.py", "import chassis", "contracts-alone"),
        ("chassis/a.py", "import billing_docs", "chassis-below-services"),
        ("chassis/a.py", "import contracts.billing_docs", "chassis-without-domain-words"),
        ("gateway/a.py", "import chassis", "gateway-on-contracts"),
        ("gateway/a.py", "import identity.domain", "gateway-on-contracts"),
        ("kontor_publisher/a.py", "import chassis", "publisher-on-contracts"),
    ],
)
def test_each_contract_can_fail(packages: Path, path: str, text: str, contract: str) -> None:
    write(packages, path, text)

    lint = lint_imports(packages, "--contract", contract)

    assert lint.returncode != 0
    assert "BROKEN" in lint.stdout
