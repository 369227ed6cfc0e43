"""What keeps the data safe around the ledger: where it lies, room on the disk, the date, copies, and its history."""
