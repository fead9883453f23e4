"""Running servers for black-box tests."""
