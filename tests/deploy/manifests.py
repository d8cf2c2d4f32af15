"""Our Kubernetes manifests: the documents of a kustomization and of all that it stands on.

Overlays only name other folders, images, a namespace and JSON patches (RFC 6902) that replace or
remove one value; so what they make can be known without kustomize itself.
"""

import copy
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import yaml

from tests.deploy.conftest import ROOT

KUBERNETES = ROOT / "deploy/kubernetes"
OVERLAYS = ("small", "production", "prepare")
_KNOWN = {"apiVersion", "kind", "namespace", "resources", "images", "patches"}

Document = dict[str, Any]


def documents_of(file: Path) -> list[Document]:
    """Return the documents of one file."""
    return copy.deepcopy(_parsed(file))


@cache
def _parsed(file: Path) -> list[Document]:
    found = yaml.load_all(file.read_text(), Loader=yaml.CSafeLoader)
    return [document for document in found if document]


def all_documents() -> list[Document]:
    """Return every document of every folder, without the kustomizations."""
    files = sorted(KUBERNETES.rglob("*.yaml"))
    return [d for file in files if file.name != "kustomization.yaml" for d in documents_of(file)]


def kustomization(folder: Path) -> Document:
    """Return what a folder says that it is made of.

    Raises:
        ValueError: it uses what this module does not understand.
    """
    [described] = documents_of(folder / "kustomization.yaml")
    if described.keys() - _KNOWN:
        raise ValueError(f"{folder}: {described.keys() - _KNOWN}")
    return described


def made_by(folder: Path) -> list[Document]:
    """Return what `kubectl apply -k` of a folder would apply.

    Raises:
        LookupError: a patch is for nothing, or for a place that is not there.
    """
    described = kustomization(folder)
    documents: list[Document] = []
    for name in described["resources"]:
        place = folder / name
        documents += made_by(place) if place.is_dir() else documents_of(place)
    for patch in described.get("patches", []):
        target = patch["target"]
        found = [
            d for d in documents if (d["kind"], d["metadata"]["name"]) == tuple(target.values())
        ]
        if len(found) != 1:
            raise LookupError(f"{folder}: {len(found)} documents are {target}")
        for operation in yaml.safe_load(patch["patch"]):
            _change(found[0], operation)
    return documents


def _change(document: Document, operation: dict[str, Any]) -> None:
    *way, last = operation["path"].lstrip("/").split("/")
    place: Any = document
    for word in way:
        place = place[int(word) if isinstance(place, list) else word]
    key = int(last) if isinstance(place, list) else last
    place[key]
    match operation["op"]:
        case "replace":
            place[key] = operation["value"]
        case "remove":
            del place[key]
        case other:
            raise LookupError(f"{other} is not used here")


def schema_faults(document: Document) -> Iterator[str]:
    """Say what Kubernetes' API would refuse; nothing for kinds of others."""
    validator = _validator(f"{document['apiVersion']}/{document['kind']}")
    if validator is not None:
        name = f"{document['kind']} {document['metadata']['name']}"
        for fault in validator.iter_errors(document):
            yield f"{name}: {fault.instance_path} {fault.message}"


@cache
def _validator(kind: str) -> Any:
    published = json.loads((ROOT / "tests/deploy/schemas/kubernetes-1.34.json").read_text())
    schema = published["kinds"].get(kind)
    if schema is None:
        return None
    return jsonschema_rs.validator_for(schema | {"$defs": published["$defs"]})


def of_kind(documents: list[Document], *kinds: str) -> list[Document]:
    """Return the documents of these kinds."""
    return [document for document in documents if document["kind"] in kinds]


def containers(workload: Document) -> list[dict[str, Any]]:
    """Return the containers of a Deployment or Job, in the order in which they begin."""
    pod = workload["spec"]["template"]["spec"]
    return [*pod.get("initContainers", []), *pod["containers"]]


def has_labels(workload: Document, wanted: dict[str, str]) -> bool:
    """Return whether a workload's pods carry these labels."""
    labels = workload["spec"]["template"]["metadata"]["labels"]
    return bool(wanted.items() <= labels.items())
