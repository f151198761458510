"""The pages of documentation, and finding words in them."""
