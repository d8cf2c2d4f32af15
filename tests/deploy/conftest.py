"""Programs that our settings for operators are held against."""

import subprocess
import sys
from pathlib import Path

import pytest

from kontor_local.places import local_folder
from kontor_local.probe_packages import Probes, find_probes

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def probes() -> Probes:
    return find_probes(local_folder())


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that an operator makes, with a certificate to try it with."""
    folder = tmp_path_factory.mktemp("made") / "installation"
    words = ["--host", "portal.example.com", "--self-signed", "--kubernetes", str(folder)]
    subprocess.run(  # noqa: S603 - our own words
        [sys.executable, ROOT / "deploy/make_installation.py", *words], check=True
    )
    return folder


@pytest.fixture(scope="session")
def nginx(probes: Probes) -> Path:
    if probes.nginx is None:
        pytest.skip("no nginx: `make test` fetches it where there is apt")
    return probes.nginx


@pytest.fixture(scope="session")
def promtool(probes: Probes) -> Path:
    if probes.promtool is None:
        pytest.skip("no promtool: `make test` fetches it where there is apt")
    return probes.promtool
