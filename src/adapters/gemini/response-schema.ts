import type { Schema } from '@google/generative-ai'
import * as z from 'zod'

/** JSON Schema as zod writes it, as far as prompts use it. */
interface JsonSchema {
  readonly type?: string
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly items?: JsonSchema
  readonly enum?: readonly string[]
}

/**
 * The subset of OpenAPI that Gemini takes as `responseSchema`. Properties come in the order of the prompt, which
 * `propertyOrdering` also asks of the answer. Throws for what has no counterpart: a prompt that can't be asked is a bug.
 */
export function responseSchemaOf(schema: z.ZodType): Schema {
  // The SDK's types know neither `propertyOrdering` nor enumerations without a format.
  return convert(z.toJSONSchema(schema) as JsonSchema) as unknown as Schema
}

function convert(schema: JsonSchema): Record<string, unknown> {
  switch (schema.type) {
    case 'object': {
      const properties = Object.entries(schema.properties ?? {})
      const names = properties.map(([name]) => name)
      return {
        type: 'object',
        properties: Object.fromEntries(properties.map(([name, value]) => [name, convert(value)])),
        required: names,
        propertyOrdering: names,
      }
    }
    case 'array':
      return { type: 'array', items: convert(schema.items ?? {}) }
    case 'string':
      return schema.enum === undefined
        ? { type: 'string' }
        : { type: 'string', format: 'enum', enum: schema.enum }
    case 'integer':
    case 'number':
    case 'boolean':
      return { type: schema.type }
    default:
      throw new Error(`Gemini has no counterpart for a schema of type ${schema.type}`)
  }
}
