module completions {

  def "nu-complete momo format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo lang" [] {
    [ "en" "ko" ]
  }

  # Build, test and debug chat bots for the MoMoTalk Bot Platform
  export extern momo [
    --help(-h)                # Print help
    --verbose                 # With --version: print the commit, the target and the features of this momo too
    --format: string@"nu-complete momo format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo color" # When to colour [default: auto]
    --lang: string@"nu-complete momo lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --version(-V)             # Print version
  ]

  def "nu-complete momo demo format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo demo color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo demo lang" [] {
    [ "en" "ko" ]
  }

  # See it all work: platform, bot, signed events, replies
  export extern "momo demo" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo demo format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo demo color" # When to colour [default: auto]
    --lang: string@"nu-complete momo demo lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --keep                    # Leave the demo's bot, messages and history, to look at them with the other commands
  ]

  def "nu-complete momo dev format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo dev color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo dev lang" [] {
    [ "en" "ko" ]
  }

  # Run the local platform until Ctrl-C
  export extern "momo dev" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo dev format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo dev color" # When to colour [default: auto]
    --lang: string@"nu-complete momo dev lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --port: string            # The port; 0 takes any free one
    --host: string            # The address to listen on; other machines reach it only if this is not a loopback address
    --allow-host: string      # A host name by which the platform may be called beside localhost, for example from a container
    --allow-callback-host: string # Where callback URLs may lead by plain HTTP beside this machine: a container's name, an address or a network; kept in momo.json. Without it they may not: others could read the events, and whoever registers a bot could have momo call your network
    --no-page                 # Leave the page out: nothing but the API
    --ready-file: path        # Write the API's URL on this machine to this file once it answers; the file goes with the platform
    --retry-base: string      # The pause before a failed delivery is tried again; it doubles each time (momo's own choice: MoMoTalk documents no retries)
    --fault: string           # A fault to begin with, as `momo fault set` takes it: `drop times=3`; may be given again
    --clock: string           # The platform's time to begin with: `+24h`, or a moment such as `2027-01-01T00:00:00Z`
    --tunnel: string          # Give it a public URL, by a program that is installed and ends with momo: `cloudflared` (a quick tunnel), `ngrok`, or `ssh USER@HOST` with ssh's options (that server's port, by plain HTTP, where its GatewayPorts allows it). Any other command runs without a shell, with the port for `{port}`; the first URL without a path that it prints is taken. ssh is tested against OpenSSH, the others against what their documentation shows
    --keep: string            # How much of the history stays: a size of its file (`500MB`), a number of exchanges (`10000`), an age (`7d`) or `all`; may be given for each. The oldest refused requests go first, then the oldest; what is starred stays [default: 2GB]
    --max-body: string        # The largest body that is taken; more is answered 413
    --max-head: string        # The largest request line with all its headers; more is answered 431
    --max-headers: string     # How many headers a request may have; more is answered 431
    --max-connections: string # How many connections may be open at once; the one that has waited longest makes room, else 503
    --head-time: string       # How long a request's head may take to come; then 408
    --body-time: string       # How long a request's body may take to come; then 408
    --idle-time: string       # How long a connection may be silent between two requests; then it is closed
  ]

  def "nu-complete momo run format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo run color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo run lang" [] {
    [ "en" "ko" ]
  }

  # Run your bot beside the local platform, and exit with its status
  export extern "momo run" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo run format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo run color" # When to colour [default: auto]
    --lang: string@"nu-complete momo run lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --port: string            # The port of the platform; 0 takes any free one. The bot's own port is in PORT [default: 8700]
    --callback: string        # Where the bot takes its events; without it the bot gets a free port in PORT, or the PORT that is set, and keeps the path that it had. Beside --bot NAME=COMMAND it is NAME=TARGET. Without a path momo asks the bot at `/` and at `/momotalk/webhook`
    --bot: string             # The bot that the program plays, by its id or its name [default: the one called as --name says, made where there is none]; or NAME=COMMAND, again for each bot: its name and its program, which a shell reads where it has more than words
    --name: string            # What the bot is called [default: as the folder]
    --save                    # Write the bot into the folder's momo.json without asking: commands in this folder then mean it
    --fresh                   # Drop what waits for the bot from before
    --then: string            # A command for `sh -c` once the bot answers: the run ends with it, and has its exit code
    --chat                    # Talk with the bot in this terminal once it answers, as `momo chat` does; the run ends with the talk
    --ready-timeout: string   # How long the bot has until it takes connections
    --ready-file: path        # Write the URL of the platform's API to this file once every bot answers; the file goes with the run
    --no-probe                # Do not ask the bot which signature it takes where it refuses one, nor which path where --callback names none (momo sends it events of the type `momo.probe`)
    --profile: string         # The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE
  ]

  def "nu-complete momo bot format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo bot color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo bot lang" [] {
    [ "en" "ko" ]
  }

  # Register bots, keep their credentials, manage them
  export extern "momo bot" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo bot format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo bot color" # When to colour [default: auto]
    --lang: string@"nu-complete momo bot lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
  ]

  def "nu-complete momo bot create format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo bot create color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo bot create lang" [] {
    [ "en" "ko" ]
  }

  def "nu-complete momo bot create visibility" [] {
    [ "private" "unlisted" "public" "review_required" ]
  }

  def "nu-complete momo bot create as_role" [] {
    [ "developer" "operator" "admin" ]
  }

  # Register a bot and keep its credentials
  export extern "momo bot create" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo bot create format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo bot create color" # When to colour [default: auto]
    --lang: string@"nu-complete momo bot create lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --name: string            # What people call the bot
    --callback-url: string    # Where its events go: an HTTPS URL, or a port of this machine on a local platform; without a path momo asks the bot at `/` and at `/momotalk/webhook`, and takes what is there
    --visibility: string@"nu-complete momo bot create visibility" # Who may see it [default: private]
    --profile: string         # The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE
    --as-role: string@"nu-complete momo bot create as_role" # Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that
  ]

  def "nu-complete momo bot add format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo bot add color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo bot add lang" [] {
    [ "en" "ko" ]
  }

  # Keep the credentials of a bot that exists already
  export extern "momo bot add" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo bot add format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo bot add color" # When to colour [default: auto]
    --lang: string@"nu-complete momo bot add lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --token-file: path        # A file that holds the bot token, `-` for standard input
    --secret-file: path       # A file that holds the webhook secret, `-` for standard input
    --callback-url: string    # Where the bot takes its events
    --name: string            # What people call it
    --profile: string         # The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE
    id: string                # The bot's id, as its platform shows it
  ]

  def "nu-complete momo bot list format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo bot list color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo bot list lang" [] {
    [ "en" "ko" ]
  }

  def "nu-complete momo bot list as_role" [] {
    [ "developer" "operator" "admin" ]
  }

  # List the bots of the platform and those that are kept here
  export extern "momo bot list" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo bot list format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo bot list color" # When to colour [default: auto]
    --lang: string@"nu-complete momo bot list lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --profile: string         # The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE
    --as-role: string@"nu-complete momo bot list as_role" # Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that
  ]

  def "nu-complete momo bot show format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo bot show color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo bot show lang" [] {
    [ "en" "ko" ]
  }

  def "nu-complete momo bot show as_role" [] {
    [ "developer" "operator" "admin" ]
  }

  # Show a bot: its settings, its state, and what is kept of it here
  export extern "momo bot show" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo bot show format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo bot show color" # When to colour [default: auto]
    --lang: string@"nu-complete momo bot show lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --bot: string             # The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json
    --profile: string         # The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE
    --as-role: string@"nu-complete momo bot show as_role" # Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that
    id?: string               # The bot, by its id or its name; may be left out where only one is known, or `--bot`, MOMO_BOT or momo.json names it
  ]

  def "nu-complete momo bot update format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo bot update color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo bot update lang" [] {
    [ "en" "ko" ]
  }

  def "nu-complete momo bot update as_role" [] {
    [ "developer" "operator" "admin" ]
  }

  def "nu-complete momo bot update visibility" [] {
    [ "private" "unlisted" "public" "review_required" ]
  }

  # Change a bot's name, callback URL or visibility
  export extern "momo bot update" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo bot update format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo bot update color" # When to colour [default: auto]
    --lang: string@"nu-complete momo bot update lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --bot: string             # The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json
    --profile: string         # The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE
    --as-role: string@"nu-complete momo bot update as_role" # Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that
    --name: string            # What people call the bot
    --callback-url: string    # Where its events go; without a path momo asks a bot of this machine, as `momo bot create` does
    --visibility: string@"nu-complete momo bot update visibility" # Who may see it
    id?: string               # The bot, by its id or its name; may be left out where only one is known, or `--bot`, MOMO_BOT or momo.json names it
  ]

  def "nu-complete momo bot rotate format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo bot rotate color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo bot rotate lang" [] {
    [ "en" "ko" ]
  }

  def "nu-complete momo bot rotate as_role" [] {
    [ "developer" "operator" "admin" ]
  }

  # Replace a bot's token, its webhook secret, or both
  export extern "momo bot rotate" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo bot rotate format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo bot rotate color" # When to colour [default: auto]
    --lang: string@"nu-complete momo bot rotate lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --bot: string             # The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json
    --profile: string         # The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE
    --as-role: string@"nu-complete momo bot rotate as_role" # Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that
    --token                   # Only the bot token
    --secret                  # Only the webhook secret
    --grace: string           # How long the old ones still count beside the new ones, for example 10m [default: not at all]
    --yes(-y)                 # Do not ask
    id?: string               # The bot, by its id or its name; may be left out where only one is known, or `--bot`, MOMO_BOT or momo.json names it
  ]

  def "nu-complete momo bot test format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo bot test color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo bot test lang" [] {
    [ "en" "ko" ]
  }

  def "nu-complete momo bot test as_role" [] {
    [ "developer" "operator" "admin" ]
  }

  # Have the platform send the bot one signed event, now
  export extern "momo bot test" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo bot test format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo bot test color" # When to colour [default: auto]
    --lang: string@"nu-complete momo bot test lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --no-probe                # Do not ask the bot which signature it takes where it refuses one (it is sent events of the type `momo.probe`)
    --bot: string             # The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json
    --profile: string         # The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE
    --as-role: string@"nu-complete momo bot test as_role" # Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that
    id?: string               # The bot, by its id or its name; may be left out where only one is known, or `--bot`, MOMO_BOT or momo.json names it
  ]

  def "nu-complete momo bot review format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo bot review color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo bot review lang" [] {
    [ "en" "ko" ]
  }

  def "nu-complete momo bot review as_role" [] {
    [ "developer" "operator" "admin" ]
  }

  # Approve or reject a bot that waits for review, as operator
  export extern "momo bot review" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo bot review format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo bot review color" # When to colour [default: auto]
    --lang: string@"nu-complete momo bot review lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --bot: string             # The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json
    --profile: string         # The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE
    --as-role: string@"nu-complete momo bot review as_role" # Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that
    --approve                 # The bot becomes active
    --reject                  # The bot is turned down
    --note: string            # Why
    id?: string               # The bot, by its id or its name; may be left out where only one is known, or `--bot`, MOMO_BOT or momo.json names it
  ]

  def "nu-complete momo bot delete format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo bot delete color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo bot delete lang" [] {
    [ "en" "ko" ]
  }

  def "nu-complete momo bot delete as_role" [] {
    [ "developer" "operator" "admin" ]
  }

  # Delete a bot from its platform, and its credentials from here
  export extern "momo bot delete" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo bot delete format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo bot delete color" # When to colour [default: auto]
    --lang: string@"nu-complete momo bot delete lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --bot: string             # The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json
    --profile: string         # The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE
    --as-role: string@"nu-complete momo bot delete as_role" # Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that
    --forget                  # Only forget its credentials here; the platform is not asked and keeps the bot
    --yes(-y)                 # Do not ask
    id?: string               # The bot, by its id or its name; may be left out where only one is known, or `--bot`, MOMO_BOT or momo.json names it
  ]

  def "nu-complete momo bot env format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo bot env color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo bot env lang" [] {
    [ "en" "ko" ]
  }

  def "nu-complete momo bot env shape" [] {
    [ "dotenv" "shell" "powershell" "json" ]
  }

  # Print a bot's credentials as environment variables
  export extern "momo bot env" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo bot env format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo bot env color" # When to colour [default: auto]
    --lang: string@"nu-complete momo bot env lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --bot: string             # The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json
    --profile: string         # The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE
    --as: string@"nu-complete momo bot env shape" # How the variables are written
    id?: string               # The bot, by its id or its name; may be left out where only one is known, or `--bot`, MOMO_BOT or momo.json names it
  ]

  def "nu-complete momo room format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo room color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo room lang" [] {
    [ "en" "ko" ]
  }

  # The rooms of a local platform, and what is said in them
  export extern "momo room" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo room format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo room color" # When to colour [default: auto]
    --lang: string@"nu-complete momo room lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
  ]

  def "nu-complete momo room list format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo room list color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo room list lang" [] {
    [ "en" "ko" ]
  }

  def "nu-complete momo room list as_role" [] {
    [ "developer" "operator" "admin" ]
  }

  # List the rooms and the bots in them
  export extern "momo room list" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo room list format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo room list color" # When to colour [default: auto]
    --lang: string@"nu-complete momo room list lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --profile: string         # The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE
    --as-role: string@"nu-complete momo room list as_role" # Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that
  ]

  def "nu-complete momo room create format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo room create color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo room create lang" [] {
    [ "en" "ko" ]
  }

  def "nu-complete momo room create as_role" [] {
    [ "developer" "operator" "admin" ]
  }

  # Make a room
  export extern "momo room create" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo room create format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo room create color" # When to colour [default: auto]
    --lang: string@"nu-complete momo room create lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --profile: string         # The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE
    --as-role: string@"nu-complete momo room create as_role" # Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that
    name?: string             # What people call the room
  ]

  def "nu-complete momo room show format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo room show color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo room show lang" [] {
    [ "en" "ko" ]
  }

  def "nu-complete momo room show as_role" [] {
    [ "developer" "operator" "admin" ]
  }

  # Show a room and the bots in it
  export extern "momo room show" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo room show format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo room show color" # When to colour [default: auto]
    --lang: string@"nu-complete momo room show lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --room: string            # The room's number; may be left out where there is only one, or `room` in momo.json names it
    --profile: string         # The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE
    --as-role: string@"nu-complete momo room show as_role" # Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that
  ]

  def "nu-complete momo room subscribe format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo room subscribe color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo room subscribe lang" [] {
    [ "en" "ko" ]
  }

  def "nu-complete momo room subscribe as_role" [] {
    [ "developer" "operator" "admin" ]
  }

  # Let a bot get the events of a room
  export extern "momo room subscribe" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo room subscribe format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo room subscribe color" # When to colour [default: auto]
    --lang: string@"nu-complete momo room subscribe lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --room: string            # The room's number; may be left out where there is only one, or `room` in momo.json names it
    --bot: string             # The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json
    --profile: string         # The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE
    --as-role: string@"nu-complete momo room subscribe as_role" # Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that
  ]

  def "nu-complete momo room unsubscribe format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo room unsubscribe color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo room unsubscribe lang" [] {
    [ "en" "ko" ]
  }

  def "nu-complete momo room unsubscribe as_role" [] {
    [ "developer" "operator" "admin" ]
  }

  # Let a bot no longer get the events of a room
  export extern "momo room unsubscribe" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo room unsubscribe format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo room unsubscribe color" # When to colour [default: auto]
    --lang: string@"nu-complete momo room unsubscribe lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --room: string            # The room's number; may be left out where there is only one, or `room` in momo.json names it
    --bot: string             # The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json
    --profile: string         # The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE
    --as-role: string@"nu-complete momo room unsubscribe as_role" # Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that
  ]

  def "nu-complete momo room say format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo room say color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo room say lang" [] {
    [ "en" "ko" ]
  }

  def "nu-complete momo room say as_role" [] {
    [ "developer" "operator" "admin" ]
  }

  # Say something in a room, as one of the people in it
  export extern "momo room say" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo room say format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo room say color" # When to colour [default: auto]
    --lang: string@"nu-complete momo room say lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --room: string            # The room's number; may be left out where there is only one, or `room` in momo.json names it
    --user: string            # Who says it; somebody new is made at once [default: the platform's first user]
    --reply-to: string        # The message that it answers
    --metadata: string        # A JSON object to go with it
    --no-probe                # Do not ask a bot which signature it takes where it refuses one (it is sent events of the type `momo.probe`)
    --wait: string            # Wait so long for a bot's answer to it and print that; exit code 1 where none comes [default with --expect and --count: 5s]
    --expect: string          # The text that one answer has, all of it, or /a regular expression/; exit code 1 and what differs where none has
    --count: string           # Exactly so many answers; exit code 1 where more or fewer come
    --expect-none: string     # Wait so long for no answer; exit code 1 at once where one comes, 3 where a bot did not take the event
    --profile: string         # The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE
    --as-role: string@"nu-complete momo room say as_role" # Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that
    text: string              # The text, `-` to read it from standard input (one newline at its end is removed)
  ]

  def "nu-complete momo room messages format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo room messages color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo room messages lang" [] {
    [ "en" "ko" ]
  }

  def "nu-complete momo room messages as_role" [] {
    [ "developer" "operator" "admin" ]
  }

  # Print what was said in a room, the newest at the end
  export extern "momo room messages" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo room messages format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo room messages color" # When to colour [default: auto]
    --lang: string@"nu-complete momo room messages lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --room: string            # The room's number; may be left out where there is only one, or `room` in momo.json names it
    --after: string           # Only messages after this one; with --limit those that came next
    --before: string          # Only messages before this one
    --limit: string           # At most so many, the newest of them
    --profile: string         # The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE
    --as-role: string@"nu-complete momo room messages as_role" # Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that
  ]

  def "nu-complete momo message format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo message color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo message lang" [] {
    [ "en" "ko" ]
  }

  # Post messages as the bot
  export extern "momo message" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo message format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo message color" # When to colour [default: auto]
    --lang: string@"nu-complete momo message lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
  ]

  def "nu-complete momo message send format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo message send color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo message send lang" [] {
    [ "en" "ko" ]
  }

  # Post a message to a room as the bot
  export extern "momo message send" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo message send format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo message send color" # When to colour [default: auto]
    --lang: string@"nu-complete momo message send lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --room: string            # The room's number; may be left out where there is only one, or `room` in momo.json names it
    --reply-to: string        # The message that it answers
    --metadata: string        # A JSON object to go with it
    --token-file: path        # A file that holds the bot token, `-` for standard input; else the kept one, or MOMOTALK_BOT_TOKEN
    --bot: string             # The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json
    --profile: string         # The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE
    text: string              # The text, `-` to read it from standard input (one newline at its end is removed)
  ]

  def "nu-complete momo delivery format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo delivery color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo delivery lang" [] {
    [ "en" "ko" ]
  }

  # Events on their way to bots of a local platform: list, retry, drop
  export extern "momo delivery" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo delivery format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo delivery color" # When to colour [default: auto]
    --lang: string@"nu-complete momo delivery lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
  ]

  def "nu-complete momo delivery list format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo delivery list color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo delivery list lang" [] {
    [ "en" "ko" ]
  }

  def "nu-complete momo delivery list as_role" [] {
    [ "developer" "operator" "admin" ]
  }

  # List the events that wait, are held, failed or are set aside
  export extern "momo delivery list" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo delivery list format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo delivery list color" # When to colour [default: auto]
    --lang: string@"nu-complete momo delivery list lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --all                     # Those that were delivered or dropped too
    --bot: string             # Only this bot's, by its id or its name
    --room: string            # Only this room's
    --profile: string         # The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE
    --as-role: string@"nu-complete momo delivery list as_role" # Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that
  ]

  def "nu-complete momo delivery show format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo delivery show color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo delivery show lang" [] {
    [ "en" "ko" ]
  }

  def "nu-complete momo delivery show as_role" [] {
    [ "developer" "operator" "admin" ]
  }

  # Show what became of an event, and why
  export extern "momo delivery show" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo delivery show format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo delivery show color" # When to colour [default: auto]
    --lang: string@"nu-complete momo delivery show lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --profile: string         # The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE
    --as-role: string@"nu-complete momo delivery show as_role" # Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that
    id: string                # The event
  ]

  def "nu-complete momo delivery retry format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo delivery retry color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo delivery retry lang" [] {
    [ "en" "ko" ]
  }

  def "nu-complete momo delivery retry as_role" [] {
    [ "developer" "operator" "admin" ]
  }

  # Try events again now, whatever they wait for
  export extern "momo delivery retry" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo delivery retry format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo delivery retry color" # When to colour [default: auto]
    --lang: string@"nu-complete momo delivery retry lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --all                     # All that wait, are held, failed or are set aside
    --bot: string             # Only this bot's, by its id or its name
    --room: string            # Only this room's
    --profile: string         # The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE
    --as-role: string@"nu-complete momo delivery retry as_role" # Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that
    id?: string               # The event
  ]

  def "nu-complete momo delivery drop format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo delivery drop color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo delivery drop lang" [] {
    [ "en" "ko" ]
  }

  def "nu-complete momo delivery drop as_role" [] {
    [ "developer" "operator" "admin" ]
  }

  # Give events up: the bot never gets them
  export extern "momo delivery drop" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo delivery drop format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo delivery drop color" # When to colour [default: auto]
    --lang: string@"nu-complete momo delivery drop lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --all                     # All that wait, are held or are set aside
    --bot: string             # Only this bot's, by its id or its name
    --room: string            # Only this room's
    --profile: string         # The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE
    --as-role: string@"nu-complete momo delivery drop as_role" # Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that
    id?: string               # The event
  ]

  def "nu-complete momo fault format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo fault color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo fault lang" [] {
    [ "en" "ko" ]
  }

  # Rehearse faults on a local platform, and move its clock
  export extern "momo fault" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo fault format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo fault color" # When to colour [default: auto]
    --lang: string@"nu-complete momo fault lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
  ]

  def "nu-complete momo fault set format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo fault set color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo fault set lang" [] {
    [ "en" "ko" ]
  }

  def "nu-complete momo fault set kind" [] {
    [ "duplicate" "delay" "reorder" "drop" "bad-signature" "slow-body" "reply" "outage" "network" ]
  }

  def "nu-complete momo fault set as_role" [] {
    [ "developer" "operator" "admin" ]
  }

  # Switch a fault on, until it has struck often enough or is cleared
  export extern "momo fault set" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo fault set format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo fault set color" # When to colour [default: auto]
    --lang: string@"nu-complete momo fault set lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --times: string           # Switch it off after so many [default: it stays until it is cleared]
    --rate: string            # Strike only this part, by chance: `0.2` or `20%`
    --seed: string            # What chance begins with: the same seed strikes the same ones again [default: another one each time]
    --delay: string           # How long something is held up: of `delay`, `reorder`, `slow-body` and, each way, `network` [default: 1s, of `network` 300ms]
    --status: string          # What `reply` answers: 429, 500, 502, 503 or 504 [default: 500]
    --retry-after: string     # When the bot may call again, as `reply` says it in Retry-After
    --bot: string             # Only what goes to this bot or comes from it
    --room: string            # Only this room
    --contains: string        # Only messages that hold this text
    --profile: string         # The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE
    --as-role: string@"nu-complete momo fault set as_role" # Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that
    kind: string@"nu-complete momo fault set kind" # What goes wrong
  ]

  def "nu-complete momo fault list format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo fault list color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo fault list lang" [] {
    [ "en" "ko" ]
  }

  def "nu-complete momo fault list as_role" [] {
    [ "developer" "operator" "admin" ]
  }

  # List the faults, how much each has seen and how much it struck
  export extern "momo fault list" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo fault list format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo fault list color" # When to colour [default: auto]
    --lang: string@"nu-complete momo fault list lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --profile: string         # The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE
    --as-role: string@"nu-complete momo fault list as_role" # Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that
  ]

  def "nu-complete momo fault clear format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo fault clear color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo fault clear lang" [] {
    [ "en" "ko" ]
  }

  def "nu-complete momo fault clear as_role" [] {
    [ "developer" "operator" "admin" ]
  }

  # Take one fault away, or all of them
  export extern "momo fault clear" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo fault clear format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo fault clear color" # When to colour [default: auto]
    --lang: string@"nu-complete momo fault clear lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --profile: string         # The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE
    --as-role: string@"nu-complete momo fault clear as_role" # Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that
    id?: string               # The fault, as `momo fault list` calls it [default: all of them]
  ]

  def "nu-complete momo fault clock format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo fault clock color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo fault clock lang" [] {
    [ "en" "ko" ]
  }

  def "nu-complete momo fault clock as_role" [] {
    [ "developer" "operator" "admin" ]
  }

  # Show the platform's clock, or move it: a day of retries in a second
  export extern "momo fault clock" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo fault clock format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo fault clock color" # When to colour [default: auto]
    --lang: string@"nu-complete momo fault clock lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --reset                   # Set it to this machine's time again
    --profile: string         # The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE
    --as-role: string@"nu-complete momo fault clock as_role" # Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that
    ahead?: string            # Move it ahead by so much: `+90s`, `+24h`, `+7d` [default: only show it]
  ]

  def "nu-complete momo sign format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo sign color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo sign lang" [] {
    [ "en" "ko" ]
  }

  def "nu-complete momo sign output_style" [] {
    [ "hex" "header" "curl" "json" ]
  }

  # Print the signature of a payload
  export extern "momo sign" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo sign format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo sign color" # When to colour [default: auto]
    --lang: string@"nu-complete momo sign lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --body: string            # The payload as text
    --as: string@"nu-complete momo sign output_style" # How the signature is written [default: hex]
    --lines                   # Sign each line as a payload of its own, one signature a line; LF or CRLF ends a line and is not signed; takes as much memory as the longest line
    --to: string              # Where `--as curl` sends the payload: a URL, `3000`, `:3000/path`
    --secret: string          # The webhook secret itself; it shows in `ps` and in the shell's history, so better use a file or the environment
    --secret-file: path       # A file that holds the webhook secret, `-` for standard input; one newline at its end is removed
    --bot: string             # The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json
    --profile: string         # The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE
    file?: path               # The payload, byte for byte; without it and --body, or as `-`, standard input
  ]

  def "nu-complete momo verify format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo verify color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo verify lang" [] {
    [ "en" "ko" ]
  }

  # Check a signature, and explain why it does not match
  export extern "momo verify" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo verify format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo verify color" # When to colour [default: auto]
    --lang: string@"nu-complete momo verify lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --body: string            # The payload as text
    --signature(-s): string   # The signature: 64 hex digits; MoMoTalk writes lower case, and either counts here
    --headers: path           # A file with the request's headers as curl, a browser or a log prints them, or as JSON; `-` for standard input
    --raw                     # Take FILE as bytes even where it holds a captured exchange as JSON
    --explain                 # Try the known mistakes where the signature does not match [default: on a terminal]
    --no-explain              # Only say yes or no
    --secret: string          # The webhook secret itself; it shows in `ps` and in the shell's history, so better use a file or the environment
    --secret-file: path       # A file that holds the webhook secret, `-` for standard input; one newline at its end is removed
    --bot: string             # The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json
    --profile: string         # The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE
    file?: path               # The payload, byte for byte; or a captured exchange: its JSON, an `ex_...` of the history or its `last` event. Without it and --body, or as `-`, standard input
  ]

  def "nu-complete momo webhook format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo webhook color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo webhook lang" [] {
    [ "en" "ko" ]
  }

  # Make, deliver, receive and inspect signed events
  export extern "momo webhook" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo webhook format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo webhook color" # When to colour [default: auto]
    --lang: string@"nu-complete momo webhook lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
  ]

  def "nu-complete momo webhook sample format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo webhook sample color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo webhook sample lang" [] {
    [ "en" "ko" ]
  }

  # List sample payloads, or print one ready to pipe
  export extern "momo webhook sample" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo webhook sample format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo webhook sample color" # When to colour [default: auto]
    --lang: string@"nu-complete momo webhook sample lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --from: path              # Take the payload from this file (`-`: standard input) instead
    --exchange                # Print the whole unsigned request as one line of JSON, as `webhook replay` takes it
    --keep-ids                # Leave ids and times as they are
    --seed: string            # Decide by this number what is left to chance; with --now the ids too are the same in every run
    --now: string             # The time to write into it: seconds since 1970, or RFC 3339
    --set: string             # Change a value: text, or a number or true/false where there is one; `a.0.b` is a path, `\.` a dot in a key
    --set-json: string        # Change a value to any JSON
    --add: string             # Add a value that is not there yet
    --unset: string           # Take a value away, with its key; order: --unset, --add, --set-json, --set
    --bot: string             # The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json
    --profile: string         # The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE
    name?: string             # The sample's name; without one all are listed, with a pattern such as 'momotalk/*' those that match
  ]

  def "nu-complete momo webhook replay format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo webhook replay color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo webhook replay lang" [] {
    [ "en" "ko" ]
  }

  def "nu-complete momo webhook replay protocol" [] {
    [ "momotalk" "kakao-skill" "kakao-share" "nhn" "http" ]
  }

  # Sign payloads, deliver them, and say what came back
  export extern "momo webhook replay" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo webhook replay format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo webhook replay color" # When to colour [default: auto]
    --lang: string@"nu-complete momo webhook replay lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --raw                     # Deliver the bytes of a file as one payload, even if they look like an exchange, a list of exchanges or a HAR
    --to: string              # Where to: a URL, `3000`, `:3000/path`, `localhost:3000/path`; several get everything, one after the other [default: the bot's callback URL, or `callback` in momo.json]
    --url: string             # Where to: a URL, `3000`, `:3000/path`, `localhost:3000/path`; several get everything, one after the other [default: the bot's callback URL, or `callback` in momo.json]
    --timeout: string         # How long the bot may take for its whole answer [default: for Kakao's requests what Kakao gives, 5s for a skill and 3s for a Share webhook; else 3s, momo's own choice]
    --expect-status: string   # The statuses that are as they should be, for example `200,2xx`; others make the exit code 1
    --expect-within: string   # How long an answer may take at most, counted from the sending
    --expect-body: string     # What the answer's body must hold: a text, or `/a pattern/`
    --expect-same             # The answers that were recorded with what is delivered: status, content type and body, JSON by what it says; what has no recorded answer makes the exit code 3
    --ignore: string          # What does not count for --expect-same: JSON Pointers into the answer, `*` for any key or place, for example `/timestamp,/items/*/id`; repeatable
    --fail-fast               # End with the first delivery that is not as expected
    --header(-H): string      # A header to send, in place of one of that name; repeatable
    --keep-signature          # Send the signature that was given, and ids and times as they are
    --protocol: string@"nu-complete momo webhook replay protocol" # Whose request it is, in place of what its sample or shape says: how it is made authentic and its answer judged
    --why                     # Ask the bot which signature it takes where it refuses one: it is sent events of the type `momo.probe`, each signed as a known mistake computes it
    --last: string            # Deliver the newest N events of the history, sent or received, oldest first; each event once
    --filter: string          # Deliver the events whose newest delivery fits, for example 'type:talk.* status:>=400'; `momo webhook history list --help` shows the language
    --since: string           # Deliver the events since then: `30s`, `2h`, `7d` ago, `10:00`, `2026-11-21T10:00`
    --failed                  # Deliver the events whose newest delivery failed, as the filter `is:failed` has it
    --times: string           # Deliver everything so many times [default: 1, or until --duration is over]
    --concurrency(-c): string # How many deliveries may be under way at the same time; then only the first of each kind of failure is printed, while the history holds them all [default: 1, with --rate 64]
    --rate: string            # How many are due in a second, or in a minute with `/m`, however slow the answers are; times are then measured from when each was due, so that a bot that stalls cannot hide it
    --duration: string        # Begin no delivery after this time; those under way are waited for
    --warmup: string          # Deliver so many before that count for nothing
    --retry-schedule: string  # Try again what is not answered 2xx in time: `momotalk` as the local platform does (six attempts, momo's own choice), or the pause before each retry, for example `0,1s,5s,30s`; only the last attempt is judged
    --retry-speed: string     # Make the pauses between attempts so many times shorter: `3600` makes an hour a second
    --chaos: string           # Make deliveries go wrong, by --seed: `duplicate=5%` (the same event once more), `reorder=10%` (later ones overtake it), `drop=1%` (never sent), `jitter=0..200ms` (held back), `slow-body=5%` (in pieces, over a second, or `5%:3s`), `chunked=50%` (Transfer-Encoding instead of Content-Length), `early-close=1%` (broken off half-way)
    --report: string          # Write how it went into a file: `html` is one page that opens anywhere, `junit` is XML for CI servers, `json` is for programs; several with commas, or repeated
    --keep-ids                # Leave ids and times as they are
    --seed: string            # Decide by this number what is left to chance; with --now the ids too are the same in every run
    --now: string             # The time to write into it: seconds since 1970, or RFC 3339
    --set: string             # Change a value: text, or a number or true/false where there is one; `a.0.b` is a path, `\.` a dot in a key
    --set-json: string        # Change a value to any JSON
    --add: string             # Add a value that is not there yet
    --unset: string           # Take a value away, with its key; order: --unset, --add, --set-json, --set
    --secret: string          # The webhook secret itself; it shows in `ps` and in the shell's history, so better use a file or the environment
    --secret-file: path       # A file that holds the webhook secret, `-` for standard input; one newline at its end is removed
    --bot: string             # The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json
    --profile: string         # The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE
    --kakao-account: string   # The account of the settings whose keys are meant, where there are several
    --skill-header: string    # The header that Kakao's console sends with each skill call, by your own choice; Kakao signs none [default: the account's `skillHeader` with its `skillSecret`]
    --skill-secret-file: path # A file that holds what must stand in that header
    --kakao-admin-key-file: path # A file that holds the app's primary admin key, for Share webhooks [default: the account's `primaryAdminKey`, or KAKAO_PRIMARY_ADMIN_KEY]
    ...payloads: string       # What to deliver: `-`, an `ex_...` of the history or its `last` event, a sample, all samples that match a pattern such as 'momotalk/*', a file (`./NAME` forces a file); standard input where nothing is named. A file holds a payload, an exchange as JSON, one exchange a line, or a HAR, of which the events are delivered
  ]

  def "nu-complete momo webhook check format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo webhook check color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo webhook check lang" [] {
    [ "en" "ko" ]
  }

  def "nu-complete momo webhook check protocol" [] {
    [ "momotalk" "kakao-skill" "kakao-share" ]
  }

  # Prove that a bot is safe and robust, check by check
  export extern "momo webhook check" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo webhook check format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo webhook check color" # When to colour [default: auto]
    --lang: string@"nu-complete momo webhook check lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --list                    # List the checks, and send nothing
    --protocol: string@"nu-complete momo webhook check protocol" # Whose requests are sent [default: momotalk]
    --only: string            # Only these checks: an id, a family, or a pattern such as '*.empty*'; several with commas, or repeated
    --skip: string            # Not these checks
    --refusal: string         # The statuses that count as refused
    --timeout: string         # How long the bot may take for an answer [default: 3s; for a skill the 5s that Kakao gives]
    --say: string             # What the user says, so that the bot replies
    --api-port: string        # Start a stand-in for the message API on this port and see the replies of a bot that was started with its address in MOMOTALK_API_BASE; for a skill the port of its callback URLs
    --effects: string         # A command or a URL that gives the number of effects so far, such as rows in a table
    --ready-timeout: string   # How long COMMAND has until it takes connections
    --yes                     # Check a bot that is not on this machine: it gets all the requests, and really replies to those that are valid
    --baseline: path          # A file of failures that are known, each with a reason and the last day on which it is; they do not count
    --baseline-update         # Write the failures of this run into the file of --baseline, and take out what is mended
    --report: string          # Write how it went into a file: `html` is one page, `junit` is XML for CI servers, `json` is for programs, `markdown` is an implementation report for the bot's README; several with commas, or repeated
    --old-secret-file: path   # A file that holds the secret that was replaced: the check says whether events that it signed are still taken
    --secret: string          # The webhook secret itself; it shows in `ps` and in the shell's history, so better use a file or the environment
    --secret-file: path       # A file that holds the webhook secret, `-` for standard input; one newline at its end is removed
    --bot: string             # The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json
    --profile: string         # The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE
    --kakao-account: string   # The account of the settings whose keys are meant, where there are several
    --skill-header: string    # The header that Kakao's console sends with each skill call, by your own choice; Kakao signs none [default: the account's `skillHeader` with its `skillSecret`]
    --skill-secret-file: path # A file that holds what must stand in that header
    --kakao-admin-key-file: path # A file that holds the app's primary admin key, for Share webhooks [default: the account's `primaryAdminKey`, or KAKAO_PRIMARY_ADMIN_KEY]
    target?: string           # Where the bot takes its events: a URL, `3000`, `:3000/path` [default: the bot's callback URL; with COMMAND the port in PORT]
  ]

  def "nu-complete momo webhook listen format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo webhook listen color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo webhook listen lang" [] {
    [ "en" "ko" ]
  }

  # Receive events: verify, keep, answer and show each
  export extern "momo webhook listen" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo webhook listen format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo webhook listen color" # When to colour [default: auto]
    --lang: string@"nu-complete momo webhook listen lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --port: string            # The port; 0 takes any free one
    --path: string            # Take only this path, and answer 404 to others [default: any path]
    --host: string            # The address to listen on; other machines reach it only if this is not a loopback address
    --allow-unsigned          # Take events without a valid signature too
    --echo                    # Answer text messages through the message API, as the example bot of MoMoTalk's guide does
    --show-body               # Print each body below its line
    --forward-to: string      # Hand events on, and answer what is answered there: `3000`, `3000/hook`, or with types before it: `talk.*=3000`; all that match get it, the first answers
    --types: string           # Keep, show and hand on only these types of events: `talk.*,kakao.share`; others are answered 200 and forgotten
    --ready-file: path        # Write the URL to this file once it listens, with --tunnel the public one; the file goes with the receiver or its tunnel
    --page-port: string       # The port of the page, which is on 127.0.0.1 whatever --host says [default: any free one]
    --no-page                 # Leave the page out
    --tunnel: string          # Give it a public URL, by a program that is installed and ends with momo: `cloudflared` (a quick tunnel), `ngrok`, or `ssh USER@HOST` with ssh's options (that server's port, by plain HTTP, where its GatewayPorts allows it). Any other command runs without a shell, with the port for `{port}`; the first URL without a path that it prints is taken. ssh is tested against OpenSSH, the others against what their documentation shows
    --status: string          # Answer with this status; beside --fail-next or --fail-rate only what fails [default: 200, failures 500]
    --answer: path            # Answer with what this file holds, `-` for standard input
    --content-type: string    # What kind of file that is [default: by its extension]
    --delay: string           # Wait before each answer
    --fail-next: string       # Fail the next N events, and no more
    --fail-rate: string       # Fail this part of the events, by chance: `0.2` or `20%`
    --seed: string            # What chance begins with: the same seed fails the same events again [default: another one each time]
    --kakao-account: string   # The account of the settings whose keys are meant, where there are several
    --skill-header: string    # The header that Kakao's console sends with each skill call, by your own choice; Kakao signs none [default: the account's `skillHeader` with its `skillSecret`]
    --skill-secret-file: path # A file that holds what must stand in that header
    --kakao-admin-key-file: path # A file that holds the app's primary admin key, for Share webhooks [default: the account's `primaryAdminKey`, or KAKAO_PRIMARY_ADMIN_KEY]
    --keep: string            # How much of the history stays: a size of its file (`500MB`), a number of exchanges (`10000`), an age (`7d`) or `all`; may be given for each. The oldest refused requests go first, then the oldest; what is starred stays [default: 2GB]
    --max-body: string        # The largest body that is taken; more is answered 413
    --max-head: string        # The largest request line with all its headers; more is answered 431
    --max-headers: string     # How many headers a request may have; more is answered 431
    --max-connections: string # How many connections may be open at once; the one that has waited longest makes room, else 503
    --head-time: string       # How long a request's head may take to come; then 408
    --body-time: string       # How long a request's body may take to come; then 408
    --idle-time: string       # How long a connection may be silent between two requests; then it is closed
    --secret: string          # The webhook secret itself; it shows in `ps` and in the shell's history, so better use a file or the environment
    --secret-file: path       # A file that holds the webhook secret, `-` for standard input; one newline at its end is removed
    --bot: string             # The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json
    --profile: string         # The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE
  ]

  def "nu-complete momo webhook history format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo webhook history color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo webhook history lang" [] {
    [ "en" "ko" ]
  }

  # List, show, export and delete what was sent and received
  export extern "momo webhook history" [
    --limit(-n): string       # At most so many
    --all                     # All there are
    --before: string          # Only those older than this exchange
    --follow(-f)              # Go on with what other momos add, the newest last, until Ctrl-C
    --filter: string          # Only those that fit, for example 'type:talk.* status:>=400'; `momo webhook history list --help` shows the language
    --since: string           # Only what started then or later: `30s`, `2h`, `7d` ago, `10:00`, `2026-11-21T10:00`
    --until: string           # Only what started before
    --bot: string             # Only those for or from this bot
    --type: string            # Only events of this type, for example `talk.message_created` or 'talk.*'
    --event: string           # Only the attempts to deliver this event
    --direction: string       # Only what momo `sent`, or only what it `received`
    --kind: string            # Only an `event`, or only a call of the message `api`
    --verdict: string         # Only those with this verdict on their signature: `valid`, `invalid`, `missing`, `unchecked`
    --help(-h)                # Print help
    --format: string@"nu-complete momo webhook history format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo webhook history color" # When to colour [default: auto]
    --lang: string@"nu-complete momo webhook history lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
  ]

  def "nu-complete momo webhook history list format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo webhook history list color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo webhook history list lang" [] {
    [ "en" "ko" ]
  }

  # List exchanges, newest first
  export extern "momo webhook history list" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo webhook history list format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo webhook history list color" # When to colour [default: auto]
    --lang: string@"nu-complete momo webhook history list lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --limit(-n): string       # At most so many
    --all                     # All there are
    --before: string          # Only those older than this exchange
    --follow(-f)              # Go on with what other momos add, the newest last, until Ctrl-C
    --filter: string          # Only those that fit, for example 'type:talk.* status:>=400'; `momo webhook history list --help` shows the language
    --since: string           # Only what started then or later: `30s`, `2h`, `7d` ago, `10:00`, `2026-11-21T10:00`
    --until: string           # Only what started before
    --bot: string             # Only those for or from this bot
    --type: string            # Only events of this type, for example `talk.message_created` or 'talk.*'
    --event: string           # Only the attempts to deliver this event
    --direction: string       # Only what momo `sent`, or only what it `received`
    --kind: string            # Only an `event`, or only a call of the message `api`
    --verdict: string         # Only those with this verdict on their signature: `valid`, `invalid`, `missing`, `unchecked`
  ]

  def "nu-complete momo webhook history show format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo webhook history show color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo webhook history show lang" [] {
    [ "en" "ko" ]
  }

  def "nu-complete momo webhook history show shape" [] {
    [ "text" "raw" "raw-response" "hex" "curl" ]
  }

  # Show an exchange in full
  export extern "momo webhook history show" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo webhook history show format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo webhook history show color" # When to colour [default: auto]
    --lang: string@"nu-complete momo webhook history show lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --as: string@"nu-complete momo webhook history show shape" # What is written [default: text]
    id: string                # An id, the beginning or the end of one, or `last`
  ]

  def "nu-complete momo webhook history star format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo webhook history star color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo webhook history star lang" [] {
    [ "en" "ko" ]
  }

  # Mark exchanges, to find them again with `starred:yes`
  export extern "momo webhook history star" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo webhook history star format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo webhook history star color" # When to colour [default: auto]
    --lang: string@"nu-complete momo webhook history star lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --remove                  # Take the mark away
    ...ids: string            # Ids, the beginning or the end of one, or `last`
  ]

  def "nu-complete momo webhook history export format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo webhook history export color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo webhook history export lang" [] {
    [ "en" "ko" ]
  }

  def "nu-complete momo webhook history export output_style" [] {
    [ "ndjson" "har" "curl" "locust" ]
  }

  # Write exchanges for other programs, oldest first
  export extern "momo webhook history export" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo webhook history export format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo webhook history export color" # When to colour [default: auto]
    --lang: string@"nu-complete momo webhook history export lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --as: string@"nu-complete momo webhook history export output_style" # What is written [default: by the ending of FILE, else ndjson]
    --output(-o): path        # Where to, `-` for standard output; the file appears whole or not at all [default: -]
    --redact                  # Leave out secrets and texts, give names, addresses and the ids of users, rooms and messages pseudonyms: for others to see; the ids of events, bots and exchanges stay
    --redact-key-file: path   # Make the pseudonyms with this file's bytes, the same in every export; implies --redact [default: a new key for each export]
    --filter: string          # Only those that fit, for example 'type:talk.* status:>=400'; `momo webhook history list --help` shows the language
    --since: string           # Only what started then or later: `30s`, `2h`, `7d` ago, `10:00`, `2026-11-21T10:00`
    --until: string           # Only what started before
    --bot: string             # Only those for or from this bot
    --type: string            # Only events of this type, for example `talk.message_created` or 'talk.*'
    --event: string           # Only the attempts to deliver this event
    --direction: string       # Only what momo `sent`, or only what it `received`
    --kind: string            # Only an `event`, or only a call of the message `api`
    --verdict: string         # Only those with this verdict on their signature: `valid`, `invalid`, `missing`, `unchecked`
    ...ids: string            # These exchanges, in this order [default: all, oldest first]
  ]

  def "nu-complete momo webhook history import format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo webhook history import color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo webhook history import lang" [] {
    [ "en" "ko" ]
  }

  # Take exchanges from NDJSON or a HAR: all of them, or none
  export extern "momo webhook history import" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo webhook history import format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo webhook history import color" # When to colour [default: auto]
    --lang: string@"nu-complete momo webhook history import lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    file: path                # NDJSON or a HAR, recognised by its content; `-` is standard input
  ]

  def "nu-complete momo webhook history clear format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo webhook history clear color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo webhook history clear lang" [] {
    [ "en" "ko" ]
  }

  # Delete the history, or a part of it
  export extern "momo webhook history clear" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo webhook history clear format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo webhook history clear color" # When to colour [default: auto]
    --lang: string@"nu-complete momo webhook history clear lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --yes(-y)                 # Do not ask
    --filter: string          # Only those that fit, for example 'type:talk.* status:>=400'; `momo webhook history list --help` shows the language
    --since: string           # Only what started then or later: `30s`, `2h`, `7d` ago, `10:00`, `2026-11-21T10:00`
    --until: string           # Only what started before
  ]

  def "nu-complete momo webhook history prune format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo webhook history prune color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo webhook history prune lang" [] {
    [ "en" "ko" ]
  }

  # Delete the oldest of the history: by age, by count or by size
  export extern "momo webhook history prune" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo webhook history prune format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo webhook history prune color" # When to colour [default: auto]
    --lang: string@"nu-complete momo webhook history prune lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --older-than: string      # What started longer ago goes, for example `7d`; or before a time, for example `2026-11-21`
    --keep: string            # All but the newest N go
    --max-size: string        # The oldest go until the file has at most this size, for example `100MB`
    --yes(-y)                 # Do not ask
    --filter: string          # Only those that fit, for example 'type:talk.* status:>=400'; `momo webhook history list --help` shows the language
    --since: string           # Only what started then or later: `30s`, `2h`, `7d` ago, `10:00`, `2026-11-21T10:00`
    --until: string           # Only what started before
  ]

  def "nu-complete momo check format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo check color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo check lang" [] {
    [ "en" "ko" ]
  }

  def "nu-complete momo check protocol" [] {
    [ "momotalk" "kakao-skill" "kakao-share" ]
  }

  # Prove that a bot is safe and robust, check by check
  export extern "momo check" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo check format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo check color" # When to colour [default: auto]
    --lang: string@"nu-complete momo check lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --list                    # List the checks, and send nothing
    --protocol: string@"nu-complete momo check protocol" # Whose requests are sent [default: momotalk]
    --only: string            # Only these checks: an id, a family, or a pattern such as '*.empty*'; several with commas, or repeated
    --skip: string            # Not these checks
    --refusal: string         # The statuses that count as refused
    --timeout: string         # How long the bot may take for an answer [default: 3s; for a skill the 5s that Kakao gives]
    --say: string             # What the user says, so that the bot replies
    --api-port: string        # Start a stand-in for the message API on this port and see the replies of a bot that was started with its address in MOMOTALK_API_BASE; for a skill the port of its callback URLs
    --effects: string         # A command or a URL that gives the number of effects so far, such as rows in a table
    --ready-timeout: string   # How long COMMAND has until it takes connections
    --yes                     # Check a bot that is not on this machine: it gets all the requests, and really replies to those that are valid
    --baseline: path          # A file of failures that are known, each with a reason and the last day on which it is; they do not count
    --baseline-update         # Write the failures of this run into the file of --baseline, and take out what is mended
    --report: string          # Write how it went into a file: `html` is one page, `junit` is XML for CI servers, `json` is for programs, `markdown` is an implementation report for the bot's README; several with commas, or repeated
    --old-secret-file: path   # A file that holds the secret that was replaced: the check says whether events that it signed are still taken
    --secret: string          # The webhook secret itself; it shows in `ps` and in the shell's history, so better use a file or the environment
    --secret-file: path       # A file that holds the webhook secret, `-` for standard input; one newline at its end is removed
    --bot: string             # The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json
    --profile: string         # The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE
    --kakao-account: string   # The account of the settings whose keys are meant, where there are several
    --skill-header: string    # The header that Kakao's console sends with each skill call, by your own choice; Kakao signs none [default: the account's `skillHeader` with its `skillSecret`]
    --skill-secret-file: path # A file that holds what must stand in that header
    --kakao-admin-key-file: path # A file that holds the app's primary admin key, for Share webhooks [default: the account's `primaryAdminKey`, or KAKAO_PRIMARY_ADMIN_KEY]
    target?: string           # Where the bot takes its events: a URL, `3000`, `:3000/path` [default: the bot's callback URL; with COMMAND the port in PORT]
  ]

  def "nu-complete momo chat as_role" [] {
    [ "developer" "operator" "admin" ]
  }

  def "nu-complete momo chat format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo chat color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo chat lang" [] {
    [ "en" "ko" ]
  }

  # Talk with your bots in the terminal, and play conversations as tests
  export extern "momo chat" [
    --room: string            # The room's number; may be left out where there is only one, or `room` in momo.json names it
    --as: string              # Who speaks; somebody new is made at once [default: the platform's first user]
    --wait: string            # How long an answer may take before the next line of a pipe is said
    --no-probe                # Do not ask a bot which signature it takes where it refuses one (it is sent events of the type `momo.probe`)
    --profile: string         # The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE
    --as-role: string@"nu-complete momo chat as_role" # Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that
    --help(-h)                # Print help
    --format: string@"nu-complete momo chat format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo chat color" # When to colour [default: auto]
    --lang: string@"nu-complete momo chat lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
  ]

  def "nu-complete momo chat test format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo chat test color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo chat test lang" [] {
    [ "en" "ko" ]
  }

  def "nu-complete momo chat test protocol" [] {
    [ "momotalk" "kakao-skill" ]
  }

  # Play conversations against a bot, through its real, signed webhook
  export extern "momo chat test" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo chat test format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo chat test color" # When to colour [default: auto]
    --lang: string@"nu-complete momo chat test lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --to: string              # Where the bot that runs already takes its events; it calls the local platform of this home folder
    --bot: string             # The bot that runs already, by its id or its name; or NAME=COMMAND, again for each bot: its name and its program
    --profile: string         # The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE
    --callback: string        # Where the program takes its events; without it the bot gets a free port in PORT. Beside --bot NAME=COMMAND it is NAME=TARGET
    --protocol: string@"nu-complete momo chat test protocol" # Whom users talk to: bots of MoMoTalk, or one Kakao skill, in Kakao rooms of the local platform
    --kakao-account: string   # The account of the settings whose keys are meant, where there are several
    --skill-header: string    # The header that Kakao's console sends with each skill call, by your own choice; Kakao signs none [default: the account's `skillHeader` with its `skillSecret`]
    --skill-secret-file: path # A file that holds what must stand in that header
    --with-callback           # The skill's block has the callback option: calls name a URL at which the skill may answer later, once, within a minute
    --ready-timeout: string   # How long the program has until it takes connections
    --show-output             # Show what the program prints
    --port: string            # The port of the platform, beside --to [default: 8700]
    --retry-base: string      # The pause before a failed delivery is tried again; it doubles each time (momo's own choice)
    --filter: string          # Only conversations whose title holds this text; again for others
    --tag: string             # Only conversations with this tag; `!TAG` leaves those with it out; again for others
    --until: string           # Play up to this line of each file, and look at nothing behind it
    --within: string          # How long a line waits that names no time [default: 5s; for a skill 6s, as Kakao gives it five]
    --parallel: string        # So many conversations at once
    --repeat: string          # Play each so often: one that passes and fails is flaky
    --allow-flaky             # Let flaky conversations pass
    --shuffle                 # Play them in another order each time
    --seed: string            # What the order begins with: the same seed gives the same order
    --fail-fast               # Begin none after one has failed
    --update                  # Write what the bot said into the exact lines that failed; patterns and comments stay
    --watch                   # Play them again whenever a file changes, until Ctrl-C; the bot goes on
    --report: string          # Write how it went into a file: `html` is one page that opens anywhere, `junit` is XML for CI servers, `json` is for programs; several with commas, or repeated
    ...files: path            # Conversation files, Markdown files with ```chat fences, or folders of them
  ]

  def "nu-complete momo chat record format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo chat record color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo chat record lang" [] {
    [ "en" "ko" ]
  }

  def "nu-complete momo chat record part" [] {
    [ "last" ]
  }

  def "nu-complete momo chat record as_role" [] {
    [ "developer" "operator" "admin" ]
  }

  # Write a conversation file of what was said
  export extern "momo chat record" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo chat record format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo chat record color" # When to colour [default: auto]
    --lang: string@"nu-complete momo chat record lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --filter: string          # Out of the history instead of a room: the messages of the exchanges that fit, a conversation for each room; `momo webhook history list --help` shows the language
    --room: string            # The room's number; may be left out where there is only one, or `room` in momo.json names it
    --after: string           # Only what came after this message
    --title: string           # The title of the conversation [default: what the first user says]
    --output(-o): path        # The file; one that is there stays as it is
    --profile: string         # The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE
    --as-role: string@"nu-complete momo chat record as_role" # Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that
    part?: string@"nu-complete momo chat record part" # `last`: only the last message of a user and what bots said to it [default: all that was said in the room]
  ]

  def "nu-complete momo chat check format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo chat check color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo chat check lang" [] {
    [ "en" "ko" ]
  }

  # Check conversation files without running them
  export extern "momo chat check" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo chat check format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo chat check color" # When to colour [default: auto]
    --lang: string@"nu-complete momo chat check lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    ...files: path            # Conversation files, Markdown files with ```chat fences, or folders of them; `-` is standard input
  ]

  def "nu-complete momo chat fmt format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo chat fmt color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo chat fmt lang" [] {
    [ "en" "ko" ]
  }

  # Format conversation files
  export extern "momo chat fmt" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo chat fmt format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo chat fmt color" # When to colour [default: auto]
    --lang: string@"nu-complete momo chat fmt lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --check                   # Write nothing: name the files that would change, and exit with 1 where there is one
    ...files: path            # Conversation files, Markdown files with ```chat fences, or folders of them; `-` is standard input
  ]

  def "nu-complete momo kakao format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo kakao color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo kakao lang" [] {
    [ "en" "ko" ]
  }

  # KakaoTalk: skills, messages, the Share webhook
  export extern "momo kakao" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo kakao format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo kakao color" # When to colour [default: auto]
    --lang: string@"nu-complete momo kakao lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
  ]

  def "nu-complete momo kakao setup format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo kakao setup color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo kakao setup lang" [] {
    [ "en" "ko" ]
  }

  # Set up a Kakao account, step by step, by flags, or from Moltbot's settings
  export extern "momo kakao setup" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo kakao setup format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo kakao setup color" # When to colour [default: auto]
    --lang: string@"nu-complete momo kakao setup lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --account: string         # The Kakao account, where the settings know several
    --config: path            # A file with `channels.kakao` that counts before momo.json and config.json; Moltbot's own works as it is
    --import: path            # Take over Moltbot's settings of KakaoTalk, of all its accounts, from this file, which stays as it is
    --agent: string           # Who thinks of the answers: `echo`, a URL or port, or a command line
    --yes                     # Write without asking anything
    --name: string            # What you call the account
    --app-key: string         # The app's JavaScript key
    --rest-api-key-file: path # A file with the app's REST API key (KAKAO_ADMIN_KEY of older guides); `-` is standard input
    --primary-admin-key-file: path # A file with the app's primary admin key, for Share webhooks
    --client-secret-file: path # A file with the app's client secret
    --channel-id: string      # The channel's id
    --sender-key-file: path   # A file with the sender key of NHN Cloud, 40 characters
    --nhn-app-key-file: path  # A file with the app key of NHN Cloud
    --nhn-secret-key-file: path # A file with the secret key of NHN Cloud
    --nhn-host: string        # Where NHN Cloud answers, where it is not the usual place
    --compatibility-ends: string # The last day of Friend Talk's compatibility mode
    --port: string            # The skill server's port
    --path: string            # The skill server's path
    --skill-url: string       # Where KakaoTalk reaches the skill server
    --skill-header: string    # The header that you gave the skill in Kakao's console
    --skill-secret-file: path # A file with the value of that header
    --dm-policy: string       # Who is answered: open, allowlist or disabled
    --allow-from: string      # A user id that `allowlist` answers; repeatable, or with commas
    --text-chunk-limit: string # How many characters one bubble has at most
    --timeout-seconds: string # How many seconds an agent may take
  ]

  def "nu-complete momo kakao status format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo kakao status color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo kakao status lang" [] {
    [ "en" "ko" ]
  }

  # Show what a Kakao account has, from where, and what works
  export extern "momo kakao status" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo kakao status format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo kakao status color" # When to colour [default: auto]
    --lang: string@"nu-complete momo kakao status lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --account: string         # The Kakao account, where the settings know several
    --config: path            # A file with `channels.kakao` that counts before momo.json and config.json; Moltbot's own works as it is
    --offline                 # Ask nobody outside this machine
    --kakao-host: string      # Where to look whether Kakao's API answers
  ]

  def "nu-complete momo kakao serve format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo kakao serve color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo kakao serve lang" [] {
    [ "en" "ko" ]
  }

  # Run a skill server: an agent answers, within Kakao's five seconds
  export extern "momo kakao serve" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo kakao serve format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo kakao serve color" # When to colour [default: auto]
    --lang: string@"nu-complete momo kakao serve lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --port: string            # The port; 0 takes any free one [default: the account's `webhookPort`, else 8788]
    --path: string            # The path of the skill [default: the account's `webhookPath`, else /kakao/webhook]
    --host: string            # The address to listen on; other machines reach it only if this is not a loopback address
    --agent: string           # Who answers: `echo`; a URL or `3000/skill`, which gets the skill's request as it came; or a command line, run without a shell once a call: it gets the request as one line of JSON on standard input, which then ends, and all that it prints is the answer. Text, {"text": ...} or a SkillResponse. It has the account's `timeoutSeconds`, 30 s where nothing is said; where its answer goes to a callback URL, which is good for a minute, at most 55 s [default: by `routing.bindings`, else echo]
    --budget: string          # After what time Kakao is answered in any case; it waits five seconds
    --callback-host: string   # Post late answers to this host or network too, by http as well; without it only to Kakao's
    --show-body               # Print each body below its line
    --ready-file: path        # Write the URL to this file once it listens, with --tunnel the public one; the file goes with the server or its tunnel
    --tunnel: string          # Give it a public URL, by a program that is installed and ends with momo: `cloudflared` (a quick tunnel), `ngrok`, or `ssh USER@HOST` with ssh's options (that server's port, by plain HTTP, where its GatewayPorts allows it). Any other command runs without a shell, with the port for `{port}`; the first URL without a path that it prints is taken. ssh is tested against OpenSSH, the others against what their documentation shows
    --account: string         # The Kakao account, where the settings know several
    --config: path            # A file with `channels.kakao` that counts before momo.json and config.json; Moltbot's own works as it is
    --keep: string            # How much of the history stays: a size of its file (`500MB`), a number of exchanges (`10000`), an age (`7d`) or `all`; may be given for each. The oldest refused requests go first, then the oldest; what is starred stays [default: 2GB]
    --max-body: string        # The largest body that is taken; more is answered 413
    --max-head: string        # The largest request line with all its headers; more is answered 431
    --max-headers: string     # How many headers a request may have; more is answered 431
    --max-connections: string # How many connections may be open at once; the one that has waited longest makes room, else 503
    --head-time: string       # How long a request's head may take to come; then 408
    --body-time: string       # How long a request's body may take to come; then 408
    --idle-time: string       # How long a connection may be silent between two requests; then it is closed
  ]

  def "nu-complete momo kakao say format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo kakao say color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo kakao say lang" [] {
    [ "en" "ko" ]
  }

  def "nu-complete momo kakao say variant" [] {
    [ "live" "bot-test" "skill-test" ]
  }

  # Speak to a skill as KakaoTalk does, and see what a user would see
  export extern "momo kakao say" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo kakao say format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo kakao say color" # When to colour [default: auto]
    --lang: string@"nu-complete momo kakao say lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --skill: string           # The skill: a URL, `3000`, `3000/skill` [default: where the account's `momo kakao serve` runs, else its port and path of the settings]
    --to: string              # The skill: a URL, `3000`, `3000/skill` [default: where the account's `momo kakao serve` runs, else its port and path of the settings]
    --tap: string             # Tap what has this number in the last answer, instead of saying something
    --variant: string@"nu-complete momo kakao say variant" # Where the call seems to come from: KakaoTalk, or one of the tests in Kakao's console
    --user: string            # Who speaks; each name is another user, with contexts of its own
    --callback                # The block has the callback option: the skill may answer later, once, within a minute. momo waits for it where the skill says so (`useCallback`), and ends with the first that Kakao would take: one after it finds nobody. A Kakao room of `momo dev` is there all the time, and refuses it as Kakao does: with the messages that Kakao documents, also for an answer with an error that `momo kakao lint` finds, and for the token of a console's test (`--variant`). The HTTP status of a refusal is not documented; momo's is 200
    --wait: string            # How long to wait for the callback; Kakao waits a minute
    --whole                   # Show texts whole, which Kakao folds after 500 characters
    --forget                  # Begin anew: forget contexts, the last block and what can be tapped, with the skill of --skill or else with all
    --account: string         # The Kakao account, where the settings know several
    --config: path            # A file with `channels.kakao` that counts before momo.json and config.json; Moltbot's own works as it is
    text?: string             # What the user says
  ]

  def "nu-complete momo kakao lint format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo kakao lint color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo kakao lint lang" [] {
    [ "en" "ko" ]
  }

  # Check a skill's answer against every limit that Kakao documents
  export extern "momo kakao lint" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo kakao lint format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo kakao lint color" # When to colour [default: auto]
    --lang: string@"nu-complete momo kakao lint lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --strict                  # Say no to warnings too
    --rules                   # List the rules instead, each with who says so
    file?: path               # A file with the answer, an `ex_...` of the history or its `last` event, or `-` for standard input [default: -]
  ]

  def "nu-complete momo kakao send format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo kakao send color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo kakao send lang" [] {
    [ "en" "ko" ]
  }

  def "nu-complete momo kakao send via" [] {
    [ "friendtalk" "brand" ]
  }

  # Send a message to a phone number by Friend Talk or Brand Message
  export extern "momo kakao send" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo kakao send format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo kakao send color" # When to colour [default: auto]
    --lang: string@"nu-complete momo kakao send lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --image: string           # An image: a JPG or PNG file, which is uploaded first, or the URL that an upload gave
    --wide-image: string      # A wide one, 800 x 600, with at most 76 characters of text and two buttons
    --image-link: string      # Where a tap on the image leads
    --button: string          # A button: NAME=URL, BK:NAME, MD:NAME, AL:NAME=ANDROID|IOS|URL, BT:NAME=EVENT, BF:NAME=KEY; up to five
    --ad                      # It is advertising: NHN Cloud's default, said aloud; not delivered from 20:50 to 08:00 in Korea
    --no-ad                   # It is no advertising (Friend Talk only)
    --resend-sms: string      # Where KakaoTalk cannot deliver it, send it as SMS: the same text, or this one
    --at: string              # When it is to go out, in Korean time: `2026-11-22 09:00`, or `09:00` today
    --idempotency-key: string # Makes the same call within ten minutes fail instead of sending twice (Friend Talk only)
    --dry-run                 # Print the request, with variables for the keys, and send nothing
    --via: string@"nu-complete momo kakao send via" # By Friend Talk or as a Brand Message [default: Friend Talk until `compatibilityEnds`, which is 2026-12-31]
    --host: string            # Where NHN Cloud answers [default: `nhnHost`, which is kakaotalk-bizmessage.api.nhncloudservice.com]
    --profile: string         # `local`: the local platform (momo dev) plays NHN Cloud, as it does where no keys are configured
    --account: string         # The Kakao account, where the settings know several
    --config: path            # A file with `channels.kakao` that counts before momo.json and config.json; Moltbot's own works as it is
    phone: string             # The phone number: 010-1234-5678, +821012345678; another country's with its code, as +14155552671
    text: string              # The text, `-` to read it from standard input (one newline at its end is removed)
  ]

  def "nu-complete momo kakao result format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo kakao result color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo kakao result lang" [] {
    [ "en" "ko" ]
  }

  def "nu-complete momo kakao result via" [] {
    [ "friendtalk" "brand" ]
  }

  # Say what became of a message: arrived, failed and why, or not known yet
  export extern "momo kakao result" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo kakao result format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo kakao result color" # When to colour [default: auto]
    --lang: string@"nu-complete momo kakao result lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --via: string@"nu-complete momo kakao result via" # By Friend Talk or as a Brand Message [default: Friend Talk until `compatibilityEnds`, which is 2026-12-31]
    --host: string            # Where NHN Cloud answers [default: `nhnHost`, which is kakaotalk-bizmessage.api.nhncloudservice.com]
    --profile: string         # `local`: the local platform (momo dev) plays NHN Cloud, as it does where no keys are configured
    --account: string         # The Kakao account, where the settings know several
    --config: path            # A file with `channels.kakao` that counts before momo.json and config.json; Moltbot's own works as it is
    request_id: string        # The request's id, as `momo kakao send` printed it
  ]

  def "nu-complete momo kakao cancel format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo kakao cancel color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo kakao cancel lang" [] {
    [ "en" "ko" ]
  }

  def "nu-complete momo kakao cancel via" [] {
    [ "friendtalk" "brand" ]
  }

  # Cancel a message that is reserved for later (`send --at`)
  export extern "momo kakao cancel" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo kakao cancel format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo kakao cancel color" # When to colour [default: auto]
    --lang: string@"nu-complete momo kakao cancel lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --via: string@"nu-complete momo kakao cancel via" # By Friend Talk or as a Brand Message [default: Friend Talk until `compatibilityEnds`, which is 2026-12-31]
    --host: string            # Where NHN Cloud answers [default: `nhnHost`, which is kakaotalk-bizmessage.api.nhncloudservice.com]
    --profile: string         # `local`: the local platform (momo dev) plays NHN Cloud, as it does where no keys are configured
    --account: string         # The Kakao account, where the settings know several
    --config: path            # A file with `channels.kakao` that counts before momo.json and config.json; Moltbot's own works as it is
    request_id: string        # The request's id, as `momo kakao send` printed it
    ...recipients: string     # Only these recipients of the request, by number [default: all]
  ]

  def "nu-complete momo agent format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo agent color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo agent lang" [] {
    [ "en" "ko" ]
  }

  # Teach a coding agent to use momo
  export extern "momo agent" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo agent format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo agent color" # When to colour [default: auto]
    --lang: string@"nu-complete momo agent lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
  ]

  def "nu-complete momo agent skill format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo agent skill color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo agent skill lang" [] {
    [ "en" "ko" ]
  }

  # Print the skill file for coding agents
  export extern "momo agent skill" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo agent skill format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo agent skill color" # When to colour [default: auto]
    --lang: string@"nu-complete momo agent skill lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
  ]

  def "nu-complete momo agent setup format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo agent setup color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo agent setup lang" [] {
    [ "en" "ko" ]
  }

  def "nu-complete momo agent setup client" [] {
    [ "claude-code" "codex" "cursor" ]
  }

  def "nu-complete momo agent setup scope" [] {
    [ "project" "user" ]
  }

  # Install the skill file for a coding agent, or remove it
  export extern "momo agent setup" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo agent setup format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo agent setup color" # When to colour [default: auto]
    --lang: string@"nu-complete momo agent setup lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --client: string@"nu-complete momo agent setup client" # The coding agent
    --scope: string@"nu-complete momo agent setup scope" # Whose it shall be: in a folder of this project, or of yours
    --status                  # Change nothing: say what stands there, for all agents without --client; exit code 1 where nothing of momo's is there
    --remove                  # Remove it, and the folders that are empty then
  ]

  def "nu-complete momo config format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo config color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo config lang" [] {
    [ "en" "ko" ]
  }

  # What is set and why: list, get, set, check
  export extern "momo config" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo config format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo config color" # When to colour [default: auto]
    --lang: string@"nu-complete momo config lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
  ]

  def "nu-complete momo config list format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo config list color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo config list lang" [] {
    [ "en" "ko" ]
  }

  # List every key with its value and where that came from
  export extern "momo config list" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo config list format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo config list color" # When to colour [default: auto]
    --lang: string@"nu-complete momo config list lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --set                     # Leave out the keys that are not set
    --bot: string             # The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json
    --profile: string         # The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE
  ]

  def "nu-complete momo config get format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo config get color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo config get lang" [] {
    [ "en" "ko" ]
  }

  # Print the value that counts for a key; exit code 1 if it is not set
  export extern "momo config get" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo config get format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo config get color" # When to colour [default: auto]
    --lang: string@"nu-complete momo config get lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --bot: string             # The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json
    --profile: string         # The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE
    key: string               # The key, as `momo config list` names it
  ]

  def "nu-complete momo config set format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo config set color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo config set lang" [] {
    [ "en" "ko" ]
  }

  # Set a key in the user's or the project's file, which otherwise stays as it is
  export extern "momo config set" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo config set format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo config set color" # When to colour [default: auto]
    --lang: string@"nu-complete momo config set lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --project                 # Change the project's momo.json: the nearest one, or a new one in this folder; otherwise it is the user's config.json
    key: string               # The key, as `momo config list` names it
    value: string             # The value; a list as JSON or with commas
  ]

  def "nu-complete momo config unset format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo config unset color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo config unset lang" [] {
    [ "en" "ko" ]
  }

  # Remove a key from the user's or the project's file; exit code 1 if it is not there
  export extern "momo config unset" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo config unset format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo config unset color" # When to colour [default: auto]
    --lang: string@"nu-complete momo config unset lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --project                 # Change the project's momo.json: the nearest one, or a new one in this folder; otherwise it is the user's config.json
    key: string               # The key, which may be one that momo does not know
  ]

  def "nu-complete momo config path format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo config path color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo config path lang" [] {
    [ "en" "ko" ]
  }

  def "nu-complete momo config path file" [] {
    [ "project" "config" "credentials" "history" "platform" ]
  }

  # Print where momo's files are, or would be
  export extern "momo config path" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo config path format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo config path color" # When to colour [default: auto]
    --lang: string@"nu-complete momo config path lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    file?: string@"nu-complete momo config path file" # The file: config, project, credentials, history, platform; all of them without one
  ]

  def "nu-complete momo config schema format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo config schema color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo config schema lang" [] {
    [ "en" "ko" ]
  }

  # Print the JSON Schema of momo.json and config.json, for editors
  export extern "momo config schema" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo config schema format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo config schema color" # When to colour [default: auto]
    --lang: string@"nu-complete momo config schema lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
  ]

  def "nu-complete momo config check format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo config check color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo config check lang" [] {
    [ "en" "ko" ]
  }

  # Check settings files; exit code 1 if something is wrong
  export extern "momo config check" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo config check format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo config check color" # When to colour [default: auto]
    --lang: string@"nu-complete momo config check lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    ...files: path            # The files; the project's momo.json and the user's config.json without one
  ]

  def "nu-complete momo doctor format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo doctor color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo doctor lang" [] {
    [ "en" "ko" ]
  }

  # Find what is wrong here and say how to mend it; exit code 1 if something is
  export extern "momo doctor" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo doctor format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo doctor color" # When to colour [default: auto]
    --lang: string@"nu-complete momo doctor lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --fix                     # Mend what is safe to mend: rights of momo's own files, and the address of a platform that was killed
    --callback: string        # The bot's callback URL, which gets one signed event of the type `momo.probe` [default: `callback` of the settings]
    --port: string            # The port that `momo dev` shall take; 0 looks at none
    --offline                 # Ask neither the platform nor the bot
    --bot: string             # The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json
    --profile: string         # The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE
  ]

  def "nu-complete momo open format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo open color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo open lang" [] {
    [ "en" "ko" ]
  }

  # Open the page of the running local platform in the browser
  export extern "momo open" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo open format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo open color" # When to colour [default: auto]
    --lang: string@"nu-complete momo open lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --print                   # Print the address instead; so also where there is no terminal
  ]

  def "nu-complete momo mcp format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo mcp color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo mcp lang" [] {
    [ "en" "ko" ]
  }

  # Serve a coding agent momo's work as tools (MCP over stdio)
  export extern "momo mcp" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo mcp format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo mcp color" # When to colour [default: auto]
    --lang: string@"nu-complete momo mcp lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --allow-write             # Offer the tools that change something too: platform, bot_create, room_say and delivery_retry
    --allow-target: string    # A host besides this machine to which requests may go; again for others
    --allow-files: path       # A folder besides the one in which the server starts, and the temporary one, whose files tools may read; again for others
  ]

  def "nu-complete momo completions format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo completions color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo completions lang" [] {
    [ "en" "ko" ]
  }

  def "nu-complete momo completions shell" [] {
    [ "bash" "zsh" "fish" "powershell" "elvish" "nushell" "vscode" ]
  }

  def "nu-complete momo completions of_shell" [] {
    [ "bash" "zsh" "fish" "powershell" "elvish" "nushell" ]
  }

  # Install or print a shell's completions, or write an editor's extension for .chat files
  export extern "momo completions" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo completions format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo completions color" # When to colour [default: auto]
    --lang: string@"nu-complete momo completions lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --install                 # Write the script where the shell looks for it, and say where that is
    --uninstall               # Remove what --install wrote
    --shell: string@"nu-complete momo completions of_shell" # The shell that --install and --uninstall mean [default: that of SHELL]
    --output: path            # Where the extension for `vscode` is written [default: ./momo-chat]
    shell?: string@"nu-complete momo completions shell" # The shell that shall complete, or the editor that shall know `.chat` files
  ]

  def "nu-complete momo help format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo help color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo help lang" [] {
    [ "en" "ko" ]
  }

  # Explain a topic, or show the help of a command
  export extern "momo help" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo help format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo help color" # When to colour [default: auto]
    --lang: string@"nu-complete momo help lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    ...words: string          # A topic, such as `exit-codes`, or a command as it is typed; without one, all commands and topics
  ]

  def "nu-complete momo man format" [] {
    [ "text" "json" ]
  }

  def "nu-complete momo man color" [] {
    [ "auto" "always" "never" ]
  }

  def "nu-complete momo man lang" [] {
    [ "en" "ko" ]
  }

  # Show the manual page of a command
  export extern "momo man" [
    --help(-h)                # Print help
    --format: string@"nu-complete momo man format" # How results are written
    --json                    # Short for `--format json`
    --color: string@"nu-complete momo man color" # When to colour [default: auto]
    --lang: string@"nu-complete momo man lang" # Language of help, questions, errors and findings [default: the locale's]
    --quiet(-q)               # Leave out progress and hints
    --dir: path               # Write every page into this folder instead, for `man` to find
    ...command: string        # The command whose page is wanted, as it is typed, `chat 5` for the language of conversations, a topic such as `filters`, or `moltbot`; without one, the page of momo itself
  ]

}

export use completions *
