"""What pre-commit-hooks says of each file: a line of JSON for each, as its own entry points answer. Called with a list of questions."""

import contextlib
import importlib
import io
import json
import sys

for question in json.load(sys.stdin):
    main = importlib.import_module(f"pre_commit_hooks.{question['module']}").main
    answers = {}
    for file in question["files"]:
        output = io.StringIO()
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
            try:
                answers[file] = main([*question["args"], file])
            except SystemExit as error:
                answers[file] = error.code
            except BaseException as error:  # noqa: BLE001
                answers[file] = f"crash: {type(error).__name__}"
    print(json.dumps({"name": question["name"], "answers": answers}))
