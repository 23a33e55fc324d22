/** For servers that enforce no schema. */
export const schemaPrompt = (schema: unknown): string =>
  `Answer with one JSON object and nothing else. It must fit this JSON Schema:\n${JSON.stringify(schema)}`

export const repairPrompt = (problem: string): string =>
  `That answer does not fit the schema:\n${problem}\nSend the whole answer again, corrected, as one JSON object.`
