
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'momo' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'momo'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'momo' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('demo', 'demo', [CompletionResultType]::ParameterValue, 'See it all work: platform, bot, signed events, replies')
            [CompletionResult]::new('dev', 'dev', [CompletionResultType]::ParameterValue, 'Run the local platform until Ctrl-C')
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Run your bot beside the local platform, and exit with its status')
            [CompletionResult]::new('bot', 'bot', [CompletionResultType]::ParameterValue, 'Register bots, keep their credentials, manage them')
            [CompletionResult]::new('room', 'room', [CompletionResultType]::ParameterValue, 'The rooms of a local platform, and what is said in them')
            [CompletionResult]::new('message', 'message', [CompletionResultType]::ParameterValue, 'Post messages as the bot')
            [CompletionResult]::new('delivery', 'delivery', [CompletionResultType]::ParameterValue, 'Events on their way to bots of a local platform: list, retry, drop')
            [CompletionResult]::new('fault', 'fault', [CompletionResultType]::ParameterValue, 'Rehearse faults on a local platform, and move its clock')
            [CompletionResult]::new('sign', 'sign', [CompletionResultType]::ParameterValue, 'Print the signature of a payload')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Check a signature, and explain why it does not match')
            [CompletionResult]::new('webhook', 'webhook', [CompletionResultType]::ParameterValue, 'Make, deliver, receive and inspect signed events')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Prove that a bot is safe and robust, check by check')
            [CompletionResult]::new('chat', 'chat', [CompletionResultType]::ParameterValue, 'Talk with your bots in the terminal, and play conversations as tests')
            [CompletionResult]::new('kakao', 'kakao', [CompletionResultType]::ParameterValue, 'KakaoTalk: skills, messages, the Share webhook')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completion script for a shell, or write an editor''s extension for .chat files')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Show the manual page of a command')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'momo;demo' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--keep', '--keep', [CompletionResultType]::ParameterName, 'Leave the demo''s bot, messages and history, to look at them with the other commands')
            break
        }
        'momo;dev' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'The port; 0 takes any free one')
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'The address to listen on; other machines reach it only if this is not a loopback address')
            [CompletionResult]::new('--allow-host', '--allow-host', [CompletionResultType]::ParameterName, 'A host name by which the platform may be called beside localhost, for example from a container')
            [CompletionResult]::new('--allow-callback-host', '--allow-callback-host', [CompletionResultType]::ParameterName, 'Where callback URLs may lead by plain HTTP beside this machine: a container''s name, an address or a network; kept in momo.json. Without it they may not: others could read the events, and whoever registers a bot could have momo call your network')
            [CompletionResult]::new('--retry-base', '--retry-base', [CompletionResultType]::ParameterName, 'The pause before a failed delivery is tried again; it doubles each time (momo''s own choice: MoMoTalk documents no retries)')
            [CompletionResult]::new('--fault', '--fault', [CompletionResultType]::ParameterName, 'A fault to begin with, as `momo fault set` takes it: `drop times=3`; may be given again')
            [CompletionResult]::new('--clock', '--clock', [CompletionResultType]::ParameterName, 'The platform''s time to begin with: `+24h`, or a moment such as `2027-01-01T00:00:00Z`')
            [CompletionResult]::new('--tunnel', '--tunnel', [CompletionResultType]::ParameterName, 'Give it a public URL, by a program that is installed and ends with momo: `cloudflared` (a quick tunnel), `ngrok`, or `ssh USER@HOST` with ssh''s options (that server''s port, by plain HTTP, where its GatewayPorts allows it). Any other command runs without a shell, with the port for `{port}`; the first URL without a path that it prints is taken. ssh is tested against OpenSSH, the others against what their documentation shows')
            [CompletionResult]::new('--keep', '--keep', [CompletionResultType]::ParameterName, 'How much of the history stays: a size of its file (`500MB`), a number of exchanges (`10000`), an age (`7d`) or `all`; may be given for each. The oldest refused requests go first, then the oldest; what is starred stays [default: 2GB]')
            [CompletionResult]::new('--max-body', '--max-body', [CompletionResultType]::ParameterName, 'The largest body that is taken; more is answered 413')
            [CompletionResult]::new('--max-head', '--max-head', [CompletionResultType]::ParameterName, 'The largest request line with all its headers; more is answered 431')
            [CompletionResult]::new('--max-headers', '--max-headers', [CompletionResultType]::ParameterName, 'How many headers a request may have; more is answered 431')
            [CompletionResult]::new('--max-connections', '--max-connections', [CompletionResultType]::ParameterName, 'How many connections may be open at once; the one that has waited longest makes room, else 503')
            [CompletionResult]::new('--head-time', '--head-time', [CompletionResultType]::ParameterName, 'How long a request''s head may take to come; then 408')
            [CompletionResult]::new('--body-time', '--body-time', [CompletionResultType]::ParameterName, 'How long a request''s body may take to come; then 408')
            [CompletionResult]::new('--idle-time', '--idle-time', [CompletionResultType]::ParameterName, 'How long a connection may be silent between two requests; then it is closed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--no-page', '--no-page', [CompletionResultType]::ParameterName, 'Leave the page out: nothing but the API')
            break
        }
        'momo;run' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'The port of the platform; 0 takes any free one. The bot''s own port is in PORT [default: 8700]')
            [CompletionResult]::new('--callback', '--callback', [CompletionResultType]::ParameterName, 'Where the bot takes its events; without it the bot gets a free port in PORT, or the PORT that is set, and keeps the path that it had. Beside --bot NAME=COMMAND it is NAME=TARGET. Without a path momo asks the bot at `/` and at `/momotalk/webhook`')
            [CompletionResult]::new('--bot', '--bot', [CompletionResultType]::ParameterName, 'The bot that the program plays, by its id or its name [default: the one called as --name says, made where there is none]; or NAME=COMMAND, again for each bot: its name and its program, which a shell reads where it has more than words')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'What the bot is called [default: as the folder]')
            [CompletionResult]::new('--then', '--then', [CompletionResultType]::ParameterName, 'A command for `sh -c` once the bot answers: the run ends with it, and has its exit code')
            [CompletionResult]::new('--ready-timeout', '--ready-timeout', [CompletionResultType]::ParameterName, 'How long the bot has until it takes connections')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--save', '--save', [CompletionResultType]::ParameterName, 'Write the bot into the folder''s momo.json without asking: commands in this folder then mean it')
            [CompletionResult]::new('--fresh', '--fresh', [CompletionResultType]::ParameterName, 'Drop what waits for the bot from before')
            [CompletionResult]::new('--chat', '--chat', [CompletionResultType]::ParameterName, 'Talk with the bot in this terminal once it answers, as `momo chat` does; the run ends with the talk')
            [CompletionResult]::new('--no-probe', '--no-probe', [CompletionResultType]::ParameterName, 'Do not ask the bot which signature it takes where it refuses one, nor which path where --callback names none (momo sends it events of the type `momo.probe`)')
            break
        }
        'momo;bot' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Register a bot and keep its credentials')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Keep the credentials of a bot that exists already')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the bots of the platform and those that are kept here')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show a bot: its settings, its state, and what is kept of it here')
            [CompletionResult]::new('update', 'update', [CompletionResultType]::ParameterValue, 'Change a bot''s name, callback URL or visibility')
            [CompletionResult]::new('rotate', 'rotate', [CompletionResultType]::ParameterValue, 'Replace a bot''s token, its webhook secret, or both')
            [CompletionResult]::new('test', 'test', [CompletionResultType]::ParameterValue, 'Have the platform send the bot one signed event, now')
            [CompletionResult]::new('review', 'review', [CompletionResultType]::ParameterValue, 'Approve or reject a bot that waits for review, as operator')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete a bot from its platform, and its credentials from here')
            [CompletionResult]::new('env', 'env', [CompletionResultType]::ParameterValue, 'Print a bot''s credentials as environment variables')
            break
        }
        'momo;bot;create' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'What people call the bot')
            [CompletionResult]::new('--callback-url', '--callback-url', [CompletionResultType]::ParameterName, 'Where its events go: an HTTPS URL, or a port of this machine on a local platform; without a path momo asks the bot at `/` and at `/momotalk/webhook`, and takes what is there')
            [CompletionResult]::new('--visibility', '--visibility', [CompletionResultType]::ParameterName, 'Who may see it [default: private]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE')
            [CompletionResult]::new('--as-role', '--as-role', [CompletionResultType]::ParameterName, 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            break
        }
        'momo;bot;add' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the bot token, `-` for standard input')
            [CompletionResult]::new('--secret-file', '--secret-file', [CompletionResultType]::ParameterName, 'A file that holds the webhook secret, `-` for standard input')
            [CompletionResult]::new('--callback-url', '--callback-url', [CompletionResultType]::ParameterName, 'Where the bot takes its events')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'What people call it')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            break
        }
        'momo;bot;list' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE')
            [CompletionResult]::new('--as-role', '--as-role', [CompletionResultType]::ParameterName, 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            break
        }
        'momo;bot;show' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('--bot', '--bot', [CompletionResultType]::ParameterName, 'The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE')
            [CompletionResult]::new('--as-role', '--as-role', [CompletionResultType]::ParameterName, 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            break
        }
        'momo;bot;update' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('--bot', '--bot', [CompletionResultType]::ParameterName, 'The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE')
            [CompletionResult]::new('--as-role', '--as-role', [CompletionResultType]::ParameterName, 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'What people call the bot')
            [CompletionResult]::new('--callback-url', '--callback-url', [CompletionResultType]::ParameterName, 'Where its events go; without a path momo asks a bot of this machine, as `momo bot create` does')
            [CompletionResult]::new('--visibility', '--visibility', [CompletionResultType]::ParameterName, 'Who may see it')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            break
        }
        'momo;bot;rotate' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('--bot', '--bot', [CompletionResultType]::ParameterName, 'The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE')
            [CompletionResult]::new('--as-role', '--as-role', [CompletionResultType]::ParameterName, 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that')
            [CompletionResult]::new('--grace', '--grace', [CompletionResultType]::ParameterName, 'How long the old ones still count beside the new ones, for example 10m [default: not at all]')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--token', '--token', [CompletionResultType]::ParameterName, 'Only the bot token')
            [CompletionResult]::new('--secret', '--secret', [CompletionResultType]::ParameterName, 'Only the webhook secret')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask')
            break
        }
        'momo;bot;test' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('--bot', '--bot', [CompletionResultType]::ParameterName, 'The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE')
            [CompletionResult]::new('--as-role', '--as-role', [CompletionResultType]::ParameterName, 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--no-probe', '--no-probe', [CompletionResultType]::ParameterName, 'Do not ask the bot which signature it takes where it refuses one (it is sent events of the type `momo.probe`)')
            break
        }
        'momo;bot;review' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('--bot', '--bot', [CompletionResultType]::ParameterName, 'The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE')
            [CompletionResult]::new('--as-role', '--as-role', [CompletionResultType]::ParameterName, 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that')
            [CompletionResult]::new('--note', '--note', [CompletionResultType]::ParameterName, 'Why')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--approve', '--approve', [CompletionResultType]::ParameterName, 'The bot becomes active')
            [CompletionResult]::new('--reject', '--reject', [CompletionResultType]::ParameterName, 'The bot is turned down')
            break
        }
        'momo;bot;delete' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('--bot', '--bot', [CompletionResultType]::ParameterName, 'The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE')
            [CompletionResult]::new('--as-role', '--as-role', [CompletionResultType]::ParameterName, 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--forget', '--forget', [CompletionResultType]::ParameterName, 'Only forget its credentials here; the platform is not asked and keeps the bot')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask')
            break
        }
        'momo;bot;env' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('--bot', '--bot', [CompletionResultType]::ParameterName, 'The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE')
            [CompletionResult]::new('--as', '--as', [CompletionResultType]::ParameterName, 'How the variables are written')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            break
        }
        'momo;room' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the rooms and the bots in them')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Make a room')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show a room and the bots in it')
            [CompletionResult]::new('subscribe', 'subscribe', [CompletionResultType]::ParameterValue, 'Let a bot get the events of a room')
            [CompletionResult]::new('unsubscribe', 'unsubscribe', [CompletionResultType]::ParameterValue, 'Let a bot no longer get the events of a room')
            [CompletionResult]::new('say', 'say', [CompletionResultType]::ParameterValue, 'Say something in a room, as one of the people in it')
            [CompletionResult]::new('messages', 'messages', [CompletionResultType]::ParameterValue, 'Print what was said in a room, the newest at the end')
            break
        }
        'momo;room;list' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE')
            [CompletionResult]::new('--as-role', '--as-role', [CompletionResultType]::ParameterName, 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            break
        }
        'momo;room;create' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE')
            [CompletionResult]::new('--as-role', '--as-role', [CompletionResultType]::ParameterName, 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            break
        }
        'momo;room;show' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('--room', '--room', [CompletionResultType]::ParameterName, 'The room''s number; may be left out where there is only one, or `room` in momo.json names it')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE')
            [CompletionResult]::new('--as-role', '--as-role', [CompletionResultType]::ParameterName, 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            break
        }
        'momo;room;subscribe' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('--room', '--room', [CompletionResultType]::ParameterName, 'The room''s number; may be left out where there is only one, or `room` in momo.json names it')
            [CompletionResult]::new('--bot', '--bot', [CompletionResultType]::ParameterName, 'The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE')
            [CompletionResult]::new('--as-role', '--as-role', [CompletionResultType]::ParameterName, 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            break
        }
        'momo;room;unsubscribe' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('--room', '--room', [CompletionResultType]::ParameterName, 'The room''s number; may be left out where there is only one, or `room` in momo.json names it')
            [CompletionResult]::new('--bot', '--bot', [CompletionResultType]::ParameterName, 'The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE')
            [CompletionResult]::new('--as-role', '--as-role', [CompletionResultType]::ParameterName, 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            break
        }
        'momo;room;say' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('--room', '--room', [CompletionResultType]::ParameterName, 'The room''s number; may be left out where there is only one, or `room` in momo.json names it')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'Who says it; somebody new is made at once [default: the platform''s first user]')
            [CompletionResult]::new('--reply-to', '--reply-to', [CompletionResultType]::ParameterName, 'The message that it answers')
            [CompletionResult]::new('--metadata', '--metadata', [CompletionResultType]::ParameterName, 'A JSON object to go with it')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'Wait so long for a bot''s answer to it and print that; exit code 1 where none comes [default with --expect and --count: 5s]')
            [CompletionResult]::new('--expect', '--expect', [CompletionResultType]::ParameterName, 'The text that one answer has, all of it, or /a regular expression/; exit code 1 and what differs where none has')
            [CompletionResult]::new('--count', '--count', [CompletionResultType]::ParameterName, 'Exactly so many answers; exit code 1 where more or fewer come')
            [CompletionResult]::new('--expect-none', '--expect-none', [CompletionResultType]::ParameterName, 'Wait so long for no answer; exit code 1 at once where one comes, 3 where a bot did not take the event')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE')
            [CompletionResult]::new('--as-role', '--as-role', [CompletionResultType]::ParameterName, 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--no-probe', '--no-probe', [CompletionResultType]::ParameterName, 'Do not ask a bot which signature it takes where it refuses one (it is sent events of the type `momo.probe`)')
            break
        }
        'momo;room;messages' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('--room', '--room', [CompletionResultType]::ParameterName, 'The room''s number; may be left out where there is only one, or `room` in momo.json names it')
            [CompletionResult]::new('--after', '--after', [CompletionResultType]::ParameterName, 'Only messages after this one; with --limit those that came next')
            [CompletionResult]::new('--before', '--before', [CompletionResultType]::ParameterName, 'Only messages before this one')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'At most so many, the newest of them')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE')
            [CompletionResult]::new('--as-role', '--as-role', [CompletionResultType]::ParameterName, 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            break
        }
        'momo;message' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('send', 'send', [CompletionResultType]::ParameterValue, 'Post a message to a room as the bot')
            break
        }
        'momo;message;send' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('--room', '--room', [CompletionResultType]::ParameterName, 'The room''s number; may be left out where there is only one, or `room` in momo.json names it')
            [CompletionResult]::new('--reply-to', '--reply-to', [CompletionResultType]::ParameterName, 'The message that it answers')
            [CompletionResult]::new('--metadata', '--metadata', [CompletionResultType]::ParameterName, 'A JSON object to go with it')
            [CompletionResult]::new('--token-file', '--token-file', [CompletionResultType]::ParameterName, 'A file that holds the bot token, `-` for standard input; else the kept one, or MOMOTALK_BOT_TOKEN')
            [CompletionResult]::new('--bot', '--bot', [CompletionResultType]::ParameterName, 'The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            break
        }
        'momo;delivery' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the events that wait, are held, failed or are set aside')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show what became of an event, and why')
            [CompletionResult]::new('retry', 'retry', [CompletionResultType]::ParameterValue, 'Try events again now, whatever they wait for')
            [CompletionResult]::new('drop', 'drop', [CompletionResultType]::ParameterValue, 'Give events up: the bot never gets them')
            break
        }
        'momo;delivery;list' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('--bot', '--bot', [CompletionResultType]::ParameterName, 'Only this bot''s, by its id or its name')
            [CompletionResult]::new('--room', '--room', [CompletionResultType]::ParameterName, 'Only this room''s')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE')
            [CompletionResult]::new('--as-role', '--as-role', [CompletionResultType]::ParameterName, 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Those that were delivered or dropped too')
            break
        }
        'momo;delivery;show' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE')
            [CompletionResult]::new('--as-role', '--as-role', [CompletionResultType]::ParameterName, 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            break
        }
        'momo;delivery;retry' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('--bot', '--bot', [CompletionResultType]::ParameterName, 'Only this bot''s, by its id or its name')
            [CompletionResult]::new('--room', '--room', [CompletionResultType]::ParameterName, 'Only this room''s')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE')
            [CompletionResult]::new('--as-role', '--as-role', [CompletionResultType]::ParameterName, 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'All that wait, are held, failed or are set aside')
            break
        }
        'momo;delivery;drop' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('--bot', '--bot', [CompletionResultType]::ParameterName, 'Only this bot''s, by its id or its name')
            [CompletionResult]::new('--room', '--room', [CompletionResultType]::ParameterName, 'Only this room''s')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE')
            [CompletionResult]::new('--as-role', '--as-role', [CompletionResultType]::ParameterName, 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'All that wait, are held or are set aside')
            break
        }
        'momo;fault' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Switch a fault on, until it has struck often enough or is cleared')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the faults, how much each has seen and how much it struck')
            [CompletionResult]::new('clear', 'clear', [CompletionResultType]::ParameterValue, 'Take one fault away, or all of them')
            [CompletionResult]::new('clock', 'clock', [CompletionResultType]::ParameterValue, 'Show the platform''s clock, or move it: a day of retries in a second')
            break
        }
        'momo;fault;set' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('--times', '--times', [CompletionResultType]::ParameterName, 'Switch it off after so many [default: it stays until it is cleared]')
            [CompletionResult]::new('--rate', '--rate', [CompletionResultType]::ParameterName, 'Strike only this part, by chance: `0.2` or `20%`')
            [CompletionResult]::new('--seed', '--seed', [CompletionResultType]::ParameterName, 'What chance begins with: the same seed strikes the same ones again [default: another one each time]')
            [CompletionResult]::new('--delay', '--delay', [CompletionResultType]::ParameterName, 'How long something is held up: of `delay`, `reorder`, `slow-body` and, each way, `network` [default: 1s, of `network` 300ms]')
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'What `reply` answers: 429, 500, 502, 503 or 504 [default: 500]')
            [CompletionResult]::new('--retry-after', '--retry-after', [CompletionResultType]::ParameterName, 'When the bot may call again, as `reply` says it in Retry-After')
            [CompletionResult]::new('--bot', '--bot', [CompletionResultType]::ParameterName, 'Only what goes to this bot or comes from it')
            [CompletionResult]::new('--room', '--room', [CompletionResultType]::ParameterName, 'Only this room')
            [CompletionResult]::new('--contains', '--contains', [CompletionResultType]::ParameterName, 'Only messages that hold this text')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE')
            [CompletionResult]::new('--as-role', '--as-role', [CompletionResultType]::ParameterName, 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            break
        }
        'momo;fault;list' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE')
            [CompletionResult]::new('--as-role', '--as-role', [CompletionResultType]::ParameterName, 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            break
        }
        'momo;fault;clear' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE')
            [CompletionResult]::new('--as-role', '--as-role', [CompletionResultType]::ParameterName, 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            break
        }
        'momo;fault;clock' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE')
            [CompletionResult]::new('--as-role', '--as-role', [CompletionResultType]::ParameterName, 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--reset', '--reset', [CompletionResultType]::ParameterName, 'Set it to this machine''s time again')
            break
        }
        'momo;sign' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('--body', '--body', [CompletionResultType]::ParameterName, 'The payload as text')
            [CompletionResult]::new('--as', '--as', [CompletionResultType]::ParameterName, 'How the signature is written [default: hex]')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'Where `--as curl` sends the payload: a URL, `3000`, `:3000/path`')
            [CompletionResult]::new('--secret', '--secret', [CompletionResultType]::ParameterName, 'The webhook secret itself; it shows in `ps` and in the shell''s history, so better use a file or the environment')
            [CompletionResult]::new('--secret-file', '--secret-file', [CompletionResultType]::ParameterName, 'A file that holds the webhook secret, `-` for standard input; one newline at its end is removed')
            [CompletionResult]::new('--bot', '--bot', [CompletionResultType]::ParameterName, 'The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--lines', '--lines', [CompletionResultType]::ParameterName, 'Sign each line as a payload of its own, one signature a line; LF or CRLF ends a line and is not signed; takes as much memory as the longest line')
            break
        }
        'momo;verify' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('--body', '--body', [CompletionResultType]::ParameterName, 'The payload as text')
            [CompletionResult]::new('-s', '-s', [CompletionResultType]::ParameterName, 'The signature: 64 hex digits')
            [CompletionResult]::new('--signature', '--signature', [CompletionResultType]::ParameterName, 'The signature: 64 hex digits')
            [CompletionResult]::new('--headers', '--headers', [CompletionResultType]::ParameterName, 'A file with the request''s headers as curl, a browser or a log prints them, or as JSON; `-` for standard input')
            [CompletionResult]::new('--secret', '--secret', [CompletionResultType]::ParameterName, 'The webhook secret itself; it shows in `ps` and in the shell''s history, so better use a file or the environment')
            [CompletionResult]::new('--secret-file', '--secret-file', [CompletionResultType]::ParameterName, 'A file that holds the webhook secret, `-` for standard input; one newline at its end is removed')
            [CompletionResult]::new('--bot', '--bot', [CompletionResultType]::ParameterName, 'The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Take FILE as bytes even where it holds a captured exchange as JSON')
            [CompletionResult]::new('--explain', '--explain', [CompletionResultType]::ParameterName, 'Try the known mistakes where the signature does not match [default: on a terminal]')
            [CompletionResult]::new('--no-explain', '--no-explain', [CompletionResultType]::ParameterName, 'Only say yes or no')
            break
        }
        'momo;webhook' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('sample', 'sample', [CompletionResultType]::ParameterValue, 'List sample payloads, or print one ready to pipe')
            [CompletionResult]::new('replay', 'replay', [CompletionResultType]::ParameterValue, 'Sign payloads, deliver them, and say what came back')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Prove that a bot is safe and robust, check by check')
            [CompletionResult]::new('listen', 'listen', [CompletionResultType]::ParameterValue, 'Receive events: verify, keep, answer and show each')
            [CompletionResult]::new('history', 'history', [CompletionResultType]::ParameterValue, 'List, show, export and delete what was sent and received')
            break
        }
        'momo;webhook;sample' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Take the payload from this file (`-`: standard input) instead')
            [CompletionResult]::new('--seed', '--seed', [CompletionResultType]::ParameterName, 'Decide by this number what is left to chance; with --now the ids too are the same in every run')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'The time to write into it: seconds since 1970, or RFC 3339')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Change a value: text, or a number or true/false where there is one; `a.0.b` is a path, `\.` a dot in a key')
            [CompletionResult]::new('--set-json', '--set-json', [CompletionResultType]::ParameterName, 'Change a value to any JSON')
            [CompletionResult]::new('--add', '--add', [CompletionResultType]::ParameterName, 'Add a value that is not there yet')
            [CompletionResult]::new('--unset', '--unset', [CompletionResultType]::ParameterName, 'Take a value away, with its key; order: --unset, --add, --set-json, --set')
            [CompletionResult]::new('--bot', '--bot', [CompletionResultType]::ParameterName, 'The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--exchange', '--exchange', [CompletionResultType]::ParameterName, 'Print the whole unsigned request as one line of JSON, as `webhook replay` takes it')
            [CompletionResult]::new('--keep-ids', '--keep-ids', [CompletionResultType]::ParameterName, 'Leave ids and times as they are')
            break
        }
        'momo;webhook;replay' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'Where to: a URL, `3000`, `:3000/path`, `localhost:3000/path`; several get everything, one after the other [default: the bot''s callback URL, or `callback` in momo.json]')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'Where to: a URL, `3000`, `:3000/path`, `localhost:3000/path`; several get everything, one after the other [default: the bot''s callback URL, or `callback` in momo.json]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long the bot may take for its whole answer [default: for Kakao''s requests what Kakao gives, 5s for a skill and 3s for a Share webhook; else 3s, momo''s own choice]')
            [CompletionResult]::new('--expect-status', '--expect-status', [CompletionResultType]::ParameterName, 'The statuses that are as they should be, for example `200,2xx`; others make the exit code 1')
            [CompletionResult]::new('--expect-within', '--expect-within', [CompletionResultType]::ParameterName, 'How long an answer may take at most, counted from the sending')
            [CompletionResult]::new('--expect-body', '--expect-body', [CompletionResultType]::ParameterName, 'What the answer''s body must hold: a text, or `/a pattern/`')
            [CompletionResult]::new('--ignore', '--ignore', [CompletionResultType]::ParameterName, 'What does not count for --expect-same: JSON Pointers into the answer, `*` for any key or place, for example `/timestamp,/items/*/id`; repeatable')
            [CompletionResult]::new('-H', '-H ', [CompletionResultType]::ParameterName, 'A header to send, in place of one of that name; repeatable')
            [CompletionResult]::new('--header', '--header', [CompletionResultType]::ParameterName, 'A header to send, in place of one of that name; repeatable')
            [CompletionResult]::new('--protocol', '--protocol', [CompletionResultType]::ParameterName, 'Whose request it is, in place of what its sample or shape says: how it is made authentic and its answer judged')
            [CompletionResult]::new('--last', '--last', [CompletionResultType]::ParameterName, 'Deliver the newest N events of the history, sent or received, oldest first; each event once')
            [CompletionResult]::new('--filter', '--filter', [CompletionResultType]::ParameterName, 'Deliver the events whose newest delivery fits, for example ''type:talk.* status:>=400''; `momo webhook history list --help` shows the language')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Deliver the events since then: `30s`, `2h`, `7d` ago, `10:00`, `2026-11-21T10:00`')
            [CompletionResult]::new('--times', '--times', [CompletionResultType]::ParameterName, 'Deliver everything so many times [default: 1, or until --duration is over]')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'How many deliveries may be under way at the same time; then only the first of each kind of failure is printed, while the history holds them all [default: 1, with --rate 64]')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'How many deliveries may be under way at the same time; then only the first of each kind of failure is printed, while the history holds them all [default: 1, with --rate 64]')
            [CompletionResult]::new('--rate', '--rate', [CompletionResultType]::ParameterName, 'How many are due in a second, or in a minute with `/m`, however slow the answers are; times are then measured from when each was due, so that a bot that stalls cannot hide it')
            [CompletionResult]::new('--duration', '--duration', [CompletionResultType]::ParameterName, 'Begin no delivery after this time; those under way are waited for')
            [CompletionResult]::new('--warmup', '--warmup', [CompletionResultType]::ParameterName, 'Deliver so many before that count for nothing')
            [CompletionResult]::new('--retry-schedule', '--retry-schedule', [CompletionResultType]::ParameterName, 'Try again what is not answered 2xx in time: `momotalk` as the local platform does (six attempts, momo''s own choice), or the pause before each retry, for example `0,1s,5s,30s`; only the last attempt is judged')
            [CompletionResult]::new('--retry-speed', '--retry-speed', [CompletionResultType]::ParameterName, 'Make the pauses between attempts so many times shorter: `3600` makes an hour a second')
            [CompletionResult]::new('--chaos', '--chaos', [CompletionResultType]::ParameterName, 'Make deliveries go wrong, by --seed: `duplicate=5%` (the same event once more), `reorder=10%` (later ones overtake it), `drop=1%` (never sent), `jitter=0..200ms` (held back), `slow-body=5%` (in pieces, over a second, or `5%:3s`), `chunked=50%` (Transfer-Encoding instead of Content-Length), `early-close=1%` (broken off half-way)')
            [CompletionResult]::new('--report', '--report', [CompletionResultType]::ParameterName, 'Write how it went into a file: `html` is one page that opens anywhere, `junit` is XML for CI servers, `json` is for programs; several with commas, or repeated')
            [CompletionResult]::new('--seed', '--seed', [CompletionResultType]::ParameterName, 'Decide by this number what is left to chance; with --now the ids too are the same in every run')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'The time to write into it: seconds since 1970, or RFC 3339')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Change a value: text, or a number or true/false where there is one; `a.0.b` is a path, `\.` a dot in a key')
            [CompletionResult]::new('--set-json', '--set-json', [CompletionResultType]::ParameterName, 'Change a value to any JSON')
            [CompletionResult]::new('--add', '--add', [CompletionResultType]::ParameterName, 'Add a value that is not there yet')
            [CompletionResult]::new('--unset', '--unset', [CompletionResultType]::ParameterName, 'Take a value away, with its key; order: --unset, --add, --set-json, --set')
            [CompletionResult]::new('--secret', '--secret', [CompletionResultType]::ParameterName, 'The webhook secret itself; it shows in `ps` and in the shell''s history, so better use a file or the environment')
            [CompletionResult]::new('--secret-file', '--secret-file', [CompletionResultType]::ParameterName, 'A file that holds the webhook secret, `-` for standard input; one newline at its end is removed')
            [CompletionResult]::new('--bot', '--bot', [CompletionResultType]::ParameterName, 'The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE')
            [CompletionResult]::new('--kakao-account', '--kakao-account', [CompletionResultType]::ParameterName, 'The account of the settings whose keys are meant, where there are several')
            [CompletionResult]::new('--skill-header', '--skill-header', [CompletionResultType]::ParameterName, 'The header that Kakao''s console sends with each skill call, by your own choice; Kakao signs none [default: the account''s `skillHeader` with its `skillSecret`]')
            [CompletionResult]::new('--skill-secret-file', '--skill-secret-file', [CompletionResultType]::ParameterName, 'A file that holds what must stand in that header')
            [CompletionResult]::new('--kakao-admin-key-file', '--kakao-admin-key-file', [CompletionResultType]::ParameterName, 'A file that holds the app''s primary admin key, for Share webhooks [default: the account''s `primaryAdminKey`, or KAKAO_PRIMARY_ADMIN_KEY]')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Deliver the bytes of a file as one payload, even if they look like an exchange, a list of exchanges or a HAR')
            [CompletionResult]::new('--expect-same', '--expect-same', [CompletionResultType]::ParameterName, 'The answers that were recorded with what is delivered: status, content type and body, JSON by what it says; what has no recorded answer makes the exit code 3')
            [CompletionResult]::new('--fail-fast', '--fail-fast', [CompletionResultType]::ParameterName, 'End with the first delivery that is not as expected')
            [CompletionResult]::new('--keep-signature', '--keep-signature', [CompletionResultType]::ParameterName, 'Send the signature that was given, and ids and times as they are')
            [CompletionResult]::new('--why', '--why', [CompletionResultType]::ParameterName, 'Ask the bot which signature it takes where it refuses one: it is sent events of the type `momo.probe`, each signed as a known mistake computes it')
            [CompletionResult]::new('--failed', '--failed', [CompletionResultType]::ParameterName, 'Deliver the events whose newest delivery failed, as the filter `is:failed` has it')
            [CompletionResult]::new('--keep-ids', '--keep-ids', [CompletionResultType]::ParameterName, 'Leave ids and times as they are')
            break
        }
        'momo;webhook;check' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('--protocol', '--protocol', [CompletionResultType]::ParameterName, 'Whose requests are sent [default: momotalk]')
            [CompletionResult]::new('--only', '--only', [CompletionResultType]::ParameterName, 'Only these checks: an id, a family, or a pattern such as ''*.empty*''; several with commas, or repeated')
            [CompletionResult]::new('--skip', '--skip', [CompletionResultType]::ParameterName, 'Not these checks')
            [CompletionResult]::new('--refusal', '--refusal', [CompletionResultType]::ParameterName, 'The statuses that count as refused')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long the bot may take for an answer [default: 3s; for a skill the 5s that Kakao gives]')
            [CompletionResult]::new('--say', '--say', [CompletionResultType]::ParameterName, 'What the user says, so that the bot replies')
            [CompletionResult]::new('--api-port', '--api-port', [CompletionResultType]::ParameterName, 'Start a stand-in for the message API on this port and see the replies of a bot that was started with its address in MOMOTALK_API_BASE; for a skill the port of its callback URLs')
            [CompletionResult]::new('--effects', '--effects', [CompletionResultType]::ParameterName, 'A command or a URL that gives the number of effects so far, such as rows in a table')
            [CompletionResult]::new('--ready-timeout', '--ready-timeout', [CompletionResultType]::ParameterName, 'How long COMMAND has until it takes connections')
            [CompletionResult]::new('--baseline', '--baseline', [CompletionResultType]::ParameterName, 'A file of failures that are known, each with a reason and the last day on which it is; they do not count')
            [CompletionResult]::new('--report', '--report', [CompletionResultType]::ParameterName, 'Write how it went into a file: `html` is one page, `junit` is XML for CI servers, `json` is for programs, `markdown` is an implementation report for the bot''s README; several with commas, or repeated')
            [CompletionResult]::new('--old-secret-file', '--old-secret-file', [CompletionResultType]::ParameterName, 'A file that holds the secret that was replaced: the check says whether events that it signed are still taken')
            [CompletionResult]::new('--secret', '--secret', [CompletionResultType]::ParameterName, 'The webhook secret itself; it shows in `ps` and in the shell''s history, so better use a file or the environment')
            [CompletionResult]::new('--secret-file', '--secret-file', [CompletionResultType]::ParameterName, 'A file that holds the webhook secret, `-` for standard input; one newline at its end is removed')
            [CompletionResult]::new('--bot', '--bot', [CompletionResultType]::ParameterName, 'The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE')
            [CompletionResult]::new('--kakao-account', '--kakao-account', [CompletionResultType]::ParameterName, 'The account of the settings whose keys are meant, where there are several')
            [CompletionResult]::new('--skill-header', '--skill-header', [CompletionResultType]::ParameterName, 'The header that Kakao''s console sends with each skill call, by your own choice; Kakao signs none [default: the account''s `skillHeader` with its `skillSecret`]')
            [CompletionResult]::new('--skill-secret-file', '--skill-secret-file', [CompletionResultType]::ParameterName, 'A file that holds what must stand in that header')
            [CompletionResult]::new('--kakao-admin-key-file', '--kakao-admin-key-file', [CompletionResultType]::ParameterName, 'A file that holds the app''s primary admin key, for Share webhooks [default: the account''s `primaryAdminKey`, or KAKAO_PRIMARY_ADMIN_KEY]')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--list', '--list', [CompletionResultType]::ParameterName, 'List the checks, and send nothing')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Check a bot that is not on this machine: it gets all the requests, and really replies to those that are valid')
            [CompletionResult]::new('--baseline-update', '--baseline-update', [CompletionResultType]::ParameterName, 'Write the failures of this run into the file of --baseline, and take out what is mended')
            break
        }
        'momo;webhook;listen' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'The port; 0 takes any free one')
            [CompletionResult]::new('--path', '--path', [CompletionResultType]::ParameterName, 'Take only this path, and answer 404 to others [default: any path]')
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'The address to listen on; other machines reach it only if this is not a loopback address')
            [CompletionResult]::new('--forward-to', '--forward-to', [CompletionResultType]::ParameterName, 'Hand events on, and answer what is answered there: `3000`, `3000/hook`, or with types before it: `talk.*=3000`; all that match get it, the first answers')
            [CompletionResult]::new('--types', '--types', [CompletionResultType]::ParameterName, 'Keep, show and hand on only these types of events: `talk.*,kakao.share`; others are answered 200 and forgotten')
            [CompletionResult]::new('--ready-file', '--ready-file', [CompletionResultType]::ParameterName, 'Write the URL to this file once it listens, with --tunnel the public one; the file goes with the receiver or its tunnel')
            [CompletionResult]::new('--page-port', '--page-port', [CompletionResultType]::ParameterName, 'The port of the page, which is on 127.0.0.1 whatever --host says [default: any free one]')
            [CompletionResult]::new('--tunnel', '--tunnel', [CompletionResultType]::ParameterName, 'Give it a public URL, by a program that is installed and ends with momo: `cloudflared` (a quick tunnel), `ngrok`, or `ssh USER@HOST` with ssh''s options (that server''s port, by plain HTTP, where its GatewayPorts allows it). Any other command runs without a shell, with the port for `{port}`; the first URL without a path that it prints is taken. ssh is tested against OpenSSH, the others against what their documentation shows')
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'Answer with this status; beside --fail-next or --fail-rate only what fails [default: 200, failures 500]')
            [CompletionResult]::new('--answer', '--answer', [CompletionResultType]::ParameterName, 'Answer with what this file holds, `-` for standard input')
            [CompletionResult]::new('--content-type', '--content-type', [CompletionResultType]::ParameterName, 'What kind of file that is [default: by its extension]')
            [CompletionResult]::new('--delay', '--delay', [CompletionResultType]::ParameterName, 'Wait before each answer')
            [CompletionResult]::new('--fail-next', '--fail-next', [CompletionResultType]::ParameterName, 'Fail the next N events, and no more')
            [CompletionResult]::new('--fail-rate', '--fail-rate', [CompletionResultType]::ParameterName, 'Fail this part of the events, by chance: `0.2` or `20%`')
            [CompletionResult]::new('--seed', '--seed', [CompletionResultType]::ParameterName, 'What chance begins with: the same seed fails the same events again [default: another one each time]')
            [CompletionResult]::new('--kakao-account', '--kakao-account', [CompletionResultType]::ParameterName, 'The account of the settings whose keys are meant, where there are several')
            [CompletionResult]::new('--skill-header', '--skill-header', [CompletionResultType]::ParameterName, 'The header that Kakao''s console sends with each skill call, by your own choice; Kakao signs none [default: the account''s `skillHeader` with its `skillSecret`]')
            [CompletionResult]::new('--skill-secret-file', '--skill-secret-file', [CompletionResultType]::ParameterName, 'A file that holds what must stand in that header')
            [CompletionResult]::new('--kakao-admin-key-file', '--kakao-admin-key-file', [CompletionResultType]::ParameterName, 'A file that holds the app''s primary admin key, for Share webhooks [default: the account''s `primaryAdminKey`, or KAKAO_PRIMARY_ADMIN_KEY]')
            [CompletionResult]::new('--keep', '--keep', [CompletionResultType]::ParameterName, 'How much of the history stays: a size of its file (`500MB`), a number of exchanges (`10000`), an age (`7d`) or `all`; may be given for each. The oldest refused requests go first, then the oldest; what is starred stays [default: 2GB]')
            [CompletionResult]::new('--max-body', '--max-body', [CompletionResultType]::ParameterName, 'The largest body that is taken; more is answered 413')
            [CompletionResult]::new('--max-head', '--max-head', [CompletionResultType]::ParameterName, 'The largest request line with all its headers; more is answered 431')
            [CompletionResult]::new('--max-headers', '--max-headers', [CompletionResultType]::ParameterName, 'How many headers a request may have; more is answered 431')
            [CompletionResult]::new('--max-connections', '--max-connections', [CompletionResultType]::ParameterName, 'How many connections may be open at once; the one that has waited longest makes room, else 503')
            [CompletionResult]::new('--head-time', '--head-time', [CompletionResultType]::ParameterName, 'How long a request''s head may take to come; then 408')
            [CompletionResult]::new('--body-time', '--body-time', [CompletionResultType]::ParameterName, 'How long a request''s body may take to come; then 408')
            [CompletionResult]::new('--idle-time', '--idle-time', [CompletionResultType]::ParameterName, 'How long a connection may be silent between two requests; then it is closed')
            [CompletionResult]::new('--secret', '--secret', [CompletionResultType]::ParameterName, 'The webhook secret itself; it shows in `ps` and in the shell''s history, so better use a file or the environment')
            [CompletionResult]::new('--secret-file', '--secret-file', [CompletionResultType]::ParameterName, 'A file that holds the webhook secret, `-` for standard input; one newline at its end is removed')
            [CompletionResult]::new('--bot', '--bot', [CompletionResultType]::ParameterName, 'The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--allow-unsigned', '--allow-unsigned', [CompletionResultType]::ParameterName, 'Take events without a valid signature too')
            [CompletionResult]::new('--echo', '--echo', [CompletionResultType]::ParameterName, 'Answer text messages through the message API, as the example bot of MoMoTalk''s guide does')
            [CompletionResult]::new('--show-body', '--show-body', [CompletionResultType]::ParameterName, 'Print each body below its line')
            [CompletionResult]::new('--no-page', '--no-page', [CompletionResultType]::ParameterName, 'Leave the page out')
            break
        }
        'momo;webhook;history' {
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'At most so many')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'At most so many')
            [CompletionResult]::new('--before', '--before', [CompletionResultType]::ParameterName, 'Only those older than this exchange')
            [CompletionResult]::new('--filter', '--filter', [CompletionResultType]::ParameterName, 'Only those that fit, for example ''type:talk.* status:>=400''; `momo webhook history list --help` shows the language')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Only what started then or later: `30s`, `2h`, `7d` ago, `10:00`, `2026-11-21T10:00`')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'Only what started before')
            [CompletionResult]::new('--bot', '--bot', [CompletionResultType]::ParameterName, 'Only those for or from this bot')
            [CompletionResult]::new('--type', '--type', [CompletionResultType]::ParameterName, 'Only events of this type, for example `talk.message_created` or ''talk.*''')
            [CompletionResult]::new('--event', '--event', [CompletionResultType]::ParameterName, 'Only the attempts to deliver this event')
            [CompletionResult]::new('--direction', '--direction', [CompletionResultType]::ParameterName, 'Only what momo `sent`, or only what it `received`')
            [CompletionResult]::new('--kind', '--kind', [CompletionResultType]::ParameterName, 'Only an `event`, or only a call of the message `api`')
            [CompletionResult]::new('--verdict', '--verdict', [CompletionResultType]::ParameterName, 'Only those with this verdict on their signature: `valid`, `invalid`, `missing`, `unchecked`')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'All there are')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Go on with what other momos add, the newest last, until Ctrl-C')
            [CompletionResult]::new('--follow', '--follow', [CompletionResultType]::ParameterName, 'Go on with what other momos add, the newest last, until Ctrl-C')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List exchanges, newest first')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show an exchange in full')
            [CompletionResult]::new('star', 'star', [CompletionResultType]::ParameterValue, 'Mark exchanges, to find them again with `starred:yes`')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write exchanges for other programs, oldest first')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Take exchanges from NDJSON or a HAR: all of them, or none')
            [CompletionResult]::new('clear', 'clear', [CompletionResultType]::ParameterValue, 'Delete the history, or a part of it')
            [CompletionResult]::new('prune', 'prune', [CompletionResultType]::ParameterValue, 'Delete the oldest of the history: by age, by count or by size')
            break
        }
        'momo;webhook;history;list' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'At most so many')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'At most so many')
            [CompletionResult]::new('--before', '--before', [CompletionResultType]::ParameterName, 'Only those older than this exchange')
            [CompletionResult]::new('--filter', '--filter', [CompletionResultType]::ParameterName, 'Only those that fit, for example ''type:talk.* status:>=400''; `momo webhook history list --help` shows the language')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Only what started then or later: `30s`, `2h`, `7d` ago, `10:00`, `2026-11-21T10:00`')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'Only what started before')
            [CompletionResult]::new('--bot', '--bot', [CompletionResultType]::ParameterName, 'Only those for or from this bot')
            [CompletionResult]::new('--type', '--type', [CompletionResultType]::ParameterName, 'Only events of this type, for example `talk.message_created` or ''talk.*''')
            [CompletionResult]::new('--event', '--event', [CompletionResultType]::ParameterName, 'Only the attempts to deliver this event')
            [CompletionResult]::new('--direction', '--direction', [CompletionResultType]::ParameterName, 'Only what momo `sent`, or only what it `received`')
            [CompletionResult]::new('--kind', '--kind', [CompletionResultType]::ParameterName, 'Only an `event`, or only a call of the message `api`')
            [CompletionResult]::new('--verdict', '--verdict', [CompletionResultType]::ParameterName, 'Only those with this verdict on their signature: `valid`, `invalid`, `missing`, `unchecked`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'All there are')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Go on with what other momos add, the newest last, until Ctrl-C')
            [CompletionResult]::new('--follow', '--follow', [CompletionResultType]::ParameterName, 'Go on with what other momos add, the newest last, until Ctrl-C')
            break
        }
        'momo;webhook;history;show' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('--as', '--as', [CompletionResultType]::ParameterName, 'What is written [default: text]')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            break
        }
        'momo;webhook;history;star' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--remove', '--remove', [CompletionResultType]::ParameterName, 'Take the mark away')
            break
        }
        'momo;webhook;history;export' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('--as', '--as', [CompletionResultType]::ParameterName, 'What is written [default: by the ending of FILE, else ndjson]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where to, `-` for standard output; the file appears whole or not at all [default: -]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where to, `-` for standard output; the file appears whole or not at all [default: -]')
            [CompletionResult]::new('--redact-key-file', '--redact-key-file', [CompletionResultType]::ParameterName, 'Make the pseudonyms with this file''s bytes, the same in every export; implies --redact [default: a new key for each export]')
            [CompletionResult]::new('--filter', '--filter', [CompletionResultType]::ParameterName, 'Only those that fit, for example ''type:talk.* status:>=400''; `momo webhook history list --help` shows the language')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Only what started then or later: `30s`, `2h`, `7d` ago, `10:00`, `2026-11-21T10:00`')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'Only what started before')
            [CompletionResult]::new('--bot', '--bot', [CompletionResultType]::ParameterName, 'Only those for or from this bot')
            [CompletionResult]::new('--type', '--type', [CompletionResultType]::ParameterName, 'Only events of this type, for example `talk.message_created` or ''talk.*''')
            [CompletionResult]::new('--event', '--event', [CompletionResultType]::ParameterName, 'Only the attempts to deliver this event')
            [CompletionResult]::new('--direction', '--direction', [CompletionResultType]::ParameterName, 'Only what momo `sent`, or only what it `received`')
            [CompletionResult]::new('--kind', '--kind', [CompletionResultType]::ParameterName, 'Only an `event`, or only a call of the message `api`')
            [CompletionResult]::new('--verdict', '--verdict', [CompletionResultType]::ParameterName, 'Only those with this verdict on their signature: `valid`, `invalid`, `missing`, `unchecked`')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--redact', '--redact', [CompletionResultType]::ParameterName, 'Leave out secrets and texts, give names, addresses and the ids of users, rooms and messages pseudonyms: for others to see; the ids of events, bots and exchanges stay')
            break
        }
        'momo;webhook;history;import' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            break
        }
        'momo;webhook;history;clear' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('--filter', '--filter', [CompletionResultType]::ParameterName, 'Only those that fit, for example ''type:talk.* status:>=400''; `momo webhook history list --help` shows the language')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Only what started then or later: `30s`, `2h`, `7d` ago, `10:00`, `2026-11-21T10:00`')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'Only what started before')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask')
            break
        }
        'momo;webhook;history;prune' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('--older-than', '--older-than', [CompletionResultType]::ParameterName, 'What started longer ago goes, for example `7d`; or before a time, for example `2026-11-21`')
            [CompletionResult]::new('--keep', '--keep', [CompletionResultType]::ParameterName, 'All but the newest N go')
            [CompletionResult]::new('--max-size', '--max-size', [CompletionResultType]::ParameterName, 'The oldest go until the file has at most this size, for example `100MB`')
            [CompletionResult]::new('--filter', '--filter', [CompletionResultType]::ParameterName, 'Only those that fit, for example ''type:talk.* status:>=400''; `momo webhook history list --help` shows the language')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Only what started then or later: `30s`, `2h`, `7d` ago, `10:00`, `2026-11-21T10:00`')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'Only what started before')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask')
            break
        }
        'momo;check' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('--protocol', '--protocol', [CompletionResultType]::ParameterName, 'Whose requests are sent [default: momotalk]')
            [CompletionResult]::new('--only', '--only', [CompletionResultType]::ParameterName, 'Only these checks: an id, a family, or a pattern such as ''*.empty*''; several with commas, or repeated')
            [CompletionResult]::new('--skip', '--skip', [CompletionResultType]::ParameterName, 'Not these checks')
            [CompletionResult]::new('--refusal', '--refusal', [CompletionResultType]::ParameterName, 'The statuses that count as refused')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long the bot may take for an answer [default: 3s; for a skill the 5s that Kakao gives]')
            [CompletionResult]::new('--say', '--say', [CompletionResultType]::ParameterName, 'What the user says, so that the bot replies')
            [CompletionResult]::new('--api-port', '--api-port', [CompletionResultType]::ParameterName, 'Start a stand-in for the message API on this port and see the replies of a bot that was started with its address in MOMOTALK_API_BASE; for a skill the port of its callback URLs')
            [CompletionResult]::new('--effects', '--effects', [CompletionResultType]::ParameterName, 'A command or a URL that gives the number of effects so far, such as rows in a table')
            [CompletionResult]::new('--ready-timeout', '--ready-timeout', [CompletionResultType]::ParameterName, 'How long COMMAND has until it takes connections')
            [CompletionResult]::new('--baseline', '--baseline', [CompletionResultType]::ParameterName, 'A file of failures that are known, each with a reason and the last day on which it is; they do not count')
            [CompletionResult]::new('--report', '--report', [CompletionResultType]::ParameterName, 'Write how it went into a file: `html` is one page, `junit` is XML for CI servers, `json` is for programs, `markdown` is an implementation report for the bot''s README; several with commas, or repeated')
            [CompletionResult]::new('--old-secret-file', '--old-secret-file', [CompletionResultType]::ParameterName, 'A file that holds the secret that was replaced: the check says whether events that it signed are still taken')
            [CompletionResult]::new('--secret', '--secret', [CompletionResultType]::ParameterName, 'The webhook secret itself; it shows in `ps` and in the shell''s history, so better use a file or the environment')
            [CompletionResult]::new('--secret-file', '--secret-file', [CompletionResultType]::ParameterName, 'A file that holds the webhook secret, `-` for standard input; one newline at its end is removed')
            [CompletionResult]::new('--bot', '--bot', [CompletionResultType]::ParameterName, 'The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE')
            [CompletionResult]::new('--kakao-account', '--kakao-account', [CompletionResultType]::ParameterName, 'The account of the settings whose keys are meant, where there are several')
            [CompletionResult]::new('--skill-header', '--skill-header', [CompletionResultType]::ParameterName, 'The header that Kakao''s console sends with each skill call, by your own choice; Kakao signs none [default: the account''s `skillHeader` with its `skillSecret`]')
            [CompletionResult]::new('--skill-secret-file', '--skill-secret-file', [CompletionResultType]::ParameterName, 'A file that holds what must stand in that header')
            [CompletionResult]::new('--kakao-admin-key-file', '--kakao-admin-key-file', [CompletionResultType]::ParameterName, 'A file that holds the app''s primary admin key, for Share webhooks [default: the account''s `primaryAdminKey`, or KAKAO_PRIMARY_ADMIN_KEY]')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--list', '--list', [CompletionResultType]::ParameterName, 'List the checks, and send nothing')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Check a bot that is not on this machine: it gets all the requests, and really replies to those that are valid')
            [CompletionResult]::new('--baseline-update', '--baseline-update', [CompletionResultType]::ParameterName, 'Write the failures of this run into the file of --baseline, and take out what is mended')
            break
        }
        'momo;chat' {
            [CompletionResult]::new('--room', '--room', [CompletionResultType]::ParameterName, 'The room''s number; may be left out where there is only one, or `room` in momo.json names it')
            [CompletionResult]::new('--as', '--as', [CompletionResultType]::ParameterName, 'Who speaks; somebody new is made at once [default: the platform''s first user]')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'How long an answer may take before the next line of a pipe is said')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE')
            [CompletionResult]::new('--as-role', '--as-role', [CompletionResultType]::ParameterName, 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('--no-probe', '--no-probe', [CompletionResultType]::ParameterName, 'Do not ask a bot which signature it takes where it refuses one (it is sent events of the type `momo.probe`)')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('test', 'test', [CompletionResultType]::ParameterValue, 'Play conversations against a bot, through its real, signed webhook')
            [CompletionResult]::new('record', 'record', [CompletionResultType]::ParameterValue, 'Write a conversation file of what was said')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Check conversation files without running them')
            [CompletionResult]::new('fmt', 'fmt', [CompletionResultType]::ParameterValue, 'Format conversation files')
            break
        }
        'momo;chat;test' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'Where the bot that runs already takes its events; it calls the local platform of this home folder')
            [CompletionResult]::new('--bot', '--bot', [CompletionResultType]::ParameterName, 'The bot that runs already, by its id or its name; or NAME=COMMAND, again for each bot: its name and its program')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE')
            [CompletionResult]::new('--callback', '--callback', [CompletionResultType]::ParameterName, 'Where the program takes its events; without it the bot gets a free port in PORT. Beside --bot NAME=COMMAND it is NAME=TARGET')
            [CompletionResult]::new('--protocol', '--protocol', [CompletionResultType]::ParameterName, 'Whom users talk to: bots of MoMoTalk, or one Kakao skill, in Kakao rooms of the local platform')
            [CompletionResult]::new('--kakao-account', '--kakao-account', [CompletionResultType]::ParameterName, 'The account of the settings whose keys are meant, where there are several')
            [CompletionResult]::new('--skill-header', '--skill-header', [CompletionResultType]::ParameterName, 'The header that Kakao''s console sends with each skill call, by your own choice; Kakao signs none [default: the account''s `skillHeader` with its `skillSecret`]')
            [CompletionResult]::new('--skill-secret-file', '--skill-secret-file', [CompletionResultType]::ParameterName, 'A file that holds what must stand in that header')
            [CompletionResult]::new('--ready-timeout', '--ready-timeout', [CompletionResultType]::ParameterName, 'How long the program has until it takes connections')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'The port of the platform, beside --to [default: 8700]')
            [CompletionResult]::new('--retry-base', '--retry-base', [CompletionResultType]::ParameterName, 'The pause before a failed delivery is tried again; it doubles each time (momo''s own choice)')
            [CompletionResult]::new('--filter', '--filter', [CompletionResultType]::ParameterName, 'Only conversations whose title holds this text; again for others')
            [CompletionResult]::new('--tag', '--tag', [CompletionResultType]::ParameterName, 'Only conversations with this tag; `!TAG` leaves those with it out; again for others')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'Play up to this line of each file, and look at nothing behind it')
            [CompletionResult]::new('--within', '--within', [CompletionResultType]::ParameterName, 'How long a line waits that names no time [default: 5s; for a skill 6s, as Kakao gives it five]')
            [CompletionResult]::new('--parallel', '--parallel', [CompletionResultType]::ParameterName, 'So many conversations at once')
            [CompletionResult]::new('--repeat', '--repeat', [CompletionResultType]::ParameterName, 'Play each so often: one that passes and fails is flaky')
            [CompletionResult]::new('--seed', '--seed', [CompletionResultType]::ParameterName, 'What the order begins with: the same seed gives the same order')
            [CompletionResult]::new('--report', '--report', [CompletionResultType]::ParameterName, 'Write how it went into a file: `html` is one page that opens anywhere, `junit` is XML for CI servers, `json` is for programs; several with commas, or repeated')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--with-callback', '--with-callback', [CompletionResultType]::ParameterName, 'The skill''s block has the callback option: calls name a URL at which the skill may answer later, once, within a minute')
            [CompletionResult]::new('--show-output', '--show-output', [CompletionResultType]::ParameterName, 'Show what the program prints')
            [CompletionResult]::new('--allow-flaky', '--allow-flaky', [CompletionResultType]::ParameterName, 'Let flaky conversations pass')
            [CompletionResult]::new('--shuffle', '--shuffle', [CompletionResultType]::ParameterName, 'Play them in another order each time')
            [CompletionResult]::new('--fail-fast', '--fail-fast', [CompletionResultType]::ParameterName, 'Begin none after one has failed')
            [CompletionResult]::new('--update', '--update', [CompletionResultType]::ParameterName, 'Write what the bot said into the exact lines that failed; patterns and comments stay')
            [CompletionResult]::new('--watch', '--watch', [CompletionResultType]::ParameterName, 'Play them again whenever a file changes, until Ctrl-C; the bot goes on')
            break
        }
        'momo;chat;record' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('--filter', '--filter', [CompletionResultType]::ParameterName, 'Out of the history instead of a room: the messages of the exchanges that fit, a conversation for each room; `momo webhook history list --help` shows the language')
            [CompletionResult]::new('--room', '--room', [CompletionResultType]::ParameterName, 'The room''s number; may be left out where there is only one, or `room` in momo.json names it')
            [CompletionResult]::new('--after', '--after', [CompletionResultType]::ParameterName, 'Only what came after this message')
            [CompletionResult]::new('--title', '--title', [CompletionResultType]::ParameterName, 'The title of the conversation [default: what the first user says]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The file; one that is there stays as it is')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'The file; one that is there stays as it is')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE')
            [CompletionResult]::new('--as-role', '--as-role', [CompletionResultType]::ParameterName, 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            break
        }
        'momo;chat;check' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            break
        }
        'momo;chat;fmt' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--check', '--check', [CompletionResultType]::ParameterName, 'Write nothing: name the files that would change, and exit with 1 where there is one')
            break
        }
        'momo;kakao' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('setup', 'setup', [CompletionResultType]::ParameterValue, 'Set up a Kakao account, step by step, by flags, or from Moltbot''s settings')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show what a Kakao account has, from where, and what works')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Run a skill server: an agent answers, within Kakao''s five seconds')
            [CompletionResult]::new('say', 'say', [CompletionResultType]::ParameterValue, 'Speak to a skill as KakaoTalk does, and see what a user would see')
            [CompletionResult]::new('lint', 'lint', [CompletionResultType]::ParameterValue, 'Check a skill''s answer against every limit that Kakao documents')
            [CompletionResult]::new('send', 'send', [CompletionResultType]::ParameterValue, 'Send a message to a phone number by Friend Talk or Brand Message')
            [CompletionResult]::new('result', 'result', [CompletionResultType]::ParameterValue, 'Say what became of a message: arrived, failed and why, or not known yet')
            [CompletionResult]::new('cancel', 'cancel', [CompletionResultType]::ParameterValue, 'Cancel a message that is reserved for later (`send --at`)')
            break
        }
        'momo;kakao;setup' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The Kakao account, where the settings know several')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A file with `channels.kakao` that counts before momo.json and config.json; Moltbot''s own works as it is')
            [CompletionResult]::new('--import', '--import', [CompletionResultType]::ParameterName, 'Take over Moltbot''s settings of KakaoTalk, of all its accounts, from this file, which stays as it is')
            [CompletionResult]::new('--agent', '--agent', [CompletionResultType]::ParameterName, 'Who thinks of the answers: `echo`, a URL or port, or a command line')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'What you call the account')
            [CompletionResult]::new('--app-key', '--app-key', [CompletionResultType]::ParameterName, 'The app''s JavaScript key')
            [CompletionResult]::new('--rest-api-key-file', '--rest-api-key-file', [CompletionResultType]::ParameterName, 'A file with the app''s REST API key (KAKAO_ADMIN_KEY of older guides); `-` is standard input')
            [CompletionResult]::new('--primary-admin-key-file', '--primary-admin-key-file', [CompletionResultType]::ParameterName, 'A file with the app''s primary admin key, for Share webhooks')
            [CompletionResult]::new('--client-secret-file', '--client-secret-file', [CompletionResultType]::ParameterName, 'A file with the app''s client secret')
            [CompletionResult]::new('--channel-id', '--channel-id', [CompletionResultType]::ParameterName, 'The channel''s id')
            [CompletionResult]::new('--sender-key-file', '--sender-key-file', [CompletionResultType]::ParameterName, 'A file with the sender key of NHN Cloud, 40 characters')
            [CompletionResult]::new('--nhn-app-key-file', '--nhn-app-key-file', [CompletionResultType]::ParameterName, 'A file with the app key of NHN Cloud')
            [CompletionResult]::new('--nhn-secret-key-file', '--nhn-secret-key-file', [CompletionResultType]::ParameterName, 'A file with the secret key of NHN Cloud')
            [CompletionResult]::new('--nhn-host', '--nhn-host', [CompletionResultType]::ParameterName, 'Where NHN Cloud answers, where it is not the usual place')
            [CompletionResult]::new('--compatibility-ends', '--compatibility-ends', [CompletionResultType]::ParameterName, 'The last day of Friend Talk''s compatibility mode')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'The skill server''s port')
            [CompletionResult]::new('--path', '--path', [CompletionResultType]::ParameterName, 'The skill server''s path')
            [CompletionResult]::new('--skill-url', '--skill-url', [CompletionResultType]::ParameterName, 'Where KakaoTalk reaches the skill server')
            [CompletionResult]::new('--skill-header', '--skill-header', [CompletionResultType]::ParameterName, 'The header that you gave the skill in Kakao''s console')
            [CompletionResult]::new('--skill-secret-file', '--skill-secret-file', [CompletionResultType]::ParameterName, 'A file with the value of that header')
            [CompletionResult]::new('--dm-policy', '--dm-policy', [CompletionResultType]::ParameterName, 'Who is answered: open, allowlist or disabled')
            [CompletionResult]::new('--allow-from', '--allow-from', [CompletionResultType]::ParameterName, 'A user id that `allowlist` answers; repeatable, or with commas')
            [CompletionResult]::new('--text-chunk-limit', '--text-chunk-limit', [CompletionResultType]::ParameterName, 'How many characters one bubble has at most')
            [CompletionResult]::new('--timeout-seconds', '--timeout-seconds', [CompletionResultType]::ParameterName, 'How many seconds an agent may take')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Write without asking anything')
            break
        }
        'momo;kakao;status' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The Kakao account, where the settings know several')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A file with `channels.kakao` that counts before momo.json and config.json; Moltbot''s own works as it is')
            [CompletionResult]::new('--kakao-host', '--kakao-host', [CompletionResultType]::ParameterName, 'Where to look whether Kakao''s API answers')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask nobody outside this machine')
            break
        }
        'momo;kakao;serve' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'The port; 0 takes any free one [default: the account''s `webhookPort`, else 8788]')
            [CompletionResult]::new('--path', '--path', [CompletionResultType]::ParameterName, 'The path of the skill [default: the account''s `webhookPath`, else /kakao/webhook]')
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'The address to listen on; other machines reach it only if this is not a loopback address')
            [CompletionResult]::new('--agent', '--agent', [CompletionResultType]::ParameterName, 'Who answers: `echo`; a URL or `3000/skill`, which gets the skill''s request as it came; or a command line, run without a shell once a call: it gets the request as one line of JSON on standard input, which then ends, and all that it prints is the answer. Text, {"text": ...} or a SkillResponse. It has the account''s `timeoutSeconds`, 30 s where nothing is said; where its answer goes to a callback URL, which is good for a minute, at most 55 s [default: by `routing.bindings`, else echo]')
            [CompletionResult]::new('--budget', '--budget', [CompletionResultType]::ParameterName, 'After what time Kakao is answered in any case; it waits five seconds')
            [CompletionResult]::new('--callback-host', '--callback-host', [CompletionResultType]::ParameterName, 'Post late answers to this host or network too, by http as well; without it only to Kakao''s')
            [CompletionResult]::new('--ready-file', '--ready-file', [CompletionResultType]::ParameterName, 'Write the URL to this file once it listens, with --tunnel the public one; the file goes with the server or its tunnel')
            [CompletionResult]::new('--tunnel', '--tunnel', [CompletionResultType]::ParameterName, 'Give it a public URL, by a program that is installed and ends with momo: `cloudflared` (a quick tunnel), `ngrok`, or `ssh USER@HOST` with ssh''s options (that server''s port, by plain HTTP, where its GatewayPorts allows it). Any other command runs without a shell, with the port for `{port}`; the first URL without a path that it prints is taken. ssh is tested against OpenSSH, the others against what their documentation shows')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The Kakao account, where the settings know several')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A file with `channels.kakao` that counts before momo.json and config.json; Moltbot''s own works as it is')
            [CompletionResult]::new('--keep', '--keep', [CompletionResultType]::ParameterName, 'How much of the history stays: a size of its file (`500MB`), a number of exchanges (`10000`), an age (`7d`) or `all`; may be given for each. The oldest refused requests go first, then the oldest; what is starred stays [default: 2GB]')
            [CompletionResult]::new('--max-body', '--max-body', [CompletionResultType]::ParameterName, 'The largest body that is taken; more is answered 413')
            [CompletionResult]::new('--max-head', '--max-head', [CompletionResultType]::ParameterName, 'The largest request line with all its headers; more is answered 431')
            [CompletionResult]::new('--max-headers', '--max-headers', [CompletionResultType]::ParameterName, 'How many headers a request may have; more is answered 431')
            [CompletionResult]::new('--max-connections', '--max-connections', [CompletionResultType]::ParameterName, 'How many connections may be open at once; the one that has waited longest makes room, else 503')
            [CompletionResult]::new('--head-time', '--head-time', [CompletionResultType]::ParameterName, 'How long a request''s head may take to come; then 408')
            [CompletionResult]::new('--body-time', '--body-time', [CompletionResultType]::ParameterName, 'How long a request''s body may take to come; then 408')
            [CompletionResult]::new('--idle-time', '--idle-time', [CompletionResultType]::ParameterName, 'How long a connection may be silent between two requests; then it is closed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--show-body', '--show-body', [CompletionResultType]::ParameterName, 'Print each body below its line')
            break
        }
        'momo;kakao;say' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('--skill', '--skill', [CompletionResultType]::ParameterName, 'The skill: a URL, `3000`, `3000/skill` [default: where the account''s `momo kakao serve` runs, else its port and path of the settings]')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'The skill: a URL, `3000`, `3000/skill` [default: where the account''s `momo kakao serve` runs, else its port and path of the settings]')
            [CompletionResult]::new('--tap', '--tap', [CompletionResultType]::ParameterName, 'Tap what has this number in the last answer, instead of saying something')
            [CompletionResult]::new('--variant', '--variant', [CompletionResultType]::ParameterName, 'Where the call seems to come from: KakaoTalk, or one of the tests in Kakao''s console')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'Who speaks; each name is another user, with contexts of its own')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'How long to wait for the callback; Kakao waits a minute')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The Kakao account, where the settings know several')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A file with `channels.kakao` that counts before momo.json and config.json; Moltbot''s own works as it is')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--callback', '--callback', [CompletionResultType]::ParameterName, 'The block has the callback option: the skill may answer later, once, within a minute. momo waits for it where the skill says so (`useCallback`), and ends with the first that Kakao would take: one after it finds nobody. A Kakao room of `momo dev` is there all the time, and refuses it as Kakao does: with the messages that Kakao documents, also for an answer with an error that `momo kakao lint` finds, and for the token of a console''s test (`--variant`). The HTTP status of a refusal is not documented; momo''s is 200')
            [CompletionResult]::new('--whole', '--whole', [CompletionResultType]::ParameterName, 'Show texts whole, which Kakao folds after 500 characters')
            [CompletionResult]::new('--forget', '--forget', [CompletionResultType]::ParameterName, 'Begin anew: forget contexts, the last block and what can be tapped, with the skill of --skill or else with all')
            break
        }
        'momo;kakao;lint' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Say no to warnings too')
            [CompletionResult]::new('--rules', '--rules', [CompletionResultType]::ParameterName, 'List the rules instead, each with who says so')
            break
        }
        'momo;kakao;send' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('--image', '--image', [CompletionResultType]::ParameterName, 'An image: a JPG or PNG file, which is uploaded first, or the URL that an upload gave')
            [CompletionResult]::new('--wide-image', '--wide-image', [CompletionResultType]::ParameterName, 'A wide one, 800 x 600, with at most 76 characters of text and two buttons')
            [CompletionResult]::new('--image-link', '--image-link', [CompletionResultType]::ParameterName, 'Where a tap on the image leads')
            [CompletionResult]::new('--button', '--button', [CompletionResultType]::ParameterName, 'A button: NAME=URL, BK:NAME, MD:NAME, AL:NAME=ANDROID|IOS|URL, BT:NAME=EVENT, BF:NAME=KEY; up to five')
            [CompletionResult]::new('--resend-sms', '--resend-sms', [CompletionResultType]::ParameterName, 'Where KakaoTalk cannot deliver it, send it as SMS: the same text, or this one')
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'When it is to go out, in Korean time: `2026-11-22 09:00`, or `09:00` today')
            [CompletionResult]::new('--idempotency-key', '--idempotency-key', [CompletionResultType]::ParameterName, 'Makes the same call within ten minutes fail instead of sending twice (Friend Talk only)')
            [CompletionResult]::new('--via', '--via', [CompletionResultType]::ParameterName, 'By Friend Talk or as a Brand Message [default: Friend Talk until `compatibilityEnds`, which is 2026-12-31]')
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'Where NHN Cloud answers [default: `nhnHost`, which is kakaotalk-bizmessage.api.nhncloudservice.com]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, '`local`: the local platform (momo dev) plays NHN Cloud, as it does where no keys are configured')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The Kakao account, where the settings know several')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A file with `channels.kakao` that counts before momo.json and config.json; Moltbot''s own works as it is')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--ad', '--ad', [CompletionResultType]::ParameterName, 'It is advertising: NHN Cloud''s default, said aloud; not delivered from 20:50 to 08:00 in Korea')
            [CompletionResult]::new('--no-ad', '--no-ad', [CompletionResultType]::ParameterName, 'It is no advertising (Friend Talk only)')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Print the request, with variables for the keys, and send nothing')
            break
        }
        'momo;kakao;result' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('--via', '--via', [CompletionResultType]::ParameterName, 'By Friend Talk or as a Brand Message [default: Friend Talk until `compatibilityEnds`, which is 2026-12-31]')
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'Where NHN Cloud answers [default: `nhnHost`, which is kakaotalk-bizmessage.api.nhncloudservice.com]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, '`local`: the local platform (momo dev) plays NHN Cloud, as it does where no keys are configured')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The Kakao account, where the settings know several')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A file with `channels.kakao` that counts before momo.json and config.json; Moltbot''s own works as it is')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            break
        }
        'momo;kakao;cancel' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('--via', '--via', [CompletionResultType]::ParameterName, 'By Friend Talk or as a Brand Message [default: Friend Talk until `compatibilityEnds`, which is 2026-12-31]')
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'Where NHN Cloud answers [default: `nhnHost`, which is kakaotalk-bizmessage.api.nhncloudservice.com]')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, '`local`: the local platform (momo dev) plays NHN Cloud, as it does where no keys are configured')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The Kakao account, where the settings know several')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'A file with `channels.kakao` that counts before momo.json and config.json; Moltbot''s own works as it is')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            break
        }
        'momo;completions' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the extension for `vscode` is written [default: ./momo-chat]')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            break
        }
        'momo;man' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--lang', '--lang', [CompletionResultType]::ParameterName, 'Language in which failures and findings are explained [default: the locale''s]')
            [CompletionResult]::new('--dir', '--dir', [CompletionResultType]::ParameterName, 'Write every page into this folder instead, for `man` to find')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            break
        }
        'momo;help' {
            [CompletionResult]::new('demo', 'demo', [CompletionResultType]::ParameterValue, 'See it all work: platform, bot, signed events, replies')
            [CompletionResult]::new('dev', 'dev', [CompletionResultType]::ParameterValue, 'Run the local platform until Ctrl-C')
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Run your bot beside the local platform, and exit with its status')
            [CompletionResult]::new('bot', 'bot', [CompletionResultType]::ParameterValue, 'Register bots, keep their credentials, manage them')
            [CompletionResult]::new('room', 'room', [CompletionResultType]::ParameterValue, 'The rooms of a local platform, and what is said in them')
            [CompletionResult]::new('message', 'message', [CompletionResultType]::ParameterValue, 'Post messages as the bot')
            [CompletionResult]::new('delivery', 'delivery', [CompletionResultType]::ParameterValue, 'Events on their way to bots of a local platform: list, retry, drop')
            [CompletionResult]::new('fault', 'fault', [CompletionResultType]::ParameterValue, 'Rehearse faults on a local platform, and move its clock')
            [CompletionResult]::new('sign', 'sign', [CompletionResultType]::ParameterValue, 'Print the signature of a payload')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Check a signature, and explain why it does not match')
            [CompletionResult]::new('webhook', 'webhook', [CompletionResultType]::ParameterValue, 'Make, deliver, receive and inspect signed events')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Prove that a bot is safe and robust, check by check')
            [CompletionResult]::new('chat', 'chat', [CompletionResultType]::ParameterValue, 'Talk with your bots in the terminal, and play conversations as tests')
            [CompletionResult]::new('kakao', 'kakao', [CompletionResultType]::ParameterValue, 'KakaoTalk: skills, messages, the Share webhook')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completion script for a shell, or write an editor''s extension for .chat files')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Show the manual page of a command')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'momo;help;demo' {
            break
        }
        'momo;help;dev' {
            break
        }
        'momo;help;run' {
            break
        }
        'momo;help;bot' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Register a bot and keep its credentials')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Keep the credentials of a bot that exists already')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the bots of the platform and those that are kept here')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show a bot: its settings, its state, and what is kept of it here')
            [CompletionResult]::new('update', 'update', [CompletionResultType]::ParameterValue, 'Change a bot''s name, callback URL or visibility')
            [CompletionResult]::new('rotate', 'rotate', [CompletionResultType]::ParameterValue, 'Replace a bot''s token, its webhook secret, or both')
            [CompletionResult]::new('test', 'test', [CompletionResultType]::ParameterValue, 'Have the platform send the bot one signed event, now')
            [CompletionResult]::new('review', 'review', [CompletionResultType]::ParameterValue, 'Approve or reject a bot that waits for review, as operator')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete a bot from its platform, and its credentials from here')
            [CompletionResult]::new('env', 'env', [CompletionResultType]::ParameterValue, 'Print a bot''s credentials as environment variables')
            break
        }
        'momo;help;bot;create' {
            break
        }
        'momo;help;bot;add' {
            break
        }
        'momo;help;bot;list' {
            break
        }
        'momo;help;bot;show' {
            break
        }
        'momo;help;bot;update' {
            break
        }
        'momo;help;bot;rotate' {
            break
        }
        'momo;help;bot;test' {
            break
        }
        'momo;help;bot;review' {
            break
        }
        'momo;help;bot;delete' {
            break
        }
        'momo;help;bot;env' {
            break
        }
        'momo;help;room' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the rooms and the bots in them')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Make a room')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show a room and the bots in it')
            [CompletionResult]::new('subscribe', 'subscribe', [CompletionResultType]::ParameterValue, 'Let a bot get the events of a room')
            [CompletionResult]::new('unsubscribe', 'unsubscribe', [CompletionResultType]::ParameterValue, 'Let a bot no longer get the events of a room')
            [CompletionResult]::new('say', 'say', [CompletionResultType]::ParameterValue, 'Say something in a room, as one of the people in it')
            [CompletionResult]::new('messages', 'messages', [CompletionResultType]::ParameterValue, 'Print what was said in a room, the newest at the end')
            break
        }
        'momo;help;room;list' {
            break
        }
        'momo;help;room;create' {
            break
        }
        'momo;help;room;show' {
            break
        }
        'momo;help;room;subscribe' {
            break
        }
        'momo;help;room;unsubscribe' {
            break
        }
        'momo;help;room;say' {
            break
        }
        'momo;help;room;messages' {
            break
        }
        'momo;help;message' {
            [CompletionResult]::new('send', 'send', [CompletionResultType]::ParameterValue, 'Post a message to a room as the bot')
            break
        }
        'momo;help;message;send' {
            break
        }
        'momo;help;delivery' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the events that wait, are held, failed or are set aside')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show what became of an event, and why')
            [CompletionResult]::new('retry', 'retry', [CompletionResultType]::ParameterValue, 'Try events again now, whatever they wait for')
            [CompletionResult]::new('drop', 'drop', [CompletionResultType]::ParameterValue, 'Give events up: the bot never gets them')
            break
        }
        'momo;help;delivery;list' {
            break
        }
        'momo;help;delivery;show' {
            break
        }
        'momo;help;delivery;retry' {
            break
        }
        'momo;help;delivery;drop' {
            break
        }
        'momo;help;fault' {
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Switch a fault on, until it has struck often enough or is cleared')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the faults, how much each has seen and how much it struck')
            [CompletionResult]::new('clear', 'clear', [CompletionResultType]::ParameterValue, 'Take one fault away, or all of them')
            [CompletionResult]::new('clock', 'clock', [CompletionResultType]::ParameterValue, 'Show the platform''s clock, or move it: a day of retries in a second')
            break
        }
        'momo;help;fault;set' {
            break
        }
        'momo;help;fault;list' {
            break
        }
        'momo;help;fault;clear' {
            break
        }
        'momo;help;fault;clock' {
            break
        }
        'momo;help;sign' {
            break
        }
        'momo;help;verify' {
            break
        }
        'momo;help;webhook' {
            [CompletionResult]::new('sample', 'sample', [CompletionResultType]::ParameterValue, 'List sample payloads, or print one ready to pipe')
            [CompletionResult]::new('replay', 'replay', [CompletionResultType]::ParameterValue, 'Sign payloads, deliver them, and say what came back')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Prove that a bot is safe and robust, check by check')
            [CompletionResult]::new('listen', 'listen', [CompletionResultType]::ParameterValue, 'Receive events: verify, keep, answer and show each')
            [CompletionResult]::new('history', 'history', [CompletionResultType]::ParameterValue, 'List, show, export and delete what was sent and received')
            break
        }
        'momo;help;webhook;sample' {
            break
        }
        'momo;help;webhook;replay' {
            break
        }
        'momo;help;webhook;check' {
            break
        }
        'momo;help;webhook;listen' {
            break
        }
        'momo;help;webhook;history' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List exchanges, newest first')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show an exchange in full')
            [CompletionResult]::new('star', 'star', [CompletionResultType]::ParameterValue, 'Mark exchanges, to find them again with `starred:yes`')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write exchanges for other programs, oldest first')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Take exchanges from NDJSON or a HAR: all of them, or none')
            [CompletionResult]::new('clear', 'clear', [CompletionResultType]::ParameterValue, 'Delete the history, or a part of it')
            [CompletionResult]::new('prune', 'prune', [CompletionResultType]::ParameterValue, 'Delete the oldest of the history: by age, by count or by size')
            break
        }
        'momo;help;webhook;history;list' {
            break
        }
        'momo;help;webhook;history;show' {
            break
        }
        'momo;help;webhook;history;star' {
            break
        }
        'momo;help;webhook;history;export' {
            break
        }
        'momo;help;webhook;history;import' {
            break
        }
        'momo;help;webhook;history;clear' {
            break
        }
        'momo;help;webhook;history;prune' {
            break
        }
        'momo;help;check' {
            break
        }
        'momo;help;chat' {
            [CompletionResult]::new('test', 'test', [CompletionResultType]::ParameterValue, 'Play conversations against a bot, through its real, signed webhook')
            [CompletionResult]::new('record', 'record', [CompletionResultType]::ParameterValue, 'Write a conversation file of what was said')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Check conversation files without running them')
            [CompletionResult]::new('fmt', 'fmt', [CompletionResultType]::ParameterValue, 'Format conversation files')
            break
        }
        'momo;help;chat;test' {
            break
        }
        'momo;help;chat;record' {
            break
        }
        'momo;help;chat;check' {
            break
        }
        'momo;help;chat;fmt' {
            break
        }
        'momo;help;kakao' {
            [CompletionResult]::new('setup', 'setup', [CompletionResultType]::ParameterValue, 'Set up a Kakao account, step by step, by flags, or from Moltbot''s settings')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show what a Kakao account has, from where, and what works')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Run a skill server: an agent answers, within Kakao''s five seconds')
            [CompletionResult]::new('say', 'say', [CompletionResultType]::ParameterValue, 'Speak to a skill as KakaoTalk does, and see what a user would see')
            [CompletionResult]::new('lint', 'lint', [CompletionResultType]::ParameterValue, 'Check a skill''s answer against every limit that Kakao documents')
            [CompletionResult]::new('send', 'send', [CompletionResultType]::ParameterValue, 'Send a message to a phone number by Friend Talk or Brand Message')
            [CompletionResult]::new('result', 'result', [CompletionResultType]::ParameterValue, 'Say what became of a message: arrived, failed and why, or not known yet')
            [CompletionResult]::new('cancel', 'cancel', [CompletionResultType]::ParameterValue, 'Cancel a message that is reserved for later (`send --at`)')
            break
        }
        'momo;help;kakao;setup' {
            break
        }
        'momo;help;kakao;status' {
            break
        }
        'momo;help;kakao;serve' {
            break
        }
        'momo;help;kakao;say' {
            break
        }
        'momo;help;kakao;lint' {
            break
        }
        'momo;help;kakao;send' {
            break
        }
        'momo;help;kakao;result' {
            break
        }
        'momo;help;kakao;cancel' {
            break
        }
        'momo;help;completions' {
            break
        }
        'momo;help;man' {
            break
        }
        'momo;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
