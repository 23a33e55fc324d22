/**
 * A wake-up without content: the event log may have grown. It may get lost or come twice; whoever reads the log looks
 * now and then by itself.
 */
export interface EventSignal {
  /** To be called after a commit. Never fails. */
  notify(): void
  /** Called after commits of any process. Answers how to stop listening. */
  onNotify(listener: () => void): () => void
}
