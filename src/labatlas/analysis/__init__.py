"""What follows from the evidence: pure functions from tables to tables."""
