"""`python -m copilot_tui`."""

from copilot_tui.cli import main

raise SystemExit(main())
