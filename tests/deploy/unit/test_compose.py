"""The compose installation: the published schema, the services' settings, and who reaches whom."""

import json
import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

from tests.deploy.conftest import ROOT
from tests.deploy.kinds import kinds_of
from tests.deploy.settings_fit import faults_of

FOLDER = ROOT / "deploy/compose"
PREPARES = {
    "prepare-identity": "identity",
    "prepare-billing-docs": "billing_docs",
    "prepare-tickets": "tickets",
    "prepare-catalog": "catalog",
    "prepared": "notifications",
}
SERVES = {
    "gateway": "gateway",
    "identity": "identity",
    "billing-docs": "billing_docs",
    "tickets": "tickets",
    "catalog": "catalog",
    "notifications": "notifications",
    "mail-intake": "tickets",
    "bounce-listener": "notifications",
}
OURS = [*SERVES, *PREPARES]
_SUBSTITUTION = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")


@cache
def compose() -> dict[str, Any]:
    text = (FOLDER / "compose.yml").read_text()
    described: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return described


@cache
def apart() -> dict[str, Any]:
    text = (FOLDER / "apart.yml").read_text()
    described: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return described


def example_settings() -> dict[str, str]:
    lines = (FOLDER / "example.env").read_text().splitlines()
    pairs = [line.partition("=") for line in lines if line and not line.startswith("#")]
    return {name: value for name, _, value in pairs}


def substituted(text: str, environment: dict[str, str]) -> str:
    """Return a value as Compose reads it with the example's settings."""

    def value(found: re.Match[str]) -> str:
        name, sign, word = found.groups()
        if environment.get(name):
            return environment[name]
        assert sign == "-", f"{name} is needed and not in example.env"
        return str(word)

    return _SUBSTITUTION.sub(value, text)


def mounted(service: dict[str, Any], secrets: dict[str, Any], folder: Path) -> dict[str, Path]:
    """Return the files of the installation that a container sees, by their path in it."""
    files = {}
    for each in service.get("secrets", []):
        source = each if isinstance(each, str) else each["source"]
        target = source if isinstance(each, str) else each["target"]
        path = target if target.startswith("/") else f"/run/secrets/{target}"
        files[path] = folder / Path(secrets[source]["file"]).name
    return files


def dependencies(name: str) -> dict[str, str]:
    found = compose()["services"][name].get("depends_on", {})
    return {other: how["condition"] for other, how in found.items()}


def test_it_is_as_the_compose_specification_says() -> None:
    schema = json.loads((ROOT / "tests/deploy/schemas/compose-spec.json").read_text())

    faults = list(jsonschema_rs.validator_for(schema).iter_errors(compose()))

    assert [f"{fault.instance_path}: {fault.message}" for fault in faults] == []


def test_apart_is_as_the_compose_specification_says() -> None:
    schema = json.loads((ROOT / "tests/deploy/schemas/compose-spec.json").read_text())

    faults = list(jsonschema_rs.validator_for(schema).iter_errors(apart()))

    assert [f"{fault.instance_path}: {fault.message}" for fault in faults] == []


def test_apart_each_kind_of_work_of_a_service_has_one_kind_of_container() -> None:
    work: dict[str, list[str]] = {}
    for name, service in apart()["services"].items():
        whose = service["extends"]["service"] if "extends" in service else name
        work.setdefault(whose, []).extend(service["environment"]["KONTOR_WORK"].split(","))

    services = {name: kinds_of(name.replace("-", "_")) for name in work}
    assert work.keys() == SERVES.keys() - {"gateway", "mail-intake", "bounce-listener"}
    assert {name: sorted(kinds) for name, kinds in work.items()} == {
        name: sorted(kinds) for name, kinds in services.items()
    }


def test_apart_what_is_added_is_a_part_of_its_service_and_is_measured_with_it() -> None:
    for name, service in apart()["services"].items():
        if name in compose()["services"]:
            assert set(service) == {"environment"}
            continue
        whose = service["extends"]["service"]
        assert name.startswith(f"{whose}-")
        assert service["extends"]["file"] == "compose.yml"
        assert service["networks"] == {"watch": {"aliases": [whose]}}
        assert set(service) == {"extends", "environment", "networks"}


@pytest.mark.parametrize("name", OURS)
def test_a_part_is_given_all_it_needs_and_nothing_that_it_does_not_know(
    name: str, installation: Path
) -> None:
    described = compose()
    service = described["services"][name]
    package = SERVES.get(name) or PREPARES[name]
    example = example_settings()
    given = {key: substituted(str(v), example) for key, v in service["environment"].items()}

    files = mounted(service, described["secrets"], installation)

    assert faults_of(package, given, files, prepares=name in PREPARES) == []
    assert service["image"] == f"kontor/{package.replace('_', '-')}:${{KONTOR_VERSION:-latest}}"


def test_every_secret_is_a_file_of_the_installation_and_is_used(installation: Path) -> None:
    described = compose()
    names = {Path(secret["file"]).name for secret in described["secrets"].values()}
    used = {
        each if isinstance(each, str) else each["source"]
        for service in described["services"].values()
        for each in service.get("secrets", [])
    }

    assert used == set(described["secrets"])
    assert sorted(name for name in names if not (installation / name).exists()) == []


@pytest.mark.parametrize("name", OURS)
def test_a_container_of_ours_has_no_rights_and_nothing_to_write(name: str) -> None:
    service = compose()["services"][name]

    assert service["read_only"] is True
    assert service["user"] == "10001:10001"
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["tmpfs"] == ["/tmp"]  # noqa: S108 - the one empty folder of the container
    assert "volumes" not in service
    assert "privileged" not in service


def test_nothing_but_the_proxy_can_be_reached_from_outside() -> None:
    described = compose()
    services = described["services"]
    published = {name: service["ports"] for name, service in services.items() if "ports" in service}

    assert published.keys() == {"proxy", "grafana"}
    assert all(port.startswith("127.0.0.1:") for port in published["grafana"])
    # A network with a way out is entered by those who need one, and by no server of ours.
    open_networks = {name for name, how in described["networks"].items() if not how.get("internal")}
    outside = {name for name, each in services.items() if open_networks & set(each["networks"])}
    assert outside == {"proxy", "grafana", "identity", "notifications", "clamav", "alertmanager"}
    assert set(services["proxy"]["networks"]) & set(services["gateway"]["networks"]) >= {"portal"}
    assert not {"bus", "data", "store"} & set(services["proxy"]["networks"])


def test_tables_and_queues_are_prepared_one_after_the_other_before_the_services() -> None:
    order = [*PREPARES]
    for before, after in pairwise(order):
        assert dependencies(after) == {before: "service_completed_successfully"}
    assert dependencies(order[0]) == {"postgres": "service_healthy", "rabbitmq": "service_healthy"}
    for name in SERVES:
        if name != "gateway":
            assert dependencies(name)["prepared"] == "service_completed_successfully"
    for name, package in PREPARES.items():
        command = compose()["services"][name]["command"]
        assert command == ["python", "-m", "chassis", "prepare", package]


def test_what_is_waited_for_can_say_that_it_is_well() -> None:
    services = compose()["services"]
    of_image = {"gateway", *SERVES}  # their images have a health check of their own
    for name in services:
        for other, condition in dependencies(name).items():
            if condition == "service_healthy":
                assert "healthcheck" in services[other] or other in of_image, other
            else:
                assert services[other]["restart"] == "no", other


def test_each_mounted_file_of_the_repository_exists() -> None:
    mounts = [
        mount.split(":")[0]
        for service in compose()["services"].values()
        for mount in service.get("volumes", [])
        if mount.startswith(".")
    ]

    assert mounts
    assert [mount for mount in mounts if not (FOLDER / mount).exists()] == []


def test_images_of_others_are_pinned_to_a_version() -> None:
    images = {service["image"] for service in compose()["services"].values()}
    theirs = {image for image in images if not image.startswith("kontor/")}

    assert all(re.search(r":v?\d", image) for image in theirs)


def test_a_setting_that_nobody_knows_or_that_is_missing_is_found() -> None:
    given = {"KONTOR_PUBLIC_URL": "https://portal.example.com", "KONTOR_PORTAL_URI": "x"}

    assert faults_of("gateway", given, {}) == ["KONTOR_PORTAL_URI is no setting"]
    missing = faults_of("gateway", {"KONTOR_PUBLIC_URL": "https://portal.example.com"}, {})
    assert any(fault.startswith("KONTOR_AMQP_URL is missing") for fault in missing)
    nowhere = faults_of("gateway", {"KONTOR_AMQP_URL_FILE": "/run/secrets/amqp-url"}, {})
    assert nowhere == ["KONTOR_AMQP_URL_FILE: nothing is mounted at /run/secrets/amqp-url"]
