"""What operators look at exists: every metric, every chart and every alert has its own."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from gateway.edge.entrance import WATCHING
from gateway.measures import Outcome
from tests.deploy.conftest import ROOT
from tests.deploy.known_metrics import Metric, metrics_in_code, metrics_of, python_sources

MONITORING = ROOT / "deploy/monitoring"
DASHBOARDS = sorted((MONITORING / "grafana/dashboards").glob("*.json"))
# Of Prometheus itself, of its prober for certificates, and of RabbitMQ.
FOREIGN = frozenset(
    {
        "up",
        "probe_ssl_earliest_cert_expiry",
        "kubelet_volume_stats_available_bytes",
        "kubelet_volume_stats_capacity_bytes",
        "node_filesystem_avail_bytes",
        "node_filesystem_size_bytes",
        "rabbitmq_alarms_memory_used_watermark",
        "rabbitmq_alarms_free_disk_space_watermark",
        "rabbitmq_unreachable_cluster_peers_count",
    }
)
_ROW = re.compile(r"^\| `(kontor_\w+)` \| (\w+) \| ([\w, ]*?) ?\| .+ \|$", re.MULTILINE)
_NAME = re.compile(r"\b((?:kontor|rabbitmq|probe)_\w+|up)\b(?!\s*[=:(])")


def rules() -> list[dict[str, Any]]:
    groups = yaml.safe_load((MONITORING / "alerts.yml").read_text())["groups"]
    return [rule for group in groups for rule in group["rules"]]


def names_in(expression: str) -> set[str]:
    """Return the metrics that an expression asks for."""
    without_texts = re.sub(r'"[^"]*"', '""', expression)
    return set(_NAME.findall(without_texts))


def unknown_names(expression: str, known: dict[str, Metric]) -> set[str]:
    stored = {series for metric in known.values() for series in metric.series()}
    return names_in(expression) - stored - FOREIGN


def charts(dashboard: Path) -> list[tuple[str, str]]:
    """Return title and expression of each query."""
    panels = json.loads(dashboard.read_text())["panels"]
    return [(panel["title"], target["expr"]) for panel in panels for target in panel["targets"]]


def anchors(page: str) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", text).strip().lower().replace(" ", "-") for text in headings}


def test_every_metric_is_explained_as_it_is() -> None:
    rows = _ROW.findall((ROOT / "docs/metrics.md").read_text())
    explained = {
        name: Metric(name=name, kind=kind, labels=tuple(filter(None, labels.split(", "))))
        for name, kind, labels in rows
    }

    assert explained == metrics_in_code()


def test_a_new_metric_is_seen() -> None:
    source = (
        "from prometheus_client import Counter, Histogram\n"
        'A = Counter("kontor_things", "Things.", ["service"])\n'
        'B = Histogram("kontor_thing_seconds", "Seconds.")\n'
    )

    assert list(metrics_of(source)) == [
        Metric(name="kontor_things_total", kind="counter", labels=("service",)),
        Metric(name="kontor_thing_seconds", kind="histogram", labels=()),
    ]


@pytest.mark.parametrize("dashboard", DASHBOARDS, ids=lambda path: path.stem)
def test_a_chart_asks_for_what_is_measured(dashboard: Path) -> None:
    known = metrics_in_code()

    unknown = {title: unknown_names(expression, known) for title, expression in charts(dashboard)}

    assert {title: names for title, names in unknown.items() if names} == {}


def test_the_dashboards_together_show_every_metric() -> None:
    shown = {
        name
        for board in DASHBOARDS
        for _, expression in charts(board)
        for name in names_in(expression)
    }

    unseen = [m.name for m in metrics_in_code().values() if not m.series() & shown]

    assert unseen == []


@pytest.mark.parametrize("dashboard", DASHBOARDS, ids=lambda path: path.stem)
def test_a_dashboard_fits_together(dashboard: Path) -> None:
    board = json.loads(dashboard.read_text())

    assert board["uid"] == dashboard.stem
    ids = [panel["id"] for panel in board["panels"]]
    assert len(set(ids)) == len(ids)
    taken: set[tuple[int, int]] = set()
    for panel in board["panels"]:
        place = panel["gridPos"]
        assert place["x"] + place["w"] <= 24, panel["title"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not cells & taken, panel["title"]
        taken |= cells
        assert {target["datasource"]["uid"] for target in panel["targets"]} == {"prometheus"}


@pytest.mark.parametrize("dashboard", DASHBOARDS, ids=lambda path: path.stem)
def test_a_chart_says_what_it_shows_in_which_unit_and_what_each_line_is(dashboard: Path) -> None:
    wrong = {
        panel["title"]: faults
        for panel in json.loads(dashboard.read_text())["panels"]
        if (faults := faults_of(panel))
    }

    assert wrong == {}


def faults_of(panel: dict[str, Any]) -> list[str]:
    """Return what would leave somebody who looks at a chart guessing."""
    unit, targets = panel["fieldConfig"]["defaults"].get("unit"), panel["targets"]
    faults = [] if panel["type"] in {"stat", "timeseries"} else ["unknown kind"]
    references = [target["refId"] for target in targets]
    faults += [] if len(set(references)) == len(references) else ["two targets of one name"]
    if unit not in units_of(targets[0]["expr"]):
        faults.append(f"unit {unit}")
    for target in targets:
        grouped = {
            label.strip()
            for labels in re.findall(r"by \(([^)]*)\)", target["expr"])
            for label in labels.split(",")
        }
        named = set(re.findall(r"{{(\w+)}}", target["legendFormat"]))
        if not named <= grouped or (grouped - {"le"} and panel["type"] != "stat" and not named):
            faults.append(f"legend {target['legendFormat']}")
        if panel["type"] != "stat" and not target["legendFormat"]:
            faults.append("a line without a name")
    return faults


def units_of(expression: str) -> set[str]:
    """Return in which of Grafana's units an expression can be."""
    if "histogram_quantile(" in expression:
        return {"s"}
    if re.search(r"\)\s*/\s*", expression):
        return {"percentunit"}
    if "rate(" in expression:
        return {"Bps"} if "_bytes" in expression else {"ops", "reqps"}
    return {"s"} if re.search(r"_seconds\b", expression) else {"short"}


def test_a_chart_that_leaves_one_guessing_would_be_found() -> None:
    expression = "sum by (queue) (rate(kontor_messages_retried_total[5m]))"
    panel = {
        "title": "Put back",
        "type": "timeseries",
        "targets": [{"refId": "A", "expr": expression, "legendFormat": "{{service}}"}],
        "fieldConfig": {"defaults": {"unit": "s"}},
    }

    assert faults_of(panel) == ["unit s", "legend {{service}}"]


def test_what_charts_and_alerts_look_for_is_what_the_code_says() -> None:
    asked = [rule["expr"] for rule in rules()]
    asked += [expression for board in DASHBOARDS for _, expression in charts(board)]
    code = "".join(file.read_text() for file in python_sources())

    unsaid = {
        value
        for each in asked
        for value in values_in(each)
        if f'"{value}"' not in code and f"def {value}(" not in code
    }

    assert unsaid == set()


def test_a_call_that_went_well_is_not_among_those_that_did_not() -> None:
    asked = {title: expression for board in DASHBOARDS for title, expression in charts(board)}

    left_out = values_in(asked["Calls of services that did not go well"])

    assert left_out == {Outcome().value}


def values_in(expression: str) -> set[str]:
    """Return what an expression compares labels of ours with, word by word."""
    compared = re.findall(
        r'\b(?:outcome|code|sort|entrypoint|service|route)(?:=|!=|=~|!~)"([^"]*)"', expression
    )
    return {word for words in compared for word in words.split("|")}


def test_a_word_that_nobody_says_would_be_found() -> None:
    expression = 'sum(rate(a{outcome!="ok",code=~"smuggled|lost"}[5m])) / b{status=~"5.."}'

    assert values_in(expression) == {"ok", "smuggled", "lost"}


def test_an_alert_rings_for_what_is_measured() -> None:
    known = metrics_in_code()

    assert {
        rule["alert"]: found for rule in rules() if (found := unknown_names(rule["expr"], known))
    } == {}


def test_each_alert_says_how_urgent_it_is_and_leads_to_the_runbook() -> None:
    known = anchors((ROOT / "docs/runbook.md").read_text())

    for rule in rules():
        page, _, anchor = rule["annotations"]["runbook"].partition("#")
        assert page == "docs/runbook.md", rule["alert"]
        assert anchor in known, rule["alert"]
        assert rule["labels"]["severity"] in {"page", "look"}
        assert rule["annotations"]["summary"].endswith((".", "}}."))


def test_each_alert_is_shown_to_ring() -> None:
    cases = yaml.safe_load((ROOT / "tests/deploy/alerts_test.yml").read_text())["tests"]
    [wrong] = [case for case in cases if case["name"] == "everything is wrong"]
    rung = str(wrong["promql_expr_test"])

    assert [rule["alert"] for rule in rules() if f'"{rule["alert"]}"' not in rung] == []


def test_a_query_for_nothing_and_a_missing_runbook_entry_would_be_found() -> None:
    known = {"kontor_work": Metric(name="kontor_work", kind="gauge", labels=())}

    assert unknown_names('sum by (kind) (kontor_worl{service="kontor_x"})', known) == {
        "kontor_worl"
    }
    assert unknown_names("max(kontor_work) == 0 and up == 1", known) == set()
    assert anchors("# Runbook\n\n## A queue grows, or not\n") == {"runbook", "a-queue-grows-or-not"}


def test_what_watches_the_portal_is_not_taken_for_its_use() -> None:
    asked = [query for board in DASHBOARDS for _, query in charts(board)]
    asked += [rule["expr"] for rule in rules()]

    whole = [
        query
        for query in asked
        if "kontor_gateway_requests_total" in query and "by (route" not in query
    ]

    assert whole
    for query in whole:
        left_out = re.findall(r'kontor_gateway_requests_total\{route!~"([^"]+)"', query)
        assert len(left_out) == query.count("kontor_gateway_requests_total"), query
        assert {frozenset(routes.split("|")) for routes in left_out} == {WATCHING}, query
