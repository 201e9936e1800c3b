"""What people changed by hand in constraints, carried over to new ones: a three-way merge, and a checked-in file. Pure.

`merge.merge` joins generated-before, live-now and generated-new; `override.override` puts a file's wishes on top.
"""

from __future__ import annotations
