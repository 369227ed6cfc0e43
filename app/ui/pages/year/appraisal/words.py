"""Sentences of 民主评议 on screen."""

from __future__ import annotations

from app.services.appraisal.tallies import BLANK, OPEN, SEVERAL
from app.services.appraisal.views import BALLOTS, AppraisalView, BallotView, RaterView
from app.services.months import day_title
from app.services.workflow import AppraisalState, Role

VIEWER = "查看人只能查看和打印，测评须由组织委员或书记办理。"
SETTLED = "民主评议已定票，只能查看和打印；有疑问的由书记在“结果”里重新计票。"


def state_sentence(view: AppraisalView | None) -> str:
    """Where the appraisal stands."""
    if view is None:
        return "还没有备票：先定评议日期和票上的党员，再打印测评票。"
    lead = f"{view.year}第 {view.set_number} 套票，{day_title(view.held_on)}评议，{len(view.rows)} 名党员"
    if view.state is AppraisalState.SETTLED and view.settled_on is not None:
        return f"{lead}；{day_title(view.settled_on)}由{view.settled_by}定票。"
    if not any(rater.returned for rater in view.raters):
        return f"{lead}；打印测评票，评议后填写发出、收回张数。"
    if view.problems:
        more = f"等 {len(view.problems)} 件" if len(view.problems) > 1 else ""
        return f"{lead}；{view.problems[0]}{more}。"
    return f"{lead}；票数相符，可以定票。"


def read_only_reason(view: AppraisalView | None, role: Role) -> str:
    """Why nothing can be changed here; empty when it can."""
    if view is not None and not view.open:
        return f"{view.year}已经核定，民主评议只能查看和打印。"
    if role is Role.VIEWER:
        return VIEWER
    return SETTLED if view is not None and view.state is AppraisalState.SETTLED else ""


def progress_words(rater: RaterView, tally: int) -> str:
    """ "已录 23 / 80 张，无效 2 张"."""
    count = rater.tallies[tally - 1]
    if rater.way == BALLOTS:
        void = f"，无效 {count.void} 张" if count.void else ""
        return f"已录 {len(count.ballots)} / {rater.returned} 张{void}"
    return f"有效票 {count.valid} 张，已填 {len(count.typed)} 人"


def ballot_state(ballot: BallotView) -> str:
    """The word beside a ballot in the list."""
    if ballot.void:
        return "无效"
    return "有效" if ballot.finished else "未录完"


def marks_words(marks: str) -> str:
    """What is left of the open ballot: "空白 2，多选 1，未录 70"."""
    counts = (("空白", BLANK), ("多选", SEVERAL), ("未录", OPEN))
    return "，".join(f"{word} {marks.count(sign)}" for word, sign in counts if sign in marks) or "全部录完"
