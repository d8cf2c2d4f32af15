"""The small demo company: loaded at the first start, its sign-ins remembered for the next."""

from __future__ import annotations

import importlib
import importlib.util
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from kontor_local.places import write_private

if TYPE_CHECKING:
    from pathlib import Path

    from kontor_local.product import Product


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """Somebody who may sign in to the demo portal."""

    who: str
    email: str
    password: str


def demo_sign_ins(product: Product, report: Callable[[str], None]) -> list[SignIn]:
    """Return the demo company's sign-ins, loading the company if this product has none yet.

    The company comes from `kontor_demo.load(product=…, report=…)`, which returns `SignIn`s and is
    safe to repeat: a load that was interrupted is done again at the next start.
    """
    remembered = _file(product)
    if remembered.exists():
        return [SignIn(**entry) for entry in json.loads(remembered.read_text())]
    load = _loader()
    if load is None:
        return []
    report("loading the demo company")
    sign_ins = list(load(product=product, report=report))
    write_private(remembered, json.dumps([asdict(sign_in) for sign_in in sign_ins]))
    return sign_ins


def _file(product: Product) -> Path:
    return product.home / "demo.json"


def _loader() -> Callable[..., list[SignIn]] | None:
    if importlib.util.find_spec("kontor_demo") is None:
        return None
    found: Callable[..., list[SignIn]] | None = getattr(
        importlib.import_module("kontor_demo"), "load", None
    )
    return found
