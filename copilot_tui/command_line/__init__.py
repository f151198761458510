"""The commands: what `copilot-tui WORD …` does instead of opening the app."""
