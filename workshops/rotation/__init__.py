from flask import Flask


def init_app(app: Flask) -> None:
    """Register the slice."""
    from workshops.rotation import models  # noqa: F401 - the tables must be known before the first query
