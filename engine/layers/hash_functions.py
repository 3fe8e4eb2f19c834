"""Numbers for texts that are the same everywhere: FarmHash's Fingerprint64, and SipHash-2-4 with a key.

All arithmetic is modulo 2⁶⁴, bytes are little-endian. Sources: Pike & Alakuijala 2014, FarmHash, the variant "na";
Aumasson & Bernstein 2012, SipHash. TensorFlow's ``to_hash_bucket_fast`` and ``to_hash_bucket_strong`` use the two.
"""

from typing import final

WORD = (1 << 64) - 1
K0, K1, K2 = 0xC3A5C85C97CB3127, 0xB492B66FBE98F273, 0x9AE16A3B2F90404F


def fingerprint(text: bytes) -> int:
    """FarmHash's 64-bit fingerprint of some bytes."""
    length = len(text)
    if length > 64:
        return _long(text)
    if length > 32:
        return _up_to_64(text)
    return _up_to_32(text) if length > 16 else _up_to_16(text)


def _number(text: bytes, at: int, size: int = 8) -> int:
    """The number that some bytes stand for; a place below 0 counts from the end."""
    at = at if at >= 0 else len(text) + at
    return int.from_bytes(text[at : at + size], "little")


def _right(value: int, by: int) -> int:
    """Rotated to the right."""
    value &= WORD
    return (value >> by | value << (64 - by)) & WORD


def _folded(value: int) -> int:
    value &= WORD
    return value ^ value >> 47


def _mixed(u: int, v: int, mul: int) -> int:
    """Two numbers as one."""
    a = _folded((u ^ v) * mul)
    return _folded((v ^ a) * mul) * mul & WORD


def _up_to_16(text: bytes) -> int:
    length = len(text)
    mul = K2 + 2 * length
    if length >= 8:
        a, b = _number(text, 0) + K2, _number(text, -8)
        return _mixed(_right(b, 37) * mul + a & WORD, (_right(a, 25) + b) * mul & WORD, mul)
    if length >= 4:
        return _mixed(length + (_number(text, 0, 4) << 3), _number(text, -4, 4), mul)
    if not length:
        return K2
    y, z = text[0] + (text[length >> 1] << 8), length + (text[-1] << 2)
    return _folded(y * K2 & WORD ^ z * K0 & WORD) * K2 & WORD


def _ends(text: bytes, mul: int) -> tuple[int, int, int, int]:
    """What the first and the last 16 bytes give: two sums, and the two numbers of the first."""
    a, b = _number(text, 0) * (K1 if len(text) <= 32 else K2), _number(text, 8)
    c, d = _number(text, -8) * mul, _number(text, -16) * K2
    return (_right(a + b, 43) + _right(c, 30) + d & WORD, a + _right(b + K2, 18) + c & WORD, a, b)


def _up_to_32(text: bytes) -> int:
    mul = K2 + 2 * len(text)
    y, z, _, _ = _ends(text, mul)
    return _mixed(y, z, mul)


def _up_to_64(text: bytes) -> int:
    mul = K2 + 2 * len(text)
    y, z, a, _ = _ends(text, mul)
    z = _mixed(y, z, mul)
    e, f = _number(text, 16) * mul, _number(text, 24)
    g, h = (y + _number(text, -32)) * mul, (z + _number(text, -24)) * mul
    return _mixed(_right(e + f, 43) + _right(g, 30) + h & WORD, e + _right(f + a, 18) + g & WORD, mul)


def _weak(text: bytes, at: int, a: int, b: int) -> tuple[int, int]:
    """32 bytes and two seeds as two numbers."""
    w, x, y, z = (_number(text, at + 8 * n) for n in range(4))
    a += w
    b = _right(b + a + z, 21)
    c = a
    a += x + y
    return a + z & WORD, b + _right(a, 44) + c & WORD


@final
class _Long:
    """The 56 bytes that pass from block to block of 64 bytes; used by :func:`_long` alone."""

    def __init__(self, text: bytes) -> None:
        self.text = text
        self.x = 81 * K2 + _number(text, 0)
        self.y = 81 * K1 + 113
        self.z = _folded(self.y * K2 + 113) * K2
        self.v, self.w = (0, 0), (0, 0)

    def block(self, at: int, mul: int, times: int) -> None:
        """Take in the block that begins there."""
        text, v, w = self.text, self.v, self.w
        x = _right(self.x + self.y + v[0] + _number(text, at + 8), 37) * mul
        y = _right(self.y + v[1] + _number(text, at + 48), 42) * mul
        x = (x ^ w[1] * times) & WORD
        y += v[0] * times + _number(text, at + 40)
        z = _right(self.z + w[0], 33) * mul
        self.v = _weak(text, at, v[1] * mul, x + w[0])
        self.w = _weak(text, at + 32, z + w[1], y + _number(text, at + 16))
        self.x, self.y, self.z = z & WORD, y & WORD, x


def _long(text: bytes) -> int:
    length, state = len(text), _Long(text)
    for at in range(0, (length - 1) // 64 * 64, 64):
        state.block(at, K1, 1)
    mul = K1 + ((state.z & 255) << 1)
    first = state.w[0] + (length - 1 & 63)
    second = state.v[0] + first
    state.v, state.w = (second, state.v[1]), (first + second, state.w[1])
    state.block(length - 64, mul, 9)
    return _mixed(_mixed(state.v[0], state.w[0], mul) + _folded(state.y) * K0 + state.z & WORD,
                  _mixed(state.v[1], state.w[1], mul) + state.x & WORD, mul)


def keyed_fingerprint(text: bytes, key: tuple[int, int]) -> int:
    """SipHash-2-4 of some bytes."""
    state = [half ^ constant for half, constant in zip(key * 2, (
        0x736F6D6570736575, 0x646F72616E646F6D, 0x6C7967656E657261, 0x7465646279746573), strict=True)]
    whole = len(text) // 8 * 8
    blocks = [_number(text, at) for at in range(0, whole, 8)]
    for block in [*blocks, _number(text[whole:], 0) | (len(text) & 255) << 56]:
        state[3] ^= block
        _sip_rounds(state, 2)
        state[0] ^= block
    state[2] ^= 255
    _sip_rounds(state, 4)
    return state[0] ^ state[1] ^ state[2] ^ state[3]


def _sip_rounds(state: list[int], count: int) -> None:
    a, b, c, d = state
    for _ in range(count):
        a, c = a + b & WORD, c + d & WORD
        b, d = _right(b, 64 - 13) ^ a, _right(d, 64 - 16) ^ c
        a = _right(a, 32)
        c, a = c + b & WORD, a + d & WORD
        b, d = _right(b, 64 - 17) ^ c, _right(d, 64 - 21) ^ a
        c = _right(c, 32)
    state[:] = [a, b, c, d]
