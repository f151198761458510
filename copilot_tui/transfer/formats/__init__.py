"""What conversations are written as, one module for each format."""
