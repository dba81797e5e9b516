
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
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('sign', 'sign', [CompletionResultType]::ParameterValue, 'Print the signature of a payload')
            [CompletionResult]::new('webhook', 'webhook', [CompletionResultType]::ParameterValue, 'Make, deliver, receive and inspect signed events')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completion script for a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Show the manual page of a command')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'momo;sign' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--body', '--body', [CompletionResultType]::ParameterName, 'The payload as text')
            [CompletionResult]::new('--as', '--as', [CompletionResultType]::ParameterName, 'How the signature is written [default: hex]')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'Where `--as curl` sends the payload: a URL, `3000`, `:3000/path`')
            [CompletionResult]::new('--secret', '--secret', [CompletionResultType]::ParameterName, 'The webhook secret itself; it shows in `ps` and in the shell''s history, so better use a file or the environment')
            [CompletionResult]::new('--secret-file', '--secret-file', [CompletionResultType]::ParameterName, 'A file that holds the webhook secret, `-` for standard input; one newline at its end is removed')
            [CompletionResult]::new('--bot', '--bot', [CompletionResultType]::ParameterName, 'The bot, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--lines', '--lines', [CompletionResultType]::ParameterName, 'Sign each line as a payload of its own, one signature a line; LF or CRLF ends a line and is not signed')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'momo;webhook' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('sample', 'sample', [CompletionResultType]::ParameterValue, 'List sample payloads, or print one ready to pipe')
            [CompletionResult]::new('replay', 'replay', [CompletionResultType]::ParameterValue, 'Sign payloads, deliver them, and say what came back')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'momo;webhook;sample' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Take the payload from this file (`-`: standard input) instead')
            [CompletionResult]::new('--seed', '--seed', [CompletionResultType]::ParameterName, 'Make the same ids in every run')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'The time to write into it: seconds since 1970, or RFC 3339')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Change a value: text, or a number or true/false where there is one; `a.0.b` is a path, `\.` a dot in a key')
            [CompletionResult]::new('--set-json', '--set-json', [CompletionResultType]::ParameterName, 'Change a value to any JSON')
            [CompletionResult]::new('--add', '--add', [CompletionResultType]::ParameterName, 'Add a value that is not there yet')
            [CompletionResult]::new('--unset', '--unset', [CompletionResultType]::ParameterName, 'Take a value away, with its key; order: --unset, --add, --set-json, --set')
            [CompletionResult]::new('--bot', '--bot', [CompletionResultType]::ParameterName, 'The bot, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--exchange', '--exchange', [CompletionResultType]::ParameterName, 'Print the whole unsigned request as one line of JSON, as `webhook replay` takes it')
            [CompletionResult]::new('--keep-ids', '--keep-ids', [CompletionResultType]::ParameterName, 'Leave ids and times as they are')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'momo;webhook;replay' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'Where to: a URL, `3000`, `:3000/path`, `localhost:3000/path` [default: the bot''s callback URL, or `callback` in momo.json]')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'Where to: a URL, `3000`, `:3000/path`, `localhost:3000/path` [default: the bot''s callback URL, or `callback` in momo.json]')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long the bot may take for its whole answer; three seconds are momo''s own choice')
            [CompletionResult]::new('--expect-status', '--expect-status', [CompletionResultType]::ParameterName, 'The statuses that are as they should be, for example `200,2xx`; others make the exit code 1')
            [CompletionResult]::new('--times', '--times', [CompletionResultType]::ParameterName, 'Deliver everything so many times')
            [CompletionResult]::new('-H', '-H ', [CompletionResultType]::ParameterName, 'A header to send, in place of one of that name; repeatable')
            [CompletionResult]::new('--header', '--header', [CompletionResultType]::ParameterName, 'A header to send, in place of one of that name; repeatable')
            [CompletionResult]::new('--protocol', '--protocol', [CompletionResultType]::ParameterName, 'Whose request it is, where it does not say: `http` is sent unsigned')
            [CompletionResult]::new('--seed', '--seed', [CompletionResultType]::ParameterName, 'Make the same ids in every run')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'The time to write into it: seconds since 1970, or RFC 3339')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Change a value: text, or a number or true/false where there is one; `a.0.b` is a path, `\.` a dot in a key')
            [CompletionResult]::new('--set-json', '--set-json', [CompletionResultType]::ParameterName, 'Change a value to any JSON')
            [CompletionResult]::new('--add', '--add', [CompletionResultType]::ParameterName, 'Add a value that is not there yet')
            [CompletionResult]::new('--unset', '--unset', [CompletionResultType]::ParameterName, 'Take a value away, with its key; order: --unset, --add, --set-json, --set')
            [CompletionResult]::new('--secret', '--secret', [CompletionResultType]::ParameterName, 'The webhook secret itself; it shows in `ps` and in the shell''s history, so better use a file or the environment')
            [CompletionResult]::new('--secret-file', '--secret-file', [CompletionResultType]::ParameterName, 'A file that holds the webhook secret, `-` for standard input; one newline at its end is removed')
            [CompletionResult]::new('--bot', '--bot', [CompletionResultType]::ParameterName, 'The bot, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--keep-signature', '--keep-signature', [CompletionResultType]::ParameterName, 'Send the signature that was given, and ids and times as they are')
            [CompletionResult]::new('--keep-ids', '--keep-ids', [CompletionResultType]::ParameterName, 'Leave ids and times as they are')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'momo;webhook;help' {
            [CompletionResult]::new('sample', 'sample', [CompletionResultType]::ParameterValue, 'List sample payloads, or print one ready to pipe')
            [CompletionResult]::new('replay', 'replay', [CompletionResultType]::ParameterValue, 'Sign payloads, deliver them, and say what came back')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'momo;webhook;help;sample' {
            break
        }
        'momo;webhook;help;replay' {
            break
        }
        'momo;webhook;help;help' {
            break
        }
        'momo;completions' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'momo;man' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How results are written')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour [default: auto]')
            [CompletionResult]::new('--dir', '--dir', [CompletionResultType]::ParameterName, 'Write every page into this folder instead, for `man` to find')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Short for `--format json`')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Leave out progress and hints')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'momo;help' {
            [CompletionResult]::new('sign', 'sign', [CompletionResultType]::ParameterValue, 'Print the signature of a payload')
            [CompletionResult]::new('webhook', 'webhook', [CompletionResultType]::ParameterValue, 'Make, deliver, receive and inspect signed events')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completion script for a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Show the manual page of a command')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'momo;help;sign' {
            break
        }
        'momo;help;webhook' {
            [CompletionResult]::new('sample', 'sample', [CompletionResultType]::ParameterValue, 'List sample payloads, or print one ready to pipe')
            [CompletionResult]::new('replay', 'replay', [CompletionResultType]::ParameterValue, 'Sign payloads, deliver them, and say what came back')
            break
        }
        'momo;help;webhook;sample' {
            break
        }
        'momo;help;webhook;replay' {
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
