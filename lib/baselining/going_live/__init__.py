"""Between suggesting and publishing: edits by hand are merged in, the new baseline is tried beside the old, and judged.

`judged.go_on_or_refuse` is the whole of it. Reads S3 and, for traffic, Spark; changes nothing anywhere.
"""

from __future__ import annotations
