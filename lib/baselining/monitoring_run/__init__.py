"""A monitoring run of ours: a baseline's files in, current data read and evaluated, the run's files out."""
