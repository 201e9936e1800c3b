"""How far two columns are from one another, as Deequ measures it; pure, checked against Deequ bit by bit.

Source: Deequ 2.0.x, `com.amazon.deequ.analyzers.Distance` (Apache License 2.0).
"""
