import { describe, expect, test } from 'bun:test'
import { createHash } from 'node:crypto'
import * as z from 'zod'
import {
  CONDENSE_QUESTION,
  condensedSchema,
  condenseSystem,
  condenseUser,
} from '../../../src/adapters/prompting/prompts/condense.ts'
import {
  SUMMARIZE_QUESTION,
  summarizeSystem,
  summarizeUser,
  summarySchema,
} from '../../../src/adapters/prompting/prompts/summarize.ts'
import { TAG_QUESTION, tagSystem, tagsSchema, tagUser } from '../../../src/adapters/prompting/prompts/tag.ts'

const heading = { title: 'A Title', author: 'An Author', language: 'en' }
const sections = [{ chapterNumber: 1, title: 'One', text: 'It was night.\nThe lamp burned.' }]

const fingerprint = (system: string, user: string, schema: z.ZodType): string =>
  createHash('sha256')
    .update(JSON.stringify([system, user, z.toJSONSchema(schema)]))
    .digest('hex')
    .slice(0, 16)

/** Whoever changes a prompt or its schema raises its version and puts the new fingerprint here, for a reviewer to see. */
const REVIEWED: Readonly<Record<string, string>> = {
  summary_v1: '5b57d79389ee18d0',
  tags_v1: '88b5687dfeae5c2e',
  condensed_summary_v1: '110895cf78b06ab4',
}

describe('prompts', () => {
  test.each([
    [SUMMARIZE_QUESTION, summarizeSystem, summarizeUser(heading, sections), summarySchema],
    [TAG_QUESTION, tagSystem, tagUser(heading, sections), tagsSchema],
    [CONDENSE_QUESTION, condenseSystem, condenseUser(heading, sections), condensedSchema],
  ] as const)('%s is as it was reviewed', (name, system, user, schema) => {
    expect({ [name]: fingerprint(system, user, schema) }).toEqual({
      [name]: REVIEWED[name] ?? 'not reviewed',
    })
  })
})
