"""Files that go into a message: finding them and reading them."""
