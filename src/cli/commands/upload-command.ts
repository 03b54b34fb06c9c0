import type { UploadCommentOptions } from '../perform-upload-comment.ts';
import type { UploadSarifOptions } from '../perform-upload-sarif.ts';
import type { Register } from './command.ts';
import { positiveInteger, wholeNumber } from './whole-number.ts';

const SARIF_EXAMPLES = `
Examples:
  lockstep upload sarif trivy.sarif --category image/web
  lockstep upload sarif *.sarif --dry-run     what would be sent, and what would be cut
  lockstep upload sarif semgrep.sarif --commit $CIRCLE_SHA1 --ref refs/heads/main`;

const COMMENT_EXAMPLES = `
Examples:
  lockstep report summary --comment body.md && lockstep upload comment body.md
  lockstep upload comment findings.md --key findings --pr 7
  lockstep upload comment findings.md --key findings --dry-run`;

export const uploadCommand: Register = (program, perform) => {
  const upload = program
    .command('upload')
    .description('give GitHub what was found: results of scanners, a comment');
  upload
    .command('sarif')
    .description('results of scanners, to code scanning')
    .argument('<files...>', 'SARIF 2.1.0')
    .option('--category <name>', 'what tells them from other results of the same tool')
    .option('--ref <ref>', 'the branch, tag or pull request they are of; as built or checked out unless said')
    .option('--commit <sha>', 'the commit they are of; the one that is checked out unless said')
    .option('--repo <owner/name>', 'the repository; the one that is built or checked out unless said')
    .option('--wait <seconds>', 'how long to wait until GitHub has processed them', wholeNumber, 120)
    .option('--dry-run', 'say what would be sent, and send nothing')
    .option('--json', 'as JSON')
    .addHelpText('after', SARIF_EXAMPLES)
    .action((files: readonly string[], options: UploadSarifOptions) =>
      perform(async (invocation) =>
        (await import('../perform-upload-sarif.ts')).performUploadSarif(invocation, files, options),
      ),
    );
  upload
    .command('comment')
    .description('a comment on a pull request, of which there is one that is kept up to date')
    .argument('<file>', 'Markdown, or what `report summary --comment` wrote')
    .option('--key <name>', 'what tells it from other comments; needed unless the file says it')
    .option('--pr <number>', 'the pull request; the one that is built unless said', positiveInteger)
    .option('--repo <owner/name>', 'the repository; the one that is built or checked out unless said')
    .option('--dry-run', 'show the comment, and write nothing')
    .option('--json', 'as JSON')
    .addHelpText('after', COMMENT_EXAMPLES)
    .action((file: string, options: UploadCommentOptions) =>
      perform(async (invocation) =>
        (await import('../perform-upload-comment.ts')).performUploadComment(invocation, file, options),
      ),
    );
};
