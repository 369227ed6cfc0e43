"""Whether a condition of a grade, an eligibility or a proposal holds for a member, and why, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from app.services.scoring.evaluation.account import Account, combine
from app.services.scoring.evaluation.section_result import SectionResult
from app.services.scoring.kinds import AverageOf, Counting, Scope, Side
from app.services.scoring.language import Condition
from app.services.scoring.numbers import ZERO, plain, round_points, share_words
from app.services.scoring.scheme import Scheme

AMONG = {AverageOf.UNIT: "本支部", AverageOf.CATEGORY: "本支部同类", AverageOf.ALL: "全村"}
Part = tuple[bool, str]


@dataclass(frozen=True, slots=True)
class Judged:
    """Whether a condition holds, and the sentence that says which part does or does not."""

    met: bool
    cause: str


@dataclass(frozen=True, slots=True)
class AverageKey:
    """Which average: of what, and among whom."""

    scope: Scope
    section: str
    among: AverageOf
    group: tuple[str, str]


def group_of(account: Account, among: AverageOf) -> tuple[str, str]:
    """Branch and class within which a member is compared; empty where it does not matter."""
    unit = "" if among is AverageOf.ALL else account.person.unit
    category = ""
    if among is AverageOf.CATEGORY:
        category = account.person.category_on(account.year.as_of) or ""
    return unit, category


def figure(account: Account, scope: Scope, section: str, scheme: Scheme) -> Decimal:
    """The rounded figure of the year, or of the present cycle, in which everybody who is judged is liable."""
    if scope is Scope.YEAR:
        if not section:
            return account.total
        values = [_section(result.sections, section) for result in account.cycles]
        return round_points(combine(values, scheme.cycle.year), scheme.decimals)
    last = account.cycles[-1]
    points = _section(last.sections, section) if section else last.points
    return round_points(points, scheme.decimals)


def _section(results: Mapping[str, SectionResult], section: str) -> Decimal:
    found = results.get(section)
    return ZERO if found is None else found.after


def points_words(value: Decimal, scheme: Scheme) -> str:
    """``88 分``; where deductions add up ``扣 6 分``."""
    lead = "扣 " if scheme.cycle.counting is Counting.DEMERIT else ""
    return f"{lead}{plain(value)} 分"


def nested(conditions: Iterable[Condition]) -> Iterator[Condition]:
    """Conditions with all those inside them."""
    for condition in conditions:
        yield condition
        yield from nested(condition.any)


class Judge:
    """Judges conditions of one scheme for the members of one evaluation.

    Attributes:
        means: The averages that conditions ask for: of the rounded figures that are posted, rounded likewise.
    """

    def __init__(self, scheme: Scheme, accounts: Iterable[Account]) -> None:
        self._scheme = scheme
        rules = nested((*scheme.grades, *scheme.marks, *scheme.proposals))
        wanted = {(r.scope, r.section, r.average_of) for r in rules if r.average is not None}
        sums: dict[AverageKey, tuple[Decimal, int]] = {}
        for account in accounts if wanted else ():
            for scope, section, among in wanted:
                key = AverageKey(scope, section, among, group_of(account, among))
                total, count = sums.get(key, (ZERO, 0))
                sums[key] = (total + figure(account, scope, section, scheme), count + 1)
        self.means = {
            key: round_points(total / count, scheme.decimals) for key, (total, count) in sums.items()
        }

    def judge(self, rule: Condition, account: Account, grade: str | None = None) -> Judged:
        """A condition without its ranks, for a member who is liable on ``as_of``."""
        value = figure(account, rule.scope, rule.section, self._scheme)
        parts = [
            *self._points(rule, account, value),
            *self._person(rule, account),
            *self._votes(rule, account),
        ]
        parts += self._sections(rule, account)
        if rule.no_veto:
            clear = not any(hit.holds for hit in account.hits)
            parts.append((clear, "没有一票否决" if clear else "有一票否决"))
        if rule.grades is not None:
            names = "、".join(g.name for g in self._scheme.grades if g.id in rule.grades)
            parts.append((grade in rule.grades, f"等次{'' if grade in rule.grades else '不'}是{names}"))
        if rule.any:
            parts.append(self._any(rule, account, grade))
        met = all(holds for holds, _ in parts)
        return Judged(met, "，".join(text for holds, text in parts if met or not holds))

    def words(self, rule: Condition, account: Account, judged: Judged) -> str:
        """The sentence with the figure that was looked at in front."""
        span = account.year.span if rule.scope is Scope.YEAR else account.year.cycles[-1].span
        value = figure(account, rule.scope, rule.section, self._scheme)
        section = self._scheme.sections.get(rule.section)
        name = f"“{section.name}”" if section else ""
        lead = f"{span.label}{name} {points_words(value, self._scheme)}"
        return f"{lead}，{judged.cause}" if judged.cause else lead

    def _points(self, rule: Condition, account: Account, value: Decimal) -> list[Part]:
        parts: list[Part] = []
        least = self._least(rule, account)
        if least is not None:
            reached = value >= least
            parts.append((reached, f"{'达到' if reached else '低于'} {plain(least)} 分"))
        if rule.above is not None:
            over = value > rule.above
            parts.append((over, f"{'高于' if over else '不高于'} {plain(rule.above)} 分"))
        if rule.max is not None:
            within = value <= rule.max
            parts.append((within, f"{'不超过' if within else '超过'} {plain(rule.max)} 分"))
        if rule.below is not None:
            under = value < rule.below
            parts.append((under, f"{'低于' if under else '不低于'} {plain(rule.below)} 分"))
        if rule.average is not None:
            parts.append(self._average(rule, account, value))
        return parts

    def _least(self, rule: Condition, account: Account) -> Decimal | None:
        """The minimum for the member's status or class on ``as_of``, else the plain one."""
        as_of = account.year.as_of
        if rule.by_status:
            status = account.person.status_on(as_of)
            for key, value in rule.by_status.items():
                if key == status:
                    return value
        if rule.by_category:
            return rule.by_category.get(account.person.category_on(as_of) or "", rule.min)
        return rule.min

    def _average(self, rule: Condition, account: Account, value: Decimal) -> Part:
        mean = self.means[
            AverageKey(rule.scope, rule.section, rule.average_of, group_of(account, rule.average_of))
        ]
        edge = mean * rule.average_times
        side = value < edge if rule.average is Side.BELOW else value > edge
        relation = "低于" if value < edge else "高于" if value > edge else "等于"
        times = "" if rule.average_times == 1 else f" 的 {plain(rule.average_times)} 倍即 {plain(edge)}"
        return side, f"{relation}{AMONG[rule.average_of]}平均 {plain(mean)}{times} 分"

    def _person(self, rule: Condition, account: Account) -> list[Part]:
        named = (rule.categories, rule.statuses, rule.mobile, rule.post, rule.posts)
        if all(value is None for value in named):
            return []
        fits = account.person.fits(rule, account.year.as_of)
        held = rule.post is not None or rule.posts is not None
        what = "认领岗位" if held and rule.categories is None and rule.statuses is None else "类别或身份"
        return [(fits, f"{what}{'符合' if fits else '不符合'}")]

    def _sections(self, rule: Condition, account: Account) -> list[Part]:
        least = dict(rule.sections_min)
        if rule.each_section is not None:
            for section in self._scheme.children():
                # Who does not have a section cannot be asked for points in it.
                if section.applies_to is None or account.person.fits(section.applies_to, account.year.as_of):
                    least.setdefault(section.id, rule.each_section)
        parts = []
        for section_id, minimum in least.items():
            value = figure(account, rule.scope, section_id, self._scheme)
            reached = value >= minimum
            named = self._scheme.sections.get(section_id)
            name = named.name if named else section_id
            text = f"“{name}”{plain(value)} 分，{'达到' if reached else '低于'} {plain(minimum)} 分"
            parts.append((reached, text))
        return parts

    def _votes(self, rule: Condition, account: Account) -> list[Part]:
        parts: list[Part] = []
        vote = account.vote
        if rule.vote_min is not None:
            reached = vote is not None and vote.result >= rule.vote_min
            have = plain(round_points(vote.result, 4)) if vote else "尚无结果"
            parts.append((reached, f"测评 {have}，{'达到' if reached else '未达到'} {plain(rule.vote_min)}"))
        if rule.votes is not None:
            counts = dict(vote.votes) if vote else {}
            own = sum(counts.get(option, 0) for option in rule.votes.options)
            reached = vote is not None and Fraction(own, max(1, vote.voters)) >= rule.votes.at_least
            appraisal = self._scheme.appraisal
            names = "、".join(
                o.name for o in (appraisal.options if appraisal else ()) if o.id in rule.votes.options
            )
            have = f"“{names}”{own} 票" if vote is not None else "尚无结果"
            text = f"测评{have}，{'达到' if reached else '未达到'} {share_words(rule.votes.at_least)}"
            parts.append((reached, text))
        return parts

    def _any(self, rule: Condition, account: Account, grade: str | None) -> Part:
        """At least one of several: the sentence is that of the one that holds, else all of them."""
        judged = [self.judge(part, account, grade) for part in rule.any]
        for part in judged:
            if part.met:
                return True, part.cause
        return False, "，也".join(part.cause for part in judged)
