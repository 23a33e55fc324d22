export interface FakeModel {
  readonly name: string
  readonly methods: readonly string[]
  readonly inputTokenLimit: number
  readonly outputTokenLimit: number
  /** Vectors shorter than the model's own are not brought to unit length. */
  readonly normalizes: boolean
  /** Task types are ignored. */
  readonly ignoresTaskType: boolean
}

const generator = (name: string): FakeModel => ({
  name,
  methods: ['generateContent', 'countTokens', 'createCachedContent', 'batchGenerateContent'],
  inputTokenLimit: 1_048_576,
  outputTokenLimit: 65_536,
  normalizes: false,
  ignoresTaskType: false,
})

const embedder = (name: string, inputTokenLimit: number, isSecond: boolean): FakeModel => ({
  name,
  methods: ['embedContent', 'countTextTokens', 'countTokens', 'asyncBatchEmbedContent'],
  inputTokenLimit,
  outputTokenLimit: 1,
  normalizes: isSecond,
  ignoresTaskType: isSecond,
})

/** As of November 2026. */
export const FAKE_MODELS: readonly FakeModel[] = [
  ...[
    'gemini-2.5-flash',
    'gemini-2.5-pro',
    'gemini-3.1-flash-lite',
    'gemini-3.5-flash-lite',
    'gemini-3.5-flash',
    'gemini-3.8-flash',
  ].map(generator),
  embedder('gemini-embedding-001', 2_048, false),
  embedder('gemini-embedding-2', 8_192, true),
]

export const describeModel = (model: FakeModel) => ({
  name: `models/${model.name}`,
  version: '001',
  displayName: model.name,
  inputTokenLimit: model.inputTokenLimit,
  outputTokenLimit: model.outputTokenLimit,
  supportedGenerationMethods: model.methods,
})
