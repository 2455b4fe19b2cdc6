"""How the app gets into a workspace: its manifest, the installation, the tokens, and what may be wrong with them."""
