# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_momo_global_optspecs
    string join \n h/help verbose format= json color= lang= q/quiet V/version
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
complete -c momo -n "__fish_momo_needs_command" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_needs_command" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_needs_command" -l verbose -d 'With --version: print the commit, the target and the features of this momo too'
complete -c momo -n "__fish_momo_needs_command" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_needs_command" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_needs_command" -s V -l version -d 'Print version'
complete -c momo -n "__fish_momo_needs_command" -f -a "demo" -d 'See it all work: platform, bot, signed events, replies'
complete -c momo -n "__fish_momo_needs_command" -f -a "dev" -d 'Run the local platform until Ctrl-C'
complete -c momo -n "__fish_momo_needs_command" -f -a "run" -d 'Run your bot beside the local platform, and exit with its status'
complete -c momo -n "__fish_momo_needs_command" -f -a "bot" -d 'Register bots, keep their credentials, manage them'
complete -c momo -n "__fish_momo_needs_command" -f -a "room" -d 'The rooms of a local platform, and what is said in them'
complete -c momo -n "__fish_momo_needs_command" -f -a "message" -d 'Post messages as the bot'
complete -c momo -n "__fish_momo_needs_command" -f -a "delivery" -d 'Events on their way to bots of a local platform: list, retry, drop'
complete -c momo -n "__fish_momo_needs_command" -f -a "fault" -d 'Rehearse faults on a local platform, and move its clock'
complete -c momo -n "__fish_momo_needs_command" -f -a "sign" -d 'Print the signature of a payload'
complete -c momo -n "__fish_momo_needs_command" -f -a "verify" -d 'Check a signature, and explain why it does not match'
complete -c momo -n "__fish_momo_needs_command" -f -a "webhook" -d 'Make, deliver, receive and inspect signed events'
complete -c momo -n "__fish_momo_needs_command" -f -a "check" -d 'Prove that a bot is safe and robust, check by check'
complete -c momo -n "__fish_momo_needs_command" -f -a "chat" -d 'Talk with your bots in the terminal, and play conversations as tests'
complete -c momo -n "__fish_momo_needs_command" -f -a "kakao" -d 'KakaoTalk: skills, messages, the Share webhook'
complete -c momo -n "__fish_momo_needs_command" -f -a "agent" -d 'Teach a coding agent to use momo'
complete -c momo -n "__fish_momo_needs_command" -f -a "completions" -d 'Print the completion script for a shell, or write an editor\'s extension for .chat files'
complete -c momo -n "__fish_momo_needs_command" -f -a "help" -d 'Explain a topic, or show the help of a command'
complete -c momo -n "__fish_momo_needs_command" -f -a "man" -d 'Show the manual page of a command'
complete -c momo -n "__fish_momo_using_subcommand demo" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand demo" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand demo" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand demo" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand demo" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand demo" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand demo" -l keep -d 'Leave the demo\'s bot, messages and history, to look at them with the other commands'
complete -c momo -n "__fish_momo_using_subcommand dev" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand dev" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand dev" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand dev" -l port -d 'The port; 0 takes any free one' -r
complete -c momo -n "__fish_momo_using_subcommand dev" -l host -d 'The address to listen on; other machines reach it only if this is not a loopback address' -r
complete -c momo -n "__fish_momo_using_subcommand dev" -l allow-host -d 'A host name by which the platform may be called beside localhost, for example from a container' -r
complete -c momo -n "__fish_momo_using_subcommand dev" -l allow-callback-host -d 'Where callback URLs may lead by plain HTTP beside this machine: a container\'s name, an address or a network; kept in momo.json. Without it they may not: others could read the events, and whoever registers a bot could have momo call your network' -r
complete -c momo -n "__fish_momo_using_subcommand dev" -l ready-file -d 'Write the API\'s URL on this machine to this file once it answers; the file goes with the platform' -r -F
complete -c momo -n "__fish_momo_using_subcommand dev" -l retry-base -d 'The pause before a failed delivery is tried again; it doubles each time (momo\'s own choice: MoMoTalk documents no retries)' -r
complete -c momo -n "__fish_momo_using_subcommand dev" -l fault -d 'A fault to begin with, as `momo fault set` takes it: `drop times=3`; may be given again' -r
complete -c momo -n "__fish_momo_using_subcommand dev" -l clock -d 'The platform\'s time to begin with: `+24h`, or a moment such as `2027-01-01T00:00:00Z`' -r
complete -c momo -n "__fish_momo_using_subcommand dev" -l tunnel -d 'Give it a public URL, by a program that is installed and ends with momo: `cloudflared` (a quick tunnel), `ngrok`, or `ssh USER@HOST` with ssh\'s options (that server\'s port, by plain HTTP, where its GatewayPorts allows it). Any other command runs without a shell, with the port for `{port}`; the first URL without a path that it prints is taken. ssh is tested against OpenSSH, the others against what their documentation shows' -r
complete -c momo -n "__fish_momo_using_subcommand dev" -l keep -d 'How much of the history stays: a size of its file (`500MB`), a number of exchanges (`10000`), an age (`7d`) or `all`; may be given for each. The oldest refused requests go first, then the oldest; what is starred stays [default: 2GB]' -r
complete -c momo -n "__fish_momo_using_subcommand dev" -l max-body -d 'The largest body that is taken; more is answered 413' -r
complete -c momo -n "__fish_momo_using_subcommand dev" -l max-head -d 'The largest request line with all its headers; more is answered 431' -r
complete -c momo -n "__fish_momo_using_subcommand dev" -l max-headers -d 'How many headers a request may have; more is answered 431' -r
complete -c momo -n "__fish_momo_using_subcommand dev" -l max-connections -d 'How many connections may be open at once; the one that has waited longest makes room, else 503' -r
complete -c momo -n "__fish_momo_using_subcommand dev" -l head-time -d 'How long a request\'s head may take to come; then 408' -r
complete -c momo -n "__fish_momo_using_subcommand dev" -l body-time -d 'How long a request\'s body may take to come; then 408' -r
complete -c momo -n "__fish_momo_using_subcommand dev" -l idle-time -d 'How long a connection may be silent between two requests; then it is closed' -r
complete -c momo -n "__fish_momo_using_subcommand dev" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand dev" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand dev" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand dev" -l no-page -d 'Leave the page out: nothing but the API'
complete -c momo -n "__fish_momo_using_subcommand run" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand run" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand run" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand run" -l port -d 'The port of the platform; 0 takes any free one. The bot\'s own port is in PORT [default: 8700]' -r
complete -c momo -n "__fish_momo_using_subcommand run" -l callback -d 'Where the bot takes its events; without it the bot gets a free port in PORT, or the PORT that is set, and keeps the path that it had. Beside --bot NAME=COMMAND it is NAME=TARGET. Without a path momo asks the bot at `/` and at `/momotalk/webhook`' -r
complete -c momo -n "__fish_momo_using_subcommand run" -l bot -d 'The bot that the program plays, by its id or its name [default: the one called as --name says, made where there is none]; or NAME=COMMAND, again for each bot: its name and its program, which a shell reads where it has more than words' -r
complete -c momo -n "__fish_momo_using_subcommand run" -l name -d 'What the bot is called [default: as the folder]' -r
complete -c momo -n "__fish_momo_using_subcommand run" -l then -d 'A command for `sh -c` once the bot answers: the run ends with it, and has its exit code' -r
complete -c momo -n "__fish_momo_using_subcommand run" -l ready-timeout -d 'How long the bot has until it takes connections' -r
complete -c momo -n "__fish_momo_using_subcommand run" -l ready-file -d 'Write the URL of the platform\'s API to this file once every bot answers; the file goes with the run' -r -F
complete -c momo -n "__fish_momo_using_subcommand run" -l profile -d 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE' -r
complete -c momo -n "__fish_momo_using_subcommand run" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand run" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand run" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand run" -l save -d 'Write the bot into the folder\'s momo.json without asking: commands in this folder then mean it'
complete -c momo -n "__fish_momo_using_subcommand run" -l fresh -d 'Drop what waits for the bot from before'
complete -c momo -n "__fish_momo_using_subcommand run" -l chat -d 'Talk with the bot in this terminal once it answers, as `momo chat` does; the run ends with the talk'
complete -c momo -n "__fish_momo_using_subcommand run" -l no-probe -d 'Do not ask the bot which signature it takes where it refuses one, nor which path where --callback names none (momo sends it events of the type `momo.probe`)'
complete -c momo -n "__fish_momo_using_subcommand bot; and not __fish_seen_subcommand_from create add list show update rotate test review delete env" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand bot; and not __fish_seen_subcommand_from create add list show update rotate test review delete env" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand bot; and not __fish_seen_subcommand_from create add list show update rotate test review delete env" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand bot; and not __fish_seen_subcommand_from create add list show update rotate test review delete env" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand bot; and not __fish_seen_subcommand_from create add list show update rotate test review delete env" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand bot; and not __fish_seen_subcommand_from create add list show update rotate test review delete env" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand bot; and not __fish_seen_subcommand_from create add list show update rotate test review delete env" -f -a "create" -d 'Register a bot and keep its credentials'
complete -c momo -n "__fish_momo_using_subcommand bot; and not __fish_seen_subcommand_from create add list show update rotate test review delete env" -f -a "add" -d 'Keep the credentials of a bot that exists already'
complete -c momo -n "__fish_momo_using_subcommand bot; and not __fish_seen_subcommand_from create add list show update rotate test review delete env" -f -a "list" -d 'List the bots of the platform and those that are kept here'
complete -c momo -n "__fish_momo_using_subcommand bot; and not __fish_seen_subcommand_from create add list show update rotate test review delete env" -f -a "show" -d 'Show a bot: its settings, its state, and what is kept of it here'
complete -c momo -n "__fish_momo_using_subcommand bot; and not __fish_seen_subcommand_from create add list show update rotate test review delete env" -f -a "update" -d 'Change a bot\'s name, callback URL or visibility'
complete -c momo -n "__fish_momo_using_subcommand bot; and not __fish_seen_subcommand_from create add list show update rotate test review delete env" -f -a "rotate" -d 'Replace a bot\'s token, its webhook secret, or both'
complete -c momo -n "__fish_momo_using_subcommand bot; and not __fish_seen_subcommand_from create add list show update rotate test review delete env" -f -a "test" -d 'Have the platform send the bot one signed event, now'
complete -c momo -n "__fish_momo_using_subcommand bot; and not __fish_seen_subcommand_from create add list show update rotate test review delete env" -f -a "review" -d 'Approve or reject a bot that waits for review, as operator'
complete -c momo -n "__fish_momo_using_subcommand bot; and not __fish_seen_subcommand_from create add list show update rotate test review delete env" -f -a "delete" -d 'Delete a bot from its platform, and its credentials from here'
complete -c momo -n "__fish_momo_using_subcommand bot; and not __fish_seen_subcommand_from create add list show update rotate test review delete env" -f -a "env" -d 'Print a bot\'s credentials as environment variables'
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from create" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from create" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from create" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from create" -l name -d 'What people call the bot' -r
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from create" -l callback-url -d 'Where its events go: an HTTPS URL, or a port of this machine on a local platform; without a path momo asks the bot at `/` and at `/momotalk/webhook`, and takes what is there' -r
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from create" -l visibility -d 'Who may see it [default: private]' -r -f -a "private\t'Its owner and operators see and test it'
unlisted\t'Whoever has its id can add it'
public\t'Listed for everybody'
review_required\t'Waits until an operator has reviewed it'"
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from create" -l profile -d 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE' -r
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from create" -l as-role -d 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that' -r -f -a "developer\t''
operator\t''
admin\t''"
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from create" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from create" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from add" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from add" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from add" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from add" -l token-file -d 'A file that holds the bot token, `-` for standard input' -r -F
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from add" -l secret-file -d 'A file that holds the webhook secret, `-` for standard input' -r -F
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from add" -l callback-url -d 'Where the bot takes its events' -r
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from add" -l name -d 'What people call it' -r
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from add" -l profile -d 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE' -r
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from add" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from add" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from list" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from list" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from list" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from list" -l profile -d 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE' -r
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from list" -l as-role -d 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that' -r -f -a "developer\t''
operator\t''
admin\t''"
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from list" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from show" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from show" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from show" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from show" -l bot -d 'The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json' -r
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from show" -l profile -d 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE' -r
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from show" -l as-role -d 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that' -r -f -a "developer\t''
operator\t''
admin\t''"
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from show" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from update" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from update" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from update" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from update" -l bot -d 'The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json' -r
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from update" -l profile -d 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE' -r
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from update" -l as-role -d 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that' -r -f -a "developer\t''
operator\t''
admin\t''"
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from update" -l name -d 'What people call the bot' -r
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from update" -l callback-url -d 'Where its events go; without a path momo asks a bot of this machine, as `momo bot create` does' -r
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from update" -l visibility -d 'Who may see it' -r -f -a "private\t'Its owner and operators see and test it'
unlisted\t'Whoever has its id can add it'
public\t'Listed for everybody'
review_required\t'Waits until an operator has reviewed it'"
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from update" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from update" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from update" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from rotate" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from rotate" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from rotate" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from rotate" -l bot -d 'The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json' -r
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from rotate" -l profile -d 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE' -r
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from rotate" -l as-role -d 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that' -r -f -a "developer\t''
operator\t''
admin\t''"
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from rotate" -l grace -d 'How long the old ones still count beside the new ones, for example 10m [default: not at all]' -r
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from rotate" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from rotate" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from rotate" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from rotate" -l token -d 'Only the bot token'
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from rotate" -l secret -d 'Only the webhook secret'
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from rotate" -s y -l yes -d 'Do not ask'
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from test" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from test" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from test" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from test" -l bot -d 'The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json' -r
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from test" -l profile -d 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE' -r
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from test" -l as-role -d 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that' -r -f -a "developer\t''
operator\t''
admin\t''"
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from test" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from test" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from test" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from test" -l no-probe -d 'Do not ask the bot which signature it takes where it refuses one (it is sent events of the type `momo.probe`)'
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from review" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from review" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from review" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from review" -l bot -d 'The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json' -r
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from review" -l profile -d 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE' -r
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from review" -l as-role -d 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that' -r -f -a "developer\t''
operator\t''
admin\t''"
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from review" -l note -d 'Why' -r
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from review" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from review" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from review" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from review" -l approve -d 'The bot becomes active'
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from review" -l reject -d 'The bot is turned down'
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from delete" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from delete" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from delete" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from delete" -l bot -d 'The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json' -r
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from delete" -l profile -d 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE' -r
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from delete" -l as-role -d 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that' -r -f -a "developer\t''
operator\t''
admin\t''"
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from delete" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from delete" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from delete" -l forget -d 'Only forget its credentials here; the platform is not asked and keeps the bot'
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from delete" -s y -l yes -d 'Do not ask'
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from env" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from env" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from env" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from env" -l bot -d 'The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json' -r
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from env" -l profile -d 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE' -r
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from env" -l as -d 'How the variables are written' -r -f -a "dotenv\t'A .env file'
shell\t'Lines for `eval` in a shell'
powershell\t'Lines for PowerShell'
json\t'An object'"
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from env" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from env" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand bot; and __fish_seen_subcommand_from env" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand room; and not __fish_seen_subcommand_from list create show subscribe unsubscribe say messages" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand room; and not __fish_seen_subcommand_from list create show subscribe unsubscribe say messages" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand room; and not __fish_seen_subcommand_from list create show subscribe unsubscribe say messages" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand room; and not __fish_seen_subcommand_from list create show subscribe unsubscribe say messages" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand room; and not __fish_seen_subcommand_from list create show subscribe unsubscribe say messages" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand room; and not __fish_seen_subcommand_from list create show subscribe unsubscribe say messages" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand room; and not __fish_seen_subcommand_from list create show subscribe unsubscribe say messages" -f -a "list" -d 'List the rooms and the bots in them'
complete -c momo -n "__fish_momo_using_subcommand room; and not __fish_seen_subcommand_from list create show subscribe unsubscribe say messages" -f -a "create" -d 'Make a room'
complete -c momo -n "__fish_momo_using_subcommand room; and not __fish_seen_subcommand_from list create show subscribe unsubscribe say messages" -f -a "show" -d 'Show a room and the bots in it'
complete -c momo -n "__fish_momo_using_subcommand room; and not __fish_seen_subcommand_from list create show subscribe unsubscribe say messages" -f -a "subscribe" -d 'Let a bot get the events of a room'
complete -c momo -n "__fish_momo_using_subcommand room; and not __fish_seen_subcommand_from list create show subscribe unsubscribe say messages" -f -a "unsubscribe" -d 'Let a bot no longer get the events of a room'
complete -c momo -n "__fish_momo_using_subcommand room; and not __fish_seen_subcommand_from list create show subscribe unsubscribe say messages" -f -a "say" -d 'Say something in a room, as one of the people in it'
complete -c momo -n "__fish_momo_using_subcommand room; and not __fish_seen_subcommand_from list create show subscribe unsubscribe say messages" -f -a "messages" -d 'Print what was said in a room, the newest at the end'
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from list" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from list" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from list" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from list" -l profile -d 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE' -r
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from list" -l as-role -d 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that' -r -f -a "developer\t''
operator\t''
admin\t''"
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from list" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from create" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from create" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from create" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from create" -l profile -d 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE' -r
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from create" -l as-role -d 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that' -r -f -a "developer\t''
operator\t''
admin\t''"
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from create" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from create" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from show" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from show" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from show" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from show" -l room -d 'The room\'s number; may be left out where there is only one, or `room` in momo.json names it' -r
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from show" -l profile -d 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE' -r
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from show" -l as-role -d 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that' -r -f -a "developer\t''
operator\t''
admin\t''"
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from show" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from subscribe" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from subscribe" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from subscribe" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from subscribe" -l room -d 'The room\'s number; may be left out where there is only one, or `room` in momo.json names it' -r
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from subscribe" -l bot -d 'The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json' -r
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from subscribe" -l profile -d 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE' -r
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from subscribe" -l as-role -d 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that' -r -f -a "developer\t''
operator\t''
admin\t''"
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from subscribe" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from subscribe" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from subscribe" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from unsubscribe" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from unsubscribe" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from unsubscribe" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from unsubscribe" -l room -d 'The room\'s number; may be left out where there is only one, or `room` in momo.json names it' -r
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from unsubscribe" -l bot -d 'The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json' -r
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from unsubscribe" -l profile -d 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE' -r
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from unsubscribe" -l as-role -d 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that' -r -f -a "developer\t''
operator\t''
admin\t''"
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from unsubscribe" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from unsubscribe" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from unsubscribe" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from say" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from say" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from say" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from say" -l room -d 'The room\'s number; may be left out where there is only one, or `room` in momo.json names it' -r
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from say" -l user -d 'Who says it; somebody new is made at once [default: the platform\'s first user]' -r
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from say" -l reply-to -d 'The message that it answers' -r
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from say" -l metadata -d 'A JSON object to go with it' -r
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from say" -l wait -d 'Wait so long for a bot\'s answer to it and print that; exit code 1 where none comes [default with --expect and --count: 5s]' -r
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from say" -l expect -d 'The text that one answer has, all of it, or /a regular expression/; exit code 1 and what differs where none has' -r
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from say" -l count -d 'Exactly so many answers; exit code 1 where more or fewer come' -r
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from say" -l expect-none -d 'Wait so long for no answer; exit code 1 at once where one comes, 3 where a bot did not take the event' -r
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from say" -l profile -d 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE' -r
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from say" -l as-role -d 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that' -r -f -a "developer\t''
operator\t''
admin\t''"
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from say" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from say" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from say" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from say" -l no-probe -d 'Do not ask a bot which signature it takes where it refuses one (it is sent events of the type `momo.probe`)'
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from messages" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from messages" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from messages" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from messages" -l room -d 'The room\'s number; may be left out where there is only one, or `room` in momo.json names it' -r
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from messages" -l after -d 'Only messages after this one; with --limit those that came next' -r
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from messages" -l before -d 'Only messages before this one' -r
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from messages" -l limit -d 'At most so many, the newest of them' -r
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from messages" -l profile -d 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE' -r
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from messages" -l as-role -d 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that' -r -f -a "developer\t''
operator\t''
admin\t''"
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from messages" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from messages" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand room; and __fish_seen_subcommand_from messages" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand message; and not __fish_seen_subcommand_from send" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand message; and not __fish_seen_subcommand_from send" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand message; and not __fish_seen_subcommand_from send" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand message; and not __fish_seen_subcommand_from send" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand message; and not __fish_seen_subcommand_from send" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand message; and not __fish_seen_subcommand_from send" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand message; and not __fish_seen_subcommand_from send" -f -a "send" -d 'Post a message to a room as the bot'
complete -c momo -n "__fish_momo_using_subcommand message; and __fish_seen_subcommand_from send" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand message; and __fish_seen_subcommand_from send" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand message; and __fish_seen_subcommand_from send" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand message; and __fish_seen_subcommand_from send" -l room -d 'The room\'s number; may be left out where there is only one, or `room` in momo.json names it' -r
complete -c momo -n "__fish_momo_using_subcommand message; and __fish_seen_subcommand_from send" -l reply-to -d 'The message that it answers' -r
complete -c momo -n "__fish_momo_using_subcommand message; and __fish_seen_subcommand_from send" -l metadata -d 'A JSON object to go with it' -r
complete -c momo -n "__fish_momo_using_subcommand message; and __fish_seen_subcommand_from send" -l token-file -d 'A file that holds the bot token, `-` for standard input; else the kept one, or MOMOTALK_BOT_TOKEN' -r -F
complete -c momo -n "__fish_momo_using_subcommand message; and __fish_seen_subcommand_from send" -l bot -d 'The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json' -r
complete -c momo -n "__fish_momo_using_subcommand message; and __fish_seen_subcommand_from send" -l profile -d 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE' -r
complete -c momo -n "__fish_momo_using_subcommand message; and __fish_seen_subcommand_from send" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand message; and __fish_seen_subcommand_from send" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand message; and __fish_seen_subcommand_from send" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand delivery; and not __fish_seen_subcommand_from list show retry drop" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand delivery; and not __fish_seen_subcommand_from list show retry drop" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand delivery; and not __fish_seen_subcommand_from list show retry drop" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand delivery; and not __fish_seen_subcommand_from list show retry drop" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand delivery; and not __fish_seen_subcommand_from list show retry drop" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand delivery; and not __fish_seen_subcommand_from list show retry drop" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand delivery; and not __fish_seen_subcommand_from list show retry drop" -f -a "list" -d 'List the events that wait, are held, failed or are set aside'
complete -c momo -n "__fish_momo_using_subcommand delivery; and not __fish_seen_subcommand_from list show retry drop" -f -a "show" -d 'Show what became of an event, and why'
complete -c momo -n "__fish_momo_using_subcommand delivery; and not __fish_seen_subcommand_from list show retry drop" -f -a "retry" -d 'Try events again now, whatever they wait for'
complete -c momo -n "__fish_momo_using_subcommand delivery; and not __fish_seen_subcommand_from list show retry drop" -f -a "drop" -d 'Give events up: the bot never gets them'
complete -c momo -n "__fish_momo_using_subcommand delivery; and __fish_seen_subcommand_from list" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand delivery; and __fish_seen_subcommand_from list" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand delivery; and __fish_seen_subcommand_from list" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand delivery; and __fish_seen_subcommand_from list" -l bot -d 'Only this bot\'s, by its id or its name' -r
complete -c momo -n "__fish_momo_using_subcommand delivery; and __fish_seen_subcommand_from list" -l room -d 'Only this room\'s' -r
complete -c momo -n "__fish_momo_using_subcommand delivery; and __fish_seen_subcommand_from list" -l profile -d 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE' -r
complete -c momo -n "__fish_momo_using_subcommand delivery; and __fish_seen_subcommand_from list" -l as-role -d 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that' -r -f -a "developer\t''
operator\t''
admin\t''"
complete -c momo -n "__fish_momo_using_subcommand delivery; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand delivery; and __fish_seen_subcommand_from list" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand delivery; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand delivery; and __fish_seen_subcommand_from list" -l all -d 'Those that were delivered or dropped too'
complete -c momo -n "__fish_momo_using_subcommand delivery; and __fish_seen_subcommand_from show" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand delivery; and __fish_seen_subcommand_from show" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand delivery; and __fish_seen_subcommand_from show" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand delivery; and __fish_seen_subcommand_from show" -l profile -d 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE' -r
complete -c momo -n "__fish_momo_using_subcommand delivery; and __fish_seen_subcommand_from show" -l as-role -d 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that' -r -f -a "developer\t''
operator\t''
admin\t''"
complete -c momo -n "__fish_momo_using_subcommand delivery; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand delivery; and __fish_seen_subcommand_from show" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand delivery; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand delivery; and __fish_seen_subcommand_from retry" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand delivery; and __fish_seen_subcommand_from retry" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand delivery; and __fish_seen_subcommand_from retry" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand delivery; and __fish_seen_subcommand_from retry" -l bot -d 'Only this bot\'s, by its id or its name' -r
complete -c momo -n "__fish_momo_using_subcommand delivery; and __fish_seen_subcommand_from retry" -l room -d 'Only this room\'s' -r
complete -c momo -n "__fish_momo_using_subcommand delivery; and __fish_seen_subcommand_from retry" -l profile -d 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE' -r
complete -c momo -n "__fish_momo_using_subcommand delivery; and __fish_seen_subcommand_from retry" -l as-role -d 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that' -r -f -a "developer\t''
operator\t''
admin\t''"
complete -c momo -n "__fish_momo_using_subcommand delivery; and __fish_seen_subcommand_from retry" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand delivery; and __fish_seen_subcommand_from retry" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand delivery; and __fish_seen_subcommand_from retry" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand delivery; and __fish_seen_subcommand_from retry" -l all -d 'All that wait, are held, failed or are set aside'
complete -c momo -n "__fish_momo_using_subcommand delivery; and __fish_seen_subcommand_from drop" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand delivery; and __fish_seen_subcommand_from drop" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand delivery; and __fish_seen_subcommand_from drop" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand delivery; and __fish_seen_subcommand_from drop" -l bot -d 'Only this bot\'s, by its id or its name' -r
complete -c momo -n "__fish_momo_using_subcommand delivery; and __fish_seen_subcommand_from drop" -l room -d 'Only this room\'s' -r
complete -c momo -n "__fish_momo_using_subcommand delivery; and __fish_seen_subcommand_from drop" -l profile -d 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE' -r
complete -c momo -n "__fish_momo_using_subcommand delivery; and __fish_seen_subcommand_from drop" -l as-role -d 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that' -r -f -a "developer\t''
operator\t''
admin\t''"
complete -c momo -n "__fish_momo_using_subcommand delivery; and __fish_seen_subcommand_from drop" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand delivery; and __fish_seen_subcommand_from drop" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand delivery; and __fish_seen_subcommand_from drop" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand delivery; and __fish_seen_subcommand_from drop" -l all -d 'All that wait, are held or are set aside'
complete -c momo -n "__fish_momo_using_subcommand fault; and not __fish_seen_subcommand_from set list clear clock" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand fault; and not __fish_seen_subcommand_from set list clear clock" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand fault; and not __fish_seen_subcommand_from set list clear clock" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand fault; and not __fish_seen_subcommand_from set list clear clock" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand fault; and not __fish_seen_subcommand_from set list clear clock" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand fault; and not __fish_seen_subcommand_from set list clear clock" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand fault; and not __fish_seen_subcommand_from set list clear clock" -f -a "set" -d 'Switch a fault on, until it has struck often enough or is cleared'
complete -c momo -n "__fish_momo_using_subcommand fault; and not __fish_seen_subcommand_from set list clear clock" -f -a "list" -d 'List the faults, how much each has seen and how much it struck'
complete -c momo -n "__fish_momo_using_subcommand fault; and not __fish_seen_subcommand_from set list clear clock" -f -a "clear" -d 'Take one fault away, or all of them'
complete -c momo -n "__fish_momo_using_subcommand fault; and not __fish_seen_subcommand_from set list clear clock" -f -a "clock" -d 'Show the platform\'s clock, or move it: a day of retries in a second'
complete -c momo -n "__fish_momo_using_subcommand fault; and __fish_seen_subcommand_from set" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand fault; and __fish_seen_subcommand_from set" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand fault; and __fish_seen_subcommand_from set" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand fault; and __fish_seen_subcommand_from set" -l times -d 'Switch it off after so many [default: it stays until it is cleared]' -r
complete -c momo -n "__fish_momo_using_subcommand fault; and __fish_seen_subcommand_from set" -l rate -d 'Strike only this part, by chance: `0.2` or `20%`' -r
complete -c momo -n "__fish_momo_using_subcommand fault; and __fish_seen_subcommand_from set" -l seed -d 'What chance begins with: the same seed strikes the same ones again [default: another one each time]' -r
complete -c momo -n "__fish_momo_using_subcommand fault; and __fish_seen_subcommand_from set" -l delay -d 'How long something is held up: of `delay`, `reorder`, `slow-body` and, each way, `network` [default: 1s, of `network` 300ms]' -r
complete -c momo -n "__fish_momo_using_subcommand fault; and __fish_seen_subcommand_from set" -l status -d 'What `reply` answers: 429, 500, 502, 503 or 504 [default: 500]' -r
complete -c momo -n "__fish_momo_using_subcommand fault; and __fish_seen_subcommand_from set" -l retry-after -d 'When the bot may call again, as `reply` says it in Retry-After' -r
complete -c momo -n "__fish_momo_using_subcommand fault; and __fish_seen_subcommand_from set" -l bot -d 'Only what goes to this bot or comes from it' -r
complete -c momo -n "__fish_momo_using_subcommand fault; and __fish_seen_subcommand_from set" -l room -d 'Only this room' -r
complete -c momo -n "__fish_momo_using_subcommand fault; and __fish_seen_subcommand_from set" -l contains -d 'Only messages that hold this text' -r
complete -c momo -n "__fish_momo_using_subcommand fault; and __fish_seen_subcommand_from set" -l profile -d 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE' -r
complete -c momo -n "__fish_momo_using_subcommand fault; and __fish_seen_subcommand_from set" -l as-role -d 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that' -r -f -a "developer\t''
operator\t''
admin\t''"
complete -c momo -n "__fish_momo_using_subcommand fault; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand fault; and __fish_seen_subcommand_from set" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand fault; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand fault; and __fish_seen_subcommand_from list" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand fault; and __fish_seen_subcommand_from list" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand fault; and __fish_seen_subcommand_from list" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand fault; and __fish_seen_subcommand_from list" -l profile -d 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE' -r
complete -c momo -n "__fish_momo_using_subcommand fault; and __fish_seen_subcommand_from list" -l as-role -d 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that' -r -f -a "developer\t''
operator\t''
admin\t''"
complete -c momo -n "__fish_momo_using_subcommand fault; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand fault; and __fish_seen_subcommand_from list" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand fault; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand fault; and __fish_seen_subcommand_from clear" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand fault; and __fish_seen_subcommand_from clear" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand fault; and __fish_seen_subcommand_from clear" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand fault; and __fish_seen_subcommand_from clear" -l profile -d 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE' -r
complete -c momo -n "__fish_momo_using_subcommand fault; and __fish_seen_subcommand_from clear" -l as-role -d 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that' -r -f -a "developer\t''
operator\t''
admin\t''"
complete -c momo -n "__fish_momo_using_subcommand fault; and __fish_seen_subcommand_from clear" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand fault; and __fish_seen_subcommand_from clear" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand fault; and __fish_seen_subcommand_from clear" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand fault; and __fish_seen_subcommand_from clock" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand fault; and __fish_seen_subcommand_from clock" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand fault; and __fish_seen_subcommand_from clock" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand fault; and __fish_seen_subcommand_from clock" -l profile -d 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE' -r
complete -c momo -n "__fish_momo_using_subcommand fault; and __fish_seen_subcommand_from clock" -l as-role -d 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that' -r -f -a "developer\t''
operator\t''
admin\t''"
complete -c momo -n "__fish_momo_using_subcommand fault; and __fish_seen_subcommand_from clock" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand fault; and __fish_seen_subcommand_from clock" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand fault; and __fish_seen_subcommand_from clock" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand fault; and __fish_seen_subcommand_from clock" -l reset -d 'Set it to this machine\'s time again'
complete -c momo -n "__fish_momo_using_subcommand sign" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand sign" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand sign" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand sign" -l body -d 'The payload as text' -r
complete -c momo -n "__fish_momo_using_subcommand sign" -l as -d 'How the signature is written [default: hex]' -r -f -a "hex\t'64 hex digits'
header\t'The header line'
curl\t'A command that sends the signed payload to TARGET'
json\t'Signature, algorithm, size, fingerprint and origin of the secret'"
complete -c momo -n "__fish_momo_using_subcommand sign" -l to -d 'Where `--as curl` sends the payload: a URL, `3000`, `:3000/path`' -r
complete -c momo -n "__fish_momo_using_subcommand sign" -l secret -d 'The webhook secret itself; it shows in `ps` and in the shell\'s history, so better use a file or the environment' -r
complete -c momo -n "__fish_momo_using_subcommand sign" -l secret-file -d 'A file that holds the webhook secret, `-` for standard input; one newline at its end is removed' -r -F
complete -c momo -n "__fish_momo_using_subcommand sign" -l bot -d 'The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json' -r
complete -c momo -n "__fish_momo_using_subcommand sign" -l profile -d 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE' -r
complete -c momo -n "__fish_momo_using_subcommand sign" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand sign" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand sign" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand sign" -l lines -d 'Sign each line as a payload of its own, one signature a line; LF or CRLF ends a line and is not signed; takes as much memory as the longest line'
complete -c momo -n "__fish_momo_using_subcommand verify" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand verify" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand verify" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand verify" -l body -d 'The payload as text' -r
complete -c momo -n "__fish_momo_using_subcommand verify" -s s -l signature -d 'The signature: 64 hex digits' -r
complete -c momo -n "__fish_momo_using_subcommand verify" -l headers -d 'A file with the request\'s headers as curl, a browser or a log prints them, or as JSON; `-` for standard input' -r -F
complete -c momo -n "__fish_momo_using_subcommand verify" -l secret -d 'The webhook secret itself; it shows in `ps` and in the shell\'s history, so better use a file or the environment' -r
complete -c momo -n "__fish_momo_using_subcommand verify" -l secret-file -d 'A file that holds the webhook secret, `-` for standard input; one newline at its end is removed' -r -F
complete -c momo -n "__fish_momo_using_subcommand verify" -l bot -d 'The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json' -r
complete -c momo -n "__fish_momo_using_subcommand verify" -l profile -d 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE' -r
complete -c momo -n "__fish_momo_using_subcommand verify" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand verify" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand verify" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand verify" -l raw -d 'Take FILE as bytes even where it holds a captured exchange as JSON'
complete -c momo -n "__fish_momo_using_subcommand verify" -l explain -d 'Try the known mistakes where the signature does not match [default: on a terminal]'
complete -c momo -n "__fish_momo_using_subcommand verify" -l no-explain -d 'Only say yes or no'
complete -c momo -n "__fish_momo_using_subcommand webhook; and not __fish_seen_subcommand_from sample replay check listen history" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand webhook; and not __fish_seen_subcommand_from sample replay check listen history" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand webhook; and not __fish_seen_subcommand_from sample replay check listen history" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand webhook; and not __fish_seen_subcommand_from sample replay check listen history" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand webhook; and not __fish_seen_subcommand_from sample replay check listen history" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand webhook; and not __fish_seen_subcommand_from sample replay check listen history" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand webhook; and not __fish_seen_subcommand_from sample replay check listen history" -f -a "sample" -d 'List sample payloads, or print one ready to pipe'
complete -c momo -n "__fish_momo_using_subcommand webhook; and not __fish_seen_subcommand_from sample replay check listen history" -f -a "replay" -d 'Sign payloads, deliver them, and say what came back'
complete -c momo -n "__fish_momo_using_subcommand webhook; and not __fish_seen_subcommand_from sample replay check listen history" -f -a "check" -d 'Prove that a bot is safe and robust, check by check'
complete -c momo -n "__fish_momo_using_subcommand webhook; and not __fish_seen_subcommand_from sample replay check listen history" -f -a "listen" -d 'Receive events: verify, keep, answer and show each'
complete -c momo -n "__fish_momo_using_subcommand webhook; and not __fish_seen_subcommand_from sample replay check listen history" -f -a "history" -d 'List, show, export and delete what was sent and received'
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from sample" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from sample" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from sample" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from sample" -l from -d 'Take the payload from this file (`-`: standard input) instead' -r -F
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from sample" -l seed -d 'Decide by this number what is left to chance; with --now the ids too are the same in every run' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from sample" -l now -d 'The time to write into it: seconds since 1970, or RFC 3339' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from sample" -l set -d 'Change a value: text, or a number or true/false where there is one; `a.0.b` is a path, `\\.` a dot in a key' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from sample" -l set-json -d 'Change a value to any JSON' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from sample" -l add -d 'Add a value that is not there yet' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from sample" -l unset -d 'Take a value away, with its key; order: --unset, --add, --set-json, --set' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from sample" -l bot -d 'The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from sample" -l profile -d 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from sample" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from sample" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from sample" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from sample" -l exchange -d 'Print the whole unsigned request as one line of JSON, as `webhook replay` takes it'
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from sample" -l keep-ids -d 'Leave ids and times as they are'
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l to -l url -d 'Where to: a URL, `3000`, `:3000/path`, `localhost:3000/path`; several get everything, one after the other [default: the bot\'s callback URL, or `callback` in momo.json]' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l timeout -d 'How long the bot may take for its whole answer [default: for Kakao\'s requests what Kakao gives, 5s for a skill and 3s for a Share webhook; else 3s, momo\'s own choice]' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l expect-status -d 'The statuses that are as they should be, for example `200,2xx`; others make the exit code 1' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l expect-within -d 'How long an answer may take at most, counted from the sending' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l expect-body -d 'What the answer\'s body must hold: a text, or `/a pattern/`' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l ignore -d 'What does not count for --expect-same: JSON Pointers into the answer, `*` for any key or place, for example `/timestamp,/items/*/id`; repeatable' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -s H -l header -d 'A header to send, in place of one of that name; repeatable' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l protocol -d 'Whose request it is, in place of what its sample or shape says: how it is made authentic and its answer judged' -r -f -a "momotalk\t''
kakao-skill\t''
kakao-share\t''
nhn\t''
http\t''"
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l last -d 'Deliver the newest N events of the history, sent or received, oldest first; each event once' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l filter -d 'Deliver the events whose newest delivery fits, for example \'type:talk.* status:>=400\'; `momo webhook history list --help` shows the language' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l since -d 'Deliver the events since then: `30s`, `2h`, `7d` ago, `10:00`, `2026-11-21T10:00`' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l times -d 'Deliver everything so many times [default: 1, or until --duration is over]' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -s c -l concurrency -d 'How many deliveries may be under way at the same time; then only the first of each kind of failure is printed, while the history holds them all [default: 1, with --rate 64]' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l rate -d 'How many are due in a second, or in a minute with `/m`, however slow the answers are; times are then measured from when each was due, so that a bot that stalls cannot hide it' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l duration -d 'Begin no delivery after this time; those under way are waited for' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l warmup -d 'Deliver so many before that count for nothing' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l retry-schedule -d 'Try again what is not answered 2xx in time: `momotalk` as the local platform does (six attempts, momo\'s own choice), or the pause before each retry, for example `0,1s,5s,30s`; only the last attempt is judged' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l retry-speed -d 'Make the pauses between attempts so many times shorter: `3600` makes an hour a second' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l chaos -d 'Make deliveries go wrong, by --seed: `duplicate=5%` (the same event once more), `reorder=10%` (later ones overtake it), `drop=1%` (never sent), `jitter=0..200ms` (held back), `slow-body=5%` (in pieces, over a second, or `5%:3s`), `chunked=50%` (Transfer-Encoding instead of Content-Length), `early-close=1%` (broken off half-way)' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l report -d 'Write how it went into a file: `html` is one page that opens anywhere, `junit` is XML for CI servers, `json` is for programs; several with commas, or repeated' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l seed -d 'Decide by this number what is left to chance; with --now the ids too are the same in every run' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l now -d 'The time to write into it: seconds since 1970, or RFC 3339' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l set -d 'Change a value: text, or a number or true/false where there is one; `a.0.b` is a path, `\\.` a dot in a key' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l set-json -d 'Change a value to any JSON' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l add -d 'Add a value that is not there yet' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l unset -d 'Take a value away, with its key; order: --unset, --add, --set-json, --set' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l secret -d 'The webhook secret itself; it shows in `ps` and in the shell\'s history, so better use a file or the environment' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l secret-file -d 'A file that holds the webhook secret, `-` for standard input; one newline at its end is removed' -r -F
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l bot -d 'The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l profile -d 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l kakao-account -d 'The account of the settings whose keys are meant, where there are several' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l skill-header -d 'The header that Kakao\'s console sends with each skill call, by your own choice; Kakao signs none [default: the account\'s `skillHeader` with its `skillSecret`]' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l skill-secret-file -d 'A file that holds what must stand in that header' -r -F
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l kakao-admin-key-file -d 'A file that holds the app\'s primary admin key, for Share webhooks [default: the account\'s `primaryAdminKey`, or KAKAO_PRIMARY_ADMIN_KEY]' -r -F
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l raw -d 'Deliver the bytes of a file as one payload, even if they look like an exchange, a list of exchanges or a HAR'
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l expect-same -d 'The answers that were recorded with what is delivered: status, content type and body, JSON by what it says; what has no recorded answer makes the exit code 3'
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l fail-fast -d 'End with the first delivery that is not as expected'
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l keep-signature -d 'Send the signature that was given, and ids and times as they are'
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l why -d 'Ask the bot which signature it takes where it refuses one: it is sent events of the type `momo.probe`, each signed as a known mistake computes it'
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l failed -d 'Deliver the events whose newest delivery failed, as the filter `is:failed` has it'
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from replay" -l keep-ids -d 'Leave ids and times as they are'
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from check" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from check" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from check" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from check" -l protocol -d 'Whose requests are sent [default: momotalk]' -r -f -a "momotalk\t''
kakao-skill\t''
kakao-share\t''"
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from check" -l only -d 'Only these checks: an id, a family, or a pattern such as \'*.empty*\'; several with commas, or repeated' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from check" -l skip -d 'Not these checks' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from check" -l refusal -d 'The statuses that count as refused' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from check" -l timeout -d 'How long the bot may take for an answer [default: 3s; for a skill the 5s that Kakao gives]' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from check" -l say -d 'What the user says, so that the bot replies' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from check" -l api-port -d 'Start a stand-in for the message API on this port and see the replies of a bot that was started with its address in MOMOTALK_API_BASE; for a skill the port of its callback URLs' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from check" -l effects -d 'A command or a URL that gives the number of effects so far, such as rows in a table' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from check" -l ready-timeout -d 'How long COMMAND has until it takes connections' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from check" -l baseline -d 'A file of failures that are known, each with a reason and the last day on which it is; they do not count' -r -F
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from check" -l report -d 'Write how it went into a file: `html` is one page, `junit` is XML for CI servers, `json` is for programs, `markdown` is an implementation report for the bot\'s README; several with commas, or repeated' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from check" -l old-secret-file -d 'A file that holds the secret that was replaced: the check says whether events that it signed are still taken' -r -F
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from check" -l secret -d 'The webhook secret itself; it shows in `ps` and in the shell\'s history, so better use a file or the environment' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from check" -l secret-file -d 'A file that holds the webhook secret, `-` for standard input; one newline at its end is removed' -r -F
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from check" -l bot -d 'The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from check" -l profile -d 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from check" -l kakao-account -d 'The account of the settings whose keys are meant, where there are several' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from check" -l skill-header -d 'The header that Kakao\'s console sends with each skill call, by your own choice; Kakao signs none [default: the account\'s `skillHeader` with its `skillSecret`]' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from check" -l skill-secret-file -d 'A file that holds what must stand in that header' -r -F
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from check" -l kakao-admin-key-file -d 'A file that holds the app\'s primary admin key, for Share webhooks [default: the account\'s `primaryAdminKey`, or KAKAO_PRIMARY_ADMIN_KEY]' -r -F
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from check" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from check" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from check" -l list -d 'List the checks, and send nothing'
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from check" -l yes -d 'Check a bot that is not on this machine: it gets all the requests, and really replies to those that are valid'
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from check" -l baseline-update -d 'Write the failures of this run into the file of --baseline, and take out what is mended'
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l port -d 'The port; 0 takes any free one' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l path -d 'Take only this path, and answer 404 to others [default: any path]' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l host -d 'The address to listen on; other machines reach it only if this is not a loopback address' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l forward-to -d 'Hand events on, and answer what is answered there: `3000`, `3000/hook`, or with types before it: `talk.*=3000`; all that match get it, the first answers' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l types -d 'Keep, show and hand on only these types of events: `talk.*,kakao.share`; others are answered 200 and forgotten' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l ready-file -d 'Write the URL to this file once it listens, with --tunnel the public one; the file goes with the receiver or its tunnel' -r -F
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l page-port -d 'The port of the page, which is on 127.0.0.1 whatever --host says [default: any free one]' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l tunnel -d 'Give it a public URL, by a program that is installed and ends with momo: `cloudflared` (a quick tunnel), `ngrok`, or `ssh USER@HOST` with ssh\'s options (that server\'s port, by plain HTTP, where its GatewayPorts allows it). Any other command runs without a shell, with the port for `{port}`; the first URL without a path that it prints is taken. ssh is tested against OpenSSH, the others against what their documentation shows' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l status -d 'Answer with this status; beside --fail-next or --fail-rate only what fails [default: 200, failures 500]' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l answer -d 'Answer with what this file holds, `-` for standard input' -r -F
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l content-type -d 'What kind of file that is [default: by its extension]' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l delay -d 'Wait before each answer' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l fail-next -d 'Fail the next N events, and no more' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l fail-rate -d 'Fail this part of the events, by chance: `0.2` or `20%`' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l seed -d 'What chance begins with: the same seed fails the same events again [default: another one each time]' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l kakao-account -d 'The account of the settings whose keys are meant, where there are several' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l skill-header -d 'The header that Kakao\'s console sends with each skill call, by your own choice; Kakao signs none [default: the account\'s `skillHeader` with its `skillSecret`]' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l skill-secret-file -d 'A file that holds what must stand in that header' -r -F
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l kakao-admin-key-file -d 'A file that holds the app\'s primary admin key, for Share webhooks [default: the account\'s `primaryAdminKey`, or KAKAO_PRIMARY_ADMIN_KEY]' -r -F
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l keep -d 'How much of the history stays: a size of its file (`500MB`), a number of exchanges (`10000`), an age (`7d`) or `all`; may be given for each. The oldest refused requests go first, then the oldest; what is starred stays [default: 2GB]' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l max-body -d 'The largest body that is taken; more is answered 413' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l max-head -d 'The largest request line with all its headers; more is answered 431' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l max-headers -d 'How many headers a request may have; more is answered 431' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l max-connections -d 'How many connections may be open at once; the one that has waited longest makes room, else 503' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l head-time -d 'How long a request\'s head may take to come; then 408' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l body-time -d 'How long a request\'s body may take to come; then 408' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l idle-time -d 'How long a connection may be silent between two requests; then it is closed' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l secret -d 'The webhook secret itself; it shows in `ps` and in the shell\'s history, so better use a file or the environment' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l secret-file -d 'A file that holds the webhook secret, `-` for standard input; one newline at its end is removed' -r -F
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l bot -d 'The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l profile -d 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from listen" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from listen" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l allow-unsigned -d 'Take events without a valid signature too'
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l echo -d 'Answer text messages through the message API, as the example bot of MoMoTalk\'s guide does'
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l show-body -d 'Print each body below its line'
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from listen" -l no-page -d 'Leave the page out'
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from history" -s n -l limit -d 'At most so many' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from history" -l before -d 'Only those older than this exchange' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from history" -l filter -d 'Only those that fit, for example \'type:talk.* status:>=400\'; `momo webhook history list --help` shows the language' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from history" -l since -d 'Only what started then or later: `30s`, `2h`, `7d` ago, `10:00`, `2026-11-21T10:00`' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from history" -l until -d 'Only what started before' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from history" -l bot -d 'Only those for or from this bot' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from history" -l type -d 'Only events of this type, for example `talk.message_created` or \'talk.*\'' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from history" -l event -d 'Only the attempts to deliver this event' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from history" -l direction -d 'Only what momo `sent`, or only what it `received`' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from history" -l kind -d 'Only an `event`, or only a call of the message `api`' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from history" -l verdict -d 'Only those with this verdict on their signature: `valid`, `invalid`, `missing`, `unchecked`' -r
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from history" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from history" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from history" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from history" -l all -d 'All there are'
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from history" -s f -l follow -d 'Go on with what other momos add, the newest last, until Ctrl-C'
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from history" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from history" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from history" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from history" -f -a "list" -d 'List exchanges, newest first'
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from history" -f -a "show" -d 'Show an exchange in full'
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from history" -f -a "star" -d 'Mark exchanges, to find them again with `starred:yes`'
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from history" -f -a "export" -d 'Write exchanges for other programs, oldest first'
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from history" -f -a "import" -d 'Take exchanges from NDJSON or a HAR: all of them, or none'
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from history" -f -a "clear" -d 'Delete the history, or a part of it'
complete -c momo -n "__fish_momo_using_subcommand webhook; and __fish_seen_subcommand_from history" -f -a "prune" -d 'Delete the oldest of the history: by age, by count or by size'
complete -c momo -n "__fish_momo_using_subcommand check" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand check" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand check" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand check" -l protocol -d 'Whose requests are sent [default: momotalk]' -r -f -a "momotalk\t''
kakao-skill\t''
kakao-share\t''"
complete -c momo -n "__fish_momo_using_subcommand check" -l only -d 'Only these checks: an id, a family, or a pattern such as \'*.empty*\'; several with commas, or repeated' -r
complete -c momo -n "__fish_momo_using_subcommand check" -l skip -d 'Not these checks' -r
complete -c momo -n "__fish_momo_using_subcommand check" -l refusal -d 'The statuses that count as refused' -r
complete -c momo -n "__fish_momo_using_subcommand check" -l timeout -d 'How long the bot may take for an answer [default: 3s; for a skill the 5s that Kakao gives]' -r
complete -c momo -n "__fish_momo_using_subcommand check" -l say -d 'What the user says, so that the bot replies' -r
complete -c momo -n "__fish_momo_using_subcommand check" -l api-port -d 'Start a stand-in for the message API on this port and see the replies of a bot that was started with its address in MOMOTALK_API_BASE; for a skill the port of its callback URLs' -r
complete -c momo -n "__fish_momo_using_subcommand check" -l effects -d 'A command or a URL that gives the number of effects so far, such as rows in a table' -r
complete -c momo -n "__fish_momo_using_subcommand check" -l ready-timeout -d 'How long COMMAND has until it takes connections' -r
complete -c momo -n "__fish_momo_using_subcommand check" -l baseline -d 'A file of failures that are known, each with a reason and the last day on which it is; they do not count' -r -F
complete -c momo -n "__fish_momo_using_subcommand check" -l report -d 'Write how it went into a file: `html` is one page, `junit` is XML for CI servers, `json` is for programs, `markdown` is an implementation report for the bot\'s README; several with commas, or repeated' -r
complete -c momo -n "__fish_momo_using_subcommand check" -l old-secret-file -d 'A file that holds the secret that was replaced: the check says whether events that it signed are still taken' -r -F
complete -c momo -n "__fish_momo_using_subcommand check" -l secret -d 'The webhook secret itself; it shows in `ps` and in the shell\'s history, so better use a file or the environment' -r
complete -c momo -n "__fish_momo_using_subcommand check" -l secret-file -d 'A file that holds the webhook secret, `-` for standard input; one newline at its end is removed' -r -F
complete -c momo -n "__fish_momo_using_subcommand check" -l bot -d 'The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json' -r
complete -c momo -n "__fish_momo_using_subcommand check" -l profile -d 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE' -r
complete -c momo -n "__fish_momo_using_subcommand check" -l kakao-account -d 'The account of the settings whose keys are meant, where there are several' -r
complete -c momo -n "__fish_momo_using_subcommand check" -l skill-header -d 'The header that Kakao\'s console sends with each skill call, by your own choice; Kakao signs none [default: the account\'s `skillHeader` with its `skillSecret`]' -r
complete -c momo -n "__fish_momo_using_subcommand check" -l skill-secret-file -d 'A file that holds what must stand in that header' -r -F
complete -c momo -n "__fish_momo_using_subcommand check" -l kakao-admin-key-file -d 'A file that holds the app\'s primary admin key, for Share webhooks [default: the account\'s `primaryAdminKey`, or KAKAO_PRIMARY_ADMIN_KEY]' -r -F
complete -c momo -n "__fish_momo_using_subcommand check" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand check" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand check" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand check" -l list -d 'List the checks, and send nothing'
complete -c momo -n "__fish_momo_using_subcommand check" -l yes -d 'Check a bot that is not on this machine: it gets all the requests, and really replies to those that are valid'
complete -c momo -n "__fish_momo_using_subcommand check" -l baseline-update -d 'Write the failures of this run into the file of --baseline, and take out what is mended'
complete -c momo -n "__fish_momo_using_subcommand chat; and not __fish_seen_subcommand_from test record check fmt" -l room -d 'The room\'s number; may be left out where there is only one, or `room` in momo.json names it' -r
complete -c momo -n "__fish_momo_using_subcommand chat; and not __fish_seen_subcommand_from test record check fmt" -l as -d 'Who speaks; somebody new is made at once [default: the platform\'s first user]' -r
complete -c momo -n "__fish_momo_using_subcommand chat; and not __fish_seen_subcommand_from test record check fmt" -l wait -d 'How long an answer may take before the next line of a pipe is said' -r
complete -c momo -n "__fish_momo_using_subcommand chat; and not __fish_seen_subcommand_from test record check fmt" -l profile -d 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE' -r
complete -c momo -n "__fish_momo_using_subcommand chat; and not __fish_seen_subcommand_from test record check fmt" -l as-role -d 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that' -r -f -a "developer\t''
operator\t''
admin\t''"
complete -c momo -n "__fish_momo_using_subcommand chat; and not __fish_seen_subcommand_from test record check fmt" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand chat; and not __fish_seen_subcommand_from test record check fmt" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand chat; and not __fish_seen_subcommand_from test record check fmt" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand chat; and not __fish_seen_subcommand_from test record check fmt" -l no-probe -d 'Do not ask a bot which signature it takes where it refuses one (it is sent events of the type `momo.probe`)'
complete -c momo -n "__fish_momo_using_subcommand chat; and not __fish_seen_subcommand_from test record check fmt" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand chat; and not __fish_seen_subcommand_from test record check fmt" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand chat; and not __fish_seen_subcommand_from test record check fmt" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand chat; and not __fish_seen_subcommand_from test record check fmt" -f -a "test" -d 'Play conversations against a bot, through its real, signed webhook'
complete -c momo -n "__fish_momo_using_subcommand chat; and not __fish_seen_subcommand_from test record check fmt" -f -a "record" -d 'Write a conversation file of what was said'
complete -c momo -n "__fish_momo_using_subcommand chat; and not __fish_seen_subcommand_from test record check fmt" -f -a "check" -d 'Check conversation files without running them'
complete -c momo -n "__fish_momo_using_subcommand chat; and not __fish_seen_subcommand_from test record check fmt" -f -a "fmt" -d 'Format conversation files'
complete -c momo -n "__fish_momo_using_subcommand chat; and __fish_seen_subcommand_from test" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand chat; and __fish_seen_subcommand_from test" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand chat; and __fish_seen_subcommand_from test" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand chat; and __fish_seen_subcommand_from test" -l to -d 'Where the bot that runs already takes its events; it calls the local platform of this home folder' -r
complete -c momo -n "__fish_momo_using_subcommand chat; and __fish_seen_subcommand_from test" -l bot -d 'The bot that runs already, by its id or its name; or NAME=COMMAND, again for each bot: its name and its program' -r
complete -c momo -n "__fish_momo_using_subcommand chat; and __fish_seen_subcommand_from test" -l profile -d 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE' -r
complete -c momo -n "__fish_momo_using_subcommand chat; and __fish_seen_subcommand_from test" -l callback -d 'Where the program takes its events; without it the bot gets a free port in PORT. Beside --bot NAME=COMMAND it is NAME=TARGET' -r
complete -c momo -n "__fish_momo_using_subcommand chat; and __fish_seen_subcommand_from test" -l protocol -d 'Whom users talk to: bots of MoMoTalk, or one Kakao skill, in Kakao rooms of the local platform' -r -f -a "momotalk\t''
kakao-skill\t''"
complete -c momo -n "__fish_momo_using_subcommand chat; and __fish_seen_subcommand_from test" -l kakao-account -d 'The account of the settings whose keys are meant, where there are several' -r
complete -c momo -n "__fish_momo_using_subcommand chat; and __fish_seen_subcommand_from test" -l skill-header -d 'The header that Kakao\'s console sends with each skill call, by your own choice; Kakao signs none [default: the account\'s `skillHeader` with its `skillSecret`]' -r
complete -c momo -n "__fish_momo_using_subcommand chat; and __fish_seen_subcommand_from test" -l skill-secret-file -d 'A file that holds what must stand in that header' -r -F
complete -c momo -n "__fish_momo_using_subcommand chat; and __fish_seen_subcommand_from test" -l ready-timeout -d 'How long the program has until it takes connections' -r
complete -c momo -n "__fish_momo_using_subcommand chat; and __fish_seen_subcommand_from test" -l port -d 'The port of the platform, beside --to [default: 8700]' -r
complete -c momo -n "__fish_momo_using_subcommand chat; and __fish_seen_subcommand_from test" -l retry-base -d 'The pause before a failed delivery is tried again; it doubles each time (momo\'s own choice)' -r
complete -c momo -n "__fish_momo_using_subcommand chat; and __fish_seen_subcommand_from test" -l filter -d 'Only conversations whose title holds this text; again for others' -r
complete -c momo -n "__fish_momo_using_subcommand chat; and __fish_seen_subcommand_from test" -l tag -d 'Only conversations with this tag; `!TAG` leaves those with it out; again for others' -r
complete -c momo -n "__fish_momo_using_subcommand chat; and __fish_seen_subcommand_from test" -l until -d 'Play up to this line of each file, and look at nothing behind it' -r
complete -c momo -n "__fish_momo_using_subcommand chat; and __fish_seen_subcommand_from test" -l within -d 'How long a line waits that names no time [default: 5s; for a skill 6s, as Kakao gives it five]' -r
complete -c momo -n "__fish_momo_using_subcommand chat; and __fish_seen_subcommand_from test" -l parallel -d 'So many conversations at once' -r
complete -c momo -n "__fish_momo_using_subcommand chat; and __fish_seen_subcommand_from test" -l repeat -d 'Play each so often: one that passes and fails is flaky' -r
complete -c momo -n "__fish_momo_using_subcommand chat; and __fish_seen_subcommand_from test" -l seed -d 'What the order begins with: the same seed gives the same order' -r
complete -c momo -n "__fish_momo_using_subcommand chat; and __fish_seen_subcommand_from test" -l report -d 'Write how it went into a file: `html` is one page that opens anywhere, `junit` is XML for CI servers, `json` is for programs; several with commas, or repeated' -r
complete -c momo -n "__fish_momo_using_subcommand chat; and __fish_seen_subcommand_from test" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand chat; and __fish_seen_subcommand_from test" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand chat; and __fish_seen_subcommand_from test" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand chat; and __fish_seen_subcommand_from test" -l with-callback -d 'The skill\'s block has the callback option: calls name a URL at which the skill may answer later, once, within a minute'
complete -c momo -n "__fish_momo_using_subcommand chat; and __fish_seen_subcommand_from test" -l show-output -d 'Show what the program prints'
complete -c momo -n "__fish_momo_using_subcommand chat; and __fish_seen_subcommand_from test" -l allow-flaky -d 'Let flaky conversations pass'
complete -c momo -n "__fish_momo_using_subcommand chat; and __fish_seen_subcommand_from test" -l shuffle -d 'Play them in another order each time'
complete -c momo -n "__fish_momo_using_subcommand chat; and __fish_seen_subcommand_from test" -l fail-fast -d 'Begin none after one has failed'
complete -c momo -n "__fish_momo_using_subcommand chat; and __fish_seen_subcommand_from test" -l update -d 'Write what the bot said into the exact lines that failed; patterns and comments stay'
complete -c momo -n "__fish_momo_using_subcommand chat; and __fish_seen_subcommand_from test" -l watch -d 'Play them again whenever a file changes, until Ctrl-C; the bot goes on'
complete -c momo -n "__fish_momo_using_subcommand chat; and __fish_seen_subcommand_from record" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand chat; and __fish_seen_subcommand_from record" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand chat; and __fish_seen_subcommand_from record" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand chat; and __fish_seen_subcommand_from record" -l filter -d 'Out of the history instead of a room: the messages of the exchanges that fit, a conversation for each room; `momo webhook history list --help` shows the language' -r
complete -c momo -n "__fish_momo_using_subcommand chat; and __fish_seen_subcommand_from record" -l room -d 'The room\'s number; may be left out where there is only one, or `room` in momo.json names it' -r
complete -c momo -n "__fish_momo_using_subcommand chat; and __fish_seen_subcommand_from record" -l after -d 'Only what came after this message' -r
complete -c momo -n "__fish_momo_using_subcommand chat; and __fish_seen_subcommand_from record" -l title -d 'The title of the conversation [default: what the first user says]' -r
complete -c momo -n "__fish_momo_using_subcommand chat; and __fish_seen_subcommand_from record" -s o -l output -d 'The file; one that is there stays as it is' -r -F
complete -c momo -n "__fish_momo_using_subcommand chat; and __fish_seen_subcommand_from record" -l profile -d 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE' -r
complete -c momo -n "__fish_momo_using_subcommand chat; and __fish_seen_subcommand_from record" -l as-role -d 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that' -r -f -a "developer\t''
operator\t''
admin\t''"
complete -c momo -n "__fish_momo_using_subcommand chat; and __fish_seen_subcommand_from record" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand chat; and __fish_seen_subcommand_from record" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand chat; and __fish_seen_subcommand_from record" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand chat; and __fish_seen_subcommand_from check" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand chat; and __fish_seen_subcommand_from check" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand chat; and __fish_seen_subcommand_from check" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand chat; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand chat; and __fish_seen_subcommand_from check" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand chat; and __fish_seen_subcommand_from check" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand chat; and __fish_seen_subcommand_from fmt" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand chat; and __fish_seen_subcommand_from fmt" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand chat; and __fish_seen_subcommand_from fmt" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand chat; and __fish_seen_subcommand_from fmt" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand chat; and __fish_seen_subcommand_from fmt" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand chat; and __fish_seen_subcommand_from fmt" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand chat; and __fish_seen_subcommand_from fmt" -l check -d 'Write nothing: name the files that would change, and exit with 1 where there is one'
complete -c momo -n "__fish_momo_using_subcommand kakao; and not __fish_seen_subcommand_from setup status serve say lint send result cancel" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand kakao; and not __fish_seen_subcommand_from setup status serve say lint send result cancel" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand kakao; and not __fish_seen_subcommand_from setup status serve say lint send result cancel" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand kakao; and not __fish_seen_subcommand_from setup status serve say lint send result cancel" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand kakao; and not __fish_seen_subcommand_from setup status serve say lint send result cancel" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand kakao; and not __fish_seen_subcommand_from setup status serve say lint send result cancel" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand kakao; and not __fish_seen_subcommand_from setup status serve say lint send result cancel" -f -a "setup" -d 'Set up a Kakao account, step by step, by flags, or from Moltbot\'s settings'
complete -c momo -n "__fish_momo_using_subcommand kakao; and not __fish_seen_subcommand_from setup status serve say lint send result cancel" -f -a "status" -d 'Show what a Kakao account has, from where, and what works'
complete -c momo -n "__fish_momo_using_subcommand kakao; and not __fish_seen_subcommand_from setup status serve say lint send result cancel" -f -a "serve" -d 'Run a skill server: an agent answers, within Kakao\'s five seconds'
complete -c momo -n "__fish_momo_using_subcommand kakao; and not __fish_seen_subcommand_from setup status serve say lint send result cancel" -f -a "say" -d 'Speak to a skill as KakaoTalk does, and see what a user would see'
complete -c momo -n "__fish_momo_using_subcommand kakao; and not __fish_seen_subcommand_from setup status serve say lint send result cancel" -f -a "lint" -d 'Check a skill\'s answer against every limit that Kakao documents'
complete -c momo -n "__fish_momo_using_subcommand kakao; and not __fish_seen_subcommand_from setup status serve say lint send result cancel" -f -a "send" -d 'Send a message to a phone number by Friend Talk or Brand Message'
complete -c momo -n "__fish_momo_using_subcommand kakao; and not __fish_seen_subcommand_from setup status serve say lint send result cancel" -f -a "result" -d 'Say what became of a message: arrived, failed and why, or not known yet'
complete -c momo -n "__fish_momo_using_subcommand kakao; and not __fish_seen_subcommand_from setup status serve say lint send result cancel" -f -a "cancel" -d 'Cancel a message that is reserved for later (`send --at`)'
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from setup" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from setup" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from setup" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from setup" -l account -d 'The Kakao account, where the settings know several' -r
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from setup" -l config -d 'A file with `channels.kakao` that counts before momo.json and config.json; Moltbot\'s own works as it is' -r -F
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from setup" -l import -d 'Take over Moltbot\'s settings of KakaoTalk, of all its accounts, from this file, which stays as it is' -r -F
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from setup" -l agent -d 'Who thinks of the answers: `echo`, a URL or port, or a command line' -r
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from setup" -l name -d 'What you call the account' -r
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from setup" -l app-key -d 'The app\'s JavaScript key' -r
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from setup" -l rest-api-key-file -d 'A file with the app\'s REST API key (KAKAO_ADMIN_KEY of older guides); `-` is standard input' -r -F
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from setup" -l primary-admin-key-file -d 'A file with the app\'s primary admin key, for Share webhooks' -r -F
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from setup" -l client-secret-file -d 'A file with the app\'s client secret' -r -F
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from setup" -l channel-id -d 'The channel\'s id' -r
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from setup" -l sender-key-file -d 'A file with the sender key of NHN Cloud, 40 characters' -r -F
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from setup" -l nhn-app-key-file -d 'A file with the app key of NHN Cloud' -r -F
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from setup" -l nhn-secret-key-file -d 'A file with the secret key of NHN Cloud' -r -F
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from setup" -l nhn-host -d 'Where NHN Cloud answers, where it is not the usual place' -r
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from setup" -l compatibility-ends -d 'The last day of Friend Talk\'s compatibility mode' -r
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from setup" -l port -d 'The skill server\'s port' -r
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from setup" -l path -d 'The skill server\'s path' -r
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from setup" -l skill-url -d 'Where KakaoTalk reaches the skill server' -r
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from setup" -l skill-header -d 'The header that you gave the skill in Kakao\'s console' -r
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from setup" -l skill-secret-file -d 'A file with the value of that header' -r -F
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from setup" -l dm-policy -d 'Who is answered: open, allowlist or disabled' -r
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from setup" -l allow-from -d 'A user id that `allowlist` answers; repeatable, or with commas' -r
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from setup" -l text-chunk-limit -d 'How many characters one bubble has at most' -r
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from setup" -l timeout-seconds -d 'How many seconds an agent may take' -r
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from setup" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from setup" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from setup" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from setup" -l yes -d 'Write without asking anything'
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from status" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from status" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from status" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from status" -l account -d 'The Kakao account, where the settings know several' -r
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from status" -l config -d 'A file with `channels.kakao` that counts before momo.json and config.json; Moltbot\'s own works as it is' -r -F
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from status" -l kakao-host -d 'Where to look whether Kakao\'s API answers' -r
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from status" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from status" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from status" -l offline -d 'Ask nobody outside this machine'
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from serve" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from serve" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from serve" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from serve" -l port -d 'The port; 0 takes any free one [default: the account\'s `webhookPort`, else 8788]' -r
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from serve" -l path -d 'The path of the skill [default: the account\'s `webhookPath`, else /kakao/webhook]' -r
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from serve" -l host -d 'The address to listen on; other machines reach it only if this is not a loopback address' -r
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from serve" -l agent -d 'Who answers: `echo`; a URL or `3000/skill`, which gets the skill\'s request as it came; or a command line, run without a shell once a call: it gets the request as one line of JSON on standard input, which then ends, and all that it prints is the answer. Text, {"text": ...} or a SkillResponse. It has the account\'s `timeoutSeconds`, 30 s where nothing is said; where its answer goes to a callback URL, which is good for a minute, at most 55 s [default: by `routing.bindings`, else echo]' -r
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from serve" -l budget -d 'After what time Kakao is answered in any case; it waits five seconds' -r
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from serve" -l callback-host -d 'Post late answers to this host or network too, by http as well; without it only to Kakao\'s' -r
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from serve" -l ready-file -d 'Write the URL to this file once it listens, with --tunnel the public one; the file goes with the server or its tunnel' -r -F
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from serve" -l tunnel -d 'Give it a public URL, by a program that is installed and ends with momo: `cloudflared` (a quick tunnel), `ngrok`, or `ssh USER@HOST` with ssh\'s options (that server\'s port, by plain HTTP, where its GatewayPorts allows it). Any other command runs without a shell, with the port for `{port}`; the first URL without a path that it prints is taken. ssh is tested against OpenSSH, the others against what their documentation shows' -r
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from serve" -l account -d 'The Kakao account, where the settings know several' -r
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from serve" -l config -d 'A file with `channels.kakao` that counts before momo.json and config.json; Moltbot\'s own works as it is' -r -F
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from serve" -l keep -d 'How much of the history stays: a size of its file (`500MB`), a number of exchanges (`10000`), an age (`7d`) or `all`; may be given for each. The oldest refused requests go first, then the oldest; what is starred stays [default: 2GB]' -r
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from serve" -l max-body -d 'The largest body that is taken; more is answered 413' -r
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from serve" -l max-head -d 'The largest request line with all its headers; more is answered 431' -r
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from serve" -l max-headers -d 'How many headers a request may have; more is answered 431' -r
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from serve" -l max-connections -d 'How many connections may be open at once; the one that has waited longest makes room, else 503' -r
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from serve" -l head-time -d 'How long a request\'s head may take to come; then 408' -r
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from serve" -l body-time -d 'How long a request\'s body may take to come; then 408' -r
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from serve" -l idle-time -d 'How long a connection may be silent between two requests; then it is closed' -r
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from serve" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from serve" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from serve" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from serve" -l show-body -d 'Print each body below its line'
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from say" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from say" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from say" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from say" -l skill -l to -d 'The skill: a URL, `3000`, `3000/skill` [default: where the account\'s `momo kakao serve` runs, else its port and path of the settings]' -r
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from say" -l tap -d 'Tap what has this number in the last answer, instead of saying something' -r
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from say" -l variant -d 'Where the call seems to come from: KakaoTalk, or one of the tests in Kakao\'s console' -r -f -a "live\t''
bot-test\t''
skill-test\t''"
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from say" -l user -d 'Who speaks; each name is another user, with contexts of its own' -r
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from say" -l wait -d 'How long to wait for the callback; Kakao waits a minute' -r
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from say" -l account -d 'The Kakao account, where the settings know several' -r
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from say" -l config -d 'A file with `channels.kakao` that counts before momo.json and config.json; Moltbot\'s own works as it is' -r -F
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from say" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from say" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from say" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from say" -l callback -d 'The block has the callback option: the skill may answer later, once, within a minute. momo waits for it where the skill says so (`useCallback`), and ends with the first that Kakao would take: one after it finds nobody. A Kakao room of `momo dev` is there all the time, and refuses it as Kakao does: with the messages that Kakao documents, also for an answer with an error that `momo kakao lint` finds, and for the token of a console\'s test (`--variant`). The HTTP status of a refusal is not documented; momo\'s is 200'
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from say" -l whole -d 'Show texts whole, which Kakao folds after 500 characters'
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from say" -l forget -d 'Begin anew: forget contexts, the last block and what can be tapped, with the skill of --skill or else with all'
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from lint" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from lint" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from lint" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from lint" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from lint" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from lint" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from lint" -l strict -d 'Say no to warnings too'
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from lint" -l rules -d 'List the rules instead, each with who says so'
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from send" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from send" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from send" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from send" -l image -d 'An image: a JPG or PNG file, which is uploaded first, or the URL that an upload gave' -r
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from send" -l wide-image -d 'A wide one, 800 x 600, with at most 76 characters of text and two buttons' -r
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from send" -l image-link -d 'Where a tap on the image leads' -r
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from send" -l button -d 'A button: NAME=URL, BK:NAME, MD:NAME, AL:NAME=ANDROID|IOS|URL, BT:NAME=EVENT, BF:NAME=KEY; up to five' -r
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from send" -l resend-sms -d 'Where KakaoTalk cannot deliver it, send it as SMS: the same text, or this one' -r
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from send" -l at -d 'When it is to go out, in Korean time: `2026-11-22 09:00`, or `09:00` today' -r
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from send" -l idempotency-key -d 'Makes the same call within ten minutes fail instead of sending twice (Friend Talk only)' -r
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from send" -l via -d 'By Friend Talk or as a Brand Message [default: Friend Talk until `compatibilityEnds`, which is 2026-12-31]' -r -f -a "friendtalk\t'Friend Talk v2.4, which NHN Cloud turns into a Brand Message'
brand\t'Brand Message v1.0, which is always advertising'"
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from send" -l host -d 'Where NHN Cloud answers [default: `nhnHost`, which is kakaotalk-bizmessage.api.nhncloudservice.com]' -r
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from send" -l profile -d '`local`: the local platform (momo dev) plays NHN Cloud, as it does where no keys are configured' -r
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from send" -l account -d 'The Kakao account, where the settings know several' -r
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from send" -l config -d 'A file with `channels.kakao` that counts before momo.json and config.json; Moltbot\'s own works as it is' -r -F
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from send" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from send" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from send" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from send" -l ad -d 'It is advertising: NHN Cloud\'s default, said aloud; not delivered from 20:50 to 08:00 in Korea'
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from send" -l no-ad -d 'It is no advertising (Friend Talk only)'
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from send" -l dry-run -d 'Print the request, with variables for the keys, and send nothing'
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from result" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from result" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from result" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from result" -l via -d 'By Friend Talk or as a Brand Message [default: Friend Talk until `compatibilityEnds`, which is 2026-12-31]' -r -f -a "friendtalk\t'Friend Talk v2.4, which NHN Cloud turns into a Brand Message'
brand\t'Brand Message v1.0, which is always advertising'"
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from result" -l host -d 'Where NHN Cloud answers [default: `nhnHost`, which is kakaotalk-bizmessage.api.nhncloudservice.com]' -r
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from result" -l profile -d '`local`: the local platform (momo dev) plays NHN Cloud, as it does where no keys are configured' -r
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from result" -l account -d 'The Kakao account, where the settings know several' -r
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from result" -l config -d 'A file with `channels.kakao` that counts before momo.json and config.json; Moltbot\'s own works as it is' -r -F
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from result" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from result" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from result" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from cancel" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from cancel" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from cancel" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from cancel" -l via -d 'By Friend Talk or as a Brand Message [default: Friend Talk until `compatibilityEnds`, which is 2026-12-31]' -r -f -a "friendtalk\t'Friend Talk v2.4, which NHN Cloud turns into a Brand Message'
brand\t'Brand Message v1.0, which is always advertising'"
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from cancel" -l host -d 'Where NHN Cloud answers [default: `nhnHost`, which is kakaotalk-bizmessage.api.nhncloudservice.com]' -r
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from cancel" -l profile -d '`local`: the local platform (momo dev) plays NHN Cloud, as it does where no keys are configured' -r
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from cancel" -l account -d 'The Kakao account, where the settings know several' -r
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from cancel" -l config -d 'A file with `channels.kakao` that counts before momo.json and config.json; Moltbot\'s own works as it is' -r -F
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from cancel" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from cancel" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand kakao; and __fish_seen_subcommand_from cancel" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand agent; and not __fish_seen_subcommand_from skill setup" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand agent; and not __fish_seen_subcommand_from skill setup" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand agent; and not __fish_seen_subcommand_from skill setup" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand agent; and not __fish_seen_subcommand_from skill setup" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand agent; and not __fish_seen_subcommand_from skill setup" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand agent; and not __fish_seen_subcommand_from skill setup" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand agent; and not __fish_seen_subcommand_from skill setup" -f -a "skill" -d 'Print the skill file for coding agents'
complete -c momo -n "__fish_momo_using_subcommand agent; and not __fish_seen_subcommand_from skill setup" -f -a "setup" -d 'Install the skill file for a coding agent, or remove it'
complete -c momo -n "__fish_momo_using_subcommand agent; and __fish_seen_subcommand_from skill" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand agent; and __fish_seen_subcommand_from skill" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand agent; and __fish_seen_subcommand_from skill" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand agent; and __fish_seen_subcommand_from skill" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand agent; and __fish_seen_subcommand_from skill" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand agent; and __fish_seen_subcommand_from skill" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand agent; and __fish_seen_subcommand_from setup" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand agent; and __fish_seen_subcommand_from setup" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand agent; and __fish_seen_subcommand_from setup" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand agent; and __fish_seen_subcommand_from setup" -l client -d 'The coding agent' -r -f -a "claude-code\t'.claude/skills'
codex\t'.agents/skills, which other agents read too'
cursor\t'.cursor/skills'"
complete -c momo -n "__fish_momo_using_subcommand agent; and __fish_seen_subcommand_from setup" -l scope -d 'Whose it shall be: in a folder of this project, or of yours' -r -f -a "project\t'That of everybody who works in this folder'
user\t'Yours, in every folder'"
complete -c momo -n "__fish_momo_using_subcommand agent; and __fish_seen_subcommand_from setup" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand agent; and __fish_seen_subcommand_from setup" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand agent; and __fish_seen_subcommand_from setup" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand agent; and __fish_seen_subcommand_from setup" -l status -d 'Change nothing: say what stands there, for all agents without --client; exit code 1 where nothing of momo\'s is there'
complete -c momo -n "__fish_momo_using_subcommand agent; and __fish_seen_subcommand_from setup" -l remove -d 'Remove it, and the folders that are empty then'
complete -c momo -n "__fish_momo_using_subcommand completions" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand completions" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand completions" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand completions" -l output -d 'Where the extension for `vscode` is written [default: ./momo-chat]' -r -F
complete -c momo -n "__fish_momo_using_subcommand completions" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand completions" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand completions" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand help" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand help" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand help" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand help" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand help" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand help" -s q -l quiet -d 'Leave out progress and hints'
complete -c momo -n "__fish_momo_using_subcommand man" -l format -d 'How results are written' -r -f -a "text\t''
json\t''"
complete -c momo -n "__fish_momo_using_subcommand man" -l color -d 'When to colour [default: auto]' -r -f -a "auto\t''
always\t''
never\t''"
complete -c momo -n "__fish_momo_using_subcommand man" -l lang -d 'Language of help, questions, errors and findings [default: the locale\'s]' -r -f -a "en\t''
ko\t''"
complete -c momo -n "__fish_momo_using_subcommand man" -l dir -d 'Write every page into this folder instead, for `man` to find' -r -F
complete -c momo -n "__fish_momo_using_subcommand man" -s h -l help -d 'Print help'
complete -c momo -n "__fish_momo_using_subcommand man" -l json -d 'Short for `--format json`'
complete -c momo -n "__fish_momo_using_subcommand man" -s q -l quiet -d 'Leave out progress and hints'
