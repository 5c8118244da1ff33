"""Makes what may stand in the place of a file, and is none or no small one."""

import os
import socket
import subprocess
from pathlib import Path


def pipe(path):
    os.mkfifo(path)


def bound_socket(path):
    # The path of a socket must be short.
    here = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(here)


def device(path):
    path.symlink_to("/dev/zero")


def folder(path):
    path.mkdir()


def circle(path):
    path.symlink_to(path.name)


def huge(path):
    with path.open("wb") as file:
        file.truncate(10**10)


def nowhere(path):
    path.symlink_to("nowhere")


ODD_FILES = {
    pipe: "it is a pipe, not a file",
    bound_socket: "it is a socket, not a file",
    device: "it is a device, not a file",
    folder: "Is a directory",
    circle: "Too many levels of symbolic links",
    huge: "it is larger than",
    nowhere: "No such file or directory",
}
"""What is said of each, by the function that makes it."""


def make_deep(root, depth):
    """Make a folder in a folder in a folder, `d/d/d`, deeper than a path may be long; give its file descriptor.

    Nothing that recurses can remove it: see `remove_deep`.
    """
    here = os.open(root, os.O_RDONLY)
    for _ in range(depth):
        os.mkdir("d", dir_fd=here)
        below = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    return here


def write_at(folder, name, text):
    """Write a file in the folder that has this descriptor."""
    with open(name, "w", encoding="utf-8", opener=lambda path, flags: os.open(path, flags, dir_fd=folder)) as file:
        file.write(text)


def remove_deep(root):
    """Remove a folder, however deep it is."""
    subprocess.run(["rm", "-rf", root], check=True)
