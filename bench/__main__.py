"""`python -m bench [NAME ...]`: measure what the product claims; without a name, the pages."""

import argparse
from importlib import import_module

# Each module has a function `main` that prints its figures.
BENCHES = {
    "pages": "bench.pages",
    "responses": "bench.responses",
    "estimates": "bench.indicators.estimates",
    "own-data": "bench.indicators.own_data",
    "disclosure": "bench.disclosure.__main__",
}


def main() -> None:
    """Run the named benchmarks."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHES))
    names = parser.parse_args().names or ["pages"]
    for name in names:
        if name not in BENCHES:
            parser.error(f"there is no benchmark {name!r}; there are {', '.join(BENCHES)}")
    for name in names:
        print(f"\n## {name}\n")
        import_module(BENCHES[name]).main()


if __name__ == "__main__":
    main()
