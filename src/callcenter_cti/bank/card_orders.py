"""Changes that need no PIN: rewards, blocking, disputes, statements. Each in one transaction."""

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from callcenter_cti.bank.accounts import Accounts, card_row, points_of, transaction_number
from callcenter_cti.bank.branch import Branch
from callcenter_cti.bank.card_changes import (
    CaseOpened,
    Change,
    ChangeKey,
    Delivery,
    Done,
    Obstacle,
    Prevented,
)
from callcenter_cti.bank.card_services import CardState, Reward
from callcenter_cti.bank.card_states import obstacle_of
from callcenter_cti.bank.change_journal import ChangeJournal, Entry
from callcenter_cti.bank.rewards import PRICES, PointsAccount
from callcenter_cti.bank.tables import (
    cards,
    customers,
    disputes,
    points,
    reward_orders,
    statements_sent,
    transactions,
)
from callcenter_cti.domain.cards import CardNumber
from callcenter_cti.domain.identifiers import CardToken


class CardOrders:
    """What a caller orders for his card. See `CardChanges` for each."""

    def __init__(self, branch: Branch, journal: ChangeJournal, accounts: Accounts) -> None:
        self._branch = branch
        self._journal = journal
        self._accounts = accounts

    async def redeem(self, card: CardToken, reward: Reward, key: ChangeKey) -> Change:
        """Take the points and order the reward."""
        request = self._branch.key.request("redeem", card, reward)

        async def decide(connection: AsyncConnection, entry: Entry) -> Change:
            row = await card_row(connection, card, locked=True)
            if (obstacle := obstacle_of(self._accounts.state(row))) is not None:
                return Prevented(obstacle)
            account = await points_of(connection, card) or PointsAccount(0)
            left = account.on(self._branch.today())
            if left.balance < PRICES[reward]:
                return Prevented(Obstacle.NOT_ENOUGH_POINTS)
            await _store_points(connection, card, left.less(PRICES[reward]))
            order = {
                "reference": entry.reference,
                "card": card,
                "reward": reward.value,
                "points": PRICES[reward],
                "ordered_at": self._branch.now(),
            }
            await connection.execute(insert(reward_orders).values(order))
            return entry.done()

        return await self._journal.once(key, request, decide)

    async def block(self, card: CardToken, key: ChangeKey) -> Change:
        """Block a card."""

        async def decide(connection: AsyncConnection, entry: Entry) -> Change:
            await card_row(connection, card, locked=True)
            blocked = update(cards).where(cards.c.token == card)
            await connection.execute(blocked.values(state=CardState.BLOCKED.value))
            return entry.done()

        return await self._journal.once(key, self._branch.key.request("block", card), decide)

    async def block_number(self, card: CardNumber, key: ChangeKey) -> Done:
        """Block by number."""
        number = self._branch.key.number(card)

        async def decide(connection: AsyncConnection, entry: Entry) -> Done:
            blocked = update(cards).where(cards.c.number_hmac == number)
            await connection.execute(blocked.values(state=CardState.BLOCKED.value))
            return entry.done()

        request = self._branch.key.request("block_number", number)
        return await self._journal.once(key, request, decide)

    async def dispute(
        self, card: CardToken, transaction_id: str, key: ChangeKey
    ) -> CaseOpened | Prevented:
        """Open a case."""
        number = transaction_number(transaction_id)

        async def decide(connection: AsyncConnection, entry: Entry) -> CaseOpened | Prevented:
            row = await card_row(connection, card, locked=True)
            booked = select(transactions.c.number).where(
                transactions.c.card == card, transactions.c.number == number
            )
            if (await connection.execute(booked)).one_or_none() is None:
                return Prevented(Obstacle.NO_SUCH_TRANSACTION)
            earlier = select(disputes.c.reference).where(disputes.c.transaction == number)
            if (await connection.execute(earlier)).one_or_none() is not None:
                return Prevented(Obstacle.ALREADY_DISPUTED)
            holder = select(customers.c.region).where(customers.c.customer_id == row.customer_id)
            region = (await connection.execute(holder)).scalar_one()
            case = CaseOpened(entry.reference, f"disputes-{region}", self._branch.today())
            opened = {
                "reference": case.reference,
                "transaction": number,
                "team": case.team,
                "opened_on": case.opened_on,
            }
            await connection.execute(insert(disputes).values(opened))
            return case

        request = self._branch.key.request("dispute", card, transaction_id)
        return await self._journal.once(key, request, decide)

    async def send_statement(self, card: CardToken, by: Delivery, key: ChangeKey) -> Change:
        """Send the last statement."""

        async def decide(connection: AsyncConnection, entry: Entry) -> Change:
            row = await card_row(connection, card, locked=True)
            on_file = select(customers.c.email, customers.c.has_address).where(
                customers.c.customer_id == row.customer_id
            )
            holder = (await connection.execute(on_file)).one()
            if not (holder.email if by is Delivery.EMAIL else holder.has_address):
                return Prevented(Obstacle.NO_ADDRESS)
            sent = {
                "reference": entry.reference,
                "card": card,
                "sent_by": by.value,
                "sent_at": self._branch.now(),
            }
            await connection.execute(insert(statements_sent).values(sent))
            return entry.done()

        request = self._branch.key.request("send_statement", card, by)
        return await self._journal.once(key, request, decide)


async def _store_points(
    connection: AsyncConnection, card: CardToken, account: PointsAccount
) -> None:
    values = {
        "balance": account.balance,
        "expiring": account.expiring,
        "expiring_on": account.expiring_on,
    }
    await connection.execute(update(points).where(points.c.card == card).values(values))
