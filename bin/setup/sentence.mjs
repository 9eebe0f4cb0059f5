/** A problem that is told in one sentence, without a stack. */
export class Sentence extends Error {
  constructor(message, exitCode = 1) {
    super(message)
    this.exitCode = exitCode
  }
}
