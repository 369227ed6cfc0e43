"""``gallery``: every page and every sheet of the sample village as pictures, for looking at one's own work."""

from __future__ import annotations

import argparse
import gc
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.bootstrap import SAMPLE_START, AppContext, build_app
from app.cli.gallery_appraisal import draw_appraisal_sheets, prepare_appraisal
from app.cli.gallery_boards import draw_board_variants
from app.cli.gallery_trial import draw_trial_sheet, draw_trial_view
from app.clock import SetClock
from app.paths import AppPaths
from app.services.actor import Actor
from app.services.months import Month
from app.services.press import MONTHLY, DocumentKind
from app.services.sample.load import Stage, load_sample_village
from app.services.scheme_text import put
from app.services.workflow import Role

if TYPE_CHECKING:
    from app.ui.context import WorkContext

_MONTH = Month(2026, 10)
#: Pages of one sheet kind that are drawn; the rest look alike.
_SHEET_PAGES = 2
_PICTURE_WIDTH = 1000
_GOOD, _FAULTY = "2027年积分办法", "有错误的草稿"


@dataclass(frozen=True, slots=True)
class _Shot:
    """One page in one state: branch by its place, month, who looks, which records it is sent to."""

    name: str
    page: str
    branch: int = 0
    month: Month = _MONTH
    role: Role = Role.RECORDER
    targets: tuple[str, ...] = ()


#: Branch 0 is before its meeting, 1 still declares, 2 has confirmed and may post.
_SHOTS = (
    _Shot("首页_评定前", "home"),
    _Shot("首页_申报中", "home", branch=1),
    _Shot("首页_可公示", "home", branch=2, role=Role.SECRETARY),
    _Shot("党员", "members"),
    _Shot("申报_可录", "declare", branch=1),
    _Shot("申报_已归档", "declare", month=_MONTH.previous),
    _Shot("汇总_未收", "collect", branch=1),
    _Shot("汇总_已收", "collect"),
    _Shot("评定_进行中", "confirm"),
    _Shot("评定_已生效", "confirm", branch=2),
    _Shot("公示_拟稿", "post", branch=2, role=Role.SECRETARY),
    _Shot("公示_已结束", "post", month=_MONTH.previous),
    _Shot("异议更正", "objections", branch=2, role=Role.SECRETARY),
    _Shot("异议更正_更正", "objections", branch=2, role=Role.SECRETARY, targets=("correction",)),
    _Shot(
        "异议更正_补充评定", "objections", month=_MONTH.previous, role=Role.SECRETARY, targets=("supplement",)
    ),
    _Shot("年终_季度", "year", month=_MONTH.previous, role=Role.SECRETARY, targets=("terms",)),
    _Shot("年终_民主评议", "year", targets=("appraisal",)),
    _Shot("方案", "scheme"),
    _Shot("方案_草稿", "scheme", role=Role.SECRETARY, targets=(_GOOD, "volunteer")),
    _Shot("方案_有错误", "scheme", role=Role.SECRETARY, targets=(_FAULTY, "quiz")),
    _Shot("年终_一票否决", "year", role=Role.SECRETARY, targets=("vetoes",)),
    _Shot("年终_总评", "year", role=Role.SECRETARY, targets=("assessment",)),
    _Shot("系统", "system", role=Role.SECRETARY),
)


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``gallery`` to the command line."""
    parser = subparsers.add_parser("gallery", help="把每个页面、每种表册画成图片")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="存放的文件夹")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Draw everything into the folder."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    out: Path = args.out
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="yika-gallery-") as folder:
        clock = SetClock(SAMPLE_START)
        services = build_app(AppPaths(Path(folder)), clock=clock)
        try:
            load_sample_village(services, clock, until=_MONTH, stage=Stage.DECLARED)
            _go_on(services)
            _make_drafts(services)
            prepare_appraisal(services, _MONTH)
            count = _draw_sheets(services, out) + _draw_pages(services, out)
        finally:
            services.close()
    print(f"已画 {count} 张图片：{out.resolve()}")
    return 0


def _go_on(services: AppContext) -> None:
    """Bring the branches into different states, so that the pages show more than one."""
    before, _, confirmed = services.units.branches()
    for branch in (before, confirmed):
        officers = {actor.role: actor for actor in services.units.accounts(branch.uid)}
        recorder, secretary = officers[Role.RECORDER], officers[Role.SECRETARY]
        for group in services.collection.month(branch.uid, _MONTH).groups:
            services.collection.collect(recorder, branch.uid, _MONTH, group.group_uid)
        view = services.meetings.view(branch.uid, _MONTH)
        services.meetings.save(recorder, branch.uid, _MONTH, view.draft)
        services.meetings.set_present(
            recorder, branch.uid, _MONTH, [member.uid for member in view.eligible[::5] + view.eligible[1::3]]
        )
        if branch is before:
            _decide_some(services, recorder, branch.uid)
            continue
        services.meetings.confirm_rest(recorder, branch.uid, _MONTH)
        rest = [line.uid for line in services.meetings.view(branch.uid, _MONTH).open]
        if rest:
            services.meetings.decide(
                recorder, branch.uid, _MONTH, rest, decision="return", reason="依据没有写明"
            )
        services.confirmation.make_effective(secretary, branch.uid, _MONTH)


def _decide_some(services: AppContext, recorder: Actor, branch_uid: str) -> None:
    lines = [line for line in services.meetings.view(branch_uid, _MONTH).open if line.source == "card"]
    for line in lines[:4]:
        services.meetings.decide(recorder, branch_uid, _MONTH, [line.uid], decision="confirm")
    line = lines[4]
    half = (line.claimed / 2).quantize(line.claimed)
    services.meetings.decide(
        recorder, branch_uid, _MONTH, [line.uid], decision="adjust", points=half, reason="只参加了半天"
    )
    services.meetings.decide(
        recorder, branch_uid, _MONTH, [lines[5].uid], decision="reject", reason="没有旁证"
    )


def _draw_sheets(services: AppContext, out: Path) -> int:
    """The first pages of every kind of paper, of the branch that has confirmed."""
    import pypdfium2 as pdfium

    from app.services.documents.draw import page_picture

    branch = services.units.branches()[2]
    count = 0
    for kind in MONTHLY:
        document = services.press.render(kind, branch.uid, _MONTH)
        if kind is DocumentKind.BOARD_PNG:
            (out / "表册_公示长图.png").write_bytes(document.data)
            count += 1
        if not document.is_pdf:
            continue
        with pdfium.PdfDocument(document.data) as pdf:
            pages = len(pdf)
        for page in range(min(pages, _SHEET_PAGES)):
            name = f"表册_{document.title.split()[0]}_{page + 1}.png"
            page_picture(document.data, page, out / name, width_px=_PICTURE_WIDTH)
            count += 1
            print(f"  {name}")
    count += draw_appraisal_sheets(services, out, _MONTH, width_px=_PICTURE_WIDTH)
    count += draw_board_variants(services, out, _MONTH, width_px=_PICTURE_WIDTH)
    return count + draw_trial_sheet(services, out, _MONTH, width_px=_PICTURE_WIDTH)


def _draw_pages(services: AppContext, out: Path) -> int:
    from app.ui.application import create_application, load_rare_fonts
    from app.ui.context import WorkContext
    from app.ui.main_window import MainWindow
    from app.ui.page_list import PAGES
    from app.ui.snapshots import SCREENS, save_snapshot
    from app.ui.tasks import TaskRunner
    from app.ui.ui_settings import UiSettings

    # As in the window itself: widgets that are garbage are swept on their own thread, never on the worker.
    gc.disable()
    count = 0
    for large in (False, True):
        create_application(large=large)
        load_rare_fonts()
        tasks = TaskRunner()
        settings = UiSettings(services.paths.settings_file)
        context = WorkContext(
            services, tasks=tasks, settings=settings, month=_MONTH,
            load_branches=services.units.branches, load_actors=services.units.accounts,
        )  # fmt: skip
        window = MainWindow(PAGES, tasks=tasks, settings=settings)
        window.open(context)
        for shot in _SHOTS:
            _stand(context, services, shot)
            window.show_page(shot.page)
            drafts = {draft.name: draft.uid for draft in services.drafts.list(context.branch_uid)}
            for target in shot.targets:
                context.go(shot.page, drafts.get(target, target))
            for size in SCREENS[:1] if large else SCREENS:
                name = f"页面_{shot.name}_{size.width()}{'_大字' if large else ''}.png"
                save_snapshot(window, out / name, size=size, settle_ms=700)
                count += 1
                print(f"  {name}")
        count += draw_trial_view(context, out, month=_MONTH, suffix="_大字" if large else "")
        window.close()
        tasks.shutdown()
        gc.collect()
    gc.enable()
    return count


def _make_drafts(services: AppContext) -> None:
    """Two drafts in the first branch: one as it should be, one with a fault."""
    branch_uid = services.units.branches()[0].uid
    secretary = next(a for a in services.units.accounts(branch_uid) if a.role is Role.SECRETARY)
    for name in (_GOOD, _FAULTY):
        uid = services.drafts.from_preset(secretary, branch_uid, "S1").ids[0]
        services.drafts.rename(secretary, uid, name)
    text = put(services.drafts.get(uid).text, "items/quiz/limits/0/points", None)
    services.drafts.save_text(secretary, uid, text, revision=1)


def _stand(context: WorkContext, services: AppContext, shot: _Shot) -> None:
    """Branch, month and officer of a picture."""
    branch = services.units.branches()[shot.branch]
    context.set_branch(branch.uid)
    context.set_month(shot.month)
    actor = next(a for a in services.units.accounts(branch.uid) if a.role is shot.role)
    context.set_actor(actor.uid)
