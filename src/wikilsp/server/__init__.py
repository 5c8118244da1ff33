"""The language server: translates between editors and features. Only here are pygls and lsprotocol imported."""
