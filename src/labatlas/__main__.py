"""Run the command line as ``python -m labatlas``."""

from labatlas.book.cli import main

main()
