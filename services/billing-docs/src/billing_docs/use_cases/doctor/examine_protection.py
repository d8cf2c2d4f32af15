"""Examine which protection of the archive is really active, by trying it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from billing_docs.adapters.store_probe import StoreProbe
from billing_docs.domain.protection import Finding, Outcome, found
from billing_docs.settings import Settings
from billing_docs.store.damages import DamageStore
from chassis.database import Database

_SKEW_WARNED, _SKEW_FAILED = timedelta(seconds=5), timedelta(minutes=5)


@dataclass(frozen=True, kw_only=True, slots=True)
class Examined:
    """What is examined: the store by trial, the settings by reading, the index by asking."""

    probe: StoreProbe
    settings: Settings
    database: Database
    now: datetime


def examine_protection(examined: Examined) -> list[Finding]:
    """Return what was found, each with its outcome; nothing archived is touched.

    Raises:
        DependencyDown: the store does not answer.
    """
    return [
        *_bucket(examined),
        *_trials(examined),
        *_rights(examined),
        *_time(examined),
        *_settings(examined.settings),
        *_soundness(examined),
    ]


def _bucket(examined: Examined) -> Iterator[Finding]:
    probe, settings = examined.probe, examined.settings
    yield found(
        "versioning",
        probe.has_versioning(),
        right="the bucket keeps every version",
        wrong="the bucket does not keep versions: an overwritten document is lost",
    )
    locks, default = probe.object_lock()
    yield found(
        "object_lock",
        locks,
        right=f"the bucket locks objects; default retention: {default}",
        wrong="the bucket cannot lock: only the service itself refuses to delete",
    )
    is_strict = settings.archive_lock_mode == "compliance"
    yield Finding(
        check="lock_mode",
        outcome="ok" if is_strict else _unless_production(settings),
        detail=f"{settings.archive_lock_mode}: "
        + ("nobody lifts a lock" if is_strict else "the store's administrator can lift a lock"),
    )
    rules = probe.expiring_rules()
    yield found(
        "lifecycle",
        not rules,
        right="no rule of the bucket deletes by itself",
        wrong=f"rules delete versions by themselves: {', '.join(rules)}",
    )


def _trials(examined: Examined) -> Iterator[Finding]:
    probe = examined.probe
    probe.clear_away()
    probe.make_probe()
    for check, is_right, right, wrong in (
        (
            "overwriting",
            probe.refuses_overwriting(),
            "a taken key is refused (If-None-Match)",
            "a taken key was overwritten: conditional writes are ignored",
        ),
        (
            "deleting",
            probe.refuses_deleting(),
            "a locked version was not deleted",
            "a locked version was deleted: the lock protects nothing",
        ),
        (
            "shortening",
            probe.refuses_shortening(),
            "a lock was not shortened",
            "a lock was shortened",
        ),
        (
            "lengthening",
            probe.lengthens(),
            "a lock was lengthened",
            "a lock cannot be lengthened: our keys lack PutObjectRetention",
        ),
        (
            "legal_hold",
            probe.holds(),
            "a legal hold was placed and taken off",
            "no legal hold can be placed: what cases hold, only the service itself refuses",
        ),
    ):
        yield found(check, is_right, right=right, wrong=wrong)


def _rights(examined: Examined) -> Iterator[Finding]:
    probe, settings = examined.probe, examined.settings
    yield Finding(
        check="bypass",
        outcome="ok" if probe.refuses_bypassing() else _unless_production(settings),
        detail="whether our keys lift a lock by asking (BypassGovernanceRetention); "
        "they must not be able to",
    )
    may_delete = probe.may_delete_unlocked()
    yield Finding(
        check="delete_right",
        outcome="warning" if may_delete else "ok",
        detail="our keys may delete what nothing locks: give them no such right and set "
        "KONTOR_S3_DELETION_ACCESS_KEY"
        if may_delete
        else "our keys delete nothing",
    )
    others = probe.other_buckets({settings.archive_bucket, settings.uploads_bucket})
    yield Finding(
        check="other_buckets",
        outcome="warning" if others else "ok",
        detail=f"our keys see {len(others)} buckets that they do not need"
        if others
        else "our keys see no other bucket",
    )


def _time(examined: Examined) -> Iterator[Finding]:
    skew = abs(examined.probe.clock_skew())
    seconds = skew.total_seconds()
    yield Finding(
        check="clock",
        outcome="failed" if skew > _SKEW_FAILED else "warning" if skew > _SKEW_WARNED else "ok",
        detail=f"the store's clock and ours are {seconds:.0f} s apart",
    )
    if examined.settings.clock_file is not None:
        yield Finding(
            check="movable_clock",
            outcome="warning",
            detail="this product's clock can be moved; production refuses that",
        )


def _settings(settings: Settings) -> Iterator[Finding]:
    rules = settings.retention_rules.by_type
    yield Finding(
        check="retention",
        outcome="ok",
        detail="; ".join(
            f"{name}: {rule.portal_months} months, {rule.years} years"
            for name, rule in rules.items()
        ),
    )
    yield Finding(
        check="evidence_key",
        outcome="ok" if settings.evidence_key is not None else "warning",
        detail="deletion runs are certified"
        if settings.evidence_key is not None
        else "KONTOR_EVIDENCE_KEY is not set: no deletion run can be proposed",
    )


def _soundness(examined: Examined) -> Iterator[Finding]:
    with examined.database.transaction(every_organisation=True) as session:
        store = DamageStore(session)
        damaged, longest = store.open_count(), store.longest_unproven()
    yield found(
        "damage",
        not damaged,
        right="no document is damaged",
        wrong=f"{damaged} documents are damaged: `kontor scrub --list`",
    )
    days = (examined.now - longest).days if longest else 0
    yield found(
        "scrub",
        days <= examined.settings.scrub_days,
        right=f"every document was proven within {days} days",
        wrong=f"a document was not proven for {days} days, more than the promised "
        f"{examined.settings.scrub_days}: let the scrub run longer or faster",
    )


def _unless_production(settings: Settings) -> Outcome:
    return "failed" if settings.environment == "production" else "warning"
