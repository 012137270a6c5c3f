"""The sentences that explain decisions, one for each kind."""
# ruff: noqa: RUF001 - Chinese has a comma, a colon, a semicolon and brackets of its own

from dataclasses import replace

import pytest

from callcenter_cti.domain.customers import Tier
from callcenter_cti.domain.identifiers import QueueId, SiteId
from callcenter_cti.routing.explanation import Counts, Explanation, PassedOver, Terms
from callcenter_cti.routing.gates import CONDITION, Obstacle
from callcenter_cti.routing.lanes import Verdict
from callcenter_cti.routing.sentences import in_chinese, in_english
from callcenter_cti.routing.standing import Column

SYDNEY, HONGKONG = SiteId("sydney"), SiteId("hongkong")
PLAIN = Terms(0.25, 0.7, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


def counted(*, roster: int, fitting: int, excluded: int = 0, **columns: int) -> Counts:
    """Return how a roster stands; the chosen agent is counted with those who are free."""
    cell = [columns.get(column.name.lower(), 0) for column in Column]
    return Counts(roster, fitting, [cell], excluded)


EVERYDAY = Explanation(
    rules_version="v7",
    queue=QueueId("cards"),
    home=SYDNEY,
    site=SYDNEY,
    tier=Tier.STANDARD,
    emergency=False,
    overdue=False,
    preferred=False,
    step=0,
    skipped=(),
    waited_s=41.6,
    idle_s=312.4,
    terms=PLAIN,
    counts=counted(roster=1, fitting=1, free=1),
    obstacles=(),
)


def test_the_best_free_agent_with_the_terms_of_the_index_and_their_units() -> None:
    """A roster of one, at home, nothing advised."""
    assert in_english(EVERYDAY) == (
        "The best free agent (idle 312 s) for a standard caller of cards who waited 42 s, at step "
        "1; index 0.17 worth/min = 0.25 calls/min × (0.70 waited) (worth: minutes of a standard "
        "caller); passed over: nobody; rules v7."
    )
    assert in_chinese(EVERYDAY) == (
        "选最合适的空闲座席（已空闲312秒），服务cards队列中的普通客户，已等候42秒，处于第1步；"
        "指数0.17价值/分钟 = 0.25通/分钟 × （等候0.70）（价值单位：普通客户等候一分钟）；"
        "未选：无；规则v7。"
    )


def test_reasons_are_grouped_and_closed_ways_stand_among_them() -> None:
    """Counts of agents first, then what closed the way to a site or a step."""
    why = replace(
        EVERYDAY,
        counts=counted(roster=20, fitting=8, excluded=1, free=2, talking=3),
        obstacles=(Obstacle(Verdict.LENDER_BUSY, HONGKONG), Obstacle(CONDITION)),
    )

    assert (
        "; passed over: 12 not skilled, 2 not asked yet, 1 excluded after RONA, 3"
        " talking, 1 free, "
        "but with a lower index or idle for less long, hongkong: lender unhealthy, a condition of "
        "the step does not hold; rules v7."
    ) in in_english(why)
    assert (
        "；未选：技能不符12人、尚未轮到2人、未接后排除1人、通话中3人、空闲但指数较低或空闲较短1人、"
        "hongkong：出借方自身繁忙、本步条件不成立；规则v7。"
    ) in in_chinese(why)


def test_an_agent_of_another_site_is_named_by_his_site() -> None:
    """With what the transfer costs, and the steps that were skipped on the way."""
    terms = replace(PLAIN, credit=1.5, cost=0.2)
    why = replace(EVERYDAY, site=HONGKONG, step=2, skipped=(0, 1), terms=terms, tier=Tier.PRIVATE)

    assert in_english(why).startswith(
        "The best free agent at hongkong (idle 312 s) for a private caller of cards who waited 42 "
        "s, at step 3 (steps 1, 2 skipped: nobody logged in); index 0.50 worth/min = 0.25 "
        "calls/min × (0.70 waited + 1.50 credit − 0.20 transfer and skills) ("
    )
    assert in_chinese(why).startswith(
        "选hongkong的最合适的空闲座席（已空闲312秒），服务cards队列中的私人银行客户，已等候42秒，"
        "处于第3步（第1、2步无人签入，已跳过）；指数0.50价值/分钟 = 0.25通/分钟 × "
        "（等候0.70 + 等级加分1.50 − 转接与技能0.20）（"
    )


def test_the_preferred_agent_is_called_so() -> None:
    """The caller waited for him alone; one step was skipped."""
    why = replace(EVERYDAY, preferred=True, step=1, skipped=(0,))

    assert in_english(why).startswith("The caller's preferred agent (idle 312 s) for ")
    assert " at step 2 (step 1 skipped: nobody logged in); " in in_english(why)
    assert in_chinese(why).startswith("选客户的专属座席（已空闲312秒），")


def test_an_emergency_comes_before_all_others() -> None:
    """Whatever its tier, and overdue or not."""
    why = replace(EVERYDAY, emergency=True, overdue=True)

    assert " for an emergency, before all others, of cards who waited " in in_english(why)
    assert "，服务cards队列中最优先的紧急来电，已等候" in in_chinese(why)


def test_an_overdue_caller_comes_before_all_but_emergencies() -> None:
    """He has waited for as long as anybody may."""
    why = replace(EVERYDAY, overdue=True, tier=Tier.VALUED)

    assert " for a valued caller, overdue and before all but emergencies, of " in in_english(why)
    assert "，服务cards队列中已超时、仅次于紧急来电的重要客户，已等候" in in_chinese(why)


def test_advice_and_idleness_are_terms_of_their_own() -> None:
    """Inside the bracket what counts for the call, outside what counts for the agent's minute."""
    why = replace(EVERYDAY, terms=Terms(0.5, 1.0, 0.0, 0.4, 0.0, 0.3, 0.05, 0.02))

    assert (
        "index 0.62 worth/min = 0.50 calls/min × (1.00 waited + 0.40 advised value − 0.30 agent's "
        "price) + 0.05 as advised + 0.02 idleness ("
    ) in in_english(why)
    assert (
        "指数0.62价值/分钟 = 0.50通/分钟 × （等候1.00 + 建议价值0.40 − 座席占用0.30）"
        " + 建议搭配0.05 + 空闲0.02（"
    ) in in_chinese(why)


@pytest.mark.parametrize("reason", PassedOver)
def test_every_reason_has_its_word_in_both_languages(reason: PassedOver) -> None:
    """One that was forgotten would break the explanation of a live call."""
    columns = {reason.name.lower(): 1, "free": 1}
    counts = {
        PassedOver.NOT_SKILLED: counted(roster=2, fitting=1, free=1),
        PassedOver.NOT_ASKED: counted(roster=2, fitting=2, free=1),
        PassedOver.EXCLUDED: counted(roster=2, fitting=2, excluded=1, free=1),
        PassedOver.LOWER: counted(roster=2, fitting=2, free=2),
    }.get(reason) or counted(roster=2, fitting=2, **columns)
    why = replace(EVERYDAY, counts=counts)

    assert why.passed_over == {reason: 1}
    assert f"; passed over: 1 {reason}; " in in_english(why)
    assert "1人；" in in_chinese(why).partition("；未选：")[2]


@pytest.mark.parametrize("verdict", [one for one in Verdict if one is not Verdict.OPEN])
def test_every_closed_way_has_its_word_in_both_languages(verdict: Verdict) -> None:
    """The site is named, and why it does not take calls."""
    why = replace(EVERYDAY, obstacles=(Obstacle(verdict, HONGKONG),))

    assert f"; passed over: hongkong: {verdict}; " in in_english(why)
    assert in_chinese(why).partition("；未选：hongkong：")[2]


@pytest.mark.parametrize("tier", Tier)
def test_every_tier_has_its_word_in_both_languages(tier: Tier) -> None:
    """Its own name, never a person's."""
    why = replace(EVERYDAY, tier=tier)

    assert f" for a {tier} caller of cards " in in_english(why)
    assert "客户，已等候" in in_chinese(why)
