"""Creates pipes, devices, folders and other odd things in the place of a file."""

import os
import socket
import subprocess
from pathlib import Path


def pipe(path):
    os.mkfifo(path)


def bound_socket(path):
    # The system limits the path of a socket to about a hundred bytes.
    here = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as unix_socket:
            unix_socket.bind(path.name)
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
"""Part of the message about each odd file, by the function that creates it."""


def make_deep(root, depth):
    """Create folders `d/d/d…` deeper than a path may be long; return the file descriptor of the last one.

    Recursive functions can't remove them: use `remove_deep`.
    """
    here = os.open(root, os.O_RDONLY)
    for _ in range(depth):
        os.mkdir("d", dir_fd=here)
        below = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    return here


def write_at(folder, name, text):
    """Write a file in the folder with this descriptor."""
    with open(name, "w", encoding="utf-8", opener=lambda path, flags: os.open(path, flags, dir_fd=folder)) as file:
        file.write(text)


def remove_deep(root):
    """Remove a folder of any depth."""
    subprocess.run(["rm", "-rf", root], check=True)
