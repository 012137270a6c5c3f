"""AMI facts and actions as types. Pure."""
