"""The headers of every answer, errors and files included."""

from flask import Flask, Response, abort, request

# Nothing is inline and nothing comes from elsewhere, so the policy needs no exception. Bootstrap's own style
# sheet draws its arrows and ticks from data: pictures.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def init_app(app: Flask) -> None:
    """Add the headers to every answer, and refuse what no browser sends."""

    @app.before_request
    def refuse_nul() -> None:
        # PostgreSQL has no NUL in a text; nobody types one either. Forms take it out by themselves.
        if any("\0" in text for text in (request.path, *request.args.values())):
            abort(400)

    @app.after_request
    def add_headers(response: Response) -> Response:
        response.headers.update(_HEADERS)
        if app.config["TRILETO"].is_production:
            response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        if request.endpoint is None or not request.endpoint.endswith("static"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response
