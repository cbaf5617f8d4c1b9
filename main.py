"""Where `flet build` starts the app."""

from outreach.app import main

if __name__ == "__main__":
    main()
