/**
 * Bytes of Markdown that go into one comment, and ten times into the page of a step, with something to spare (docs.github.com: comments have
 * 65,536 characters; "Workflow commands", 1 MiB).
 */
export const MARKDOWN_ROOM = 60_000;
