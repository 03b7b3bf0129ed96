"""Who does the work: role cards in YAML and the one adapter that runs them."""
