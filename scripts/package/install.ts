import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runProcess } from '../run-process.ts'

/** An empty project of others, with the package installed as npm does it. */
export interface Project {
  readonly directory: string
  write(name: string, text: string): void
  /** Output of a program that must end well. */
  run(program: string, ...args: readonly string[]): Promise<string>
}

export function createProject(directory: string): Project {
  mkdirSync(directory, { recursive: true })
  const write = (name: string, text: string) => writeFileSync(join(directory, name), text)
  write('package.json', JSON.stringify({ name: 'someone-else', private: true, type: 'module' }))
  return {
    directory,
    write,
    async run(program, ...args) {
      const { code, output } = await runProcess([program, ...args], { cwd: directory })
      if (code !== 0) throw new Error(`${program} ${args.join(' ')}: exit code ${code}\n${output}`)
      return output
    },
  }
}

const QUIET = ['--no-audit', '--no-fund', '--no-progress', '--prefer-offline']

export const install = (project: Project, ...packages: readonly string[]): Promise<string> =>
  project.run('npm', 'install', ...QUIET, ...packages)

/** A Node of another version from npm; its install script is not needed, the program lies in the platform's package. */
export async function installNode(project: Project, version: string): Promise<string> {
  const platform = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
  await install(project, `${platform}@${version}`)
  const program = join(project.directory, 'node_modules', platform, 'bin/node')
  if (!existsSync(program)) throw new Error(`${platform} has no program`)
  return program
}

/** The code block of a heading of README that is written in this language. */
export function readmeBlock(root: string, heading: string, language: string): string {
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  const section = readme.split(/^## /m).find((text) => text.startsWith(heading))
  const block = new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 's').exec(section ?? '')?.[1]
  if (block === undefined) throw new Error(`README has no ${language} below "${heading}"`)
  return block
}
