"""What conversations are read from: one module for each program that wrote them."""
