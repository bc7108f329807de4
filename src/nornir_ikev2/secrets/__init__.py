"""Providers of keys."""
