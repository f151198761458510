"""What the user configured: flags, environment and `config.toml` made into `Settings`."""

from copilot_tui.config.api_key import API_KEY_VARIABLE, api_key, key_variables
from copilot_tui.config.interface import Density, Interface, Notifications, NotifyWhen, Times
from copilot_tui.config.key_map import KeyMap
from copilot_tui.config.settings import Flags, Settings, load_settings

__all__ = [
    "API_KEY_VARIABLE",
    "Density",
    "Flags",
    "Interface",
    "KeyMap",
    "Notifications",
    "NotifyWhen",
    "Settings",
    "Times",
    "api_key",
    "key_variables",
    "load_settings",
]
