"""Explanations as sentences, in English and Chinese. Knows no names, numbers or card data."""

from collections.abc import Mapping
from typing import Final

from callcenter_cti.domain.customers import Tier
from callcenter_cti.routing.explanation import Explanation, PassedOver


def in_english(why: Explanation) -> str:
    """Say it in one English sentence."""
    others = ", ".join(f"{count} {reason}" for reason, count in why.passed_over.items())
    ways = f"; closed: {'; '.join(why.obstacles)}" if why.obstacles else ""
    skipped = f" ({_steps(why)} skipped: nobody at work)" if why.skipped else ""
    return (
        f"{_whom_en(why)} for {_caller_en(why)} that waited {why.waited_s:.0f} s, at step "
        f"{why.step + 1}{skipped}; index {why.terms.total:.2f}; passed over: {others or 'nobody'}{ways}; "
        f"rules {why.rules_version}."
    )


def in_chinese(why: Explanation) -> str:
    """用一句中文说明。"""
    others = "、".join(
        f"{_REASONS_ZH[reason]}{count}人" for reason, count in why.passed_over.items()
    )
    ways = f";未开放:{';'.join(why.obstacles)}" if why.obstacles else ""
    skipped = f"(第{_steps(why)}步无人在岗,已跳过)" if why.skipped else ""
    return (
        f"{_whom_zh(why)},{_caller_zh(why)}在第{why.step + 1}步{skipped}已等候{why.waited_s:.0f}秒;"
        f"指数{why.terms.total:.2f};未选:{others or '无'}{ways};规则{why.rules_version}。"
    )


def _steps(why: Explanation) -> str:
    return ", ".join(str(step + 1) for step in why.skipped)


def _whom_en(why: Explanation) -> str:
    if why.preferred:
        return "The caller's preferred agent"
    where = "" if why.site == why.home else f" at {why.site}"
    return f"The best free agent{where} (idle {why.idle_s:.0f} s)"


def _caller_en(why: Explanation) -> str:
    kind = "an emergency" if why.emergency else f"a {why.tier} caller"
    return f"{kind}, overdue," if why.overdue else kind


def _whom_zh(why: Explanation) -> str:
    if why.preferred:
        return "选客户的专属座席"
    where = "" if why.site == why.home else f"{why.site}的"
    return f"选{where}最合适的空闲座席(已空闲{why.idle_s:.0f}秒)"


def _caller_zh(why: Explanation) -> str:
    kind = "紧急来电" if why.emergency else f"{_TIERS_ZH[why.tier]}客户"
    return f"{kind}(已超时)" if why.overdue else kind


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
