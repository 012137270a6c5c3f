"""Revisions of the schema, oldest first; package data that `config.database.upgrade` runs."""
