"""The bridge to Asterisk: FastAGI server, AMI link, call control."""
