"""What is heard about customers' e-billing addresses."""
