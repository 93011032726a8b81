"""What a change of policy means. `difference` puts two policies side by side; `effects` says what became easier or harder."""
