import { fileURLToPath } from 'node:url'
import { startChildServer } from '../../support/child-server.ts'
import { nodeBinary } from '../../support/node-binary.ts'
import { SCENARIO_MAX_FILE_BYTES } from './scenarios/upload-world.ts'
import { uploadScenarios } from './upload-scenarios.ts'

const SCRIPT = fileURLToPath(new URL('../../support/serve-uploads.ts', import.meta.url))

uploadScenarios('node:http', (directory) =>
  startChildServer(nodeBinary(), [SCRIPT, directory, String(SCENARIO_MAX_FILE_BYTES)]),
)
