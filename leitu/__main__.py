from leitu.config.cli import main

main()
