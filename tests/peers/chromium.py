"""The browser for the tests of the desktop: Debian's Chromium, or the one playwright brings."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, async_playwright

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
"""Run as any user, draw without a graphics card, call nobody."""


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Run a headless Chromium until left."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=list(QUIET)
        )
        try:
            yield browser
        finally:
            await browser.close()
