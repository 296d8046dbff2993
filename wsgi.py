"""What a server loads: the application, with the embedded worker where this process shall have one."""

import atexit

from webapp.app import create_app

app = create_app()

if app.config["SETTINGS"].embedded_worker:
    app.extensions["worker"].start()
    atexit.register(app.extensions["worker"].stop)
