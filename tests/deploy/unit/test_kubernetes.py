"""The Kubernetes manifests: the API's schemas, our settings, and what belongs together."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.deploy.conftest import ROOT
from tests.deploy.kinds import kinds_of
from tests.deploy.known_metrics import metrics_in_code
from tests.deploy.manifests import (
    KUBERNETES,
    OVERLAYS,
    Document,
    all_documents,
    containers,
    documents_of,
    has_labels,
    kustomization,
    made_by,
    of_kind,
    schema_faults,
)
from tests.deploy.settings_fit import faults_of
from tests.deploy.unit.test_monitoring import unknown_names

SERVICES = ("identity", "billing-docs", "tickets", "catalog", "notifications")
OURS = {*SERVICES, "gateway"}
# The settings of kinds that others define; what is misspelt here is ignored by their operators.
FOREIGN_SHAPES: dict[str, set[str]] = {
    "ScaledObject": {
        *("scaleTargetRef", "minReplicaCount", "maxReplicaCount", "pollingInterval"),
        *("cooldownPeriod", "triggers"),
    },
    "TriggerAuthentication": {"secretTargetRef"},
    "RabbitmqCluster": {
        *("replicas", "image", "resources", "persistence", "affinity", "rabbitmq", "override"),
    },
    "PodMonitor": {"jobLabel", "selector", "podMetricsEndpoints"},
    "PrometheusRule": {"groups"},
}
TRIGGERS = {
    "cpu": {"value"},
    "rabbitmq": {"protocol", "mode", "queueName", "value"},
    "prometheus": {"serverAddress", "query", "threshold"},
}


def name_of(document: Document) -> str:
    return str(document["metadata"]["name"])


def part_of(workload: Document) -> str:
    return str(workload["metadata"]["labels"]["app.kubernetes.io/name"])


def work_of(deployment: Document) -> set[str]:
    environment = {
        each["name"]: each.get("value") for each in containers(deployment)[0].get("env", [])
    }
    return set(filter(None, (environment.get("KONTOR_WORK") or "").split(",")))


def given_to(container: dict[str, Any], documents: list[Document]) -> dict[str, str]:
    """Return the settings of a container, as its ConfigMaps and itself say."""
    maps = {name_of(document): document["data"] for document in of_kind(documents, "ConfigMap")}
    given: dict[str, str] = {}
    for source in container.get("envFrom", []):
        given |= maps[source["configMapRef"]["name"]]
    for each in container.get("env", []):
        reference = each.get("valueFrom", {}).get("configMapKeyRef")
        given[each["name"]] = (
            maps[reference["name"]][reference["key"]] if reference else each["value"]
        )
    return given


def mounted(
    container: dict[str, Any], workload: Document, secrets: dict[str, dict[str, str]], folder: Path
) -> dict[str, Path]:
    """Return the files of secrets that a container sees, by their path in it."""
    volumes = {v["name"]: v for v in workload["spec"]["template"]["spec"]["volumes"]}
    files = {}
    for mount in container["volumeMounts"]:
        secret = volumes[mount["name"]].get("secret", {}).get("secretName")
        for key, text in secrets.get(secret, {}).items():
            file = folder / f"{secret}.{key}"
            file.write_text(text)
            files[f"{mount['mountPath']}/{key}"] = file
    return files


@pytest.fixture(scope="module")
def secrets(installation: Path) -> dict[str, dict[str, str]]:
    described = json.loads((installation / "kubernetes-secrets.json").read_text())
    assert [fault for item in described["items"] for fault in schema_faults(item)] == []
    return {item["metadata"]["name"]: item["stringData"] for item in described["items"]}


def test_the_api_would_take_every_document() -> None:
    assert [fault for document in all_documents() for fault in schema_faults(document)] == []


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_the_api_would_take_what_an_overlay_makes(overlay: str) -> None:
    made = made_by(KUBERNETES / "overlays" / overlay)

    assert [fault for document in made for fault in schema_faults(document)] == []
    names = [(document["kind"], name_of(document)) for document in made]
    assert len(set(names)) == len(names)
    # Each image of ours is given a place and a tag; nothing else is.
    images = {image["name"] for image in kustomization(KUBERNETES / "overlays" / overlay)["images"]}
    used = {c["image"] for w in of_kind(made, "Deployment", "Job") for c in containers(w)}
    assert images == {image for image in used if image.startswith("kontor/")}


def test_a_misspelt_field_and_a_patch_for_nothing_are_found(tmp_path: Path) -> None:
    service_account = {
        "apiVersion": "v1",
        "kind": "ServiceAccount",
        "metadata": {"name": "kontor"},
        "automountServiceAccountTokens": False,
    }
    (tmp_path / "account.yaml").write_text(yaml.safe_dump(service_account))
    target = {"kind": "ServiceAccount", "name": "kontor"}
    wrong_place = {"target": target, "patch": "[{op: replace, path: /data/host, value: x}]"}
    described = {"resources": ["account.yaml"], "patches": [wrong_place]}
    (tmp_path / "kustomization.yaml").write_text(yaml.safe_dump(described))

    assert len(list(schema_faults(service_account))) == 1
    with pytest.raises(LookupError):
        made_by(tmp_path)


def test_every_file_belongs_to_a_kustomization() -> None:
    for folder in {file.parent for file in KUBERNETES.rglob("*.yaml")}:
        named = set(kustomization(folder)["resources"])
        files = {file.name for file in folder.glob("*.yaml")} - {"kustomization.yaml"}
        assert {name for name in named if name.endswith(".yaml")} == files


def test_documents_of_others_kinds_have_only_settings_that_we_know() -> None:
    for document in all_documents():
        shape = FOREIGN_SHAPES.get(document["kind"])
        if shape is not None:
            assert document["spec"].keys() <= shape, name_of(document)


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_a_container_has_no_rights_and_nothing_to_write(overlay: str) -> None:
    for workload in of_kind(made_by(KUBERNETES / "overlays" / overlay), "Deployment", "Job"):
        pod = workload["spec"]["template"]["spec"]
        assert pod["automountServiceAccountToken"] is False
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        for container in containers(workload):
            assert container["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            }
            assert container["resources"]["requests"].keys() == {"cpu", "memory"}
            assert "memory" in container["resources"]["limits"]
            if workload["kind"] == "Deployment":
                assert {"startupProbe", "livenessProbe", "readinessProbe"} <= container.keys()


@pytest.mark.parametrize("overlay", ["small", "production"])
def test_a_part_is_given_all_it_needs_and_nothing_that_it_does_not_know(
    overlay: str, secrets: dict[str, dict[str, str]], tmp_path: Path
) -> None:
    made = made_by(KUBERNETES / "overlays" / overlay)
    made += made_by(KUBERNETES / "overlays/prepare")
    for workload in of_kind(made, "Deployment", "Job"):
        for container in containers(workload):
            part = container["image"].removeprefix("kontor/")
            if part in OURS:
                package = part.replace("-", "_")
                prepares = workload["kind"] == "Job"
                files = mounted(container, workload, secrets, tmp_path)
                given = given_to(container, made)
                assert faults_of(package, given, files, prepares=prepares) == [], container["name"]


def test_every_kind_of_work_is_done_by_somebody() -> None:
    deployments = of_kind(made_by(KUBERNETES / "apart"), "Deployment")
    for service in SERVICES:
        done = [work_of(each) for each in deployments if part_of(each) == service]
        assert set().union(*done) == kinds_of(service.replace("-", "_")), service
        assert sum(map(len, done)) == len(set().union(*done)), f"{service}: a kind twice"
    assert all(
        not work_of(each) for each in of_kind(made_by(KUBERNETES / "together"), "Deployment")
    )


@pytest.mark.parametrize("overlay", ["small", "production"])
def test_services_and_budgets_find_their_pods(overlay: str) -> None:
    made = made_by(KUBERNETES / "overlays" / overlay)
    deployments = of_kind(made, "Deployment")
    for service in of_kind(made, "Service"):
        found = [each for each in deployments if has_labels(each, service["spec"]["selector"])]
        assert len(found) == 1, name_of(service)
        ports = {port["name"] for c in containers(found[0]) for port in c["ports"]}
        assert {port["targetPort"] for port in service["spec"]["ports"]} <= ports
    budgets = {name_of(each): each for each in of_kind(made, "PodDisruptionBudget")}
    for deployment in deployments:
        if deployment["spec"].get("replicas", 2) > 1:
            selector = budgets.pop(name_of(deployment))["spec"]["selector"]["matchLabels"]
            assert [each for each in deployments if has_labels(each, selector)] == [deployment]
    assert budgets == {}


def test_what_is_scaled_exists_and_scales_by_what_is_there() -> None:
    made = made_by(KUBERNETES / "overlays/production")
    deployments = {name_of(each): each for each in of_kind(made, "Deployment")}
    queues = set(re.findall(r"queue (\S+)$", (ROOT / "docs/wire.txt").read_text(), re.MULTILINE))
    known = metrics_in_code()
    scaled = of_kind(made, "ScaledObject")
    assert scaled
    for each in scaled:
        spec = each["spec"]
        target = deployments[spec["scaleTargetRef"]["name"]]
        # A number of its own would undo the scaling at each release.
        assert "replicas" not in target["spec"], name_of(target)
        assert 2 <= spec["minReplicaCount"] <= spec["maxReplicaCount"]
        for trigger in spec["triggers"]:
            assert trigger["metadata"].keys() == TRIGGERS[trigger["type"]]
            for queue in re.findall(r'queue="([^"]+)"', trigger["metadata"].get("query", "")):
                assert queue in queues
            assert trigger["metadata"].get("queueName", next(iter(queues))) in queues
            assert unknown_names(trigger["metadata"].get("query", ""), known) == set()


@pytest.mark.parametrize("overlay", ["small", "production"])
def test_nothing_but_the_proxy_is_reached_from_everywhere(overlay: str) -> None:
    made = made_by(KUBERNETES / "overlays" / overlay)
    policies = of_kind(made, "NetworkPolicy")
    [nobody] = [each for each in policies if each["spec"]["podSelector"] == {}]
    assert nobody["spec"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    open_to_all = {
        name_of(each)
        for each in policies
        for rule in each["spec"].get("ingress", [])
        if not rule.get("from")
    }
    assert open_to_all == {"proxy"}
    [to_gateway] = [each for each in policies if name_of(each) == "gateway"]
    sources = to_gateway["spec"]["ingress"][0]["from"]
    assert [
        s["podSelector"]["matchLabels"]["app.kubernetes.io/name"]
        for s in sources
        if "podSelector" in s
    ] == ["proxy"]
    outside = [
        each for each in of_kind(made, "Service") if each["spec"].get("type") == "LoadBalancer"
    ]
    assert [name_of(each) for each in outside] == ["proxy"]
    for each in policies:
        wanted = each["spec"]["podSelector"].get("matchLabels")
        workloads = of_kind(made, "Deployment")
        assert (
            not wanted or any(has_labels(w, wanted) for w in workloads) or name_of(each) == "broker"
        )


def test_a_release_is_prepared_one_service_after_the_other() -> None:
    [job] = of_kind(made_by(KUBERNETES / "overlays/prepare"), "Job")

    assert [container["command"][-1] for container in containers(job)] == [
        "identity",
        "billing_docs",
        "tickets",
        "catalog",
        "notifications",
    ]
    assert all(c["command"][:-1] == ["python", "-m", "chassis", "prepare"] for c in containers(job))


def test_copied_files_are_as_their_originals() -> None:
    maps = {name_of(d): d["data"] for d in of_kind(all_documents(), "ConfigMap")}
    proxy = ROOT / "deploy/proxy"
    assert maps["proxy-settings"] == {
        name: (proxy / name).read_text() for name in ("nginx.conf", "kontor.conf.template")
    }
    clamd = ROOT / "deploy/compose/clamd.conf"
    assert maps["clamav-settings"] == {"clamd.conf": clamd.read_text()}
    [cluster, _] = documents_of(KUBERNETES / "rabbitmq/cluster.yaml")
    settings = (ROOT / "deploy/rabbitmq/rabbitmq.conf").read_text()
    assert cluster["spec"]["rabbitmq"]["additionalConfig"] == settings
    [rules] = of_kind(all_documents(), "PrometheusRule")
    assert rules["spec"] == yaml.safe_load((ROOT / "deploy/monitoring/alerts.yml").read_text())


def test_every_secret_that_is_mounted_is_made(secrets: dict[str, dict[str, str]]) -> None:
    workloads = of_kind(all_documents(), "Deployment", "Job")
    mounted_secrets = {
        volume["secret"]["secretName"]
        for workload in workloads
        for volume in workload["spec"]["template"]["spec"]["volumes"]
        if "secret" in volume
    }

    # The certificate is the operator's, or cert-manager's.
    assert mounted_secrets - {"kontor-tls"} == secrets.keys() - {
        "kontor-broker-definitions",
        "kontor-scaling",
    }
