"""What it costs to know who asks and what he may: once signed in, next to nothing."""

import timeit
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.figures import Figure
from bench.stage import Stage
from chassis.entrypoints.admission import Admission
from chassis.principal import PrincipalVerifier
from chassis.testing import TestKeys, a_principal

REQUESTS = 200
CHECKS = 20_000
CHECK_MILLISECONDS = 0.1
# A session is remembered for five seconds and asked about again: once or twice in a quick run.
MOST_QUESTIONS = 5


def measure(stage: Stage) -> list[Figure]:
    """Return the calls that warm sessions cost, and the time of one check in a service."""
    return [_questions_of_a_warm_session(stage), _check_in_a_service()]


def _questions_of_a_warm_session(stage: Stage) -> Figure:
    token = stage.portal.sign_in(stage.admin)
    if token is None:
        raise LookupError("the benchmark's admin cannot sign in")
    headers = stage.portal.as_(token)
    stage.portal.http.get("/v1/me", headers=headers).raise_for_status()
    before = stage.calls_of("identity", "authenticate")
    for _ in range(REQUESTS):
        stage.portal.http.get("/v1/me", headers=headers).raise_for_status()
    asked = stage.calls_of("identity", "authenticate") - before
    return Figure(
        name="calls to identity by requests of a warm session",
        ours=asked,
        floor=REQUESTS,
        unit="",
        reach=MOST_QUESTIONS / REQUESTS,
    )


def _check_in_a_service() -> Figure:
    with TemporaryDirectory() as folder:
        keys = TestKeys(Path(folder))
        now = datetime.now(UTC)
        token = keys.token_for(a_principal(expires_at=now + timedelta(seconds=60)))
        verifier = PrincipalVerifier(keys.public)
        admission = Admission(reads=True)

        def check() -> bool:
            caller = verifier.verify(token, now)
            admission.require(caller)
            return caller.may_enter("post")

        check()
        seconds = min(timeit.repeat(check, number=CHECKS, repeat=5)) / CHECKS
    return Figure(
        name="one permission check in a service, warm, beside 0.1 ms",
        ours=seconds * 1000,
        floor=CHECK_MILLISECONDS,
        unit="ms",
        reach=1.0,
    )
