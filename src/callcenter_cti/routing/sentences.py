"""Explanations as sentences, in English and Chinese. Knows no names, numbers or card data.

The index is told with its terms and their units: the calls that an agent finishes in a minute, and
worth, of which one is a standard caller's minute of waiting. Terms that are zero are left out.
"""
# ruff: noqa: RUF001 - Chinese has a comma, a colon, a semicolon and brackets of its own

from collections.abc import Mapping
from typing import Final

from callcenter_cti.domain.customers import Tier
from callcenter_cti.routing.explanation import Explanation, PassedOver, Terms
from callcenter_cti.routing.gates import CONDITION, Obstacle
from callcenter_cti.routing.lanes import Verdict

# English.


def in_english(why: Explanation) -> str:
    """Say in one sentence who got the call, by which index, and why nobody else did."""
    others = [f"{count} {reason}" for reason, count in why.passed_over.items()]
    others += map(str, why.obstacles)
    return (
        f"{_whom_en(why)} for {_caller_en(why)} of {why.queue} who waited {why.waited_s:.0f} s, "
        f"at step {why.step + 1}{_skipped_en(why)}; {_index_en(why.terms)}; "
        f"passed over: {', '.join(others) or 'nobody'}; rules {why.rules_version}."
    )


def _whom_en(why: Explanation) -> str:
    who = "The caller's preferred agent" if why.preferred else "The best free agent"
    where = "" if why.site == why.home else f" at {why.site}"
    return f"{who}{where} (idle {why.idle_s:.0f} s)"


def _caller_en(why: Explanation) -> str:
    if why.emergency:
        return "an emergency, before all others,"
    kind = f"a {why.tier} caller"
    return f"{kind}, overdue and before all but emergencies," if why.overdue else kind


def _skipped_en(why: Explanation) -> str:
    if not why.skipped:
        return ""
    steps = "step" if len(why.skipped) == 1 else "steps"
    numbers = ", ".join(str(step + 1) for step in why.skipped)
    return f" ({steps} {numbers} skipped: nobody logged in)"


def _index_en(terms: Terms) -> str:
    call = f"{terms.waited:.2f} waited" + _signed(
        (terms.credit, "credit"),
        (terms.value, "advised value"),
        (-terms.cost, "transfer and skills"),
        (-terms.price, "agent's price"),
    )
    more = _signed((terms.bonus, "as advised"), (terms.fairness, "idleness"))
    return (
        f"index {terms.total:.2f} worth/min = {terms.rate:.2f} calls/min × ({call}){more} "
        "(worth: minutes of a standard caller)"
    )


def _signed(*terms: tuple[float, str]) -> str:
    """Say terms with their signs, those of zero left out."""
    return "".join(
        f" {'+' if value > 0 else '−'} {abs(value):.2f} {name}" for value, name in terms if value
    )


# Chinese.


def in_chinese(why: Explanation) -> str:
    """Say the same in one Chinese sentence."""
    others = [f"{_REASONS_ZH[reason]}{count}人" for reason, count in why.passed_over.items()]
    others += map(_obstacle_zh, why.obstacles)
    return (
        f"{_whom_zh(why)}，服务{why.queue}队列中{_caller_zh(why)}，已等候{why.waited_s:.0f}秒，"
        f"处于第{why.step + 1}步{_skipped_zh(why)}；{_index_zh(why.terms)}；"
        f"未选：{'、'.join(others) or '无'}；规则{why.rules_version}。"
    )


def _whom_zh(why: Explanation) -> str:
    who = "客户的专属座席" if why.preferred else "最合适的空闲座席"
    where = "" if why.site == why.home else f"{why.site}的"
    return f"选{where}{who}（已空闲{why.idle_s:.0f}秒）"


def _caller_zh(why: Explanation) -> str:
    if why.emergency:
        return "最优先的紧急来电"
    kind = f"{_TIERS_ZH[why.tier]}客户"
    return f"已超时、仅次于紧急来电的{kind}" if why.overdue else f"的{kind}"


def _skipped_zh(why: Explanation) -> str:
    if not why.skipped:
        return ""
    return f"（第{'、'.join(str(step + 1) for step in why.skipped)}步无人签入，已跳过）"


def _index_zh(terms: Terms) -> str:
    call = f"等候{terms.waited:.2f}" + _signed_zh(
        (terms.credit, "等级加分"),
        (terms.value, "建议价值"),
        (-terms.cost, "转接与技能"),
        (-terms.price, "座席占用"),
    )
    more = _signed_zh((terms.bonus, "建议搭配"), (terms.fairness, "空闲"))
    return (
        f"指数{terms.total:.2f}价值/分钟 = {terms.rate:.2f}通/分钟 × （{call}）{more}"
        "（价值单位：普通客户等候一分钟）"
    )


def _signed_zh(*terms: tuple[float, str]) -> str:
    return "".join(
        f" {'+' if value > 0 else '−'} {name}{abs(value):.2f}" for value, name in terms if value
    )


def _obstacle_zh(obstacle: Obstacle) -> str:
    reason = _OBSTACLES_ZH[obstacle.reason]
    return reason if obstacle.site is None else f"{obstacle.site}：{reason}"


_TIERS_ZH: Final[Mapping[Tier, str]] = {
    Tier.PRIVATE: "私人银行",
    Tier.PREFERRED: "贵宾",
    Tier.VALUED: "重要",
    Tier.STANDARD: "普通",
}
_REASONS_ZH: Final[Mapping[PassedOver, str]] = {
    PassedOver.NOT_SKILLED: "技能不符",
    PassedOver.NOT_ASKED: "尚未轮到",
    PassedOver.EXCLUDED: "未接后排除",
    PassedOver.LOGGED_OUT: "未签入",
    PassedOver.NOT_READY: "未就绪",
    PassedOver.RESERVED: "已预占",
    PassedOver.RINGING: "振铃中",
    PassedOver.TALKING: "通话中",
    PassedOver.HOLD: "保持中",
    PassedOver.WRAP_UP: "话后处理中",
    PassedOver.UNKNOWN: "状态未知",
    PassedOver.PHONE_IN_USE: "话机占用",
    PassedOver.PHONE_UNREACHABLE: "话机不可达",
    PassedOver.LOWER: "空闲但指数较低或空闲较短",
}
_OBSTACLES_ZH: Final[Mapping[str, str]] = {
    CONDITION: "本步条件不成立",
    Verdict.SITE_DOWN: "站点故障或状态未知",
    Verdict.SITE_CLOSED: "站点已下班",
    Verdict.LENDER_BUSY: "出借方自身繁忙",
    Verdict.OPPOSITE: "其来电正反向溢出",
    Verdict.NOT_NEEDED: "本地尚不繁忙",
    Verdict.NOT_BETTER: "改善不足",
}
