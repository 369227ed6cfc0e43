"""公示: the board of any period, frozen when it hangs, with its versions, masks, days and photos."""
