
use builtin;
use str;

set edit:completion:arg-completer[momo] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'momo'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'momo'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
            cand sign 'Print the signature of a payload'
            cand webhook 'Make, deliver, receive and inspect signed events'
            cand completions 'Print the completion script for a shell'
            cand man 'Show the manual page of a command'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'momo;sign'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --body 'The payload as text'
            cand --as 'How the signature is written [default: hex]'
            cand --to 'Where `--as curl` sends the payload: a URL, `3000`, `:3000/path`'
            cand --secret 'The webhook secret itself; it shows in `ps` and in the shell''s history, so better use a file or the environment'
            cand --secret-file 'A file that holds the webhook secret, `-` for standard input; one newline at its end is removed'
            cand --bot 'The bot, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json'
            cand --profile 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
            cand --lines 'Sign each line as a payload of its own, one signature a line; LF or CRLF ends a line and is not signed'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'momo;webhook'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
            cand -h 'Print help'
            cand --help 'Print help'
            cand sample 'List sample payloads, or print one ready to pipe'
            cand replay 'Sign payloads, deliver them, and say what came back'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'momo;webhook;sample'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --from 'Take the payload from this file (`-`: standard input) instead'
            cand --seed 'Make the same ids in every run'
            cand --now 'The time to write into it: seconds since 1970, or RFC 3339'
            cand --set 'Change a value: text, or a number or true/false where there is one; `a.0.b` is a path, `\.` a dot in a key'
            cand --set-json 'Change a value to any JSON'
            cand --add 'Add a value that is not there yet'
            cand --unset 'Take a value away, with its key; order: --unset, --add, --set-json, --set'
            cand --bot 'The bot, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json'
            cand --profile 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
            cand --exchange 'Print the whole unsigned request as one line of JSON, as `webhook replay` takes it'
            cand --keep-ids 'Leave ids and times as they are'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'momo;webhook;replay'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --to 'Where to: a URL, `3000`, `:3000/path`, `localhost:3000/path` [default: the bot''s callback URL, or `callback` in momo.json]'
            cand --url 'Where to: a URL, `3000`, `:3000/path`, `localhost:3000/path` [default: the bot''s callback URL, or `callback` in momo.json]'
            cand --timeout 'How long the bot may take for its whole answer; three seconds are momo''s own choice'
            cand --expect-status 'The statuses that are as they should be, for example `200,2xx`; others make the exit code 1'
            cand --times 'Deliver everything so many times'
            cand -H 'A header to send, in place of one of that name; repeatable'
            cand --header 'A header to send, in place of one of that name; repeatable'
            cand --protocol 'Whose request it is, where it does not say: `http` is sent unsigned'
            cand --seed 'Make the same ids in every run'
            cand --now 'The time to write into it: seconds since 1970, or RFC 3339'
            cand --set 'Change a value: text, or a number or true/false where there is one; `a.0.b` is a path, `\.` a dot in a key'
            cand --set-json 'Change a value to any JSON'
            cand --add 'Add a value that is not there yet'
            cand --unset 'Take a value away, with its key; order: --unset, --add, --set-json, --set'
            cand --secret 'The webhook secret itself; it shows in `ps` and in the shell''s history, so better use a file or the environment'
            cand --secret-file 'A file that holds the webhook secret, `-` for standard input; one newline at its end is removed'
            cand --bot 'The bot, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json'
            cand --profile 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
            cand --keep-signature 'Send the signature that was given, and ids and times as they are'
            cand --keep-ids 'Leave ids and times as they are'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'momo;webhook;help'= {
            cand sample 'List sample payloads, or print one ready to pipe'
            cand replay 'Sign payloads, deliver them, and say what came back'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'momo;webhook;help;sample'= {
        }
        &'momo;webhook;help;replay'= {
        }
        &'momo;webhook;help;help'= {
        }
        &'momo;completions'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'momo;man'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --dir 'Write every page into this folder instead, for `man` to find'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'momo;help'= {
            cand sign 'Print the signature of a payload'
            cand webhook 'Make, deliver, receive and inspect signed events'
            cand completions 'Print the completion script for a shell'
            cand man 'Show the manual page of a command'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'momo;help;sign'= {
        }
        &'momo;help;webhook'= {
            cand sample 'List sample payloads, or print one ready to pipe'
            cand replay 'Sign payloads, deliver them, and say what came back'
        }
        &'momo;help;webhook;sample'= {
        }
        &'momo;help;webhook;replay'= {
        }
        &'momo;help;completions'= {
        }
        &'momo;help;man'= {
        }
        &'momo;help;help'= {
        }
    ]
    $completions[$command]
}
