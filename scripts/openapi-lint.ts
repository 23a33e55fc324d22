/**
 * Lints openapi.yaml: Spectral's OpenAPI rules, every one of them but those named below, and our own conventions. Redocly's
 * run apart (`redocly.yaml`).
 */
import { readFile } from 'node:fs/promises'
import spectralCore, { type RulesetDefinition } from '@stoplight/spectral-core'
import spectralRulesets from '@stoplight/spectral-rulesets'
import { parse } from 'yaml'
import { findBreaches } from './openapi/conventions.ts'

const FILE = new URL('../openapi.yaml', import.meta.url)

const RULESET: RulesetDefinition = {
  // Its own type leaves out that it extends nothing.
  extends: [[spectralRulesets.oas as unknown as RulesetDefinition, 'all']],
  rules: {
    // There is no one to write to but the repository's issues.
    'info-contact': 'off',
    // OpenAPI 3.1 has an SPDX identifier in its place; both at once are not allowed.
    'license-url': 'off',
    // Tags are in the order in which a reader needs them.
    'openapi-tags-alphabetical': 'off',
  },
}

const document: unknown = parse(await readFile(FILE, 'utf8'))
const spectral = new spectralCore.Spectral()
spectral.setRuleset(RULESET)
const results = await spectral.run(document as Record<string, unknown>)
const findings = [
  ...results.map(({ code, path, message }) => `/${path.join('/')}: ${message} (spectral ${code})`),
  ...findBreaches(document as Record<string, unknown>).map(
    ({ pointer, message }) => `${pointer}: ${message} (convention)`,
  ),
]
for (const finding of findings) console.log(finding)
process.exitCode = findings.length === 0 ? 0 : 1
