"""Run the whole product, or the servers alone, until somebody wants it to end."""

from __future__ import annotations

import os
import subprocess
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from kontor_local.demo import demo_sign_ins
from kontor_local.hourly import anchoring_hourly
from kontor_local.inside import settings_inside
from kontor_local.mail_routes import FILE_NAME, MailRoutes
from kontor_local.namespace import OPERATOR, create_namespace
from kontor_local.parts import MAIL_PARTS, PARTS
from kontor_local.processes import Listener
from kontor_local.product import Product
from kontor_local.servers import start_servers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from kontor_local.console import Console
    from kontor_local.demo import SignIn
    from kontor_local.servers import Servers


def run_product(
    home: Path,
    name: str,
    counts: Mapping[str, int],
    console: Console,
) -> int:
    """Start everything, say where it is, wait for Ctrl-C, and stop everything; return 0."""
    console.progress("starting broker, database, object store and mail sink")
    running = start_servers(home, report=console.progress)
    try:
        namespace = create_namespace(running.servers, name)
        listener = Listener(line=console.line, event=console.event)
        product = Product(
            namespace, home, counts=counts, parts=(*PARTS, *MAIL_PARTS), listener=listener
        )
        try:
            console.progress("preparing databases and queues")
            product.prepare()
            console.progress("starting five services and the gateway")
            product.start()
            product.wait_ready()
            MailRoutes(file=home / FILE_NAME).write(product.mail_ports())
            sign_ins = demo_sign_ins(product, console.progress)
            console.box(_where_it_is(product, running.servers, sign_ins, home))
            with anchoring_hourly(settings_inside(home, name, OPERATOR), console):
                _wait_for_ctrl_c()
        finally:
            console.progress("stopping the product")
            product.stop()
    finally:
        console.progress("stopping the servers (RabbitMQ takes 6 seconds)")
        running.stop()
    console.progress("stopped; the data is kept")
    return 0


def run_servers(home: Path, command: Sequence[str], console: Console) -> int:
    """Start the servers, run the command with their addresses set, and stop them.

    Without a command print the addresses and wait for Ctrl-C. Returns the command's exit code.
    """
    running = start_servers(home, report=console.progress)
    try:
        settings = running.servers.environment()
        if not command:
            console.plain([f"export {variable}={value}" for variable, value in settings.items()])
            _wait_for_ctrl_c()
            return 0
        with subprocess.Popen(command, env=os.environ | settings) as process:  # noqa: S603 - the caller's command
            try:
                return process.wait()
            except KeyboardInterrupt:  # Ctrl-C has reached it too, SIGTERM has not
                process.terminate()
                return process.wait()
    finally:
        running.stop()


def _wait_for_ctrl_c() -> None:
    with suppress(KeyboardInterrupt):
        threading.Event().wait()


def _where_it_is(
    product: Product, servers: Servers, sign_ins: Sequence[SignIn], home: Path
) -> list[str]:
    lines = ["Kontor runs.", "", f"Portal      {product.gateway_url}"]
    widest = max((len(sign_in.email) for sign_in in sign_ins), default=0)
    for number, sign_in in enumerate(sign_ins):
        label = "" if number else "Sign in"
        address = f"{sign_in.email:<{widest}}"
        lines.append(f"{label:<11} {address}   {sign_in.password}   {sign_in.who}")
    if servers.mail_page_url:
        lines.append(
            f"Mail sink   {servers.mail_page_url}   every mail lands here, and is answered;"
            " text messages at /texts, every kind of mail at /dev/mails"
        )
    lines += [
        f"Logs        {home}/logs   or: make logs",
        "",
        "Ctrl-C stops everything; data is kept.",
    ]
    return lines
