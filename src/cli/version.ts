import { buildInfo, VERSION } from '../build-info.ts'

export const packageVersion = (): string => VERSION

/** `bun 1.4.5` or `node 22.18.0` */
export const runtimeVersion = (): string =>
  process.versions.bun === undefined ? `node ${process.versions.node}` : `bun ${process.versions.bun}`

/** `0.1.0`; of a single binary `0.1.0 (a1b2c3d, 2026-11-28, bun 1.4.5, bun-linux-x64)` */
export const longVersion = (): string => {
  if (buildInfo === null) return VERSION
  const { commit, date, target } = buildInfo
  const details = [commit ?? 'no commit', date.slice(0, 'YYYY-MM-DD'.length), runtimeVersion(), target]
  return `${VERSION} (${details.join(', ')})`
}
