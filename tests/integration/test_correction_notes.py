"""What boards say of corrections and late deeds: of longer terms, of the year before, and where the year is a mean."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from app.services.months import Month
from app.services.scoring import PeriodKind
from app.services.terms import Term
from tests.helpers.corrected import DECEMBER, WHO, adopt, board, confirm, drop, post
from tests.helpers.factories import NOVEMBER, OCTOBER, Village

D = Decimal


class TestWhatALongerBoardSays:
    """The scheme posts quarters alone."""

    def live(self, village: Village, month: Month, member: str, item: str = "visits", **keys: int) -> None:
        confirm(village, month, member=member, item=item, **keys)
        village.at(month.next.first)
        village.app.notices.archive(village.secretary, village.branch, Term.of_month(month))

    def settle(self, village: Village, month: Month) -> Term:
        term = village.app.terms.term_of(village.branch, month, PeriodKind.QUARTER)
        village.app.terms.settle(village.secretary, village.branch, term)
        start = month.next.first.replace(day=2)
        village.at(start)
        post(village, term, start, start.replace(day=6))
        return term

    def test_a_correction_of_an_earlier_quarter(self, village):
        adopt(
            village, "S1", date(2026, 1, 1), ('periods = ["month", "half", "year"]', 'periods = ["quarter"]')
        )
        first, later = [Month(2027, n) for n in (1, 2, 3)], [Month(2027, n) for n in (4, 5, 6)]
        self.live(village, first[0], WHO, "volunteer", quantity=2)
        for month in first[1:]:
            self.live(village, month, "孙石头")
        quarter = self.settle(village, first[-1])
        village.at(date(2027, 4, 7))
        village.app.notices.close(village.secretary, village.branch, quarter)
        drop(village, first[0], until=later[0])
        self.live(village, later[0], "孙石头")
        self.live(village, later[1], WHO)
        self.live(village, later[2], "孙石头")
        quarter = self.settle(village, later[-1])
        row = board(village, quarter)
        assert (row.period_points, row.note) == (-3, "含补记更正 −4")
        sheet = village.app.notices.view(village.branch, quarter).sheet
        assert "补记、更正以前月份：林为民 −4 分。" in sheet.remarks

    def test_a_correction_of_the_year_before(self, village):
        adopt(
            village, "S1", date(2026, 1, 1), ('periods = ["month", "half", "year"]', 'periods = ["quarter"]')
        )
        self.live(village, DECEMBER, WHO, "volunteer", quantity=2)
        village.at(date(2027, 1, 10))
        drop(village, DECEMBER)
        for number in (1, 2, 3):
            self.live(village, Month(2027, number), "孙石头")
        quarter = self.settle(village, Month(2027, 3))
        sheet = village.app.notices.view(village.branch, quarter).sheet
        assert "补记、更正2026年度（计入该年度）：林为民 −4 分。" in sheet.remarks
        assert board(village, quarter).period_points == 0


class TestAMean:
    """The year is the mean of its cycles; a deed counts three points."""

    def lived(self, village: Village, months: int) -> None:
        adopt(
            village, "S4", date(2026, 1, 1), ("months = 12", f"months = {months}"), ('year = "sum"', 'year = "mean"')
        )  # fmt: skip
        confirm(village, OCTOBER, item="mediation")
        village.post(OCTOBER, start=date(2026, 11, 1))
        village.close(OCTOBER, on=date(2026, 11, 7))

    def test_a_late_deed_is_told_with_the_part_that_counts(self, village):
        self.lived(village, 3)
        village.at(date(2026, 11, 9))
        drop(village, OCTOBER)
        village.declare("孙石头", "mediation", date(2026, 10, 20), month=NOVEMBER, basis="调解记录")
        village.at(date(2026, 11, 28))
        village.confirm_all(NOVEMBER)
        village.post(NOVEMBER, start=date(2026, 12, 1))
        for name, sign in ((WHO, "−"), ("孙石头", "+")):
            row = board(village, Term.of_month(NOVEMBER), name)
            assert abs(row.period_points) == D("0.8")
            assert row.note == f"含补记更正 {sign}0.8"

    def test_with_monthly_cycles_it_is_told_as_the_sum_that_it_is_part_of(self, village):
        self.lived(village, 1)
        village.at(date(2026, 12, 9))
        drop(village, OCTOBER)
        confirm(village, DECEMBER, member="孙石头", item="mediation")
        village.post(DECEMBER, start=date(2027, 1, 1))
        row = board(village, Term.of_month(DECEMBER))
        assert (row.period_points, row.note) == (-3, "含补记更正 −3")
