#!/bin/sh
# Runs inside the root file system of the python image, once Debian's Python is installed there. It moves that Python to where
# the image python:3.11-slim has its own: /usr/local, with site-packages and upstream's schemes, pip, setuptools and venv,
# and unknown to dpkg, so that a Dockerfile written for that image builds here too.
set -eu
python=python${PYTHON:?the version, such as 3.11}
lib=/usr/local/lib/$python
cd /tmp

rm -rf "$lib" /usr/local/lib/python3
cp -a "/usr/lib/$python" "$lib"
cp -a "/usr/bin/$python" /usr/local/bin/
cp -a /usr/share/python-wheels "$lib/ensurepip/_bundled"
# Python.h, without the compiler that the package of headers depends on.
apt-get download -qq "lib$python-dev"
dpkg-deb -x "lib$python"-dev_*.deb headers
cp -a "headers/usr/include/$python" /usr/local/include/
cp -a headers/usr/include/*/"$python"/pyconfig.h "/usr/local/include/$python/"
rm -rf headers "lib$python"-dev_*.deb

# The libraries that Python needs stay, although no package asks for them any more.
apt-mark showauto | xargs apt-mark -qq manual >/dev/null
dpkg-query -W -f '${db:Status-Abbrev}${Package}\n' | awk '/^ii +(lib)?python3/ { print $2 }' | xargs dpkg --purge --force-depends >/dev/null
rm -rf "/usr/lib/$python" /usr/lib/python3 /etc/python3* /usr/share/python-wheels

# Debian's Python keeps what pip installs in folders of its own, except in a virtual environment. Its module site is compiled into
# the program, so that only this file, which each start imports, can say otherwise.
grep -rl 'hasattr(sys, "real_prefix")' --include='*sys*.py' "$lib" |
  xargs sed -i 's/sys.base_prefix != sys.prefix or hasattr(sys, "real_prefix")/True/'
rm -f "$lib/sitecustomize.py"
cat >"$lib/sitecustomize.py" <<'EOS'
import os
import site
import sys


def getsitepackages(prefixes=None):
    folder = os.path.join("lib", "python%d.%d" % sys.version_info[:2], "site-packages")
    return [os.path.join(prefix, folder) for prefix in dict.fromkeys(prefixes or site.PREFIXES)]


site.getsitepackages = getsitepackages
site.addsitepackages(None)
EOS
sed -i '/^ *_ensurepip_is_disabled_in_debian_for_system()$/d' "$lib/ensurepip/__init__.py"
sed -i "s#/usr/share/python-wheels#$lib/ensurepip/_bundled#; s#/usr/include/python#/usr/local/include/python#" "$lib"/_sysconfigdata_*.py
rm -rf "$lib/EXTERNALLY-MANAGED" "$lib/test" "$lib"/config-*/*.a
for name in python3 python; do ln -s "$python" "/usr/local/bin/$name"; done
python3 "$(echo "$lib"/ensurepip/_bundled/pip-*.whl)/pip" install --quiet --root-user-action=ignore --no-cache-dir --no-compile \
  --no-index "$lib"/ensurepip/_bundled/*.whl
ldconfig

# Compiled modules save a second at each start of pip or the emulator. They carry no time, so that they are the same in every build.
find /usr/local -name __pycache__ -prune -exec rm -rf {} +
python3 -m compileall -q --invalidation-mode unchecked-hash -x '/(setuptools|pkg_resources|lib2to3)/' "$lib"
