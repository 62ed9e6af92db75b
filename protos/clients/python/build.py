#!/usr/bin/python3
"""Builds the wheel and the source archive: build.py OUTPUT_FOLDER.

Everything happens in a copy, so that nothing generated lies among the sources: protoc and grpc_python_plugin (Debian: protobuf-compiler,
protobuf-compiler-grpc) write the messages, services_plugin.py writes the services, setuptools packs. With the same sources and the same
SOURCE_DATE_EPOCH the archives have the same bytes. Needs no network.
"""

import contextlib
import gzip
import io
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROTOS = HERE.parent.parent
LICENSE = PROTOS.parent / "LICENSE"
PACKAGE = "local_energy_market"
# The earliest time that a zip can hold, where no other is given.
EARLIEST = 315532800


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit("usage: build.py OUTPUT_FOLDER")
    output = Path(sys.argv[1]).resolve()
    output.mkdir(parents=True, exist_ok=True)
    epoch = int(os.environ.setdefault("SOURCE_DATE_EPOCH", str(EARLIEST)))
    os.umask(0o022)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "package"
        shutil.copytree(HERE, copy, ignore=shutil.ignore_patterns("__pycache__", "build.py", "services_plugin.py"))
        shutil.copy(LICENSE, copy)
        generate(copy / "src", Path(folder))
        same_times(copy, epoch)
        wheel, archive = pack(copy, Path(folder) / "packed")
        same_archive(archive, epoch)
        for made in (wheel, archive):
            shutil.copyfile(made, output / made.name)
            print(output / made.name)


def generate(source: Path, scratch: Path) -> None:
    """The messages with their type stubs, the stubs of gRPC, and the services."""
    protos, raw = scratch / "protos", scratch / "raw"
    raw.mkdir()
    shutil.copytree(PROTOS / "Protos.Wire" / "lem", protos / "lem")
    private_rpc(protos)
    wire = [f"lem/v1/{file.name}" for file in sorted((protos / "lem" / "v1").glob("*.proto"))]
    rpc = [f"{PACKAGE}/rpc/{file.name}" for file in sorted((protos / PACKAGE / "rpc").glob("*.proto"))]
    grpc_plugin = shutil.which("grpc_python_plugin") or sys.exit("build.py: grpc_python_plugin is missing (Debian: protobuf-compiler-grpc)")
    protoc(protos, f"--python_out={raw}", f"--pyi_out={raw}", *wire, *rpc)
    protoc(protos, f"--grpc_python_out={raw}", f"--plugin=protoc-gen-grpc_python={grpc_plugin}", *[file for file in wire if "\nservice " in (protos / file).read_text()])
    protoc(protos, f"--lem_out={source / PACKAGE}", f"--plugin=protoc-gen-lem={HERE / 'services_plugin.py'}", *wire)
    for folder, package in ((raw / "lem" / "v1", "v1"), (raw / PACKAGE / "rpc", "rpc")):
        target = source / PACKAGE / package
        target.mkdir()
        (target / "__init__.py").write_text("")
        for file in folder.iterdir():
            (target / file.name).write_text(inside_package(file.read_text()))


def private_rpc(protos: Path) -> None:
    """The standard google.rpc messages under names of our own.

    A process has one pool of descriptors, and googleapis-common-protos, if it is loaded as well, registers the same files with other
    options: whichever came second would not load. Only the type's name inside google.protobuf.Any is on the wire, and errors.py reads that.
    """
    target = protos / PACKAGE / "rpc"
    target.mkdir(parents=True)
    for name in ("status", "error_details"):
        text = (PROTOS / "Protos.Rpc" / "google" / "rpc" / f"{name}.proto").read_text()
        (target / f"{name}.proto").write_text(text.replace("package google.rpc;", f"package {PACKAGE}.rpc;"))


def protoc(protos: Path, *arguments: str) -> None:
    try:
        subprocess.run(["protoc", f"-I{protos}", *arguments], check=True)
    except FileNotFoundError:
        sys.exit("build.py: protoc is missing (Debian: protobuf-compiler)")
    except subprocess.CalledProcessError as error:
        sys.exit(error.returncode)


def inside_package(text: str) -> str:
    """Moves generated modules from `lem.v1` into the package, so that no other package's `lem` is in the way.

    The name of the file in the descriptor stays `lem/v1/…`: code that somebody generated from the same protos is then the same descriptor.
    """
    text = re.sub(r"^from lem\.v1 import", f"from {PACKAGE}.v1 import", text, flags=re.MULTILINE)
    return text.replace("(DESCRIPTOR, 'lem.v1.", f"(DESCRIPTOR, '{PACKAGE}.v1.")


def pack(copy: Path, output: Path) -> tuple[Path, Path]:
    from setuptools import build_meta

    output.mkdir()
    os.chdir(copy)
    said = io.StringIO()
    try:
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            wheel = build_meta.build_wheel(str(output))
            shutil.rmtree(copy / "build")
            archive = build_meta.build_sdist(str(output))
    except BaseException:
        sys.stderr.write(said.getvalue())
        raise
    return output / wheel, output / archive


def same_times(folder: Path, epoch: int) -> None:
    for file in folder.rglob("*"):
        os.utime(file, (epoch, epoch))


def same_archive(archive: Path, epoch: int) -> None:
    """Writes the archive again without times and owners of this machine."""
    with tarfile.open(archive) as old:
        members = [(member, old.extractfile(member).read() if member.isfile() else b"") for member in sorted(old.getmembers(), key=lambda member: member.name)]
    with open(archive, "wb") as file, gzip.GzipFile("", "wb", fileobj=file, mtime=epoch) as packed, tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as new:
        for member, content in members:
            member.mtime, member.uid, member.gid, member.uname, member.gname = epoch, 0, 0, "", ""
            member.pax_headers = {}
            new.addfile(member, io.BytesIO(content))


if __name__ == "__main__":
    main()
