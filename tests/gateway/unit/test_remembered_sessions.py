"""What is remembered of a session, for how long, and what makes it forgotten."""

import asyncio
import gc
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from contracts.errors import NotSignedIn
from contracts.events import AccessEnded
from contracts.identity import Authenticated
from gateway.clients.identity import Identity
from gateway.clients.rpc import CallContext
from gateway.edge.sessions import Sessions, SignedIn
from tests.gateway.samples import SESSION_ID, TOKEN, a_principal, an_authenticated
from tests.gateway.scripted_services import Asked, ScriptedServices

pytestmark = pytest.mark.asyncio

NOBODY = CallContext(correlation_id="test-1")


class SlowIdentity(ScriptedServices):
    """Answers when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on = asyncio.Event()
        self.asked_now = asyncio.Event()

    async def call(self, *arguments, **options):  # type: ignore[no-untyped-def]  # noqa: ANN002, ANN003, ANN201  (passes on)
        self.asked_now.set()
        await self.go_on.wait()
        return await super().call(*arguments, **options)


def ended(*session_ids: object) -> AccessEnded:
    return AccessEnded(session_ids=session_ids, reason="revoked", at=datetime.now(UTC))  # type: ignore[arg-type]  # uuids


def questions(services: ScriptedServices) -> int:
    return len(services.calls_of("identity.authenticate"))


@pytest.fixture
def sessions(services: ScriptedServices) -> Sessions:
    return Sessions(Identity(services))


async def test_a_session_is_asked_for_once_and_then_remembered(
    services: ScriptedServices, sessions: Sessions
) -> None:
    first = await sessions.whose(TOKEN, NOBODY)
    second = await sessions.whose(TOKEN, NOBODY)

    assert first is second
    assert first.principal.subject == a_principal().subject
    assert questions(services) == 1


async def test_an_unknown_token_is_refused_and_not_remembered(
    services: ScriptedServices, sessions: Sessions
) -> None:
    for _ in range(2):
        with pytest.raises(NotSignedIn):
            await sessions.whose("ks_unknown", NOBODY)

    assert questions(services) == 2


@pytest.mark.parametrize("token", ["", "x" * 201, "ks_ä"])
async def test_what_cannot_be_a_token_is_not_even_asked_for(
    services: ScriptedServices, sessions: Sessions, token: str
) -> None:
    with pytest.raises(NotSignedIn):
        await sessions.whose(token, NOBODY)

    assert questions(services) == 0


async def test_an_ended_session_is_forgotten_and_others_are_not(
    services: ScriptedServices, sessions: Sessions
) -> None:
    services.tokens["ks_other"] = an_authenticated(a_principal(session_id=uuid4()))
    await sessions.whose(TOKEN, NOBODY)
    await sessions.whose("ks_other", NOBODY)

    sessions.end(ended(SESSION_ID))
    await sessions.whose(TOKEN, NOBODY)
    await sessions.whose("ks_other", NOBODY)

    assert questions(services) == 3


async def test_an_answer_from_before_the_end_is_not_remembered_after_it() -> None:
    services = SlowIdentity()
    sessions = Sessions(Identity(services))
    early = asyncio.create_task(sessions.whose(TOKEN, NOBODY))
    await services.asked_now.wait()

    sessions.end(ended(SESSION_ID))
    late = asyncio.create_task(sessions.whose(TOKEN, NOBODY))
    services.go_on.set()
    await asyncio.gather(early, late)
    await sessions.whose(TOKEN, NOBODY)

    # The early question was on its way: whoever came after the end asked anew.
    assert questions(services) >= 2


async def test_one_client_that_goes_away_does_not_take_the_others_answer_with_it() -> None:
    services = SlowIdentity()
    sessions = Sessions(Identity(services))
    gone = asyncio.create_task(sessions.whose(TOKEN, NOBODY))
    stays = asyncio.create_task(sessions.whose(TOKEN, NOBODY))
    await services.asked_now.wait()

    gone.cancel()
    services.go_on.set()

    assert (await stays).authenticated.session_id == SESSION_ID
    assert questions(services) == 1


async def test_who_has_not_been_seen_for_seconds_takes_no_memory(
    services: ScriptedServices, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    def remembered() -> int:
        gc.collect()
        return sum(isinstance(each, SignedIn) for each in gc.get_objects())

    monkeypatch.setattr("gateway.edge.sessions.REMEMBERED_SECONDS", 0.001)
    before = remembered()
    for number in range(20):
        token = f"ks_{number}"
        services.tokens[token] = an_authenticated(a_principal(session_id=uuid4()))
        await sessions.whose(token, NOBODY)
        await asyncio.sleep(0.002)

    assert remembered() - before <= 1


@pytest.mark.parametrize(
    ("lives_seconds", "asked"),
    [(60, 1), (3, 2), (-30, 2)],  # of what hardly lives any more nothing is remembered
)
async def test_nothing_is_remembered_beyond_the_principals_life(
    services: ScriptedServices, sessions: Sessions, lives_seconds: int, asked: int
) -> None:
    expires_at = datetime.now(UTC) + timedelta(seconds=lives_seconds)
    services.tokens[TOKEN] = an_authenticated(a_principal(expires_at=expires_at))

    await sessions.whose(TOKEN, NOBODY)
    await sessions.whose(TOKEN, NOBODY)

    assert questions(services) == asked


async def test_after_a_gap_in_the_news_everything_is_asked_anew(
    services: ScriptedServices, sessions: Sessions
) -> None:
    await sessions.whose(TOKEN, NOBODY)

    sessions.forget_all()
    await sessions.whose(TOKEN, NOBODY)

    assert questions(services) == 2


async def test_the_token_itself_is_not_kept(services: ScriptedServices, sessions: Sessions) -> None:
    def answer(asked: Asked) -> Authenticated:
        assert asked.arguments == {"token": TOKEN}
        return an_authenticated()

    services.says("identity.authenticate", answer)
    await sessions.whose(TOKEN, NOBODY)

    assert TOKEN not in repr(vars(sessions))


async def test_an_answer_that_was_on_its_way_when_its_holder_changed_something_is_not_kept() -> (
    None
):
    identity = SlowIdentity()
    sessions = Sessions(Identity(identity))
    identity.go_on.set()
    before = await sessions.whose(TOKEN, NOBODY)
    sessions.forget(before)
    identity.go_on.clear()
    identity.asked_now.clear()
    on_its_way = asyncio.create_task(sessions.whose(TOKEN, NOBODY))
    await identity.asked_now.wait()

    sessions.forget(before)
    identity.go_on.set()
    await on_its_way
    await sessions.whose(TOKEN, NOBODY)

    assert questions(identity) == 3
