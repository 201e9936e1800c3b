"""Machine instructions on 64-bit words that numba does not offer, or carries out slowly."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic

_named: Callable[[Callable[..., Any]], Callable[..., Any]] = intrinsic
"""Numba passes the typing context itself; callers pass the other arguments."""


@_named
def leading_zeros(_context: Any, _word: Any) -> Any:
    """How many zero bits (uint64) a word other than 0 begins with."""

    def generate(_: Any, builder: Any, __: Any, arguments: Any) -> Any:
        return builder.ctlz(arguments[0], ir.Constant(ir.IntType(1), 1))

    return types.uint64(types.uint64), generate


@_named
def product_high(_context: Any, _a: Any, _b: Any) -> Any:
    """The upper 64 bits (uint64) of the 128-bit product of two uint64; `a * b` are the lower ones."""

    def generate(_: Any, builder: Any, __: Any, arguments: Any) -> Any:
        wide = ir.IntType(128)
        product = builder.mul(*(builder.zext(argument, wide) for argument in arguments))
        return builder.trunc(builder.lshr(product, ir.Constant(wide, 64)), ir.IntType(64))

    return types.uint64(types.uint64, types.uint64), generate


@_named
def double_of_bits(_context: Any, _word: Any) -> Any:
    """The double whose bits (uint64) these are."""

    def generate(_: Any, builder: Any, __: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], ir.DoubleType())

    return types.float64(types.uint64), generate


@_named
def bits_of_double(_context: Any, _number: Any) -> Any:
    """The bits (int64) of a double."""

    def generate(_: Any, builder: Any, __: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], ir.IntType(64))

    return types.int64(types.float64), generate


@_named
def load_word(_context: Any, data: Any, _at: Any) -> Any:
    """The eight bytes (uint64, little-endian) of a uint8 array from place `at` (int64) on, at any alignment."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array = context.make_array(signature.args[0])(context, builder, arguments[0])
        place = builder.gep(array.data, [arguments[1]])
        word = builder.load(builder.bitcast(place, ir.IntType(64).as_pointer()))
        word.align = 1
        return word

    return types.uint64(data, types.int64), generate


@_named
def trailing_zeros(_context: Any, _word: Any) -> Any:
    """How many zero bits (int64) a word (uint64) other than 0 ends with."""

    def generate(_: Any, builder: Any, __: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 1))

    return types.int64(types.uint64), generate


@_named
def line_marks(_context: Any, data: Any, _at: Any) -> Any:
    """Which of 64 bytes of a uint8 array, from place `at` (int64) on, mean something in CSV: a bit each (uint64).

    They are NUL, both characters that end lines, quote and comma. The first byte's bit is the lowest.
    """

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array = context.make_array(signature.args[0])(context, builder, arguments[0])
        place = builder.gep(array.data, [arguments[1]])
        wide = ir.VectorType(ir.IntType(8), 64)
        text = builder.load(builder.bitcast(place, wide.as_pointer()))
        text.align = 1
        found = None
        for byte in b'\0\n\r",':
            same = builder.icmp_unsigned("==", text, ir.Constant(wide, [byte] * 64))
            found = same if found is None else builder.or_(found, same)
        return builder.bitcast(found, ir.IntType(64))

    return types.uint64(data, types.int64), generate


@_named
def byte_at(_context: Any, _address: Any) -> Any:
    """The byte (int64) at an address (int64, `array.ctypes.data`), for inner loops.

    Handing an array on to another function counts a reference, which costs as much as reading ten digits.
    """

    def generate(_: Any, builder: Any, __: Any, arguments: Any) -> Any:
        place = builder.inttoptr(arguments[0], ir.IntType(8).as_pointer())
        return builder.zext(builder.load(place), ir.IntType(64))

    return types.int64(types.int64), generate


@_named
def word_at(_context: Any, _address: Any) -> Any:
    """The eight bytes (uint64, little-endian) at an address, likewise."""

    def generate(_: Any, builder: Any, __: Any, arguments: Any) -> Any:
        word = builder.load(builder.inttoptr(arguments[0], ir.IntType(64).as_pointer()))
        word.align = 1
        return word

    return types.uint64(types.int64), generate


@_named
def copy_words(_context: Any, target: Any, _to: Any, source: Any, _start: Any, _count: Any) -> Any:
    """`target[to : to + count] = source[start : start + count]`: 64-bit words, which may overlap (memmove)."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        word, byte = ir.IntType(64), ir.IntType(8).as_pointer()

        def place(array: int, at: int) -> Any:
            data = context.make_array(signature.args[array])(context, builder, arguments[array]).data
            return builder.bitcast(builder.gep(data, [arguments[at]]), byte)

        move = builder.module.declare_intrinsic("llvm.memmove", [byte, byte, word])
        length = builder.mul(arguments[4], word(8))
        builder.call(move, [place(0, 1), place(2, 3), length, ir.Constant(ir.IntType(1), 0)])
        return context.get_dummy_value()

    int64 = types.int64
    return types.void(target, int64, source, int64, int64), generate
