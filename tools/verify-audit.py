#!/usr/bin/env python3
"""Checks an export of Muster's audit log without Muster: recomputes every hash and looks for checkpoints.

    muster audit export --out audit.jsonl
    python3 tools/verify-audit.py audit.jsonl [CHECKPOINT.json ...]      ("-" reads the export from standard input)

The hash of an entry is SHA-256 over, in this order: the numbers 1, number, at (milliseconds since 1970 UTC); the texts actor, action, subject, detail; the 32 bytes
of the previous entry's hash (zeros at the first). Numbers are written seven bits a byte, low ones first, the high bit set on all but the last byte. A text is the
number of its bytes plus one, then its bytes in UTF-8. Ends with 0 when all is well, 1 when something was changed, 2 when a file cannot be read.
"""
import datetime
import hashlib
import json
import sys

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)


def number(value):
    value &= (1 << 64) - 1
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def text(value):
    data = value.encode("utf-8")
    return number(len(data) + 1) + data


def milliseconds(instant):
    at = datetime.datetime.strptime(instant, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=datetime.timezone.utc)
    return (at - EPOCH) // datetime.timedelta(milliseconds=1)


def entry_hash(entry, previous):
    data = number(1) + number(entry["number"]) + number(milliseconds(entry["at"]))
    for field in ("actor", "action", "subject", "detail"):
        data += text(entry[field])
    return hashlib.sha256(data + bytes.fromhex(previous)).hexdigest()


def check_entries(lines, faults):
    """Walks the chain; returns the hash of every entry by its number."""
    hashes, previous = {}, "0" * 64
    for expected, line in enumerate(lines, 1):
        entry = json.loads(line)
        if entry["number"] != expected:
            faults.append(f"line {expected}: entry {entry['number']} stands where entry {expected} is due")
        if entry["previousHash"] != previous:
            faults.append(f"entry {entry['number']} does not continue the entry before it")
        computed = entry_hash(entry, entry["previousHash"])
        if entry["hash"] != computed:
            faults.append(f"entry {entry['number']} was changed: its hash does not fit its content")
        hashes[entry["number"]] = previous = computed
    return hashes


def check_checkpoint(name, checkpoint, hashes, faults):
    if checkpoint["format"] != "muster-checkpoint/1":
        raise ValueError(f"{name} is no checkpoint")
    if hashes.get(1) != checkpoint["log"]:
        faults.append(f"{name} was made of another log: the first entry differs")
    if checkpoint["number"] not in hashes:
        faults.append(f"{name} knew {checkpoint['number']} entries, and the export has {len(hashes)}: the end was cut")
    elif hashes[checkpoint["number"]] != checkpoint["head"]:
        faults.append(f"{name} has another hash for entry {checkpoint['number']}: the log was rewritten at or before it")


def main(arguments):
    if not arguments or arguments[0] in ("-h", "--help"):
        print(__doc__)
        return 2
    faults = []
    try:
        with open(0 if arguments[0] == "-" else arguments[0], encoding="utf-8", newline="\n") as export:
            hashes = check_entries((line for line in export if line.strip()), faults)
        for name in arguments[1:]:
            with open(name, encoding="utf-8") as file:
                check_checkpoint(name, json.load(file), hashes, faults)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as broken:
        print(f"cannot be read: {broken!r}", file=sys.stderr)
        return 2
    for fault in faults:
        print(fault)
    last = hashes[max(hashes)] if hashes else "none"
    print(f"{len(hashes)} entries, {len(arguments) - 1} checkpoints, {len(faults)} faults, last hash {last}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
