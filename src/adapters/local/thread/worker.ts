import { embedderOperations } from '../embedder/operations.ts'
import { llmOperations } from '../llm/operations.ts'
import { serveThread } from './serve-thread.ts'

serveThread({ ...embedderOperations, ...llmOperations })
