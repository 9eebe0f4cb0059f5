#!/usr/bin/env bash
# Fetches Debian's redis-server and unpacks it into a folder, without root and without installing anything.
# usage: unpack-redis.sh FOLDER   (FOLDER/ready is there when it worked)
set -euo pipefail
target=$(realpath -m "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work"/{lists/partial,cache/archives/partial,deb} "$target/root"
options=(-o "Dir::State::lists=$work/lists" -o "Dir::Cache=$work/cache" -o Debug::NoLocking=true
  -o APT::Sandbox::User= -o Acquire::Retries=2 -qq)
apt-get "${options[@]}" update
cd "$work/deb"
apt-get "${options[@]}" download redis-server redis-tools libjemalloc2 liblzf1
for package in *.deb; do dpkg-deb -x "$package" "$target/root"; done
LD_LIBRARY_PATH=$(echo "$target"/root/usr/lib/*-linux-gnu) "$target/root/usr/bin/redis-server" --version >/dev/null
touch "$target/ready"
