export interface Target {
  /** As `bun build --target` knows it. */
  readonly name:
    | 'bun-linux-x64'
    | 'bun-linux-arm64'
    | 'bun-darwin-x64'
    | 'bun-darwin-arm64'
    | 'bun-windows-x64'
  /** The npm package that holds Bun itself for this target; `bun` depends on all of them, npm installs one. */
  readonly runtimePackage: string
  readonly platform: NodeJS.Platform
  readonly arch: NodeJS.Architecture
}

export const TARGETS: readonly Target[] = [
  { name: 'bun-linux-x64', runtimePackage: '@oven/bun-linux-x64', platform: 'linux', arch: 'x64' },
  { name: 'bun-linux-arm64', runtimePackage: '@oven/bun-linux-aarch64', platform: 'linux', arch: 'arm64' },
  { name: 'bun-darwin-x64', runtimePackage: '@oven/bun-darwin-x64', platform: 'darwin', arch: 'x64' },
  { name: 'bun-darwin-arm64', runtimePackage: '@oven/bun-darwin-aarch64', platform: 'darwin', arch: 'arm64' },
  { name: 'bun-windows-x64', runtimePackage: '@oven/bun-windows-x64', platform: 'win32', arch: 'x64' },
]

export const hostTarget = (): Target | undefined =>
  TARGETS.find(({ platform, arch }) => platform === process.platform && arch === process.arch)

/** `chapterwise-linux-x64`, `chapterwise-windows-x64.exe` */
export const binaryName = ({ name, platform }: Target): string =>
  `${name.replace('bun-', 'chapterwise-')}${platform === 'win32' ? '.exe' : ''}`

/** Inside the npm package. */
export const runtimeFile = ({ platform }: Target): string => `bin/${platform === 'win32' ? 'bun.exe' : 'bun'}`
