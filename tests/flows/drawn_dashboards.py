"""Dashboards drawn without Grafana: their charts in their places, with what a Prometheus answers.

Not as Grafana draws them, but with the same queries, titles, units and names of lines, so that one
can look whether a board says something: build/dashboards/*.html.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from tests.deploy.conftest import ROOT

DRAWN = ROOT / "build" / "dashboards"
_COLOURS = ("#3366cc", "#c0392b", "#1e8449", "#b9770e", "#7d3c98", "#148f9f", "#784212", "#566573")
_UNITS = {"s": " s", "ops": "/s", "reqps": "/s", "Bps": " B/s", "percentunit": " %", "short": ""}
_COLUMN, _ROW = 52, 30  # pixels of a cell of Grafana's grid
_LETTER, _LETTER_ROW = 6, 15  # and of a name below a chart
_STYLE = """
body { font: 13px sans-serif; margin: 16px; color: #222; background: #fff }
main { position: relative; width: 1256px }
section { position: absolute; box-sizing: border-box; border: 1px solid #ccc; padding: 6px 8px;
  overflow: hidden }
h2 { font-size: 13px; margin: 0 }
p { margin: 0; color: #555; font-size: 11px }
svg { display: block; margin: 4px 0 }
b { font-size: 26px }
ul { margin: 0; padding: 0; list-style: none; font-size: 11px }
li { display: inline-block; margin-right: 10px }
"""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a chart: its name, and its values in the order of time."""

    name: str
    values: tuple[float, ...]


Asking = Callable[[str], Sequence[Mapping[str, Any]]]


def draw(board: Path, ask: Asking) -> Path:
    """Write the board's page and return where; `ask` answers an expression over a stretch of time.

    Each answer has the labels of a line as `metric` and pairs of time and value as `values`.
    """
    dashboard = json.loads(board.read_text())
    panels = [_section(panel, _lines(panel, ask)) for panel in dashboard["panels"]]
    below = max(place["y"] + place["h"] for place in (p["gridPos"] for p in dashboard["panels"]))
    DRAWN.mkdir(parents=True, exist_ok=True)
    page = DRAWN / f"{board.stem}.html"
    page.write_text(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(dashboard["title"])}'
        f"</title><style>{_STYLE}</style><h1>{escape(dashboard['title'])}</h1>"
        f"<p>{escape(dashboard['description'])}</p>"
        f'<main style="height:{below * _ROW}px">{"".join(panels)}</main></html>'
    )
    return page


def name_of(legend: str, labels: Mapping[str, str]) -> str:
    """Return what Grafana calls a line: the legend's {{label}} filled in."""
    return re.sub(r"{{\s*(\w+)\s*}}", lambda found: labels.get(found[1], ""), legend)


def _lines(panel: Mapping[str, Any], ask: Asking) -> list[Line]:
    return [
        Line(
            name=name_of(target.get("legendFormat", ""), answer["metric"]),
            values=tuple(float(value) for _, value in answer["values"]),
        )
        for target in panel["targets"]
        for answer in ask(target["expr"])
    ]


def _section(panel: Mapping[str, Any], lines: Sequence[Line]) -> str:
    place, unit = panel["gridPos"], panel["fieldConfig"]["defaults"]["unit"]
    width, height = place["w"] * _COLUMN - 8, place["h"] * _ROW - 8
    where = (
        f"left:{place['x'] * _COLUMN}px;top:{place['y'] * _ROW}px;width:{width}px;height:{height}px"
    )
    if panel["type"] == "stat":
        shown = f"<b>{_said(lines[0].values[-1], unit) if lines else 'no data'}</b>"
    else:
        shown = _chart(lines, unit, width=width - 20, height=height - 64)
    return (
        f'<section style="{where}"><h2>{escape(panel["title"])}</h2>'
        f"<p>{escape(panel.get('description', ''))}</p>{shown}</section>"
    )


def _chart(lines: Sequence[Line], unit: str, *, width: int, height: int) -> str:
    finite = [value for line in lines for value in line.values if math.isfinite(value)]
    if not finite:
        return "<p>no data: nothing of it happened</p>"
    most = max(finite)
    top = most or 1.0
    rows = math.ceil(sum(len(line.name) + 12 for line in lines) * _LETTER / width)
    height -= rows * _LETTER_ROW
    drawn = "".join(
        f'<polyline fill="none" stroke="{_COLOURS[n % len(_COLOURS)]}" stroke-width="1.5"'
        f' points="{_points(line, top, width, height)}"/>'
        for n, line in enumerate(lines)
    )
    names = "".join(
        f'<li style="color:{_COLOURS[n % len(_COLOURS)]}">{escape(line.name)}'
        f" {_said(line.values[-1], unit)}</li>"
        for n, line in enumerate(lines)
    )
    return (
        f"<p>up to {_said(most, unit)}</p>"
        f'<svg width="{width}" height="{height}" style="border-bottom:1px solid #999">{drawn}</svg>'
        f"<ul>{names}</ul>"
    )


def _points(line: Line, top: float, width: int, height: int) -> str:
    step = width / max(len(line.values) - 1, 1)
    return " ".join(
        f"{number * step:.1f},{height - value / top * (height - 4):.1f}"
        for number, value in enumerate(line.values)
        if math.isfinite(value)
    )


def _said(value: float, unit: str) -> str:
    shown = value * 100 if unit == "percentunit" else value
    return f"{shown:.3g}{_UNITS[unit]}" if math.isfinite(value) else "no value"
