"""``python -m callcenter_cti`` is ``callcenter-cti``."""

from callcenter_cti.cli import main

if __name__ == "__main__":
    main()
