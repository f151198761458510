"""The app in web pages: a web server that starts a process of the app for each page."""
