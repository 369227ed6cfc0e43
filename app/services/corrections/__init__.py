"""What is put right after a month was confirmed: corrections, objections, supplementary meetings."""
