"""What the server pays for one message, next to a view written by hand: `make bench`, docs/benchmarks.md."""
