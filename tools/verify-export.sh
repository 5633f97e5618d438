#!/bin/sh
# Proves a signed export without Muster: sh verify-export.sh FILE PUBLIC_KEY.pem
# Needs openssl and the usual tools. Beside FILE lies FILE.jws, a JSON Web Signature (RFC 7515, ES256) with the manifest in it.
# Ends with 0 when FILE is what was signed, and prints the manifest.
set -eu
file=$1 key=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# base64url without padding, as RFC 7515 writes it
decode() {
    text=$(printf %s "$1" | tr -- '-_' '+/')
    while [ $((${#text} % 4)) -ne 0 ]; do text="$text="; done
    printf %s "$text" | openssl base64 -d -A
}

jws=$(tr -d '\r\n' <"$file.jws")
header=${jws%%.*} rest=${jws#*.}
payload=${rest%%.*} signature=${rest#*.}
decode "$header" | grep -q '"alg":"ES256"' || { echo "not signed with ES256" >&2; exit 1; }
decode "$header" | grep -q '"typ":"muster-export-manifest"' || { echo "not the signature of an export" >&2; exit 1; }

# openssl wants the two numbers of the signature in DER
hex=$(decode "$signature" | od -An -v -tx1 | tr -d ' \n')
[ ${#hex} -eq 128 ] || { echo "not a signature of 64 bytes" >&2; exit 1; }
r=$(printf %s "$hex" | cut -c1-64) s=$(printf %s "$hex" | cut -c65-128)
printf 'asn1=SEQUENCE:two\n[two]\nr=INTEGER:0x%s\ns=INTEGER:0x%s\n' "$r" "$s" >"$work/asn1"
openssl asn1parse -genconf "$work/asn1" -noout -out "$work/signature"
printf '%s.%s' "$header" "$payload" >"$work/signed"
openssl dgst -sha256 -verify "$key" -signature "$work/signature" "$work/signed" >&2

decode "$payload" >"$work/manifest"
hash=$(openssl dgst -sha256 -r "$file" | cut -c1-64)
grep -q "\"sha256\":\"$hash\"" "$work/manifest" || { echo "$file is not the file that was signed" >&2; exit 1; }
cat "$work/manifest"
echo
