"""Measures Palabre beside the bare framework, in turns, in one run: `make bench`."""
