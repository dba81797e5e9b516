complete --keep-order --exclusive --command momo --arguments "(COMPLETE=fish momo -- (commandline --current-process --tokenize --cut-at-cursor) (commandline --current-token))"
