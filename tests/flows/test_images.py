"""The images are built, and the main job runs in nothing but them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from kontor_local.namespace import SERVICES
from kontor_local.parts import PARTS, Part
from tests.conftest import NewNamespace
from tests.flows.conftest import MakeWorld

ROOT = Path(__file__).parents[2]
BUILD = ROOT / "deploy/images/build.sh"
RUNNER = Path(__file__).with_name("in_image.py")
NAMES = ("identity", "billing-docs", "tickets", "catalog", "notifications", "gateway")

pytestmark = [
    pytest.mark.long,
    pytest.mark.timeout(1800),
    pytest.mark.skipif(
        os.geteuid() != 0 or shutil.which("apt-get") is None,
        reason="images are built here as root on Debian; elsewhere an engine does it",
    ),
]


def buildah(*words: str) -> str:
    done = subprocess.run(["buildah", *words], capture_output=True, text=True, check=True)  # noqa: S603, S607 - the tool this file is about
    return done.stdout.strip()


@pytest.fixture(scope="module")
def built() -> tuple[str, ...]:
    subprocess.run([str(BUILD)], check=True)  # noqa: S603 - our own program
    return NAMES


@pytest.fixture
def containers(built: tuple[str, ...]) -> Iterator[dict[str, str]]:
    made = {name: buildah("from", f"localhost/kontor/{name}") for name in built}
    yield made
    for container in made.values():
        buildah("rm", container)


def described(name: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(buildah("inspect", "--type", "image", name))
    return told


@pytest.mark.usefixtures("built")
def test_an_image_asks_for_no_rights_and_says_how_it_is_looked_after() -> None:
    for name in NAMES:
        config = described(f"localhost/kontor/{name}")["Docker"]["config"]
        assert config["User"] == "10001:10001"
        assert config["Healthcheck"]["Test"][:2] == ["CMD", "python"]


def test_an_image_holds_nothing_but_what_runs(containers: dict[str, str]) -> None:
    search = (
        "import importlib.util as find, os; "
        "print([n for n in ('pip', 'hatchling', 'pytest', 'uv') if find.find_spec(n)], "
        "[d for d, _, _ in os.walk('/opt') if os.access(d, os.W_OK)])"
    )
    for container in containers.values():
        found = buildah("run", "--isolation", "chroot", "--user", "10001:10001", container,
                        "--", "/opt/kontor/bin/python", "-c", search)  # fmt: skip
        assert found == "[] []"


@pytest.mark.usefixtures("built")
def test_the_same_sources_make_the_same_image() -> None:
    before = described("localhost/kontor/tickets")["OCIv1"]["rootfs"]["diff_ids"]
    environment = {**os.environ, "KONTOR_IMAGE_OPTIONS": "--no-cache"}
    subprocess.run([str(BUILD), "tickets"], check=True, env=environment)  # noqa: S603 - our own program

    assert described("localhost/kontor/tickets")["OCIv1"]["rootfs"]["diff_ids"] == before


def test_the_main_job_runs_in_images_alone(
    containers: dict[str, str],
    make_world: MakeWorld,
    new_namespace: NewNamespace,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    home = str(tmp_path_factory.getbasetemp())

    def in_image(part: Part) -> Part:
        name = next(each for each in NAMES if each.replace("-", "_") == part.package)
        start = (sys.executable, str(RUNNER), containers[name], home, "python")

        def inside(command: tuple[str, ...]) -> tuple[str, ...]:
            return (*start, *command[1:])

        return replace(
            part, serve=inside(part.serve), prepare=part.prepare and inside(part.prepare)
        )

    with (
        new_namespace(SERVICES) as namespace,
        make_world(namespace=namespace, parts=[in_image(part) for part in PARTS]) as world,
    ):
        customer = world.new_customer()
        published = world.issue(customer, "RE-100")
        world.assert_once(customer, [published])
        accountant = world.portal.settle_in(customer.accountant)
        (document,) = world.documents(accountant)
        preview = world.get(f"/v1/documents/{document['id']}/preview", accountant)
        health = httpx.get(f"{world.product.gateway_url}/health", timeout=60)

    assert preview.content == published.content
    assert health.status_code == 200
