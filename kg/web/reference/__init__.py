"""Pages about terms and rules, made from the handbook of a release."""
