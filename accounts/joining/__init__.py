"""Whoever is no member yet asks to become one; the operator admits, refuses, or asks back."""
