/** The body of an error (RFC 7807). */
export interface RevAiProblem {
  readonly title: string
  readonly status: number
  readonly [member: string]: unknown
}

export const answerProblem = (problem: RevAiProblem): Response =>
  new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: { 'content-type': 'application/problem+json' },
  })

/** The body of a 400. The reference's sample says `parameter`, its schema and the SDK `parameters`. */
export const invalidParameters = (parameters: Readonly<Record<string, readonly string[]>>): RevAiProblem => ({
  parameters,
  type: 'https://www.rev.ai/api/v1/errors/invalid-parameters',
  title: "Your request parameters didn't validate",
  status: 400,
})
