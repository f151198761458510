"""What is written while the server that has the conversations is away."""
