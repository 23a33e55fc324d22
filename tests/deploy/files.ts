import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse, parseAllDocuments } from 'yaml'
import { createProgram, type Invocation } from '../../src/cli/program.ts'

const DEPLOY = fileURLToPath(new URL('../../deploy', import.meta.url))

export const pathOf = (name: string): string => join(DEPLOY, name)
export const readDeployFile = (name: string): string => readFileSync(pathOf(name), 'utf8')
export const readYaml = (name: string) => parse(readDeployFile(name), { merge: true })

export interface Manifest {
  readonly file: string
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string }
  // What else there is depends on the kind, and is checked against its schema.
  readonly [field: string]: unknown
}

/** Everything that `kubectl apply -k` would send. */
export const readManifests = (): readonly Manifest[] =>
  globSync('*.yaml', { cwd: pathOf('kubernetes') })
    .filter((name) => name !== 'kustomization.yaml')
    .flatMap((name) =>
      parseAllDocuments(readDeployFile(`kubernetes/${name}`)).map((document) => {
        const [problem] = document.errors
        if (problem !== undefined) throw problem
        return { file: name, ...document.toJS() } as Manifest
      }),
    )

/** What the words mean to the command line of this release; throws when they mean nothing. */
export const parseCommand = async (words: readonly string[]): Promise<Invocation> => {
  let invocation: Invocation | null = null
  const program = createProgram('0', async (parsed) => {
    invocation = parsed
  })
  await program.parseAsync([...words], { from: 'user' })
  if (invocation === null) throw new Error(`no command: ${words.join(' ')}`)
  return invocation
}
