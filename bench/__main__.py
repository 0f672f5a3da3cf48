"""`python -m bench [NAME ...]`: measure what the product claims; without a name, everything that is quick."""

import argparse
from importlib import import_module

# Each has a function `main() -> None` that prints a table.
QUICK = ("pages",)
LONG: tuple[str, ...] = ()


def main() -> None:
    """Run the named benchmarks."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*QUICK, *LONG, []], help="which ones; default: the quick ones")
    for name in parser.parse_args().names or QUICK:
        print(f"\n## {name}\n")
        import_module(f"bench.{name}").main()


if __name__ == "__main__":
    main()
