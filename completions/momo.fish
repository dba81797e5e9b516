# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_momo_global_optspecs
    string join \n format= json color= q/quiet h/help V/version
end

function __fish_momo_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_momo_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_momo_using_subcommand
    set -l cmd (__fish_momo_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c momo -n "__fish_momo_needs_command" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_needs_command" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_needs_command" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_needs_command" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_needs_command" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_needs_command" -s V -l version -d 'Print version'
complete -c momo -n "__fish_momo_needs_command" -f -a "sign" -d 'Print the signature of a payload'
complete -c momo -n "__fish_momo_needs_command" -f -a "webhook" -d 'Make, deliver, receive and inspect signed events'
complete -c momo -n "__fish_momo_needs_command" -f -a "completions" -d 'Print the completion script for a shell'
complete -c momo -n "__fish_momo_needs_command" -f -a "man" -d 'Show the manual page of a command'
complete -c momo -n "__fish_momo_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c momo -n "__fish_momo_using_subcommand sign" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand sign" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand sign" -l body -d 'The payload as text' -r
complete -c momo -n "__fish_momo_using_subcommand sign" -l as -d 'How the signature is written [default: hex]' -r -f -a "hex\t'64 hex digits'
header\t'The header line'
curl\t'A command that sends the signed payload to TARGET'
json\t'Signature, algorithm, size, fingerprint and origin of the secret'"
complete -c momo -n "__fish_momo_using_subcommand sign" -l to -d 'Where `--as curl` sends the payload: a URL, `3000`, `:3000/path`' -r
complete -c momo -n "__fish_momo_using_subcommand sign" -l secret -d 'The webhook secret itself; it shows in `ps` and in the shell\'s history, so better use a file or the environment' -r
complete -c momo -n "__fish_momo_using_subcommand sign" -l secret-file -d 'A file that holds the webhook secret, `-` for standard input; one newline at its end is removed' -r -F
complete -c momo -n "__fish_momo_using_subcommand sign" -l bot -d 'The bot, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json' -r
complete -c momo -n "__fish_momo_using_subcommand sign" -l profile -d 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE' -r
complete -c momo -n "__fish_momo_using_subcommand sign" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand sign" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand sign" -l lines -d 'Sign each line as a payload of its own, one signature a line; LF or CRLF ends a line and is not signed'
complete -c momo -n "__fish_momo_using_subcommand sign" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c momo -n "__fish_momo_using_subcommand webhook; and not __fish_seen_subcommand_from sample replay help" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand webhook; and not __fish_seen_subcommand_from sample replay help" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand webhook; and not __fish_seen_subcommand_from sample replay help" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand webhook; and not __fish_seen_subcommand_from sample replay help" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand webhook; and not __fish_seen_subcommand_from sample replay help" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand webhook; and not __fish_seen_subcommand_from sample replay help" -f -a "sample" -d 'List sample payloads, or print one ready to pipe'
complete -c momo -n "__fish_momo_using_subcommand webhook; and not __fish_seen_subcommand_from sample replay help" -f -a "replay" -d 'Sign payloads, deliver them, and say what came back'
complete -c momo -n "__fish_momo_using_subcommand webhook; and not __fish_seen_subcommand_from sample replay help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from sample" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from sample" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from sample" -l from -d 'Take the payload from this file (`-`: standard input) instead' -r -F
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from sample" -l seed -d 'Make the same ids in every run' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from sample" -l now -d 'The time to write into it: seconds since 1970, or RFC 3339' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from sample" -l set -d 'Change a value: text, or a number or true/false where there is one; `a.0.b` is a path, `\\.` a dot in a key' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from sample" -l set-json -d 'Change a value to any JSON' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from sample" -l add -d 'Add a value that is not there yet' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from sample" -l unset -d 'Take a value away, with its key; order: --unset, --add, --set-json, --set' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from sample" -l bot -d 'The bot, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from sample" -l profile -d 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from sample" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from sample" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from sample" -l exchange -d 'Print the whole unsigned request as one line of JSON, as `webhook replay` takes it'
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from sample" -l keep-ids -d 'Leave ids and times as they are'
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from sample" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l to -l url -d 'Where to: a URL, `3000`, `:3000/path`, `localhost:3000/path` [default: the bot\'s callback URL, or `callback` in momo.json]' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l timeout -d 'How long the bot may take for its whole answer; three seconds are momo\'s own choice' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l expect-status -d 'The statuses that are as they should be, for example `200,2xx`; others make the exit code 1' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l times -d 'Deliver everything so many times' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -s H -l header -d 'A header to send, in place of one of that name; repeatable' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l protocol -d 'Whose request it is, where it does not say: `http` is sent unsigned' -r -f -a "momotalk\t''
http\t''"
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l seed -d 'Make the same ids in every run' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l now -d 'The time to write into it: seconds since 1970, or RFC 3339' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l set -d 'Change a value: text, or a number or true/false where there is one; `a.0.b` is a path, `\\.` a dot in a key' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l set-json -d 'Change a value to any JSON' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l add -d 'Add a value that is not there yet' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l unset -d 'Take a value away, with its key; order: --unset, --add, --set-json, --set' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l secret -d 'The webhook secret itself; it shows in `ps` and in the shell\'s history, so better use a file or the environment' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l secret-file -d 'A file that holds the webhook secret, `-` for standard input; one newline at its end is removed' -r -F
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l bot -d 'The bot, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l profile -d 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l keep-signature -d 'Send the signature that was given, and ids and times as they are'
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l keep-ids -d 'Leave ids and times as they are'
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from help" -f -a "sample" -d 'List sample payloads, or print one ready to pipe'
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from help" -f -a "replay" -d 'Sign payloads, deliver them, and say what came back'
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c momo -n "__fish_momo_using_subcommand completions" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand completions" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand completions" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand completions" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand completions" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand man" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand man" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand man" -l dir -d 'Write every page into this folder instead, for `man` to find' -r -F
complete -c momo -n "__fish_momo_using_subcommand man" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand man" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand man" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand help; and not __fish_seen_subcommand_from sign webhook completions man help" -f -a "sign" -d 'Print the signature of a payload'
complete -c momo -n "__fish_momo_using_subcommand help; and not __fish_seen_subcommand_from sign webhook completions man help" -f -a "webhook" -d 'Make, deliver, receive and inspect signed events'
complete -c momo -n "__fish_momo_using_subcommand help; and not __fish_seen_subcommand_from sign webhook completions man help" -f -a "completions" -d 'Print the completion script for a shell'
complete -c momo -n "__fish_momo_using_subcommand help; and not __fish_seen_subcommand_from sign webhook completions man help" -f -a "man" -d 'Show the manual page of a command'
complete -c momo -n "__fish_momo_using_subcommand help; and not __fish_seen_subcommand_from sign webhook completions man help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c momo -n "__fish_momo_using_subcommand help; and __fish_seen_subcommand_from webhook" -f -a "sample" -d 'List sample payloads, or print one ready to pipe'
complete -c momo -n "__fish_momo_using_subcommand help; and __fish_seen_subcommand_from webhook" -f -a "replay" -d 'Sign payloads, deliver them, and say what came back'
