/** About four characters a token, as the service counts English; at least one. */
export const countTokens = (text: string): number => Math.max(1, Math.ceil(text.length / 4))

/** What the service reads of a text that is longer than the model takes: it says nothing about the rest. */
export const readable = (text: string, maxTokens: number): string => text.slice(0, maxTokens * 4)
