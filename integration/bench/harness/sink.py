"""The backend that counts spans, as a process."""

import json
import subprocess
import urllib.request

from .paths import binary


class Sink:
    def __init__(self, delay_ms=0):
        self.process = subprocess.Popen([binary("sink")], stdout=subprocess.PIPE, text=True)
        self.base = f"http://127.0.0.1:{int(self.process.stdout.readline())}"
        self.traces = f"{self.base}/v1/traces"
        self.ask("PUT", f"/delay/{delay_ms}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()

    def seen(self):
        """What came since this was asked last."""
        return json.loads(self.ask("DELETE", "/seen"))

    def ask(self, method, path):
        request = urllib.request.Request(self.base + path, method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.read()
