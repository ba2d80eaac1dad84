"""nabla --json through a pipe, one answer a statement."""

import json
import os
import select
import subprocess
import time


class Dead(Exception):
    """The program ended, hung, or answered something else than one JSON object."""


class Program:
    def __init__(self, path, *options, timeout=20):
        self.command = [path, "--json", *options]
        self.timeout, self.process, self.slowest = timeout, None, (0.0, "")
        self.busy = False  # between a question and its answer

    def start(self):
        self.process = subprocess.Popen(
            self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self.rest = b""

    def stop(self):
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process.stdin.close()
            self.process.stdout.close()
            self.process = None

    def fail(self, why):
        status = self.process.poll()
        self.stop()
        raise Dead("%s (status %s)" % (why, status))

    def line(self):
        deadline = time.monotonic() + self.timeout
        while b"\n" not in self.rest:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.process.stdout], [], [], left)[0]:
                self.fail("no answer in %g s" % self.timeout)
            piece = os.read(self.process.stdout.fileno(), 1 << 20)
            if not piece:
                self.process.wait()
                self.fail("the program ended")
            self.rest += piece
        line, self.rest = self.rest.split(b"\n", 1)
        return line

    def ask(self, statement):
        self.busy = True
        try:
            return self.converse(statement)
        finally:
            self.busy = False

    def converse(self, statement):
        if not self.process:
            self.start()
        begun = time.monotonic()
        try:
            self.process.stdin.write(statement.encode() + b"\n")
            self.process.stdin.flush()
        except OSError:
            self.process.wait()
            self.fail("the program ended")
        line = self.line()
        seconds = time.monotonic() - begun
        if seconds > self.slowest[0]:
            self.slowest = (seconds, statement)
        if self.rest:
            self.fail("two answers to one statement")
        try:
            return json.loads(line)
        except ValueError:
            self.fail("not JSON: %r" % line[:200])
