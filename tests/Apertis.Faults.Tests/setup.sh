#!/usr/bin/env bash
# Installs what the faults of this project are made with, where that can be done unasked: on Debian or Ubuntu, as root. It never fails: a
# fault that can't be made is a skipped test that names what is missing.
set -uo pipefail

# Program, and the package that has it.
needed='
unshare:util-linux
ip:iproute2
nft:nftables
openssl:openssl
curl:curl
dig:bind9-dnsutils
faketime:faketime
dnsmasq:dnsmasq-base
nginx:nginx-light
squid:squid
tinyproxy:tinyproxy
'
PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"

# missing: a line "program:package" for each program that is not there.
missing() {
    local line
    for line in $needed; do
        command -v "${line%%:*}" > /dev/null || echo "$line"
    done
}

packages=$(missing | cut -d: -f2)
if [ -n "$packages" ]; then
    if [ "$(id -u)" -ne 0 ] || ! command -v apt-get > /dev/null; then
        echo 'Nothing is installed: that takes root and apt-get.'
    else
        export DEBIAN_FRONTEND=noninteractive
        # The packages start their servers unless a policy says no.
        policy=/usr/sbin/policy-rc.d
        if [ ! -e "$policy" ]; then
            printf '#!/bin/sh\nexit 101\n' > "$policy" && chmod +x "$policy"
            trap 'rm -f "$policy"' EXIT
        fi
        # shellcheck disable=SC2086 # One argument a package.
        apt-get update -qq && apt-get install -y -qq --no-install-recommends $packages > /dev/null || echo 'Not everything could be installed.'
    fi
fi

left=$(missing | cut -d: -f1 | paste -sd ' ')
if [ -n "$left" ]; then
    echo "Missing, so that the faults made with it are skipped: $left"
else
    echo 'All that the faults are made with is there.'
fi

exit 0
