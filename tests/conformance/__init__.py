"""Which suites there are, and what a run of them gives.

`python -m tests.conformance` runs them and writes the outcomes; with `--check` it writes nothing.
"""
