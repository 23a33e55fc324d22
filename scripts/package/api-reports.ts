import { mkdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import {
  CompilerState,
  Extractor,
  ExtractorConfig,
  ExtractorLogLevel,
  type IExtractorConfigPrepareOptions,
} from '@microsoft/api-extractor'
import { type Manifest, typedEntries } from './pack.ts'

const REPORTS = 'docs/api'
const QUIET = { default: { logLevel: ExtractorLogLevel.None } }

/** `.` → `chapterwise.api.md`, `./adapters/fs` → `chapterwise-adapters-fs.api.md` */
const reportName = (packageName: string, entry: string): string =>
  `${[packageName, ...entry.split('/').slice(1)].join('-')}.api.md`

function configOf(root: string, manifest: Manifest, { name, types }: { name: string; types: string }) {
  const temporary = join(root, 'node_modules/.cache/api')
  for (const folder of [join(root, REPORTS), temporary]) mkdirSync(folder, { recursive: true })
  const options: IExtractorConfigPrepareOptions = {
    configObjectFullPath: undefined,
    packageJsonFullPath: join(root, 'package.json'),
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: join(root, types),
      compiler: {
        overrideTsconfig: {
          compilerOptions: {
            ...{ target: 'ES2023', lib: ['ES2024', 'DOM'], module: 'NodeNext', moduleResolution: 'NodeNext' },
            ...{ types: ['node'], strict: true, skipLibCheck: true },
          },
          include: ['dist'],
        },
      },
      apiReport: {
        enabled: true,
        // The types behind those of the library itself; other entries use the same.
        includeForgottenExports: name === '.',
        reportFileName: reportName(manifest.name, name),
        reportFolder: join(root, REPORTS),
        reportTempFolder: temporary,
      },
      ...{ docModel: { enabled: false }, dtsRollup: { enabled: false }, tsdocMetadata: { enabled: false } },
      messages: {
        compilerMessageReporting: QUIET,
        extractorMessageReporting: QUIET,
        tsdocMessageReporting: QUIET,
      },
    },
  }
  return ExtractorConfig.prepare(options)
}

/** The names of the reports that say something else than the declarations in `dist/`; `update` rewrites them. */
export function changedReports(root: string, manifest: Manifest, update: boolean): readonly string[] {
  const configs = typedEntries(manifest).map((entry) => configOf(root, manifest, entry))
  const [first, ...others] = configs
  if (first === undefined) return []
  const compilerState = CompilerState.create(first, {
    additionalEntryPoints: others.map((config) => config.mainEntryPointFilePath),
  })
  return configs.flatMap((config) => {
    const report = basename(config.reportFilePath)
    const { apiReportChanged } = Extractor.invoke(config, {
      ...{ localBuild: update, compilerState },
      messageCallback: (message) => {
        message.handled = true
      },
    })
    return apiReportChanged ? [`${REPORTS}/${report}`] : []
  })
}
