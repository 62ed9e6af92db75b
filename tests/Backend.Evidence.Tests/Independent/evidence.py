"""Checks the hashes of a document as docs/evidence.md describes them, with nothing but Python's own library.

    python3 evidence.py FILE

A line for each tree (lem-timeslot) or proof (lem-proofs) with the root that follows from it, to be held against the chain. Exit status 0 if the
document agrees with itself, 1 with a line for each thing that does not.
"""

import hashlib
import json
import sys


def sha256(data):
    return hashlib.sha256(data).digest()


def no_member_twice(pairs):
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member stands twice in an object")
    return members


def no_fraction(text):
    raise ValueError(text + " is not an integer")


def read(text):
    return json.loads(text, object_pairs_hook=no_member_twice, parse_float=no_fraction, parse_constant=no_fraction)


def canonical(value):
    """RFC 8785 of objects, arrays, strings and integers."""
    if isinstance(value, dict):
        members = sorted(value.items(), key=lambda member: member[0].encode("utf-16-be"))
        return "{" + ",".join(canonical(name) + ":" + canonical(item) for name, item in members) + "}"
    if isinstance(value, list):
        return "[" + ",".join(canonical(item) for item in value) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"{value!r} has no place here")
    return str(value)


def leaf_hash(salt, content):
    return sha256(b"\x00" + bytes.fromhex(salt) + canonical(content).encode())


def node_hash(left, right):
    return sha256(b"\x01" + left + right)


def root(hashes):
    """RFC 6962, 2.1."""
    if not hashes:
        return sha256(b"")
    if len(hashes) == 1:
        return hashes[0]
    cut = 1 << (len(hashes) - 1).bit_length() - 1
    return node_hash(root(hashes[:cut]), root(hashes[cut:]))


def root_of_path(leaf, index, leaves, path):
    """The same recursion along one path, from the top: the last node of the path is the other half of the tree."""
    if leaves == 1:
        if path:
            raise ValueError("the path is too long")
        return leaf
    if not path or not 0 <= index < leaves:
        raise ValueError("the path is too short, or the index outside of the tree")
    cut = 1 << (leaves - 1).bit_length() - 1
    if index < cut:
        return node_hash(root_of_path(leaf, index, cut, path[:-1]), path[-1])
    return node_hash(path[-1], root_of_path(leaf, index - cut, leaves - cut, path[:-1]))


def check_timeslot(document):
    for tree in document["trees"]:
        name = f"{tree['kind']} {tree['version']}"
        hashes = [leaf_hash(leaf["salt"], leaf["content"]) for leaf in tree["leaves"]]
        for index, (leaf, computed) in enumerate(zip(tree["leaves"], hashes)):
            if leaf["hash"] != computed.hex():
                yield f"{name}: leaf {index} has the hash {computed.hex()}, the document states {leaf['hash']}"
        if tree["root"] != root(hashes).hex():
            yield f"{name}: the root is {root(hashes).hex()}, the document states {tree['root']}"
        print(name, len(hashes), root(hashes).hex())


def check_proofs(document):
    customer = document["customer"]
    pseudonym = "c-" + sha256(bytes.fromhex(customer["key"]) + customer["id"].encode()).hex()[:32]
    if pseudonym != customer["pseudonym"]:
        yield f"the pseudonym is {pseudonym}, the document states {customer['pseudonym']}"
    for proof in document["proofs"]:
        name = f"{proof['kind']} {proof['version']} {proof['index']}"
        leaf = leaf_hash(proof["salt"], proof["content"])
        computed = root_of_path(leaf, proof["index"], proof["leaves"], [bytes.fromhex(node) for node in proof["path"]])
        if proof["root"] != computed.hex():
            yield f"{name}: the path leads to {computed.hex()}, the document states {proof['root']}"
        print(name, proof["leaves"], computed.hex())


def main(path):
    with open(path, encoding="utf-8") as file:
        document = read(file.read())
    wrong = list({"lem-timeslot": check_timeslot, "lem-proofs": check_proofs}[document["format"]](document))
    print("\n".join(wrong), file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
