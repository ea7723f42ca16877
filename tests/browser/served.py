"""A folder served as a host serves it: compressed, with what each page has cost."""

import gzip
import mimetypes
import threading
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

COMPRESSED = (".html", ".css", ".js", ".json", ".svg", ".xml", ".ipynb")


class Served:
    """Serves a folder while it is open; `sent` is a list of address and size on the wire."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.sent = []

    def __enter__(self):
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self):
        return f"http://127.0.0.1:{self._server.server_port}/"

    @cached_property
    def pages(self):
        """The addresses of all pages."""
        files = sorted(self.folder.rglob("index.html"))
        return [file.parent.relative_to(self.folder).as_posix().strip(".") + "/" for file in files]

    @property
    def chapters(self):
        return [page for page in self.pages if page.startswith("paper/")]

    def content(self, path):
        """Return the body and the headers of what lies at a path, or `None`."""
        file = self.folder / path.split("?")[0].lstrip("/")
        file = file / "index.html" if file.is_dir() else file
        if not file.is_file():
            return None
        body = file.read_bytes()
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        headers = {"Content-Type": kind, "Cache-Control": "max-age=600"}
        if file.suffix in COMPRESSED:
            body = gzip.compress(body, 6)
            headers["Content-Encoding"] = "gzip"
        return body, headers

    @property
    def _handler(self):
        served = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                found = served.content(self.path)
                if found is None:
                    self.send_error(404)
                    return
                body, headers = found
                served.sent.append((self.path, len(body)))
                self.send_response(200)
                for name, value in {**headers, "Content-Length": str(len(body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        return Handler
