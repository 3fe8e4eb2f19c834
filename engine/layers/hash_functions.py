"""Hash functions that are the same on every machine: FarmHash's Fingerprint64 and SipHash-2-4.

All arithmetic is modulo 2⁶⁴, bytes are little-endian. Sources: Pike & Alakuijala 2014, FarmHash, the variant "na";
Aumasson & Bernstein 2012, SipHash. TensorFlow's ``to_hash_bucket_fast`` uses the first, ``to_hash_bucket_strong`` the
second.
"""

from typing import final

MASK64 = (1 << 64) - 1
K0, K1, K2 = 0xC3A5C85C97CB3127, 0xB492B66FBE98F273, 0x9AE16A3B2F90404F


def farmhash64(text: bytes) -> int:
    """FarmHash's Fingerprint64 of a byte string."""
    length = len(text)
    if length > 64:
        return _hash_above_64(text)
    if length > 32:
        return _hash_33_to_64(text)
    return _hash_17_to_32(text) if length > 16 else _hash_0_to_16(text)


def _read_uint(text: bytes, offset: int, size: int = 8) -> int:
    """Read an unsigned integer of ``size`` bytes; a negative offset counts from the end."""
    offset = offset if offset >= 0 else len(text) + offset
    return int.from_bytes(text[offset : offset + size], "little")


def _rotate_right(value: int, by: int) -> int:
    """Rotate a 64-bit value to the right by ``by`` bits."""
    value &= MASK64
    return (value >> by | value << (64 - by)) & MASK64


def _shift_mix(value: int) -> int:
    value &= MASK64
    return value ^ value >> 47


def _hash_len_16(u: int, v: int, mul: int) -> int:
    """FarmHash's HashLen16: mix two 64-bit values into one."""
    a = _shift_mix((u ^ v) * mul)
    return _shift_mix((v ^ a) * mul) * mul & MASK64


def _hash_0_to_16(text: bytes) -> int:
    length = len(text)
    mul = K2 + 2 * length
    if length >= 8:
        a, b = _read_uint(text, 0) + K2, _read_uint(text, -8)
        return _hash_len_16(_rotate_right(b, 37) * mul + a & MASK64, (_rotate_right(a, 25) + b) * mul & MASK64, mul)
    if length >= 4:
        return _hash_len_16(length + (_read_uint(text, 0, 4) << 3), _read_uint(text, -4, 4), mul)
    if not length:
        return K2
    y, z = text[0] + (text[length >> 1] << 8), length + (text[-1] << 2)
    return _shift_mix(y * K2 & MASK64 ^ z * K0 & MASK64) * K2 & MASK64


def _mix_ends(text: bytes, mul: int) -> tuple[int, int, int, int]:
    """Mix the first and the last 16 bytes.

    Return the two mixed values, then ``a`` and ``b``: the halves of the first 16 bytes, a multiplied by a constant.
    """
    a, b = _read_uint(text, 0) * (K1 if len(text) <= 32 else K2), _read_uint(text, 8)
    c, d = _read_uint(text, -8) * mul, _read_uint(text, -16) * K2
    first = _rotate_right(a + b, 43) + _rotate_right(c, 30) + d & MASK64
    return first, a + _rotate_right(b + K2, 18) + c & MASK64, a, b


def _hash_17_to_32(text: bytes) -> int:
    mul = K2 + 2 * len(text)
    y, z, _, _ = _mix_ends(text, mul)
    return _hash_len_16(y, z, mul)


def _hash_33_to_64(text: bytes) -> int:
    mul = K2 + 2 * len(text)
    y, z, a, _ = _mix_ends(text, mul)
    z = _hash_len_16(y, z, mul)
    e, f = _read_uint(text, 16) * mul, _read_uint(text, 24)
    g, h = (y + _read_uint(text, -32)) * mul, (z + _read_uint(text, -24)) * mul
    first = _rotate_right(e + f, 43) + _rotate_right(g, 30) + h & MASK64
    return _hash_len_16(first, e + _rotate_right(f + a, 18) + g & MASK64, mul)


def _weak_hash_32(text: bytes, offset: int, a: int, b: int) -> tuple[int, int]:
    """FarmHash's WeakHashLen32WithSeeds: mix 32 bytes and two seeds into two values."""
    w, x, y, z = (_read_uint(text, offset + 8 * n) for n in range(4))
    a += w
    b = _rotate_right(b + a + z, 21)
    c = a
    a += x + y
    return a + z & MASK64, b + _rotate_right(a, 44) + c & MASK64


@final
class _LongHashState:
    """The 56-byte state of :func:`_hash_above_64`, updated by blocks of 64 bytes."""

    def __init__(self, text: bytes) -> None:
        self.text = text
        self.x = 81 * K2 + _read_uint(text, 0)
        self.y = 81 * K1 + 113
        self.z = _shift_mix(self.y * K2 + 113) * K2
        self.v, self.w = (0, 0), (0, 0)

    def update(self, offset: int, mul: int, times: int) -> None:
        """Mix in the 64 bytes at ``offset``. mul, times: factors, the same for all blocks but the last."""
        text, v, w = self.text, self.v, self.w
        x = _rotate_right(self.x + self.y + v[0] + _read_uint(text, offset + 8), 37) * mul
        y = _rotate_right(self.y + v[1] + _read_uint(text, offset + 48), 42) * mul
        x = (x ^ w[1] * times) & MASK64
        y += v[0] * times + _read_uint(text, offset + 40)
        z = _rotate_right(self.z + w[0], 33) * mul
        self.v = _weak_hash_32(text, offset, v[1] * mul, x + w[0])
        self.w = _weak_hash_32(text, offset + 32, z + w[1], y + _read_uint(text, offset + 16))
        self.x, self.y, self.z = z & MASK64, y & MASK64, x


def _hash_above_64(text: bytes) -> int:
    length, state = len(text), _LongHashState(text)
    for offset in range(0, (length - 1) // 64 * 64, 64):
        state.update(offset, K1, 1)
    mul = K1 + ((state.z & 255) << 1)
    first = state.w[0] + (length - 1 & 63)
    second = state.v[0] + first
    state.v, state.w = (second, state.v[1]), (first + second, state.w[1])
    state.update(length - 64, mul, 9)
    return _hash_len_16(_hash_len_16(state.v[0], state.w[0], mul) + _shift_mix(state.y) * K0 + state.z & MASK64,
                        _hash_len_16(state.v[1], state.w[1], mul) + state.x & MASK64, mul)


def siphash24(text: bytes, key: tuple[int, int]) -> int:
    """SipHash-2-4 of a byte string. key: the two 64-bit halves of the key."""
    state = [half ^ constant for half, constant in zip(key * 2, (
        0x736F6D6570736575, 0x646F72616E646F6D, 0x6C7967656E657261, 0x7465646279746573), strict=True)]
    tail = len(text) // 8 * 8
    blocks = [_read_uint(text, offset) for offset in range(0, tail, 8)]
    for block in [*blocks, _read_uint(text[tail:], 0) | (len(text) & 255) << 56]:
        state[3] ^= block
        _sip_rounds(state, 2)
        state[0] ^= block
    state[2] ^= 255
    _sip_rounds(state, 4)
    return state[0] ^ state[1] ^ state[2] ^ state[3]


def _sip_rounds(state: list[int], count: int) -> None:
    a, b, c, d = state
    for _ in range(count):
        a, c = a + b & MASK64, c + d & MASK64
        b, d = _rotate_right(b, 64 - 13) ^ a, _rotate_right(d, 64 - 16) ^ c
        a = _rotate_right(a, 32)
        c, a = c + b & MASK64, a + d & MASK64
        b, d = _rotate_right(b, 64 - 17) ^ c, _rotate_right(d, 64 - 21) ^ a
        c = _rotate_right(c, 32)
    state[:] = [a, b, c, d]
