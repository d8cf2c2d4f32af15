"""Prometheus itself understands what we give it."""

import subprocess
from pathlib import Path

import yaml

from tests.deploy.conftest import ROOT
from tests.deploy.unit.test_monitoring import DASHBOARDS, MONITORING, charts


def run(promtool: Path, *words: str) -> None:
    answer = subprocess.run(  # noqa: S603 - our own words
        [promtool, *words], capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_it_takes_the_settings_and_the_rules(promtool: Path) -> None:
    run(promtool, "check", "config", "--syntax-only", str(MONITORING / "prometheus.yml"))
    run(promtool, "check", "rules", str(MONITORING / "alerts.yml"))


def test_each_alert_rings_when_it_should_and_keeps_still_when_all_is_well(promtool: Path) -> None:
    run(promtool, "test", "rules", str(ROOT / "tests/deploy/alerts_test.yml"))


def test_it_understands_what_every_chart_asks(promtool: Path, tmp_path: Path) -> None:
    asked = [expression for board in DASHBOARDS for _, expression in charts(board)]
    recorded = [{"record": f"chart:{n}", "expr": expression} for n, expression in enumerate(asked)]
    file = tmp_path / "charts.yml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "charts", "rules": recorded}]}))

    run(promtool, "check", "rules", str(file))
