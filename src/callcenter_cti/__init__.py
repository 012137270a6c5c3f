"""Call routing and IVR engine for bank-card contact centres on Asterisk."""

__version__ = "0.1.0.dev0"
