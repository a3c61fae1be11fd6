/** Runs `attempt` again, on what is there then, until its write met the document as it had read it: until it is not `null`. */
export async function untilUndisturbed<Result>(attempt: () => Promise<Result | null>): Promise<Result> {
  for (;;) {
    const result = await attempt()
    if (result !== null) return result
  }
}
