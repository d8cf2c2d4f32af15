"""Jobs beside the main one, done once while a process dies at a step: exports, files, queues."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from tests.flows.test_connected_systems import connect, events, give_queue, is_there, taken_from
from tests.flows.test_delivery import attached, confirm, post, with_attachment
from tests.flows.test_exports import ready
from tests.flows.world import Customer, Published, World
from tests.waiting import until

EXPORTING = ("export.progress", "export.uploaded")
FILLING = ("customer_queue.confirmed",)
ATTACHING = ("parts.claimed", "parts.made", "parts.before_commit", "parts.committed")
STEPS = (*EXPORTING, *FILLING, *ATTACHING)
# What a dead process had claimed is taken up by another two minutes later at most.
LEASE = timedelta(seconds=121)


@dataclass(kw_only=True)
class SideJobs:
    """A customer with a standing recipient of XML and a system that reads from its own queue."""

    world: World
    customer: Customer
    recipient: str
    token: str
    reader: tuple[str, str]
    taken: list[str] = field(default_factory=list)
    published: list[Published] = field(default_factory=list)
    exports: list[str] = field(default_factory=list)

    def die_once(self, step: str) -> None:
        """Do the job of a step once, with a death there; fail unless it is done as if nothing was.

        Raises:
            AssertionError: something is missing, or is there twice.
        """
        self.world.wait_settled()
        self.world.die_at(step)
        if step in EXPORTING:
            self._export(step)
        else:
            self.issue(step)

    def issue(self, step: str | None = None) -> None:
        """Issue a document and see it mailed once and put on the queue, with a death or none."""
        number = f"RE-{self.customer.number}-{len(self.published)}"
        self.published.append(self.world.issue(self.customer, number))
        if step is not None:
            self._live_on(step)

        wanted = len(self.published)
        until(lambda: len(self._mails()) >= wanted, seconds=60, every=0.2)
        self.world.wait_settled()
        assert len(self._mails()) == wanted
        assert all(len(attached(self.world, mail)) == 1 for mail in self._mails())
        before = len(self.taken)
        feed = self._feed()
        assert len(feed) == wanted
        until(lambda: self._take() >= set(feed), seconds=60, every=0.2)
        # At least once, in order, as its readers know: what came twice counts where it was first.
        assert list(dict.fromkeys(self.taken)) == feed
        if step in FILLING:
            # It died with the broker's confirm in hand, so the event comes once more.
            until(lambda: self._take() and len(self.taken) > before + 1, seconds=60, every=0.2)

    def _live_on(self, step: str) -> None:
        until(lambda: self.world.died_at(step), seconds=60)
        self.world.product.move_clock(LEASE)

    def _export(self, step: str) -> None:
        admin = self.world.portal.settle_in(self.customer.admin)
        asked = post(self.world, "/v1/exports", admin, json={})
        export_id = asked.raise_for_status().json()["id"]
        self.exports.append(export_id)
        self._live_on(step)

        admin = self.world.portal.settle_in(self.customer.admin)
        export = until(lambda: ready(self.world, admin, export_id), seconds=60, every=0.2)
        assert [part["document_count"] for part in export["parts"]] == [len(self.published)]
        content = self.world.get(f"/v1/exports/{export_id}/parts/1", admin).content
        assert hashlib.sha256(content).hexdigest() == export["parts"][0]["sha256"]
        until(lambda: self._exports_told() >= len(self.exports), seconds=60, every=0.2)
        self.world.wait_settled()
        assert self._exports_told() == len(self.exports)

    def _exports_told(self) -> int:
        mails = self.world.portal.mails_to(self.customer.admin.email)
        return sum("/exports" in mail["text"] for mail in mails)

    def _mails(self) -> list[dict[str, Any]]:
        return with_attachment(self.world, self.recipient)

    def _feed(self) -> list[str]:
        until(self._is_known_again, seconds=60, every=0.2)
        ids: list[str] = []
        while page := events(self.world, self.token, after=ids[-1] if ids else None):
            ids.extend(event["id"] for event in page)
        return ids

    def _is_known_again(self) -> bool:
        # Whoever is signed in is so for a minute at a time, and the clock has leapt.
        return self.world.get("/v1/events", self.token).is_success

    def _take(self) -> set[str]:
        while (event := taken_from(*self.reader)) is not None:
            self.taken.append(event["id"])
        return set(self.taken)


def side_jobs(world: World) -> SideJobs:
    """Return a customer for whom all of it is set up."""
    customer = world.new_customer()
    admin = world.portal.settle_in(customer.admin)
    made = connect(world, admin, "documents")
    known = f"id = '{made['account']['id']}'"
    until(lambda: world.count("notifications", "machine_account", known), every=0.2)
    reader = give_queue(world, made["account"]["id"])
    until(lambda: is_there(*reader), every=0.2)
    recipient = f"steuer@{customer.domain}"
    wish = {"email": recipient, "form": "xml"}
    post(world, "/v1/delivery-rules/recipients", admin, json=wish).raise_for_status()
    confirm(world, recipient)
    jobs = SideJobs(
        world=world, customer=customer, recipient=recipient, token=made["token"], reader=reader
    )
    jobs.issue()
    return jobs
