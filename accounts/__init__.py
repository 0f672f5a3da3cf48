from flask import Flask


def init_app(app: Flask) -> None:
    """Register the slice."""
    from accounts import access, navigation, sign_in, views

    sign_in.init_app(app)
    access.init_app(app)
    navigation.init_app(app)
    app.register_blueprint(views.bp)
