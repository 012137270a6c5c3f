"""The first call on a real Asterisk: what the caller hears, what the agent sees, who is free."""

import pytest

from callcenter_cti.bank.demo_cards import DEMO_CARDS
from callcenter_cti.lab import ears
from callcenter_cti.lab.configuration import MUSIC_HZ
from tests.peers.floor import Floor

pytestmark = pytest.mark.asterisk
CARD = DEMO_CARDS[0]


async def test_a_caller_is_served_and_put_through(floor: Floor) -> None:
    """Card and PIN over RTP, the balance, a person; both hear each other; all is free again."""
    anna = await floor.desk("anna")
    phone = floor.phone("anna")

    caller = await floor.call(voice_hz=1500)
    await caller.hears("/identification.card_or_star")
    await caller.listen(1.0)
    await caller.press(f"{CARD.number}#")
    await caller.hears("/identification.pin")
    await caller.listen(1.0)
    await caller.press(CARD.pin)
    await caller.hears("/menu.item.balance")
    await caller.listen(1.0)
    await caller.press("1")
    await caller.hears("/balance.transactions", limit_s=40)
    await caller.listen(1.0)
    await caller.press("2")
    await caller.hears("/done.menu_or_person")
    await caller.listen(1.0)
    await caller.press("0")
    pop = await anna.pop()
    await phone.ringing()
    await phone.answered()
    await caller.listen(1.5)
    await phone.hang_up()
    await caller.ended()
    await anna.state("wrap_up")
    await floor.site.empty()

    assert pop["caller"] == {
        "customer_id": CARD.customer_id,
        "name": CARD.name,
        "product": "platinum",
        "tier": "preferred",
        "card_last4": CARD.number[-4:],
        "customer_since": CARD.customer_since,
    }
    assert pop["verification"] == "card_and_pin"
    keys = ("welcome.platinum", "identification.card_or_star", "identification.pin", "menu.item.balance",
            "balance.current.1", "balance.available_credit.1", "balance.transactions", "queue.one_moment",
            "done.menu_or_person", "goodbye", "trouble.last")  # fmt: skip
    heard = ears.prompts_heard(
        {key: floor.prompt(key) for key in keys}, caller.heard_wav, compared_s=0.9
    )
    assert [key for key, _ in heard] == [
        "welcome.platinum", "identification.card_or_star", "identification.pin", "menu.item.balance",
        "balance.current.1", "balance.available_credit.1", "balance.transactions",
        "done.menu_or_person", "queue.one_moment", "goodbye",
    ]  # fmt: skip
    assert ears.tone_heard(caller.heard_wav, phone.voice_hz) > 0.9
    assert ears.tone_heard(phone.heard_wav, 1500) > 0.9
    assert ears.tone_heard(caller.heard_wav, MUSIC_HZ) > 0.9
