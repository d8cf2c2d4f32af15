"""Programs that our settings for operators are held against."""

from pathlib import Path

import pytest

from kontor_local.places import local_folder
from kontor_local.probe_packages import Probes, find_probes

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def probes() -> Probes:
    return find_probes(local_folder())


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
