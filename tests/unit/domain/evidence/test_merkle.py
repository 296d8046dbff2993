"""The tree: the vectors of certificate transparency, every proof up to forty entries, no mutated proof."""

from verifier.tandem_verify import is_consistent, is_included
from webapp.domain.evidence import merkle

VECTORS = ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
ROOTS = {0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
         1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
         8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"}
MOST = 40


def naive(leaves: list[bytes]) -> bytes:
    """The definition, word for word."""
    if len(leaves) < 2:
        return leaves[0] if leaves else merkle.EMPTY
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return merkle.node_hash(naive(leaves[:half]), naive(leaves[half:]))


def test_the_roots_are_those_of_certificate_transparency() -> None:
    tree = merkle.Tree([merkle.leaf_hash(b"", bytes.fromhex(each)) for each in VECTORS])

    assert {size: tree.root(size).hex() for size in ROOTS} == ROOTS


def test_every_proof_up_to_forty_entries_holds_and_no_mutated_one_does() -> None:
    leaves = [merkle.leaf_hash(b"", bytes([n])) for n in range(MOST)]
    tree = merkle.Tree(leaves)
    for size in range(1, MOST + 1):
        root = tree.root(size)
        assert root == naive(leaves[:size])
        for number in range(size):
            proof = merkle.inclusion(tree.at, number, size)
            assert is_included(leaves[number], number, size, proof, root)
            assert not is_included(leaves[(number + 1) % MOST], number, size, proof, root)
            assert not is_included(leaves[number], number, size, [*proof, root], root)
            for at in range(len(proof)):
                assert not is_included(leaves[number], number, size, [*proof[:at], bytes(32), *proof[at + 1:]], root)
                assert not is_included(leaves[number], number, size, proof[:at] + proof[at + 1:], root)


def test_a_longer_log_begins_with_the_shorter_one() -> None:
    tree = merkle.Tree([merkle.leaf_hash(b"", bytes([n])) for n in range(MOST)])
    for later in range(1, MOST + 1):
        for size in range(1, later + 1):
            proof = merkle.consistency(tree.at, size, later)
            assert is_consistent(size, later, tree.root(size), tree.root(later), proof)
            if size < later:
                assert not is_consistent(size, later, bytes(32), tree.root(later), proof)
                assert not is_consistent(size, later, tree.root(size), bytes(32), proof)
                assert not is_consistent(size, later, tree.root(size), tree.root(later), proof[:-1])


def test_a_rewritten_history_does_not_fit_the_head_somebody_kept() -> None:
    kept = merkle.Tree([merkle.leaf_hash(b"", bytes([n])) for n in range(20)])
    rewritten = merkle.Tree([merkle.leaf_hash(b"", b"other" if n == 3 else bytes([n])) for n in range(30)])

    proof = merkle.consistency(rewritten.at, 20, 30)

    assert not is_consistent(20, 30, kept.root(), rewritten.root(), proof)
