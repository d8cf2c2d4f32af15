"""Tests about the code base itself: cheap, and the best teachers."""
