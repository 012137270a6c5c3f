"""FastAGI on the wire, sans-IO: environment, commands, replies, connection. Pure."""
