"""An agent's desktop in a real Chromium, used as an agent does, and the moment of its pop."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Page, expect

from tests.peers.chromium import chromium

SAW_CALLER = """
window.sawCaller = null;
new MutationObserver(() => {
  const caller = document.getElementById("caller");
  if (caller && window.sawCaller === null) {
    window.sawCaller = [caller.textContent, Date.now() / 1000];
  }
}).observe(document, {subtree: true, childList: true, characterData: true});
"""
PATIENCE_MS = 30_000


class AgentPage:
    """The page, logged in."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def log_in(self, agent: str, password: str) -> None:
        """Through the form."""
        await self.page.get_by_label("Agent", exact=True).fill(agent)
        await self.page.get_by_label("Password").fill(password)
        await self.page.get_by_role("button", name="Log in").click()
        await self.shows_state("Not ready: just logged in")

    async def ready(self) -> None:
        """With the button."""
        await self.page.get_by_role("button", name="Ready", exact=True).click()
        await self.shows_state("Ready")

    async def shows_state(self, text: str) -> None:
        """Wait until the agent reads his state."""
        await expect(self.page.locator("#state")).to_have_text(text, timeout=PATIENCE_MS)

    async def card(self) -> str:
        """What the agent reads on the pop, when there is one."""
        await expect(self.page.locator(".pop")).to_be_visible(timeout=PATIENCE_MS)
        return await self.page.locator(".pop").inner_text()

    async def saw_caller(self) -> tuple[str, float]:
        """Whom the page showed first, and when: seconds of the machine's wall clock."""
        name, at = await self.page.evaluate("window.sawCaller")
        return str(name), float(at)


@asynccontextmanager
async def agent_page(url: str) -> AsyncIterator[AgentPage]:
    """Open the desktop of an engine in a browser of its own, until left."""
    async with chromium() as browser:
        page = await browser.new_page(viewport={"width": 1280, "height": 720})
        page.set_default_timeout(PATIENCE_MS)
        await page.add_init_script(SAW_CALLER)
        await page.goto(f"{url}/desktop/")
        yield AgentPage(page)
