"""What can be seen of a finished picture without a model: one check a module."""
