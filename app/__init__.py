"""一人一卡 · 党员积分台账 (distribution ``yika``): the offline points ledger of a village Party branch."""

from datetime import date

__version__ = "0.1.0"
#: When this version was made, raised with each release: a computer whose date lies before it has a wrong clock.
BUILT_ON = date(2026, 7, 1)
