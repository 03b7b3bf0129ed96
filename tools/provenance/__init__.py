"""What a finished picture says about itself: how it came about, signed, and read back."""
