"""How it is read: executed notebooks become HTML, PDF, findings and a manifest."""
