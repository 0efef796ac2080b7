"""The first workload: one click on a counter, through the whole Django stack."""
