"""The text that learners read: lessons, and the card of every registered class under ``reference/``."""
