"""Dual numbers, their levels, and what is zero."""

from __future__ import annotations

import numpy as np

from nabla.language.dual import Dual, innermost, linear, swap
from nabla.language.elementwise import exp, power, sin

X = np.array([[0.7], [-1.2]])
UNIT = np.array([[1.0], [0.0]])


def test_a_sum_with_a_constant_keeps_the_whole_shape():
    scalar = Dual(np.array([[2.0]]), np.array([[1.0]]), 1)
    total = scalar + X
    assert np.array_equal(total.tangent, np.ones((2, 1)))
    assert np.array_equal((X - scalar).tangent, -np.ones((2, 1)))


def test_arrays_on_the_left_leave_the_operation_to_the_dual_number():
    x = Dual(X, UNIT, 1)
    assert np.array_equal((np.eye(2) @ x).tangent, UNIT)
    assert np.array_equal((2.0 * x).tangent, 2.0 * UNIT)
    assert np.allclose((1.0 / x).tangent, -UNIT / X**2)


def test_levels_keep_nested_derivatives_apart():
    """d/dx (x · d/dy (x + y)) = 1, not 2: the inner derivative must not see the outer step."""
    x = Dual(np.array([[3.0]]), np.array([[1.0]]), 1)
    y = Dual(np.array([[5.0]]), np.array([[1.0]]), 2)
    inner = (x + y).tangent
    assert float((x * inner).tangent.item()) == 1.0


def test_second_derivatives_come_out_of_two_levels():
    x = np.array([[0.7]])
    nested = Dual(Dual(x, np.array([[1.0]]), 1), np.array([[1.0]]), 2)
    second = sin(exp(nested)).tangent.tangent
    e = np.exp(x)
    assert np.allclose(second, np.cos(e) * e - np.sin(e) * e * e)


def test_a_power_is_differentiated_by_base_and_exponent():
    base, exponent = np.array([[1.3]]), np.array([[2.5]])
    by_base = power(Dual(base, np.array([[1.0]]), 1), exponent).tangent
    by_exponent = power(base, Dual(exponent, np.array([[1.0]]), 1)).tangent
    assert np.allclose(by_base, 2.5 * 1.3**1.5)
    assert np.allclose(by_exponent, np.log(1.3) * 1.3**2.5)


def test_linear_maps_apply_to_the_tangent_too():
    x = Dual(X, UNIT, 1)
    assert np.array_equal(swap(x).tangent, UNIT.T)
    assert np.array_equal(linear(lambda a: 2.0 * a, x).tangent, 2.0 * UNIT)
    assert innermost(Dual(x, UNIT, 2)) is X
