"""The engine under steady load while its workers die."""
