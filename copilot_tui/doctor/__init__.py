"""What is around the program, checked one by one and told in words."""
