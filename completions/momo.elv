
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
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
            cand -V 'Print version'
            cand --version 'Print version'
            cand demo 'See it all work: platform, bot, signed events, replies'
            cand dev 'Run the local platform until Ctrl-C'
            cand run 'Run your bot beside the local platform, and exit with its status'
            cand bot 'Register bots, keep their credentials, manage them'
            cand room 'The rooms of a local platform, and what is said in them'
            cand message 'Post messages as the bot'
            cand delivery 'Events on their way to bots of a local platform: list, retry, drop'
            cand fault 'Rehearse faults on a local platform, and move its clock'
            cand sign 'Print the signature of a payload'
            cand verify 'Check a signature, and explain why it does not match'
            cand webhook 'Make, deliver, receive and inspect signed events'
            cand check 'Prove that a bot is safe and robust, check by check'
            cand chat 'Talk with your bots in the terminal, and play conversations as tests'
            cand kakao 'KakaoTalk: skills, messages, the Share webhook'
            cand completions 'Print the completion script for a shell, or write an editor''s extension for .chat files'
            cand man 'Show the manual page of a command'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'momo;demo'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
            cand --keep 'Leave the demo''s bot, messages and history, to look at them with the other commands'
        }
        &'momo;dev'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand --port 'The port; 0 takes any free one'
            cand --host 'The address to listen on; other machines reach it only if this is not a loopback address'
            cand --allow-host 'A host name by which the platform may be called beside localhost, for example from a container'
            cand --allow-callback-host 'Where callback URLs may lead by plain HTTP beside this machine: a container''s name, an address or a network; kept in momo.json. Without it they may not: others could read the events, and whoever registers a bot could have momo call your network'
            cand --retry-base 'The pause before a failed delivery is tried again; it doubles each time (momo''s own choice: MoMoTalk documents no retries)'
            cand --fault 'A fault to begin with, as `momo fault set` takes it: `drop times=3`; may be given again'
            cand --clock 'The platform''s time to begin with: `+24h`, or a moment such as `2027-01-01T00:00:00Z`'
            cand --tunnel 'Give it a public URL, by a program that is installed and ends with momo: `cloudflared` (a quick tunnel), `ngrok`, or `ssh USER@HOST` with ssh''s options (that server''s port, by plain HTTP, where its GatewayPorts allows it). Any other command runs without a shell, with the port for `{port}`; the first URL without a path that it prints is taken. ssh is tested against OpenSSH, the others against what their documentation shows'
            cand --keep 'How much of the history stays: a size of its file (`500MB`), a number of exchanges (`10000`), an age (`7d`) or `all`; may be given for each. The oldest refused requests go first, then the oldest; what is starred stays [default: 2GB]'
            cand --max-body 'The largest body that is taken; more is answered 413'
            cand --max-head 'The largest request line with all its headers; more is answered 431'
            cand --max-headers 'How many headers a request may have; more is answered 431'
            cand --max-connections 'How many connections may be open at once; the one that has waited longest makes room, else 503'
            cand --head-time 'How long a request''s head may take to come; then 408'
            cand --body-time 'How long a request''s body may take to come; then 408'
            cand --idle-time 'How long a connection may be silent between two requests; then it is closed'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
            cand --no-page 'Leave the page out: nothing but the API'
        }
        &'momo;run'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand --port 'The port of the platform; 0 takes any free one. The bot''s own port is in PORT [default: 8700]'
            cand --callback 'Where the bot takes its events; without it the bot gets a free port in PORT, or the PORT that is set, and keeps the path that it had. Beside --bot NAME=COMMAND it is NAME=TARGET. Without a path momo asks the bot at `/` and at `/momotalk/webhook`'
            cand --bot 'The bot that the program plays, by its id or its name [default: the one called as --name says, made where there is none]; or NAME=COMMAND, again for each bot: its name and its program, which a shell reads where it has more than words'
            cand --name 'What the bot is called [default: as the folder]'
            cand --then 'A command for `sh -c` once the bot answers: the run ends with it, and has its exit code'
            cand --ready-timeout 'How long the bot has until it takes connections'
            cand --profile 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
            cand --save 'Write the bot into the folder''s momo.json without asking: commands in this folder then mean it'
            cand --fresh 'Drop what waits for the bot from before'
            cand --chat 'Talk with the bot in this terminal once it answers, as `momo chat` does; the run ends with the talk'
            cand --no-probe 'Do not ask the bot which signature it takes where it refuses one, nor which path where --callback names none (momo sends it events of the type `momo.probe`)'
        }
        &'momo;bot'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
            cand create 'Register a bot and keep its credentials'
            cand add 'Keep the credentials of a bot that exists already'
            cand list 'List the bots of the platform and those that are kept here'
            cand show 'Show a bot: its settings, its state, and what is kept of it here'
            cand update 'Change a bot''s name, callback URL or visibility'
            cand rotate 'Replace a bot''s token, its webhook secret, or both'
            cand test 'Have the platform send the bot one signed event, now'
            cand review 'Approve or reject a bot that waits for review, as operator'
            cand delete 'Delete a bot from its platform, and its credentials from here'
            cand env 'Print a bot''s credentials as environment variables'
        }
        &'momo;bot;create'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand --name 'What people call the bot'
            cand --callback-url 'Where its events go: an HTTPS URL, or a port of this machine on a local platform; without a path momo asks the bot at `/` and at `/momotalk/webhook`, and takes what is there'
            cand --visibility 'Who may see it [default: private]'
            cand --profile 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE'
            cand --as-role 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
        }
        &'momo;bot;add'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand --token-file 'A file that holds the bot token, `-` for standard input'
            cand --secret-file 'A file that holds the webhook secret, `-` for standard input'
            cand --callback-url 'Where the bot takes its events'
            cand --name 'What people call it'
            cand --profile 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
        }
        &'momo;bot;list'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand --profile 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE'
            cand --as-role 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
        }
        &'momo;bot;show'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand --bot 'The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json'
            cand --profile 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE'
            cand --as-role 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
        }
        &'momo;bot;update'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand --bot 'The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json'
            cand --profile 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE'
            cand --as-role 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that'
            cand --name 'What people call the bot'
            cand --callback-url 'Where its events go; without a path momo asks a bot of this machine, as `momo bot create` does'
            cand --visibility 'Who may see it'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
        }
        &'momo;bot;rotate'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand --bot 'The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json'
            cand --profile 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE'
            cand --as-role 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that'
            cand --grace 'How long the old ones still count beside the new ones, for example 10m [default: not at all]'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
            cand --token 'Only the bot token'
            cand --secret 'Only the webhook secret'
            cand -y 'Do not ask'
            cand --yes 'Do not ask'
        }
        &'momo;bot;test'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand --bot 'The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json'
            cand --profile 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE'
            cand --as-role 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
            cand --no-probe 'Do not ask the bot which signature it takes where it refuses one (it is sent events of the type `momo.probe`)'
        }
        &'momo;bot;review'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand --bot 'The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json'
            cand --profile 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE'
            cand --as-role 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that'
            cand --note 'Why'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
            cand --approve 'The bot becomes active'
            cand --reject 'The bot is turned down'
        }
        &'momo;bot;delete'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand --bot 'The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json'
            cand --profile 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE'
            cand --as-role 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
            cand --forget 'Only forget its credentials here; the platform is not asked and keeps the bot'
            cand -y 'Do not ask'
            cand --yes 'Do not ask'
        }
        &'momo;bot;env'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand --bot 'The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json'
            cand --profile 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE'
            cand --as 'How the variables are written'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
        }
        &'momo;room'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
            cand list 'List the rooms and the bots in them'
            cand create 'Make a room'
            cand show 'Show a room and the bots in it'
            cand subscribe 'Let a bot get the events of a room'
            cand unsubscribe 'Let a bot no longer get the events of a room'
            cand say 'Say something in a room, as one of the people in it'
            cand messages 'Print what was said in a room, the newest at the end'
        }
        &'momo;room;list'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand --profile 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE'
            cand --as-role 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
        }
        &'momo;room;create'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand --profile 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE'
            cand --as-role 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
        }
        &'momo;room;show'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand --room 'The room''s number; may be left out where there is only one, or `room` in momo.json names it'
            cand --profile 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE'
            cand --as-role 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
        }
        &'momo;room;subscribe'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand --room 'The room''s number; may be left out where there is only one, or `room` in momo.json names it'
            cand --bot 'The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json'
            cand --profile 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE'
            cand --as-role 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
        }
        &'momo;room;unsubscribe'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand --room 'The room''s number; may be left out where there is only one, or `room` in momo.json names it'
            cand --bot 'The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json'
            cand --profile 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE'
            cand --as-role 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
        }
        &'momo;room;say'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand --room 'The room''s number; may be left out where there is only one, or `room` in momo.json names it'
            cand --user 'Who says it; somebody new is made at once [default: the platform''s first user]'
            cand --reply-to 'The message that it answers'
            cand --metadata 'A JSON object to go with it'
            cand --wait 'Wait so long for a bot''s answer to it and print that; exit code 1 where none comes [default with --expect and --count: 5s]'
            cand --expect 'The text that one answer has, all of it, or /a regular expression/; exit code 1 and what differs where none has'
            cand --count 'Exactly so many answers; exit code 1 where more or fewer come'
            cand --expect-none 'Wait so long for no answer; exit code 1 at once where one comes, 3 where a bot did not take the event'
            cand --profile 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE'
            cand --as-role 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
            cand --no-probe 'Do not ask a bot which signature it takes where it refuses one (it is sent events of the type `momo.probe`)'
        }
        &'momo;room;messages'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand --room 'The room''s number; may be left out where there is only one, or `room` in momo.json names it'
            cand --after 'Only messages after this one; with --limit those that came next'
            cand --before 'Only messages before this one'
            cand --limit 'At most so many, the newest of them'
            cand --profile 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE'
            cand --as-role 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
        }
        &'momo;message'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
            cand send 'Post a message to a room as the bot'
        }
        &'momo;message;send'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand --room 'The room''s number; may be left out where there is only one, or `room` in momo.json names it'
            cand --reply-to 'The message that it answers'
            cand --metadata 'A JSON object to go with it'
            cand --token-file 'A file that holds the bot token, `-` for standard input; else the kept one, or MOMOTALK_BOT_TOKEN'
            cand --bot 'The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json'
            cand --profile 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
        }
        &'momo;delivery'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
            cand list 'List the events that wait, are held, failed or are set aside'
            cand show 'Show what became of an event, and why'
            cand retry 'Try events again now, whatever they wait for'
            cand drop 'Give events up: the bot never gets them'
        }
        &'momo;delivery;list'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand --bot 'Only this bot''s, by its id or its name'
            cand --room 'Only this room''s'
            cand --profile 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE'
            cand --as-role 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
            cand --all 'Those that were delivered or dropped too'
        }
        &'momo;delivery;show'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand --profile 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE'
            cand --as-role 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
        }
        &'momo;delivery;retry'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand --bot 'Only this bot''s, by its id or its name'
            cand --room 'Only this room''s'
            cand --profile 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE'
            cand --as-role 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
            cand --all 'All that wait, are held, failed or are set aside'
        }
        &'momo;delivery;drop'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand --bot 'Only this bot''s, by its id or its name'
            cand --room 'Only this room''s'
            cand --profile 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE'
            cand --as-role 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
            cand --all 'All that wait, are held or are set aside'
        }
        &'momo;fault'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
            cand set 'Switch a fault on, until it has struck often enough or is cleared'
            cand list 'List the faults, how much each has seen and how much it struck'
            cand clear 'Take one fault away, or all of them'
            cand clock 'Show the platform''s clock, or move it: a day of retries in a second'
        }
        &'momo;fault;set'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand --times 'Switch it off after so many [default: it stays until it is cleared]'
            cand --rate 'Strike only this part, by chance: `0.2` or `20%`'
            cand --seed 'What chance begins with: the same seed strikes the same ones again [default: another one each time]'
            cand --delay 'How long something is held up: of `delay`, `reorder`, `slow-body` and, each way, `network` [default: 1s, of `network` 300ms]'
            cand --status 'What `reply` answers: 429, 500, 502, 503 or 504 [default: 500]'
            cand --retry-after 'When the bot may call again, as `reply` says it in Retry-After'
            cand --bot 'Only what goes to this bot or comes from it'
            cand --room 'Only this room'
            cand --contains 'Only messages that hold this text'
            cand --profile 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE'
            cand --as-role 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
        }
        &'momo;fault;list'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand --profile 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE'
            cand --as-role 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
        }
        &'momo;fault;clear'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand --profile 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE'
            cand --as-role 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
        }
        &'momo;fault;clock'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand --profile 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE'
            cand --as-role 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
            cand --reset 'Set it to this machine''s time again'
        }
        &'momo;sign'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand --body 'The payload as text'
            cand --as 'How the signature is written [default: hex]'
            cand --to 'Where `--as curl` sends the payload: a URL, `3000`, `:3000/path`'
            cand --secret 'The webhook secret itself; it shows in `ps` and in the shell''s history, so better use a file or the environment'
            cand --secret-file 'A file that holds the webhook secret, `-` for standard input; one newline at its end is removed'
            cand --bot 'The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json'
            cand --profile 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
            cand --lines 'Sign each line as a payload of its own, one signature a line; LF or CRLF ends a line and is not signed; takes as much memory as the longest line'
        }
        &'momo;verify'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand --body 'The payload as text'
            cand -s 'The signature: 64 hex digits'
            cand --signature 'The signature: 64 hex digits'
            cand --headers 'A file with the request''s headers as curl, a browser or a log prints them, or as JSON; `-` for standard input'
            cand --secret 'The webhook secret itself; it shows in `ps` and in the shell''s history, so better use a file or the environment'
            cand --secret-file 'A file that holds the webhook secret, `-` for standard input; one newline at its end is removed'
            cand --bot 'The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json'
            cand --profile 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
            cand --raw 'Take FILE as bytes even where it holds a captured exchange as JSON'
            cand --explain 'Try the known mistakes where the signature does not match [default: on a terminal]'
            cand --no-explain 'Only say yes or no'
        }
        &'momo;webhook'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
            cand sample 'List sample payloads, or print one ready to pipe'
            cand replay 'Sign payloads, deliver them, and say what came back'
            cand check 'Prove that a bot is safe and robust, check by check'
            cand listen 'Receive events: verify, keep, answer and show each'
            cand history 'List, show, export and delete what was sent and received'
        }
        &'momo;webhook;sample'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand --from 'Take the payload from this file (`-`: standard input) instead'
            cand --seed 'Decide by this number what is left to chance; with --now the ids too are the same in every run'
            cand --now 'The time to write into it: seconds since 1970, or RFC 3339'
            cand --set 'Change a value: text, or a number or true/false where there is one; `a.0.b` is a path, `\.` a dot in a key'
            cand --set-json 'Change a value to any JSON'
            cand --add 'Add a value that is not there yet'
            cand --unset 'Take a value away, with its key; order: --unset, --add, --set-json, --set'
            cand --bot 'The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json'
            cand --profile 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
            cand --exchange 'Print the whole unsigned request as one line of JSON, as `webhook replay` takes it'
            cand --keep-ids 'Leave ids and times as they are'
        }
        &'momo;webhook;replay'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand --to 'Where to: a URL, `3000`, `:3000/path`, `localhost:3000/path`; several get everything, one after the other [default: the bot''s callback URL, or `callback` in momo.json]'
            cand --url 'Where to: a URL, `3000`, `:3000/path`, `localhost:3000/path`; several get everything, one after the other [default: the bot''s callback URL, or `callback` in momo.json]'
            cand --timeout 'How long the bot may take for its whole answer [default: for Kakao''s requests what Kakao gives, 5s for a skill and 3s for a Share webhook; else 3s, momo''s own choice]'
            cand --expect-status 'The statuses that are as they should be, for example `200,2xx`; others make the exit code 1'
            cand --expect-within 'How long an answer may take at most, counted from the sending'
            cand --expect-body 'What the answer''s body must hold: a text, or `/a pattern/`'
            cand --ignore 'What does not count for --expect-same: JSON Pointers into the answer, `*` for any key or place, for example `/timestamp,/items/*/id`; repeatable'
            cand -H 'A header to send, in place of one of that name; repeatable'
            cand --header 'A header to send, in place of one of that name; repeatable'
            cand --protocol 'Whose request it is, in place of what its sample or shape says: how it is made authentic and its answer judged'
            cand --last 'Deliver the newest N events of the history, sent or received, oldest first; each event once'
            cand --filter 'Deliver the events whose newest delivery fits, for example ''type:talk.* status:>=400''; `momo webhook history list --help` shows the language'
            cand --since 'Deliver the events since then: `30s`, `2h`, `7d` ago, `10:00`, `2026-11-21T10:00`'
            cand --times 'Deliver everything so many times [default: 1, or until --duration is over]'
            cand -c 'How many deliveries may be under way at the same time; then only the first of each kind of failure is printed, while the history holds them all [default: 1, with --rate 64]'
            cand --concurrency 'How many deliveries may be under way at the same time; then only the first of each kind of failure is printed, while the history holds them all [default: 1, with --rate 64]'
            cand --rate 'How many are due in a second, or in a minute with `/m`, however slow the answers are; times are then measured from when each was due, so that a bot that stalls cannot hide it'
            cand --duration 'Begin no delivery after this time; those under way are waited for'
            cand --warmup 'Deliver so many before that count for nothing'
            cand --retry-schedule 'Try again what is not answered 2xx in time: `momotalk` as the local platform does (six attempts, momo''s own choice), or the pause before each retry, for example `0,1s,5s,30s`; only the last attempt is judged'
            cand --retry-speed 'Make the pauses between attempts so many times shorter: `3600` makes an hour a second'
            cand --chaos 'Make deliveries go wrong, by --seed: `duplicate=5%` (the same event once more), `reorder=10%` (later ones overtake it), `drop=1%` (never sent), `jitter=0..200ms` (held back), `slow-body=5%` (in pieces, over a second, or `5%:3s`), `chunked=50%` (Transfer-Encoding instead of Content-Length), `early-close=1%` (broken off half-way)'
            cand --report 'Write how it went into a file: `html` is one page that opens anywhere, `junit` is XML for CI servers, `json` is for programs; several with commas, or repeated'
            cand --seed 'Decide by this number what is left to chance; with --now the ids too are the same in every run'
            cand --now 'The time to write into it: seconds since 1970, or RFC 3339'
            cand --set 'Change a value: text, or a number or true/false where there is one; `a.0.b` is a path, `\.` a dot in a key'
            cand --set-json 'Change a value to any JSON'
            cand --add 'Add a value that is not there yet'
            cand --unset 'Take a value away, with its key; order: --unset, --add, --set-json, --set'
            cand --secret 'The webhook secret itself; it shows in `ps` and in the shell''s history, so better use a file or the environment'
            cand --secret-file 'A file that holds the webhook secret, `-` for standard input; one newline at its end is removed'
            cand --bot 'The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json'
            cand --profile 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE'
            cand --kakao-account 'The account of the settings whose keys are meant, where there are several'
            cand --kakao-admin-key-file 'A file that holds the app''s primary admin key, for Share webhooks [default: the account''s `primaryAdminKey`, or KAKAO_PRIMARY_ADMIN_KEY]'
            cand --skill-header 'The header that Kakao''s console sends with each skill call, by your own choice; Kakao signs none [default: the account''s `skillHeader` with its `skillSecret`]'
            cand --skill-secret-file 'A file that holds what must stand in that header'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
            cand --raw 'Deliver the bytes of a file as one payload, even if they look like an exchange, a list of exchanges or a HAR'
            cand --expect-same 'The answers that were recorded with what is delivered: status, content type and body, JSON by what it says; what has no recorded answer makes the exit code 3'
            cand --fail-fast 'End with the first delivery that is not as expected'
            cand --keep-signature 'Send the signature that was given, and ids and times as they are'
            cand --why 'Ask the bot which signature it takes where it refuses one: it is sent events of the type `momo.probe`, each signed as a known mistake computes it'
            cand --failed 'Deliver the events whose newest delivery failed, as the filter `is:failed` has it'
            cand --keep-ids 'Leave ids and times as they are'
        }
        &'momo;webhook;check'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand --protocol 'Whose requests are sent [default: momotalk]'
            cand --only 'Only these checks: an id, a family, or a pattern such as ''*.empty*''; several with commas, or repeated'
            cand --skip 'Not these checks'
            cand --refusal 'The statuses that count as refused'
            cand --timeout 'How long the bot may take for an answer [default: 3s; for a skill the 5s that Kakao gives]'
            cand --say 'What the user says, so that the bot replies'
            cand --api-port 'Start a stand-in for the message API on this port and see the replies of a bot that was started with its address in MOMOTALK_API_BASE; for a skill the port of its callback URLs'
            cand --effects 'A command or a URL that gives the number of effects so far, such as rows in a table'
            cand --ready-timeout 'How long COMMAND has until it takes connections'
            cand --baseline 'A file of failures that are known, each with a reason and the last day on which it is; they do not count'
            cand --report 'Write how it went into a file: `html` is one page, `junit` is XML for CI servers, `json` is for programs, `markdown` is an implementation report for the bot''s README; several with commas, or repeated'
            cand --old-secret-file 'A file that holds the secret that was replaced: the check says whether events that it signed are still taken'
            cand --secret 'The webhook secret itself; it shows in `ps` and in the shell''s history, so better use a file or the environment'
            cand --secret-file 'A file that holds the webhook secret, `-` for standard input; one newline at its end is removed'
            cand --bot 'The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json'
            cand --profile 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE'
            cand --kakao-account 'The account of the settings whose keys are meant, where there are several'
            cand --kakao-admin-key-file 'A file that holds the app''s primary admin key, for Share webhooks [default: the account''s `primaryAdminKey`, or KAKAO_PRIMARY_ADMIN_KEY]'
            cand --skill-header 'The header that Kakao''s console sends with each skill call, by your own choice; Kakao signs none [default: the account''s `skillHeader` with its `skillSecret`]'
            cand --skill-secret-file 'A file that holds what must stand in that header'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
            cand --list 'List the checks, and send nothing'
            cand --yes 'Check a bot that is not on this machine: it gets all the requests, and really replies to those that are valid'
            cand --baseline-update 'Write the failures of this run into the file of --baseline, and take out what is mended'
        }
        &'momo;webhook;listen'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand --port 'The port; 0 takes any free one'
            cand --path 'Take only this path, and answer 404 to others [default: any path]'
            cand --host 'The address to listen on; other machines reach it only if this is not a loopback address'
            cand --forward-to 'Hand events on, and answer what is answered there: `3000`, `3000/hook`, or with types before it: `talk.*=3000`; all that match get it, the first answers'
            cand --types 'Keep, show and hand on only these types of events: `talk.*,kakao.share`; others are answered 200 and forgotten'
            cand --ready-file 'Write the URL to this file once it listens, with --tunnel the public one; the file goes with the receiver or its tunnel'
            cand --page-port 'The port of the page, which is on 127.0.0.1 whatever --host says [default: any free one]'
            cand --tunnel 'Give it a public URL, by a program that is installed and ends with momo: `cloudflared` (a quick tunnel), `ngrok`, or `ssh USER@HOST` with ssh''s options (that server''s port, by plain HTTP, where its GatewayPorts allows it). Any other command runs without a shell, with the port for `{port}`; the first URL without a path that it prints is taken. ssh is tested against OpenSSH, the others against what their documentation shows'
            cand --status 'Answer with this status; beside --fail-next or --fail-rate only what fails [default: 200, failures 500]'
            cand --answer 'Answer with what this file holds, `-` for standard input'
            cand --content-type 'What kind of file that is [default: by its extension]'
            cand --delay 'Wait before each answer'
            cand --fail-next 'Fail the next N events, and no more'
            cand --fail-rate 'Fail this part of the events, by chance: `0.2` or `20%`'
            cand --seed 'What chance begins with: the same seed fails the same events again [default: another one each time]'
            cand --kakao-account 'The account of the settings whose keys are meant, where there are several'
            cand --kakao-admin-key-file 'A file that holds the app''s primary admin key, for Share webhooks [default: the account''s `primaryAdminKey`, or KAKAO_PRIMARY_ADMIN_KEY]'
            cand --skill-header 'The header that Kakao''s console sends with each skill call, by your own choice; Kakao signs none [default: the account''s `skillHeader` with its `skillSecret`]'
            cand --skill-secret-file 'A file that holds what must stand in that header'
            cand --keep 'How much of the history stays: a size of its file (`500MB`), a number of exchanges (`10000`), an age (`7d`) or `all`; may be given for each. The oldest refused requests go first, then the oldest; what is starred stays [default: 2GB]'
            cand --max-body 'The largest body that is taken; more is answered 413'
            cand --max-head 'The largest request line with all its headers; more is answered 431'
            cand --max-headers 'How many headers a request may have; more is answered 431'
            cand --max-connections 'How many connections may be open at once; the one that has waited longest makes room, else 503'
            cand --head-time 'How long a request''s head may take to come; then 408'
            cand --body-time 'How long a request''s body may take to come; then 408'
            cand --idle-time 'How long a connection may be silent between two requests; then it is closed'
            cand --secret 'The webhook secret itself; it shows in `ps` and in the shell''s history, so better use a file or the environment'
            cand --secret-file 'A file that holds the webhook secret, `-` for standard input; one newline at its end is removed'
            cand --bot 'The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json'
            cand --profile 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
            cand --allow-unsigned 'Take events without a valid signature too'
            cand --echo 'Answer text messages through the message API, as the example bot of MoMoTalk''s guide does'
            cand --show-body 'Print each body below its line'
            cand --no-page 'Leave the page out'
        }
        &'momo;webhook;history'= {
            cand -n 'At most so many'
            cand --limit 'At most so many'
            cand --before 'Only those older than this exchange'
            cand --filter 'Only those that fit, for example ''type:talk.* status:>=400''; `momo webhook history list --help` shows the language'
            cand --since 'Only what started then or later: `30s`, `2h`, `7d` ago, `10:00`, `2026-11-21T10:00`'
            cand --until 'Only what started before'
            cand --bot 'Only those for or from this bot'
            cand --type 'Only events of this type, for example `talk.message_created` or ''talk.*'''
            cand --event 'Only the attempts to deliver this event'
            cand --direction 'Only what momo `sent`, or only what it `received`'
            cand --kind 'Only an `event`, or only a call of the message `api`'
            cand --verdict 'Only those with this verdict on their signature: `valid`, `invalid`, `missing`, `unchecked`'
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand --all 'All there are'
            cand -f 'Go on with what other momos add, the newest last, until Ctrl-C'
            cand --follow 'Go on with what other momos add, the newest last, until Ctrl-C'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
            cand list 'List exchanges, newest first'
            cand show 'Show an exchange in full'
            cand star 'Mark exchanges, to find them again with `starred:yes`'
            cand export 'Write exchanges for other programs, oldest first'
            cand import 'Take exchanges from NDJSON or a HAR: all of them, or none'
            cand clear 'Delete the history, or a part of it'
            cand prune 'Delete the oldest of the history: by age, by count or by size'
        }
        &'momo;webhook;history;list'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand -n 'At most so many'
            cand --limit 'At most so many'
            cand --before 'Only those older than this exchange'
            cand --filter 'Only those that fit, for example ''type:talk.* status:>=400''; `momo webhook history list --help` shows the language'
            cand --since 'Only what started then or later: `30s`, `2h`, `7d` ago, `10:00`, `2026-11-21T10:00`'
            cand --until 'Only what started before'
            cand --bot 'Only those for or from this bot'
            cand --type 'Only events of this type, for example `talk.message_created` or ''talk.*'''
            cand --event 'Only the attempts to deliver this event'
            cand --direction 'Only what momo `sent`, or only what it `received`'
            cand --kind 'Only an `event`, or only a call of the message `api`'
            cand --verdict 'Only those with this verdict on their signature: `valid`, `invalid`, `missing`, `unchecked`'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
            cand --all 'All there are'
            cand -f 'Go on with what other momos add, the newest last, until Ctrl-C'
            cand --follow 'Go on with what other momos add, the newest last, until Ctrl-C'
        }
        &'momo;webhook;history;show'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand --as 'What is written [default: text]'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
        }
        &'momo;webhook;history;star'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
            cand --remove 'Take the mark away'
        }
        &'momo;webhook;history;export'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand --as 'What is written [default: by the ending of FILE, else ndjson]'
            cand -o 'Where to, `-` for standard output; the file appears whole or not at all [default: -]'
            cand --output 'Where to, `-` for standard output; the file appears whole or not at all [default: -]'
            cand --redact-key-file 'Make the pseudonyms with this file''s bytes, the same in every export; implies --redact [default: a new key for each export]'
            cand --filter 'Only those that fit, for example ''type:talk.* status:>=400''; `momo webhook history list --help` shows the language'
            cand --since 'Only what started then or later: `30s`, `2h`, `7d` ago, `10:00`, `2026-11-21T10:00`'
            cand --until 'Only what started before'
            cand --bot 'Only those for or from this bot'
            cand --type 'Only events of this type, for example `talk.message_created` or ''talk.*'''
            cand --event 'Only the attempts to deliver this event'
            cand --direction 'Only what momo `sent`, or only what it `received`'
            cand --kind 'Only an `event`, or only a call of the message `api`'
            cand --verdict 'Only those with this verdict on their signature: `valid`, `invalid`, `missing`, `unchecked`'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
            cand --redact 'Leave out secrets and texts, give names, addresses and the ids of users, rooms and messages pseudonyms: for others to see; the ids of events, bots and exchanges stay'
        }
        &'momo;webhook;history;import'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
        }
        &'momo;webhook;history;clear'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand --filter 'Only those that fit, for example ''type:talk.* status:>=400''; `momo webhook history list --help` shows the language'
            cand --since 'Only what started then or later: `30s`, `2h`, `7d` ago, `10:00`, `2026-11-21T10:00`'
            cand --until 'Only what started before'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
            cand -y 'Do not ask'
            cand --yes 'Do not ask'
        }
        &'momo;webhook;history;prune'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand --older-than 'What started longer ago goes, for example `7d`; or before a time, for example `2026-11-21`'
            cand --keep 'All but the newest N go'
            cand --max-size 'The oldest go until the file has at most this size, for example `100MB`'
            cand --filter 'Only those that fit, for example ''type:talk.* status:>=400''; `momo webhook history list --help` shows the language'
            cand --since 'Only what started then or later: `30s`, `2h`, `7d` ago, `10:00`, `2026-11-21T10:00`'
            cand --until 'Only what started before'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
            cand -y 'Do not ask'
            cand --yes 'Do not ask'
        }
        &'momo;check'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand --protocol 'Whose requests are sent [default: momotalk]'
            cand --only 'Only these checks: an id, a family, or a pattern such as ''*.empty*''; several with commas, or repeated'
            cand --skip 'Not these checks'
            cand --refusal 'The statuses that count as refused'
            cand --timeout 'How long the bot may take for an answer [default: 3s; for a skill the 5s that Kakao gives]'
            cand --say 'What the user says, so that the bot replies'
            cand --api-port 'Start a stand-in for the message API on this port and see the replies of a bot that was started with its address in MOMOTALK_API_BASE; for a skill the port of its callback URLs'
            cand --effects 'A command or a URL that gives the number of effects so far, such as rows in a table'
            cand --ready-timeout 'How long COMMAND has until it takes connections'
            cand --baseline 'A file of failures that are known, each with a reason and the last day on which it is; they do not count'
            cand --report 'Write how it went into a file: `html` is one page, `junit` is XML for CI servers, `json` is for programs, `markdown` is an implementation report for the bot''s README; several with commas, or repeated'
            cand --old-secret-file 'A file that holds the secret that was replaced: the check says whether events that it signed are still taken'
            cand --secret 'The webhook secret itself; it shows in `ps` and in the shell''s history, so better use a file or the environment'
            cand --secret-file 'A file that holds the webhook secret, `-` for standard input; one newline at its end is removed'
            cand --bot 'The bot, by its id or its name, where several are known; also MOMO_BOT, MOMOTALK_BOT_ID, or `bot` in momo.json'
            cand --profile 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE'
            cand --kakao-account 'The account of the settings whose keys are meant, where there are several'
            cand --kakao-admin-key-file 'A file that holds the app''s primary admin key, for Share webhooks [default: the account''s `primaryAdminKey`, or KAKAO_PRIMARY_ADMIN_KEY]'
            cand --skill-header 'The header that Kakao''s console sends with each skill call, by your own choice; Kakao signs none [default: the account''s `skillHeader` with its `skillSecret`]'
            cand --skill-secret-file 'A file that holds what must stand in that header'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
            cand --list 'List the checks, and send nothing'
            cand --yes 'Check a bot that is not on this machine: it gets all the requests, and really replies to those that are valid'
            cand --baseline-update 'Write the failures of this run into the file of --baseline, and take out what is mended'
        }
        &'momo;chat'= {
            cand --room 'The room''s number; may be left out where there is only one, or `room` in momo.json names it'
            cand --as 'Who speaks; somebody new is made at once [default: the platform''s first user]'
            cand --wait 'How long an answer may take before the next line of a pipe is said'
            cand --profile 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE'
            cand --as-role 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that'
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand --no-probe 'Do not ask a bot which signature it takes where it refuses one (it is sent events of the type `momo.probe`)'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
            cand test 'Play conversations against a bot, through its real, signed webhook'
            cand record 'Write a conversation file of what was said'
            cand check 'Check conversation files without running them'
            cand fmt 'Format conversation files'
        }
        &'momo;chat;test'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand --to 'Where the bot that runs already takes its events; it calls the local platform of this home folder'
            cand --bot 'The bot that runs already, by its id or its name; or NAME=COMMAND, again for each bot: its name and its program'
            cand --profile 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE'
            cand --callback 'Where the program takes its events; without it the bot gets a free port in PORT. Beside --bot NAME=COMMAND it is NAME=TARGET'
            cand --ready-timeout 'How long the program has until it takes connections'
            cand --port 'The port of the platform, beside --to [default: 8700]'
            cand --retry-base 'The pause before a failed delivery is tried again; it doubles each time (momo''s own choice)'
            cand --filter 'Only conversations whose title holds this text; again for others'
            cand --tag 'Only conversations with this tag; `!TAG` leaves those with it out; again for others'
            cand --until 'Play up to this line of each file, and look at nothing behind it'
            cand --within 'How long a line waits that names no time'
            cand --parallel 'So many conversations at once'
            cand --repeat 'Play each so often: one that passes and fails is flaky'
            cand --seed 'What the order begins with: the same seed gives the same order'
            cand --report 'Write how it went into a file: `html` is one page that opens anywhere, `junit` is XML for CI servers, `json` is for programs; several with commas, or repeated'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
            cand --show-output 'Show what the program prints'
            cand --allow-flaky 'Let flaky conversations pass'
            cand --shuffle 'Play them in another order each time'
            cand --fail-fast 'Begin none after one has failed'
            cand --update 'Write what the bot said into the exact lines that failed; patterns and comments stay'
            cand --watch 'Play them again whenever a file changes, until Ctrl-C; the bot goes on'
        }
        &'momo;chat;record'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand --filter 'Out of the history instead of a room: the messages of the exchanges that fit, a conversation for each room; `momo webhook history list --help` shows the language'
            cand --room 'The room''s number; may be left out where there is only one, or `room` in momo.json names it'
            cand --after 'Only what came after this message'
            cand --title 'The title of the conversation [default: what the first user says]'
            cand -o 'The file; one that is there stays as it is'
            cand --output 'The file; one that is there stays as it is'
            cand --profile 'The platform: `local` (momo dev), `production` (MoMoTalk), or a profile of the settings; also MOMO_PROFILE'
            cand --as-role 'Whose console token to use on a local platform: a developer owns bots, an operator reviews and sees all of them, an admin can all of that'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
        }
        &'momo;chat;check'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
        }
        &'momo;chat;fmt'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
            cand --check 'Write nothing: name the files that would change, and exit with 1 where there is one'
        }
        &'momo;kakao'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
            cand setup 'Set up a Kakao account, step by step, by flags, or from Moltbot''s settings'
            cand status 'Show what a Kakao account has, from where, and what works'
            cand serve 'Run a skill server: an agent answers, within Kakao''s five seconds'
            cand say 'Speak to a skill as KakaoTalk does, and see what a user would see'
            cand lint 'Check a skill''s answer against every limit that Kakao documents'
            cand send 'Send a message to a phone number by Friend Talk or Brand Message'
            cand result 'Say what became of a message: arrived, failed and why, or not known yet'
            cand cancel 'Cancel a message that is reserved for later (`send --at`)'
        }
        &'momo;kakao;setup'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand --account 'The Kakao account, where the settings know several'
            cand --config 'A file with `channels.kakao` that counts before momo.json and config.json; Moltbot''s own works as it is'
            cand --import 'Take over Moltbot''s settings of KakaoTalk, of all its accounts, from this file, which stays as it is'
            cand --agent 'Who thinks of the answers: `echo`, a URL or port, or a command line'
            cand --name 'What you call the account'
            cand --app-key 'The app''s JavaScript key'
            cand --rest-api-key-file 'A file with the app''s REST API key (KAKAO_ADMIN_KEY of older guides); `-` is standard input'
            cand --primary-admin-key-file 'A file with the app''s primary admin key, for Share webhooks'
            cand --client-secret-file 'A file with the app''s client secret'
            cand --channel-id 'The channel''s id'
            cand --sender-key-file 'A file with the sender key of NHN Cloud, 40 characters'
            cand --nhn-app-key-file 'A file with the app key of NHN Cloud'
            cand --nhn-secret-key-file 'A file with the secret key of NHN Cloud'
            cand --nhn-host 'Where NHN Cloud answers, where it is not the usual place'
            cand --compatibility-ends 'The last day of Friend Talk''s compatibility mode'
            cand --port 'The skill server''s port'
            cand --path 'The skill server''s path'
            cand --skill-url 'Where KakaoTalk reaches the skill server'
            cand --skill-header 'The header that you gave the skill in Kakao''s console'
            cand --skill-secret-file 'A file with the value of that header'
            cand --dm-policy 'Who is answered: open, allowlist or disabled'
            cand --allow-from 'A user id that `allowlist` answers; repeatable, or with commas'
            cand --text-chunk-limit 'How many characters one bubble has at most'
            cand --timeout-seconds 'How many seconds an agent may take'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
            cand --yes 'Write without asking anything'
        }
        &'momo;kakao;status'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand --account 'The Kakao account, where the settings know several'
            cand --config 'A file with `channels.kakao` that counts before momo.json and config.json; Moltbot''s own works as it is'
            cand --kakao-host 'Where to look whether Kakao''s API answers'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
            cand --offline 'Ask nobody outside this machine'
        }
        &'momo;kakao;serve'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand --port 'The port; 0 takes any free one [default: the account''s `webhookPort`, else 8788]'
            cand --path 'The path of the skill [default: the account''s `webhookPath`, else /kakao/webhook]'
            cand --host 'The address to listen on; other machines reach it only if this is not a loopback address'
            cand --agent 'Who answers: `echo`; a URL or `3000/skill`, which gets the skill''s request as it came; or a command line, run without a shell once a call: it gets the request as one line of JSON on standard input, which then ends, and all that it prints is the answer. Text, {"text": ...} or a SkillResponse. It has the account''s `timeoutSeconds`, 30 s where nothing is said; where its answer goes to a callback URL, which is good for a minute, at most 55 s [default: by `routing.bindings`, else echo]'
            cand --budget 'After what time Kakao is answered in any case; it waits five seconds'
            cand --callback-host 'Post late answers to this host or network too, by http as well; without it only to Kakao''s'
            cand --ready-file 'Write the URL to this file once it listens, with --tunnel the public one; the file goes with the server or its tunnel'
            cand --tunnel 'Give it a public URL, by a program that is installed and ends with momo: `cloudflared` (a quick tunnel), `ngrok`, or `ssh USER@HOST` with ssh''s options (that server''s port, by plain HTTP, where its GatewayPorts allows it). Any other command runs without a shell, with the port for `{port}`; the first URL without a path that it prints is taken. ssh is tested against OpenSSH, the others against what their documentation shows'
            cand --account 'The Kakao account, where the settings know several'
            cand --config 'A file with `channels.kakao` that counts before momo.json and config.json; Moltbot''s own works as it is'
            cand --keep 'How much of the history stays: a size of its file (`500MB`), a number of exchanges (`10000`), an age (`7d`) or `all`; may be given for each. The oldest refused requests go first, then the oldest; what is starred stays [default: 2GB]'
            cand --max-body 'The largest body that is taken; more is answered 413'
            cand --max-head 'The largest request line with all its headers; more is answered 431'
            cand --max-headers 'How many headers a request may have; more is answered 431'
            cand --max-connections 'How many connections may be open at once; the one that has waited longest makes room, else 503'
            cand --head-time 'How long a request''s head may take to come; then 408'
            cand --body-time 'How long a request''s body may take to come; then 408'
            cand --idle-time 'How long a connection may be silent between two requests; then it is closed'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
            cand --show-body 'Print each body below its line'
        }
        &'momo;kakao;say'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand --skill 'The skill: a URL, `3000`, `3000/skill` [default: where the account''s `momo kakao serve` runs, else its port and path of the settings]'
            cand --to 'The skill: a URL, `3000`, `3000/skill` [default: where the account''s `momo kakao serve` runs, else its port and path of the settings]'
            cand --tap 'Tap what has this number in the last answer, instead of saying something'
            cand --variant 'Where the call seems to come from: KakaoTalk, or one of the tests in Kakao''s console'
            cand --user 'Who speaks; each name is another user, with contexts of its own'
            cand --wait 'How long to wait for the callback; Kakao waits a minute'
            cand --account 'The Kakao account, where the settings know several'
            cand --config 'A file with `channels.kakao` that counts before momo.json and config.json; Moltbot''s own works as it is'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
            cand --callback 'The block has the callback option: the skill may answer later, once, within a minute. momo waits for it where the skill says so (`useCallback`), and ends with the first that Kakao would take: one after it finds nobody. A Kakao room of `momo dev` is there all the time, and refuses it as Kakao does: with the messages that Kakao documents, also for an answer with an error that `momo kakao lint` finds, and for the token of a console''s test (`--variant`). The HTTP status of a refusal is not documented; momo''s is 200'
            cand --whole 'Show texts whole, which Kakao folds after 500 characters'
            cand --forget 'Begin anew: forget contexts, the last block and what can be tapped, with the skill of --skill or else with all'
        }
        &'momo;kakao;lint'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
            cand --strict 'Say no to warnings too'
            cand --rules 'List the rules instead, each with who says so'
        }
        &'momo;kakao;send'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand --image 'An image: a JPG or PNG file, which is uploaded first, or the URL that an upload gave'
            cand --wide-image 'A wide one, 800 x 600, with at most 76 characters of text and two buttons'
            cand --image-link 'Where a tap on the image leads'
            cand --button 'A button: NAME=URL, BK:NAME, MD:NAME, AL:NAME=ANDROID|IOS|URL, BT:NAME=EVENT, BF:NAME=KEY; up to five'
            cand --resend-sms 'Where KakaoTalk cannot deliver it, send it as SMS: the same text, or this one'
            cand --at 'When it is to go out, in Korean time: `2026-11-22 09:00`, or `09:00` today'
            cand --idempotency-key 'Makes the same call within ten minutes fail instead of sending twice (Friend Talk only)'
            cand --via 'By Friend Talk or as a Brand Message [default: Friend Talk until `compatibilityEnds`, which is 2026-12-31]'
            cand --host 'Where NHN Cloud answers [default: `nhnHost`, which is kakaotalk-bizmessage.api.nhncloudservice.com]'
            cand --profile '`local`: the local platform (momo dev) plays NHN Cloud, as it does where no keys are configured'
            cand --account 'The Kakao account, where the settings know several'
            cand --config 'A file with `channels.kakao` that counts before momo.json and config.json; Moltbot''s own works as it is'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
            cand --ad 'It is advertising: NHN Cloud''s default, said aloud; not delivered from 20:50 to 08:00 in Korea'
            cand --no-ad 'It is no advertising (Friend Talk only)'
            cand --dry-run 'Print the request, with variables for the keys, and send nothing'
        }
        &'momo;kakao;result'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand --via 'By Friend Talk or as a Brand Message [default: Friend Talk until `compatibilityEnds`, which is 2026-12-31]'
            cand --host 'Where NHN Cloud answers [default: `nhnHost`, which is kakaotalk-bizmessage.api.nhncloudservice.com]'
            cand --profile '`local`: the local platform (momo dev) plays NHN Cloud, as it does where no keys are configured'
            cand --account 'The Kakao account, where the settings know several'
            cand --config 'A file with `channels.kakao` that counts before momo.json and config.json; Moltbot''s own works as it is'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
        }
        &'momo;kakao;cancel'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand --via 'By Friend Talk or as a Brand Message [default: Friend Talk until `compatibilityEnds`, which is 2026-12-31]'
            cand --host 'Where NHN Cloud answers [default: `nhnHost`, which is kakaotalk-bizmessage.api.nhncloudservice.com]'
            cand --profile '`local`: the local platform (momo dev) plays NHN Cloud, as it does where no keys are configured'
            cand --account 'The Kakao account, where the settings know several'
            cand --config 'A file with `channels.kakao` that counts before momo.json and config.json; Moltbot''s own works as it is'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
        }
        &'momo;completions'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand --output 'Where the extension for `vscode` is written [default: ./momo-chat]'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
        }
        &'momo;man'= {
            cand --format 'How results are written'
            cand --color 'When to colour [default: auto]'
            cand --lang 'Language in which failures and findings are explained [default: the locale''s]'
            cand --dir 'Write every page into this folder instead, for `man` to find'
            cand -h 'Print help'
            cand --help 'Print help'
            cand --json 'Short for `--format json`'
            cand -q 'Leave out progress and hints'
            cand --quiet 'Leave out progress and hints'
        }
        &'momo;help'= {
            cand demo 'See it all work: platform, bot, signed events, replies'
            cand dev 'Run the local platform until Ctrl-C'
            cand run 'Run your bot beside the local platform, and exit with its status'
            cand bot 'Register bots, keep their credentials, manage them'
            cand room 'The rooms of a local platform, and what is said in them'
            cand message 'Post messages as the bot'
            cand delivery 'Events on their way to bots of a local platform: list, retry, drop'
            cand fault 'Rehearse faults on a local platform, and move its clock'
            cand sign 'Print the signature of a payload'
            cand verify 'Check a signature, and explain why it does not match'
            cand webhook 'Make, deliver, receive and inspect signed events'
            cand check 'Prove that a bot is safe and robust, check by check'
            cand chat 'Talk with your bots in the terminal, and play conversations as tests'
            cand kakao 'KakaoTalk: skills, messages, the Share webhook'
            cand completions 'Print the completion script for a shell, or write an editor''s extension for .chat files'
            cand man 'Show the manual page of a command'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'momo;help;demo'= {
        }
        &'momo;help;dev'= {
        }
        &'momo;help;run'= {
        }
        &'momo;help;bot'= {
            cand create 'Register a bot and keep its credentials'
            cand add 'Keep the credentials of a bot that exists already'
            cand list 'List the bots of the platform and those that are kept here'
            cand show 'Show a bot: its settings, its state, and what is kept of it here'
            cand update 'Change a bot''s name, callback URL or visibility'
            cand rotate 'Replace a bot''s token, its webhook secret, or both'
            cand test 'Have the platform send the bot one signed event, now'
            cand review 'Approve or reject a bot that waits for review, as operator'
            cand delete 'Delete a bot from its platform, and its credentials from here'
            cand env 'Print a bot''s credentials as environment variables'
        }
        &'momo;help;bot;create'= {
        }
        &'momo;help;bot;add'= {
        }
        &'momo;help;bot;list'= {
        }
        &'momo;help;bot;show'= {
        }
        &'momo;help;bot;update'= {
        }
        &'momo;help;bot;rotate'= {
        }
        &'momo;help;bot;test'= {
        }
        &'momo;help;bot;review'= {
        }
        &'momo;help;bot;delete'= {
        }
        &'momo;help;bot;env'= {
        }
        &'momo;help;room'= {
            cand list 'List the rooms and the bots in them'
            cand create 'Make a room'
            cand show 'Show a room and the bots in it'
            cand subscribe 'Let a bot get the events of a room'
            cand unsubscribe 'Let a bot no longer get the events of a room'
            cand say 'Say something in a room, as one of the people in it'
            cand messages 'Print what was said in a room, the newest at the end'
        }
        &'momo;help;room;list'= {
        }
        &'momo;help;room;create'= {
        }
        &'momo;help;room;show'= {
        }
        &'momo;help;room;subscribe'= {
        }
        &'momo;help;room;unsubscribe'= {
        }
        &'momo;help;room;say'= {
        }
        &'momo;help;room;messages'= {
        }
        &'momo;help;message'= {
            cand send 'Post a message to a room as the bot'
        }
        &'momo;help;message;send'= {
        }
        &'momo;help;delivery'= {
            cand list 'List the events that wait, are held, failed or are set aside'
            cand show 'Show what became of an event, and why'
            cand retry 'Try events again now, whatever they wait for'
            cand drop 'Give events up: the bot never gets them'
        }
        &'momo;help;delivery;list'= {
        }
        &'momo;help;delivery;show'= {
        }
        &'momo;help;delivery;retry'= {
        }
        &'momo;help;delivery;drop'= {
        }
        &'momo;help;fault'= {
            cand set 'Switch a fault on, until it has struck often enough or is cleared'
            cand list 'List the faults, how much each has seen and how much it struck'
            cand clear 'Take one fault away, or all of them'
            cand clock 'Show the platform''s clock, or move it: a day of retries in a second'
        }
        &'momo;help;fault;set'= {
        }
        &'momo;help;fault;list'= {
        }
        &'momo;help;fault;clear'= {
        }
        &'momo;help;fault;clock'= {
        }
        &'momo;help;sign'= {
        }
        &'momo;help;verify'= {
        }
        &'momo;help;webhook'= {
            cand sample 'List sample payloads, or print one ready to pipe'
            cand replay 'Sign payloads, deliver them, and say what came back'
            cand check 'Prove that a bot is safe and robust, check by check'
            cand listen 'Receive events: verify, keep, answer and show each'
            cand history 'List, show, export and delete what was sent and received'
        }
        &'momo;help;webhook;sample'= {
        }
        &'momo;help;webhook;replay'= {
        }
        &'momo;help;webhook;check'= {
        }
        &'momo;help;webhook;listen'= {
        }
        &'momo;help;webhook;history'= {
            cand list 'List exchanges, newest first'
            cand show 'Show an exchange in full'
            cand star 'Mark exchanges, to find them again with `starred:yes`'
            cand export 'Write exchanges for other programs, oldest first'
            cand import 'Take exchanges from NDJSON or a HAR: all of them, or none'
            cand clear 'Delete the history, or a part of it'
            cand prune 'Delete the oldest of the history: by age, by count or by size'
        }
        &'momo;help;webhook;history;list'= {
        }
        &'momo;help;webhook;history;show'= {
        }
        &'momo;help;webhook;history;star'= {
        }
        &'momo;help;webhook;history;export'= {
        }
        &'momo;help;webhook;history;import'= {
        }
        &'momo;help;webhook;history;clear'= {
        }
        &'momo;help;webhook;history;prune'= {
        }
        &'momo;help;check'= {
        }
        &'momo;help;chat'= {
            cand test 'Play conversations against a bot, through its real, signed webhook'
            cand record 'Write a conversation file of what was said'
            cand check 'Check conversation files without running them'
            cand fmt 'Format conversation files'
        }
        &'momo;help;chat;test'= {
        }
        &'momo;help;chat;record'= {
        }
        &'momo;help;chat;check'= {
        }
        &'momo;help;chat;fmt'= {
        }
        &'momo;help;kakao'= {
            cand setup 'Set up a Kakao account, step by step, by flags, or from Moltbot''s settings'
            cand status 'Show what a Kakao account has, from where, and what works'
            cand serve 'Run a skill server: an agent answers, within Kakao''s five seconds'
            cand say 'Speak to a skill as KakaoTalk does, and see what a user would see'
            cand lint 'Check a skill''s answer against every limit that Kakao documents'
            cand send 'Send a message to a phone number by Friend Talk or Brand Message'
            cand result 'Say what became of a message: arrived, failed and why, or not known yet'
            cand cancel 'Cancel a message that is reserved for later (`send --at`)'
        }
        &'momo;help;kakao;setup'= {
        }
        &'momo;help;kakao;status'= {
        }
        &'momo;help;kakao;serve'= {
        }
        &'momo;help;kakao;say'= {
        }
        &'momo;help;kakao;lint'= {
        }
        &'momo;help;kakao;send'= {
        }
        &'momo;help;kakao;result'= {
        }
        &'momo;help;kakao;cancel'= {
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
