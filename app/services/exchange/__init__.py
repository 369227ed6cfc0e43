"""What comes in from and goes out to other offices: roster files, township packages."""
