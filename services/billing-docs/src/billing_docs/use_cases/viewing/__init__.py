"""Looking at documents without taking them away."""
