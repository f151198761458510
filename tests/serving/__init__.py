"""The app in web pages, without a browser; `tests/e2e/test_web_page.py` has one."""
