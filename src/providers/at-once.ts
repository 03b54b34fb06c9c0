/** Requests at once. */
const AT_ONCE = 4;

/** The answers in the order of the questions, of which a few are asked at a time. */
export async function atOnce<Q, A>(
  questions: readonly Q[],
  ask: (question: Q) => Promise<A>,
): Promise<readonly A[]> {
  const answers: A[] = [];
  for (let at = 0; at < questions.length; at += AT_ONCE)
    answers.push(...(await Promise.all(questions.slice(at, at + AT_ONCE).map(ask))));
  return answers;
}
