/** What every POSIX system has, and the words of shells: as good as part of the operating system. */
const EVERYWHERE = new Set(
  (
    'alias awk basename bash bg break cat cd chgrp chmod chown cmp command comm continue cp csplit cut date dd declare df diff dirname du ' +
    'echo env eval exec exit expand export expr false fg file find fold getopts grep hash head hostname id install join jobs kill let ln ' +
    'local logname ls mkdir mkfifo mktemp mv nice nl nohup od paste pathchk popd printenv printf pushd pwd read readlink readonly realpath ' +
    'return rm rmdir sed seq set sh shift shopt sleep sort source split stat stty sum sync tail tee test time timeout touch tr trap true ' +
    'tsort tty type ulimit umask unalias uname uniq unset wait wc which whoami xargs yes ' +
    'case do done elif else esac fi for function if in select then until while'
  ).split(' '),
);

/**
 * Words of a script that may be names of programs, each once, sorted: whoever looks for them finds out which are. A program that the
 * command names is one it depends on, declared or not. Words in quotes count too; one too many does no harm.
 */
export function commandWords(script: string): readonly string[] {
  const words = script
    .split(/[^\w.+-]+/)
    .filter((word) => /^[A-Za-z_][\w.+-]*$/.test(word) && word.length < 64);
  return [...new Set(words)].filter((word) => !EVERYWHERE.has(word)).sort();
}
