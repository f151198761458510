"""What is shared by the sources that read other programs' conversations."""
