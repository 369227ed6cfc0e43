"""认领岗位, 任职, and giving them up: the small form behind the button 岗位."""

from __future__ import annotations

from datetime import date

from app.services.actor import Actor
from app.services.changes import Changes
from app.services.member_views import MemberDetail, SpanView
from app.services.posts import POST_KINDS, PostService, named_posts
from app.services.scoring import Scheme
from app.ui.pages.members.dated_changes import Answers, Ask, ChangeForm, Question

_OTHER = ""


def held_posts(detail: MemberDetail, today: date) -> list[SpanView]:
    """Posts and offices that the member holds now or later."""
    return [
        span for span in detail.spans if span.kind in POST_KINDS and (span.end is None or span.end >= today)
    ]


def post_form(posts: PostService, detail: MemberDetail, scheme: Scheme | None, today: date) -> ChangeForm:
    """Take a post or an office, or give one up; the scheme's own names are offered first."""
    held = held_posts(detail, today)
    named = [
        (kind, name)
        for kind in POST_KINDS
        for name in (named_posts(scheme, kind) if scheme is not None else ())
    ]
    choices = [(f"end:{span.uid}", f"不再担任“{span.value}”（{span.start:%Y-%m-%d} 起）") for span in held]
    choices += [(f"{kind}:{name}", f"{_verb(kind)}“{name}”") for kind, name in named]
    choices += [(f"{kind}:", f"{_verb(kind)}：名称写在下面") for kind in POST_KINDS]

    def submit(actor: Actor, told: Answers) -> Changes:
        what, _, value = str(told["what"]).partition(":")
        day = told["start"]
        if not isinstance(day, date):
            raise TypeError("start is no date")
        if what == "end":
            return posts.give_up(actor, value, day)
        return posts.take(actor, detail.row.uid, kind=what, name=value or str(told["name"] or ""), start=day)

    note = "起止日期决定按期计分的岗位和任职得几分；同时可以有几个。"
    if not named:
        note += "现行方案没有按岗位计分的规定，登记后不影响分数。"
    return ChangeForm(
        title=f"{detail.row.name} · 岗位和任职",
        note=note,
        questions=(
            Question("what", "办理", Ask.CHOICE, choices[len(held)][0], tuple(choices)),
            Question("name", "名称", Ask.TEXT, _OTHER, hint="上面已选了名称的，这里空着", needed=False),
            Question("start", "从哪天起", value=today, hint="不再担任的，填最后一天"),
        ),
        action="保存",
        submit=submit,
    )


def _verb(kind: str) -> str:
    return "认领岗位" if kind == "post" else "任职"
