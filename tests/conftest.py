"""What holds for every test: nothing is left running, nothing blocks the event loop."""

import asyncio
import gc
import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import pytest_asyncio
from blockbuster import BlockBuster, BlockingError
from hypothesis import settings

_SETTLING_TURNS = 10
"""Turns of the loop that a cancelled task may take to end after its test."""

_WATCH = BlockBuster("callcenter_cti", excluded_modules=["callcenter_cti.lab"])
"""Asleep until a test wakes it: to make one takes longer than most tests."""

settings.register_profile("dev", max_examples=100, deadline=None)
settings.register_profile("ci", max_examples=500, deadline=None, derandomize=True)
settings.register_profile("soak", max_examples=20_000, deadline=None)
settings.load_profile(
    os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if "CI" in os.environ else "dev")
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the real peers, which mostly wait; the many short tests fill up the end."""
    items.sort(key=lambda item: "peers" not in item.path.parts)


def pytest_collection_finish() -> None:
    """Set aside what the imports made: the collections below look at one test's objects."""
    gc.collect()
    gc.freeze()


@pytest_asyncio.fixture(loop_scope="function")
async def _loop_of_function() -> asyncio.AbstractEventLoop:
    return asyncio.get_running_loop()


@pytest_asyncio.fixture(loop_scope="module")
async def _loop_of_module() -> asyncio.AbstractEventLoop:
    return asyncio.get_running_loop()


@pytest_asyncio.fixture(loop_scope="session")
async def _loop_of_session() -> asyncio.AbstractEventLoop:
    return asyncio.get_running_loop()


@pytest.fixture
def quick_loop(request: pytest.FixtureRequest) -> None:
    """Switch the loop's debug mode off, where it takes most of the time of many small tasks.

    It watches for use of the loop from other threads; what asks for this has none, or leaves them
    to a driver.
    """
    if pytest_asyncio.is_async_test(request.node):
        loop: asyncio.AbstractEventLoop = request.getfixturevalue("_loop_of_function")
        loop.set_debug(False)


@pytest.fixture(autouse=True)
def nothing_left_in_the_loop(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail an async test that leaves a pending task, or an exception that nobody retrieved.

    pytest alone passes both: its runner cancels what is left, and the loop only logs.
    """
    if not pytest_asyncio.is_async_test(request.node):
        yield
        return
    marker = request.node.get_closest_marker("asyncio")
    scope = (marker.kwargs.get("loop_scope") if marker else None) or "function"
    loop: asyncio.AbstractEventLoop = request.getfixturevalue(f"_loop_of_{scope}")
    before = asyncio.all_tasks(loop)
    complaints: list[str] = []

    def complain(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        complaints.append(f"{context['message']}: {context.get('exception')!r}")

    loop.set_exception_handler(complain)
    if scope == "function":  # whose loop holds nothing yet that the test could lose
        gc.freeze()  # at no cost, and the collection below looks at this test's objects alone
    yield
    left = _tasks_left(loop, before)
    gc.collect()  # a task complains of its lost exception when it is collected
    loop.set_exception_handler(None)
    if left:
        pytest.fail(f"left pending in the loop: {', '.join(left)}")
    if complaints:
        pytest.fail(f"lost in the loop: {'; '.join(complaints)}")


def _tasks_left(loop: asyncio.AbstractEventLoop, before: set[asyncio.Task[Any]]) -> list[str]:
    async def settle() -> set[asyncio.Task[Any]]:
        for _ in range(_SETTLING_TURNS):
            await asyncio.sleep(0)
        return asyncio.all_tasks() - {this for this in [asyncio.current_task()] if this}

    return sorted(repr(task) for task in loop.run_until_complete(settle()) - before)


@pytest.fixture(autouse=True)
def nothing_blocks_the_loop(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Fail an async test in which our code makes a blocking call in the event loop.

    The lab is left out: it starts programs and writes their files, for tests and demo alone.
    """
    if not pytest_asyncio.is_async_test(request.node):
        yield
        return
    blocked: list[str] = []
    blocking_error: Callable[[BlockingError, str], None] = BlockingError.__init__

    def remember(self: BlockingError, func: str) -> None:
        blocked.append(func)  # the error itself may be caught at the edge of a task
        blocking_error(self, func)

    monkeypatch.setattr(BlockingError, "__init__", remember)
    _WATCH.activate()
    yield
    _WATCH.deactivate()
    if blocked:
        pytest.fail(f"blocking calls in the event loop: {', '.join(blocked)}")
