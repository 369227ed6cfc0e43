"""一人一卡 · 党员积分台账 (distribution ``yika``): the offline points ledger of a village Party branch."""

__version__ = "0.1.0"
