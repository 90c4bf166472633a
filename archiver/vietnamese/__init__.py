"""The Vietnamese language in one place."""
