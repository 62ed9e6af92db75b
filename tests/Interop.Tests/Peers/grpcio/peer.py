"""Debian's gRPC for Python as a peer:  peer.py DESCRIPTORS server PORT-FILE  |  peer.py DESCRIPTORS client CASE@PORT…"""

import os
import sys


def main(_, command, *rest):
    if command == "server":
        from server import serve

        serve(lambda port: publish(rest[0], port))
    else:
        from client import run

        for case in rest:
            name, port = case.split("@")
            error = run(name, port)
            print("\t".join([name, "failed", " ".join(error.split())] if error else [name, "passed"]), flush=True)


def publish(path, port):
    with open(path + ".new", "w", encoding="ascii") as file:
        file.write(str(port))
    os.rename(path + ".new", path)


main(*sys.argv[1:])
